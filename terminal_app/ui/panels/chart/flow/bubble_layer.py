"""Large trades as circles at their moment and price: the larger the trade, the larger the circle."""

import math
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from terminal_app.market.candles import Bar, BarSeries, Column
from terminal_app.market.flow.large import BarsLargest, Largest, Sweeps
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.market.trade_bars import TradeBarSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.flow.choice import FlowChoice
from terminal_app.ui.panels.chart.flow.moments import first_bar, in_sight, positions
from terminal_app.ui.panels.chart.flow.prints import kept_text
from terminal_app.ui.panels.chart.flow.words import Volumes, known_text, trade_text
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView

EVERY_SECONDS = 0.25
"""How often large trades are looked for while the picture stands still: each new one paints it anew."""
_MOST = 150
_LEAST_RADIUS, _LARGEST_RADIUS = 4.0, 26.0
_ALPHA = 0.34
_IMAGES_AT_MOST = 400
_FIGURES = 2
_LINE_PX = 2
"""How far the line of a circle may reach beyond its radius."""


class Bubble(NamedTuple):
    """A circle in device pixels, and which trade it is."""

    x: float
    y: float
    radius: float
    trade: int
    bought: bool


class BubbleLayer(PaneLayer):
    """The large trades in sight.

    Args:
        memory: the trades.
        choice: from which size on a trade is large.
        monotonic: the time, in seconds.
        may_go_on: whether there is time left in this frame.
        note: what else is to be said.
    """

    name = "Large trades"

    def __init__(
        self,
        memory: TradeMemory,
        choice: FlowChoice,
        monotonic: Callable[[], float],
        may_go_on: Callable[[], bool],
        note: Callable[[], str],
    ) -> None:
        self._memory = memory
        self._choice = choice
        self._monotonic = monotonic
        self._may_go_on = may_go_on
        self._note = note
        self._largest = Largest(memory)
        self._in_bars: BarsLargest | None = None
        self._series: BarSeries | None = None
        self._threshold: int | None = None
        self._found: Sweeps | None = None
        self._bars: Column | None = None
        self._looked: tuple[object, float] = (None, -math.inf)
        self._turn = 0
        self._bubbles: list[Bubble] = []
        self._images: dict[tuple[int, int], QImage] = {}
        self._volumes = Volumes()

    @property
    def pending(self) -> bool:
        """Whether some on the disk have still to be looked through, for want of time."""
        return self._in_bars is None and self._largest.pending

    @property
    def scale(self) -> Scale:
        """In which units prices and sizes are counted."""
        series = self._series
        return series.trades.scale if isinstance(series, TradeBarSeries) else self._memory.scale

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        del newest
        if series is not self._series:
            self._in_bars = BarsLargest(series.trades) if isinstance(series, TradeBarSeries) else None
            self._looked = (None, -math.inf)
        self._series = series

    def key(self, view: ChartView) -> Hashable:
        """Changes with every other set of large trades in sight."""
        if self._series is not None:
            self._look(self._series, view)
        return self._turn

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint all of them but where the newest bar is painted."""
        found, series = self._found, self._series
        self._bubbles = [] if found is None or series is None else self._placed(found, series, view)
        if not self._bubbles:
            return
        frame = view.frame
        left, right = _strip(view) if view.tail_in_sight else (frame.width, frame.width)
        for start, end in ((0.0, left), (right, frame.width)):
            seen = self._between(start, end)
            if end > start and seen:
                painter.save()
                painter.setClipRect(
                    QRectF(start, 0, end - start, frame.height), Qt.ClipOperation.IntersectClip
                )
                self._paint(painter, seen, colours)
                painter.restore()

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint those that reach to where the newest bar is."""
        self._paint(painter, self._near_tail(view), colours)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the highest of those to the lowest."""
        near = self._near_tail(view)
        tops, bottoms = [one.y - one.radius for one in near], [one.y + one.radius for one in near]
        return (min(tops) - 1, max(bottoms) + 1) if near else (0.0, 0.0)

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """From which size on, how many, and what is not complete."""
        del bar
        if self._threshold is None or self._series is None:
            return (LegendText("too few trades to tell which are large", colours.soft),)
        scale, count = self.scale, 0 if self._found is None else len(self._found.times)
        texts = [
            LegendText(f"≥ {self._volumes.text(self._threshold, scale)}"),
            LegendText(
                f"{count} in sight" + (f", the {_MOST} largest drawn" if count > _MOST else ""), colours.soft
            ),
        ]
        missing = ", ".join(filter(None, (self._missing(self._series, view), self._note())))
        return (*texts, LegendText(missing, colours.warning)) if missing else texts

    def text_at(self, x: float, y: float) -> str:
        """The trade whose circle is at a device pixel, in words; the smallest of several, empty for none."""
        for bubble in reversed(self._bubbles):
            if (bubble.x - x) ** 2 + (bubble.y - y) ** 2 <= bubble.radius**2 and self._found is not None:
                time_ms, price, size, buy, count = (int(column[bubble.trade]) for column in self._found)
                scale = self.scale
                return trade_text(time_ms, scale.price(price), scale.size(size), count, bought=bool(buy))
        return ""

    def _near_tail(self, view: ChartView) -> list[Bubble]:
        return self._between(*_strip(view))

    def _between(self, left: float, right: float) -> list[Bubble]:
        """Those that may be seen from one pixel to another."""
        room = _LINE_PX
        return [
            one
            for one in self._bubbles
            if one.x + one.radius + room >= left and one.x - one.radius - room <= right
        ]

    def _paint(self, painter: QPainter, bubbles: Sequence[Bubble], colours: ChartColours) -> None:
        """The largest first, so that none hides a smaller one."""
        for bubble in bubbles:
            image = self._image(bubble.radius, colours.up if bubble.bought else colours.down)
            half = image.width() / 2
            painter.drawImage(QPoint(round(bubble.x - half), round(bubble.y - half)), image)

    def _image(self, radius: float, colour: QColor) -> QImage:
        """A circle, drawn once for each radius: smooth circles cost ten times as much as their pictures."""
        key = (round(radius * 2), colour.rgb())
        image = self._images.get(key)
        if image is None:
            if len(self._images) >= _IMAGES_AT_MOST:
                self._images.clear()
            side = 2 * math.ceil(radius + 1)
            image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
            image.fill(Qt.GlobalColor.transparent)
            fill = QColor(colour)
            fill.setAlphaF(_ALPHA)
            painter = QPainter(image)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(QPen(colour, 0))
            painter.setBrush(fill)
            painter.drawEllipse(QPointF(side / 2, side / 2), key[0] / 2, key[0] / 2)
            painter.end()
            self._images[key] = image
        return image

    def _look(self, series: BarSeries, view: ChartView) -> None:
        sight, now = in_sight(series, view), self._monotonic()
        if (
            (sight, view.first, view.stop) == self._looked[0]
            and not self.pending
            and now - self._looked[1] < EVERY_SECONDS
        ):
            return
        self._looked = ((sight, view.first, view.stop), now)
        chosen = self._choice.size
        size = None if chosen is None else max(1, math.ceil(chosen.scaleb(self.scale.size_places)))
        source = self._in_bars or self._largest
        threshold = source.threshold(size, self._choice.share)
        if threshold is not None and size is None:
            threshold = _rounded(threshold)
        found, bars = None, None
        if threshold is not None and self._in_bars is None:
            found = self._largest.between(*sight, threshold, self._may_go_on)
        elif threshold is not None and self._in_bars is not None:
            shown = first_bar(view), view.stop << view.level
            found, places = self._in_bars.between(*shown, threshold)
            bars = places.astype(np.float64)
        if threshold != self._threshold or _mark(found) != _mark(self._found):
            self._turn += 1
        self._threshold, self._found, self._bars = threshold, found, bars

    def _missing(self, series: BarSeries, view: ChartView) -> str:
        if isinstance(series, TradeBarSeries):
            return kept_text(series, series.trades, view)
        return known_text(self._memory.coverage, *in_sight(series, view))

    def _placed(self, found: Sweeps, series: BarSeries, view: ChartView) -> list[Bubble]:
        chosen = np.argsort(found.sizes, kind="stable")[::-1][:_MOST]
        if not len(chosen) or not self._threshold:
            return []
        radii = _LEAST_RADIUS * np.sqrt(found.sizes[chosen] / self._threshold)
        radii = np.minimum(radii, _LARGEST_RADIUS) * view.ratio
        # In bars of trades, times do not tell the bar.
        bars = positions(series, found.times) if self._bars is None else self._bars
        places = (bars[chosen] - view.frame.left) * view.frame.spacing
        prices = found.prices[chosen].astype(np.float64) * 10.0**-self.scale.price_places
        ys, bought = view.frame.ys_of(prices), found.buys[chosen] > 0
        columns = (places, ys, radii, chosen, bought)
        return [Bubble(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _strip(view: ChartView) -> tuple[float, float]:
    """Where the newest bar is painted, from the middle of the bar before to its right edge."""
    frame = view.frame
    left = max(float(frame.x_of(view.tail - 1)), 0.0)
    return left, frame.x_of(view.tail) + frame.spacing * frame.group / 2 + view.ratio


def _mark(found: Sweeps | None) -> tuple[int, int, int]:
    """What tells two sets of large trades of one threshold apart."""
    if found is None or not len(found.times):
        return 0, 0, 0
    return len(found.times), int(found.times[0]), int(found.times[-1])


def _rounded(size: int) -> int:
    """Down to two figures, so that a percentile that moves a little does not paint everything anew."""
    unit = int(10 ** max(0, len(str(size)) - _FIGURES))
    return size // unit * unit
