"""What the chart shows and says around its bars: lines, marks, axes, readouts. It decides without Qt.

The canvas asks for a `ChartView` and paints it; everything that can be decided without a screen is decided
here and in `bars`.
"""

import math
from collections.abc import Callable, Sequence
from datetime import UTC, tzinfo
from decimal import Decimal

from terminal_app.core.account import Fill
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.market.candles import BarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.bars import ChartBars
from terminal_app.ui.panels.chart.extremes_layer import Extremes
from terminal_app.ui.panels.chart.line_places import Placed, Sized, place, sized
from terminal_app.ui.panels.chart.lines import Line, LineKey, moved
from terminal_app.ui.panels.chart.live import countdown
from terminal_app.ui.panels.chart.look import Breaks, Look, ScaleKind
from terminal_app.ui.panels.chart.marks import Mark, fill_columns, fill_marks
from terminal_app.ui.panels.chart.measure import Measure, Spot, measure_lines
from terminal_app.ui.panels.chart.price_scale import log_levels, percent_of, percent_ticks
from terminal_app.ui.panels.chart.scale import nearest_tick, price_levels
from terminal_app.ui.panels.chart.shown import ChartView, LastPrice, MeasurePlace, Moving, PriceTick, Readout
from terminal_app.ui.panels.chart.time_scale import (
    TimeTick,
    bar_of,
    day_breaks,
    index_of,
    session_breaks,
    time_at,
    time_ticks,
)

_TEXTS_AT_MOST = 2_000
_FOREVER_MS = 1 << 50


class ChartState(ChartBars):
    """What stands around the bars, and what is written. `zone` is the local one when it is `None`.

    `lines` are ours, the most important first; `moving` is the one that is being dragged.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        self._local_zone = self._zone = zone
        self._price_texts: dict[Decimal, str] = {}
        self._time_texts: dict[float, str] = {}
        self._zone_text: tuple[tuple[float, tzinfo | None] | None, str] = (None, "")
        self._readout_of: tuple[object, ...] | None = None
        self._readout: Readout | None = None
        self.extremes = Extremes(self.columns, self.newest, self.text_near)
        super().__init__()
        self.lines: Sequence[Line] = ()
        self.moving: Moving | None = None
        self.measure: Measure | None = None
        self.now_ms = 0
        self._sized_of: Sequence[Line] | None = None
        self._sized: Sequence[Sized] = ()
        self.set_fills(())

    def wear(self, look: Look) -> None:
        """Look differently from now on."""
        super().wear(look)
        self.extremes.shown = look.extremes
        self._zone = UTC if look.utc else self._local_zone
        self._time_texts.clear()

    def show(self, series: BarSeries, instrument: Instrument | None) -> None:
        """Show another series from its newest bar on."""
        super().show(series, instrument)
        self._time_texts.clear()
        self.set_fills(())
        self.lines = ()
        self.moving = None
        self.measure = None

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Take the rules of the instrument, which may come after the candles."""
        super().set_instrument(instrument)
        self._readout_of = None
        self._price_texts.clear()

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Take the fills to mark, in any order."""
        self._fills = fill_columns(fills)

    def marks(self, view: ChartView) -> list[Mark]:
        """Where our own fills stand in a picture."""
        series = self._series
        # Bars of trades have no end but the next one.
        length = series.step_ms if series.timed else _FOREVER_MS
        return fill_marks(self._fills, series.view().open_ms, length, self.viewport, view.frame)

    def places(
        self, view: ChartView, ratio: float, width_of: Callable[[str], int]
    ) -> tuple[list[Placed], int]:
        """Where our lines stand in a picture, and how many have no label for want of room."""
        lines, moving = self.lines, self.moving
        if moving is not None:
            lines = moved(lines, moving.key, moving.shown)
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
        start, end = (bar_of(open_ms, spot.time_ms, interval) for spot in self.measure)
        texts = measure_lines(self.measure, end - start, self.instrument)
        return MeasurePlace(x0, y0, x1, y1, self.measure.up, texts)

    def price_ticks(self, view: ChartView, height: float) -> list[PriceTick]:
        """The labels of the price axis of a plot `height` logical pixels high."""
        frame = view.frame
        if self.look.scale is ScaleKind.PERCENT:
            return percent_ticks(frame, view.ratio, self.percent_base(view))
        if frame.log:
            prices = log_levels(frame, view.ratio, self.tick)
        else:
            prices = price_levels(frame.low, frame.high, height, self.tick)
        scale = height / frame.height
        return [PriceTick(frame.y_of(float(price)) * scale, self.price_text(price)) for price in prices]

    def in_sight(self, time_ms: float) -> bool:
        """Whether a moment (Unix ms) is visible."""
        series = self._series
        place = bar_of(series.view().open_ms, time_ms, series.step_ms)
        return self.viewport.left <= place <= self.viewport.right

    def time_at(self, x: float, view: ChartView) -> float:
        """When the drawn bar under a logical pixel opened, in Unix ms."""
        open_ms = self._series.view().open_ms
        return time_at(open_ms, self.bar_at(x, view) * view.frame.group, self._series.step_ms)

    def x_at(self, time_ms: float) -> float:
        """The logical pixel of the bar that holds a moment."""
        series = self._series
        return self.viewport.x_of(bar_of(series.view().open_ms, time_ms, series.step_ms))

    def percent_base(self, view: ChartView) -> float:
        """The price that percents are counted from: the close of the first bar in sight."""
        return float(self.columns(view.level).close[view.first])

    def breaks(self) -> list[float]:
        """The logical pixels at which days or sessions begin, when they are to be parted."""
        view, series = self.viewport, self._series
        where = series.view().open_ms, view.left, view.right, view.spacing, series.step_ms
        places: list[float] = []
        if self.look.breaks is Breaks.DAYS:
            places = day_breaks(*where, self._zone)
        elif self.look.breaks is Breaks.SESSIONS:
            places = session_breaks(*where)
        return [view.x_of(place) for place in places]

    def time_ticks(self) -> list[TimeTick]:
        """The labels of the time axis."""
        view = self.viewport
        series = self._series
        return time_ticks(
            series.view().open_ms,
            view.left,
            view.right,
            view.spacing,
            series.step_ms,
            self._zone,
            timed=series.timed,
        )

    def price_text(self, price: Decimal) -> str:
        """A price as the axis writes it."""
        text = self._price_texts.get(price)
        if text is None:
            if len(self._price_texts) > _TEXTS_AT_MOST:
                self._price_texts.clear()
            text = self._price_texts[price] = fmt.price(price, self.instrument)
        return text

    def text_near(self, price: float) -> str:
        """The price on the tick that a float stands for."""
        return self.price_text(nearest_tick(price, self.tick))

    def axis_text(self, price: float, view: ChartView) -> str:
        """A price as a tag of the axis writes it."""
        if self.look.scale is ScaleKind.PERCENT:
            return percent_of(price, self.percent_base(view))
        return self.text_near(price)

    def price_at(self, y: float, view: ChartView) -> str:
        """What the axis says at a device pixel."""
        return self.axis_text(view.frame.price_at(y), view)

    def bar_at(self, x: float, view: ChartView) -> int:
        """The drawn bar under a logical pixel; it may lie before the oldest or after the newest."""
        return math.floor((self.viewport.index_at(x) + 0.5) / view.frame.group)

    def snap(self, x: float, view: ChartView) -> float:
        """The logical pixel in the middle of the drawn bar under a logical pixel."""
        group = view.frame.group
        return self.viewport.x_of(self.bar_at(x, view) * group + (group - 1) / 2)

    def time_text(self, x: float, view: ChartView) -> str:
        """Date and time at which the drawn bar under a logical pixel opened."""
        return self._moment(self.time_at(x, view))

    def zone_text(self) -> str:
        """The zone of all times of the chart."""
        last = self._series.last
        if last is None:
            return ""
        wanted = (last.open_ms, self._zone)
        if wanted != self._zone_text[0]:
            self._zone_text = (wanted, fmt.zone_name(int(last.open_ms), self._zone))
        return self._zone_text[1]

    def last_price(self, view: ChartView) -> LastPrice | None:
        """The last price, or the newest close before there is one; its pixel (device) may lie outside."""
        bar = self.newest()
        if bar is None:
            return None
        price = bar.close if self.live is None else float(self.live.price)
        if self.live is None or self.look.scale is ScaleKind.PERCENT:
            text = self.axis_text(price, view)
        else:
            text = self.price_text(self.live.price)
        left = countdown(bar, self.length_of(bar), self.now_ms) if self._series.timed else ""
        return LastPrice(math.floor(view.frame.y_of(price)), text, price >= bar.open, left)

    def readout(self, x: float | None, view: ChartView | None) -> Readout | None:
        """The values of the bar under a logical pixel, or of the newest one for `None`."""
        if view is None:
            return None
        bar = view.tail
        if x is not None:
            bar = min(max(self.bar_at(x, view), 0), view.tail)
        wanted = (bar, view.level, self._series.version, self.live, self.look)
        if wanted != self._readout_of:
            self._readout_of, self._readout = wanted, self._read(bar, view)
        return self._readout

    def _read(self, bar: int, view: ChartView) -> Readout:
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
        return Readout(self._moment(float(columns.open_ms[bar])), values, closed >= opened)

    def _moment(self, milliseconds: float) -> str:
        """Date and time; seconds only where bars are made of trades. Kept: the newest is read every tick."""
        text = self._time_texts.get(milliseconds)
        if text is None:
            if len(self._time_texts) > _TEXTS_AT_MOST:
                self._time_texts.clear()
            text = fmt.date_time(int(milliseconds), self._zone)
            text = self._time_texts[milliseconds] = text[:-3] if self._series.timed else text
        return text
