"""An indicator on the chart: lines, histograms and dots through the values of `LiveIndicator`."""

from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from PySide6.QtGui import QColor, QPainter

from terminal_app.market.candles import Bar, BarSeries, Column
from terminal_app.market.indicators.chosen import COLOURS, Look
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.spec import Draw, Output, Place, Spec
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter, RectPainter, mixed
from terminal_app.ui.panels.chart.geometry import Rects, body_width, fill_vertical
from terminal_app.ui.panels.chart.pane import fine, value_text
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer, Range
from terminal_app.ui.panels.chart.shown import ChartView

_FAINT = 0.55
_DOT_PX = 3
# How far a line, a dot or a step may reach beyond its value.
_STROKE_PX = 4.0
_NONE = "–"


class IndicatorLayer(PaneLayer):
    """One indicator of the chart.

    Args:
        spec: what it is.
        name: what the legend calls it.
        live: its values.
        looks: how its outputs look, by name; `usual_looks` says how the others do.
        place: with `PRICE` the candles alone choose the range of the axis.
        may_go_on: whether there is time for more of a long reckoning in this frame.
    """

    def __init__(
        self,
        spec: Spec,
        name: str,
        live: LiveIndicator,
        looks: Mapping[str, Look],
        place: Place,
        may_go_on: Callable[[], bool],
    ) -> None:
        self.name = name
        self.live = live
        self._place = place
        self._may_go_on = may_go_on
        usual = usual_looks(spec, 0)
        every = [
            (number, output, looks.get(output.name, usual[output.name]))
            for number, output in enumerate(spec.outputs)
        ]
        self._shown: Sequence[tuple[int, Output, Look]] = [one for one in every if one[2].shown]
        self._line = LinePainter()
        self._rects = RectPainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Reckon what changed."""
        del newest
        self.live.refresh(series, self._may_go_on)

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """From the lowest to the highest value in sight; a histogram stands on zero."""
        if self._place is Place.PRICE:
            return None
        found: list[float] = []
        for number, output, _ in self._shown:
            values = self._values(number, output, level, first, stop)
            values = values[np.isfinite(values)]
            if len(values):
                found += [float(values.min()), float(values.max())]
                found += [0.0] if output.draw is Draw.HISTOGRAM else []
        return (min(found), max(found)) if found else None

    def key(self, view: ChartView) -> Hashable:
        """What changed besides the newest bar; a long reckoning is painted when it is done."""
        del view
        return None if self.live.pending else self.live.history_version

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the closed bars, and the lines from and to the bars beside those in sight."""
        self._paint(painter, view, colours, max(0, view.first - 1), min(view.stop + 1, view.tail))

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the newest bar and the line that leads to it."""
        self._paint(painter, view, colours, max(0, view.tail - 1), view.tail + 1, tail=True)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the highest to the lowest end of the lines that lead to the newest bar."""
        found: list[float] = []
        for number, output, _ in self._shown:
            values = self._values(number, output, view.level, max(0, view.tail - 1), view.tail + 1)
            found += values[np.isfinite(values)].tolist()
            found += [0.0] if output.draw is Draw.HISTOGRAM else []
        if not found:
            return 0.0, 0.0
        return view.frame.y_of(max(found)) - _STROKE_PX, view.frame.y_of(min(found)) + _STROKE_PX

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """The values at a drawn bar, and what there is to say about them."""
        step = abs(view.frame.price_at(0) - view.frame.price_at(1))
        texts = []
        for number, output, look in self._shown:
            value = float(self._values(number, output, view.level, bar, bar + 1)[0])
            text = self._text(value, step) if np.isfinite(value) else _NONE
            texts.append(LegendText(text, _strong(output, look, colours, value)))
        if self.live.pending:
            texts.append(LegendText("being reckoned …", colours.soft))
        elif self.live.note:
            texts.append(LegendText(self.live.note, colours.soft))
        return texts

    def _values(self, number: int, output: Output, level: int, first: int, stop: int) -> Column:
        """One value for each drawn bar: the last of its bars, in a histogram the one farthest from zero."""
        row = self.live.view()[number]
        if len(row) <= first << level:
            # The legend may ask before the first picture of this layer, or of another series, was made.
            return np.full(stop - first, np.nan)
        if output.draw is Draw.HISTOGRAM and level:
            starts = np.arange(first << level, min(stop << level, len(row)), 1 << level)
            values = row[: min(stop << level, len(row))]
            high, low = np.fmax.reduceat(values, starts), np.fmin.reduceat(values, starts)
            return np.where(high >= -low, high, low)
        lasts = ((np.arange(first, stop) + 1) << level) - 1
        return np.asarray(row[np.minimum(lasts, len(row) - 1)])

    def _paint(
        self,
        painter: QPainter,
        view: ChartView,
        colours: ChartColours,
        first: int,
        stop: int,
        *,
        tail: bool = False,
    ) -> None:
        if first >= stop:
            return
        for number, output, look in self._shown:
            values = self._values(number, output, view.level, first, stop)
            if output.draw is Draw.LINE:
                colour = self._colour(output, look, colours)
                xs, ys = view.frame.xs_of(first, stop), view.frame.ys_of(values)
                self._line.paint(painter, xs, ys, colour, look.width)
                lone = _alone(values)
                self._rects.paint(painter, _dots(xs[lone], ys[lone], look.width), colour)
                continue
            # What stands at one bar belongs to that bar alone.
            begin = stop - 1 if tail else first
            self._paint_bars(painter, view, colours, output, look, values[begin - first :], begin)

    def _paint_bars(
        self,
        painter: QPainter,
        view: ChartView,
        colours: ChartColours,
        output: Output,
        look: Look,
        values: Column,
        first: int,
    ) -> None:
        known = np.isfinite(values)
        xs, values = view.frame.xs_of(first, first + len(values))[known], values[known]
        if output.draw is Draw.DOTS:
            self._rects.paint(
                painter, _dots(xs, view.frame.ys_of(values), look.width), self._colour(output, look, colours)
            )
            return
        rects = np.empty((len(values), 4), np.int32)
        width = body_width(view.frame)
        rects[:, 0] = xs - width // 2
        rects[:, 2] = rects[:, 0] + (width - 1)
        fill_vertical(rects, np.maximum(values, 0.0), np.minimum(values, 0.0), view.frame)
        for side in (1.0, -1.0):
            self._rects.paint(painter, rects[values * side > 0], self._colour(output, look, colours, side))

    @staticmethod
    def _colour(output: Output, look: Look, colours: ChartColours, value: float = 0.0) -> QColor:
        colour = _strong(output, look, colours, value)
        return mixed(colour, colours.background, _FAINT) if output.faint else colour

    def _text(self, value: float, step: float) -> str:
        return price_value(value, step) if self._place is Place.PRICE else value_text(fine(value, step))


def usual_looks(spec: Spec, colour: int) -> dict[str, Look]:
    """How the outputs of an indicator look when nobody has said: its own colour, and the next for each other.

    Bands share the colour of what they are around.
    """
    looks: dict[str, Look] = {}
    strong = 0
    for output in spec.outputs:
        if output.draw is Draw.HISTOGRAM:
            looks[output.name] = Look(None, 1, output.shown)
            continue
        looks[output.name] = Look((colour + (0 if output.faint else strong)) % COLOURS, 1, output.shown)
        strong += not output.faint
    return looks


def price_value(value: float, step: float) -> str:
    """A value among prices: never in thousands, with the decimals that tell steps of this size apart."""
    exact = fine(value, step)
    return fmt.fixed(exact, max(0, -int(exact.as_tuple().exponent)))


def _strong(output: Output, look: Look, colours: ChartColours, value: float) -> QColor:
    """The colour of an output as a text has to have it."""
    if look.colour is None and output.draw is Draw.HISTOGRAM:
        return colours.down if value < 0 else colours.up
    return colours.series[(look.colour or 0) % len(colours.series)]


def _alone(values: Column) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """Which values have none beside them: a line cannot show those."""
    known = np.isfinite(values)
    beside = np.zeros(len(values), bool)
    beside[1:] |= known[:-1]
    beside[:-1] |= known[1:]
    return known & ~beside


def _dots(xs: Column, ys: Column, width: int) -> Rects:
    size = _DOT_PX + width - 1
    rects = np.empty((len(xs), 4), np.int32)
    rects[:, 0] = xs - size // 2
    rects[:, 1] = np.floor(ys) - size // 2
    rects[:, 2:] = rects[:, :2] + (size - 1)
    return rects
