"""What the chart shows and says around its bars: lines, marks, axes, readouts. Knows no Qt.

The canvas asks for a `ChartView` and paints it; everything that can be decided without a screen is decided
here and in `bars`.
"""

import math
from collections.abc import Callable, Sequence
from datetime import tzinfo
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.market.candles import BarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.bars import ChartBars
from terminal_app.ui.panels.chart.line_places import Placed, Sized, place, sized
from terminal_app.ui.panels.chart.lines import Line, LineKey, moved
from terminal_app.ui.panels.chart.live import countdown
from terminal_app.ui.panels.chart.marks import Mark, fill_columns, fill_marks
from terminal_app.ui.panels.chart.measure import Measure, Spot, measure_lines
from terminal_app.ui.panels.chart.scale import nearest_tick, price_levels
from terminal_app.ui.panels.chart.shown import ChartView, LastPrice, MeasurePlace, Moving, PriceTick, Readout
from terminal_app.ui.panels.chart.time_scale import TimeTick, index_of, time_at, time_ticks


class ChartState(ChartBars):
    """What stands around the bars, and what is written. `zone` is the local one when it is `None`.

    `lines` are ours, the most important first; `moving` is the one that is being dragged.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        super().__init__()
        self.lines: Sequence[Line] = ()
        self.moving: Moving | None = None
        self.measure: Measure | None = None
        self.now_ms = 0
        self._sized_of: Sequence[Line] | None = None
        self._sized: Sequence[Sized] = ()
        self._zone = zone
        self._price_texts: dict[Decimal, str] = {}
        self.set_fills(())

    def show(self, series: BarSeries, instrument: Instrument | None) -> None:
        """Show another series from its newest bar on."""
        super().show(series, instrument)
        self.set_fills(())
        self.lines = ()
        self.moving = None
        self.measure = None

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Take the rules of the instrument, which may come after the candles."""
        super().set_instrument(instrument)
        self._price_texts.clear()

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Take the fills to mark, in any order."""
        self._fills = fill_columns(fills)

    def marks(self, view: ChartView) -> list[Mark]:
        """Where our own fills stand in a picture."""
        open_ms = self._series.view().open_ms
        return fill_marks(self._fills, open_ms, self._series.step_ms, self.viewport, view.frame)

    def places(
        self, view: ChartView, ratio: float, width_of: Callable[[str], int]
    ) -> tuple[list[Placed], int]:
        """Where our lines stand in a picture, and how many have no label for want of room."""
        lines, moving = self.lines, self.moving
        if moving is not None:
            lines = moved(lines, moving.key, moving.price, moving.text)
        if lines is not self._sized_of:
            self._sized_of, self._sized = lines, sized(lines, width_of)
        return place(self._sized, view.frame, ratio)

    def line(self, key: LineKey) -> Line | None:
        """One of our lines."""
        return next((line for line in self.lines if line.key == key), None)

    def spot(self, x: float, y: float, view: ChartView) -> Spot:
        """The bar under a logical pixel and the price on the tick at a device pixel."""
        open_ms = self._series.view().open_ms
        time_ms = time_at(open_ms, self.viewport.index_at(x), self._series.step_ms)
        return Spot(time_ms, nearest_tick(view.frame.price_at(y), self.tick))

    def measure_place(self, view: ChartView, ratio: float) -> MeasurePlace | None:
        """Where the measure stands in a picture."""
        if self.measure is None:
            return None
        open_ms, interval = self._series.view().open_ms, self._series.step_ms
        (x0, y0), (x1, y1) = (
            (
                int(self.viewport.x_of(index_of(open_ms, spot.time_ms, interval))),
                int(view.frame.y_of(float(spot.price)) / ratio),
            )
            for spot in self.measure
        )
        texts = measure_lines(self.measure, interval, self.instrument)
        return MeasurePlace(x0, y0, x1, y1, self.measure.up, texts)

    def price_ticks(self, view: ChartView, height: float) -> list[PriceTick]:
        """The labels of the price axis of a plot `height` logical pixels high."""
        frame = view.frame
        scale = height / frame.height
        return [
            PriceTick(frame.y_of(float(price)) * scale, self.price_text(price))
            for price in price_levels(frame.low, frame.high, height, self.tick)
        ]

    def time_ticks(self) -> list[TimeTick]:
        """The labels of the time axis."""
        view = self.viewport
        open_ms = self._series.view().open_ms
        return time_ticks(open_ms, view.left, view.right, view.spacing, self._series.step_ms, self._zone)

    def price_text(self, price: Decimal) -> str:
        """A price as the axis writes it."""
        text = self._price_texts.get(price)
        if text is None:
            if len(self._price_texts) > 2_000:
                self._price_texts.clear()
            text = self._price_texts[price] = fmt.price(price, self.instrument)
        return text

    def price_at(self, y: float, view: ChartView) -> str:
        """The price under a device pixel, on the tick."""
        return self.price_text(nearest_tick(view.frame.price_at(y), self.tick))

    def bar_at(self, x: float, view: ChartView) -> int:
        """The drawn bar under a logical pixel; it may lie before the oldest or after the newest."""
        return math.floor((self.viewport.index_at(x) + 0.5) / view.frame.group)

    def snap(self, x: float, view: ChartView) -> float:
        """The logical pixel in the middle of the drawn bar under a logical pixel."""
        group = view.frame.group
        return self.viewport.x_of(self.bar_at(x, view) * group + (group - 1) / 2)

    def time_text(self, x: float, view: ChartView) -> str:
        """Date and time at which the drawn bar under a logical pixel opened."""
        first = self.bar_at(x, view) * view.frame.group
        open_ms = self._series.view().open_ms
        return fmt.date_time(int(time_at(open_ms, first, self._series.step_ms)), self._zone)[:-3]

    def zone_text(self) -> str:
        """The zone of all times of the chart."""
        last = self._series.last
        return fmt.zone_name(int(last.open_ms), self._zone) if last else ""

    def last_price(self, view: ChartView) -> LastPrice | None:
        """The last price, or the newest close before there is one; its pixel (device) may lie outside."""
        bar = self.newest()
        if bar is None:
            return None
        if self.live is None:
            price, text = bar.close, self.price_text(nearest_tick(bar.close, self.tick))
        else:
            price, text = float(self.live.price), self.price_text(self.live.price)
        left = countdown(bar, self._series.step_ms, self.now_ms)
        return LastPrice(math.floor(view.frame.y_of(price)), text, price >= bar.open, left)

    def readout(self, x: float | None, view: ChartView | None) -> Readout | None:
        """The values of the bar under a logical pixel, or of the newest one for `None`."""
        if view is None:
            return None
        bar = view.tail
        if x is not None:
            bar = min(max(self.bar_at(x, view), 0), view.tail)
        columns = self._pyramid.level(view.level)
        if bar == view.tail:
            columns, bar = self.tail(view), 0
        opened, high, low, closed = (nearest_tick(float(column[bar]), self.tick) for column in columns[1:5])
        change = (closed - opened) / opened if opened else ZERO
        values = (
            ("O", self.price_text(opened)),
            ("H", self.price_text(high)),
            ("L", self.price_text(low)),
            ("C", self.price_text(closed)),
            ("", fmt.percent(change)),
            ("Vol", fmt.volume(Decimal(repr(float(columns.volume[bar]))))),
        )
        time = fmt.date_time(int(columns.open_ms[bar]), self._zone)[:-3]
        return Readout(time, values, closed >= opened)
