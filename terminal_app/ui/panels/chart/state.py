"""What the chart shows: the visible bars at the right level, their range, labels and texts. Knows no Qt.

The canvas asks for a `ChartView` and paints it; everything that can be decided without a screen is decided
here.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from terminal_app.core.account import Fill
from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Interval
from terminal_app.core.money import ZERO
from terminal_app.market.candles import Bar, CandleSeries, Columns
from terminal_app.market.last import LastPrice as Live
from terminal_app.market.pyramid import Pyramid
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.geometry import VOLUME_SHARE, Frame
from terminal_app.ui.panels.chart.line_places import Placed, Sized, place, sized
from terminal_app.ui.panels.chart.lines import Line, LineKey, moved
from terminal_app.ui.panels.chart.live import countdown, follow, one_bar
from terminal_app.ui.panels.chart.marks import Mark, fill_columns, fill_marks
from terminal_app.ui.panels.chart.measure import Measure, Spot, measure_lines
from terminal_app.ui.panels.chart.scale import (
    TimeTick,
    index_of,
    nearest_tick,
    price_levels,
    time_at,
    time_ticks,
)
from terminal_app.ui.panels.chart.viewport import DEFAULT_SPACING, Viewport

LEAST_BAR_PX = 2.0
_OLDER_WHEN_LEFT_OF = 50
_TOP_MARGIN = 0.07
_BOTTOM_MARGIN = VOLUME_SHARE + 0.03
_VOLUME_STEPS = 4
_UNKNOWN_TICK = Decimal("0.00000001")


class PriceTick(NamedTuple):
    """A label of the price axis and its pixel."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class ChartView:
    """One picture of the chart, in device pixels. Bars `first` to `stop` of `level` are visible."""

    frame: Frame
    level: int
    first: int
    stop: int
    tail: int
    history_version: int
    length: int


class Readout(NamedTuple):
    """The values of one bar as text, as (label, text) pairs, and whether it closed at or above its open."""

    time: str
    values: tuple[tuple[str, str], ...]
    up: bool


class LastPrice(NamedTuple):
    """The last price as text with its pixel, and the time the bar has left as text."""

    y: float
    text: str
    up: bool
    left: str = ""


class Moving(NamedTuple):
    """A line under the hand: where it would go, and what is written beside it."""

    key: LineKey
    price: Decimal
    text: str


class MeasurePlace(NamedTuple):
    """The measure in logical pixels of the plot, with its texts."""

    x0: int
    y0: int
    x1: int
    y1: int
    up: bool
    texts: tuple[str, str]


class ChartState:
    """The chart of one series; `show` gives it another one. `zone` is the local one when it is `None`.

    `lines` are ours, the most important first; `moving` is the one that is being dragged.
    """

    def __init__(self, zone: tzinfo | None = None) -> None:
        self.viewport = Viewport()
        self.manual_range: tuple[float, float] | None = None
        self.instrument: Instrument | None = None
        self.live: Live | None = None
        self.lines: Sequence[Line] = ()
        self.moving: Moving | None = None
        self.measure: Measure | None = None
        self.now_ms = 0
        self._sized_of: Sequence[Line] | None = None
        self._sized: Sequence[Sized] = ()
        self._held: tuple[float, float] | None = None
        self._came_while_held = 0
        self._zone = zone
        self._series = CandleSeries(Interval.M1)
        self._pyramid = Pyramid(self._series)
        self._length = 0
        self._history_version = 0
        self._anchor = (0.0, 0.0)
        self._price_texts: dict[Decimal, str] = {}
        self.set_fills(())

    @property
    def series(self) -> CandleSeries:
        """The candles on show."""
        return self._series

    @property
    def tick(self) -> Decimal:
        """The price step of the instrument."""
        return _UNKNOWN_TICK if self.instrument is None else self.instrument.tick

    def show(self, series: CandleSeries, instrument: Instrument | None) -> None:
        """Show another series from its newest bar on."""
        self._series = series
        self._pyramid = Pyramid(series)
        self.set_instrument(instrument)
        self.live = None
        self.set_fills(())
        self.lines = ()
        self.moving = None
        self.measure = None
        self.manual_range = None
        self._held = None
        self._came_while_held = 0
        self._length = series.length
        self._history_version = series.history_version
        self.viewport.to_live(series.length)

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Take the rules of the instrument, which may come after the candles."""
        self.instrument = instrument
        self._price_texts.clear()

    def set_fills(self, fills: Sequence[Fill]) -> None:
        """Take the fills to mark, in any order."""
        self._fills = fill_columns(fills)

    def hold(self, view: ChartView) -> None:
        """Let no scale move from now on: something is being dragged over it."""
        self._held = (view.frame.low, view.frame.high)

    def let_go(self) -> None:
        """The scales follow the market again, and catch up with the bars that came meanwhile."""
        self._held = None
        if self.viewport.following:
            self.viewport.shift(self._came_while_held)
        self._came_while_held = 0

    def to_live(self) -> None:
        """Back to the newest bar, with the price range chosen by the bars."""
        self.manual_range = None
        self.viewport.to_live(self._series.length)

    def to_usual(self) -> None:
        """Back to the newest bar, at the usual width of the bars."""
        self.viewport.spacing = DEFAULT_SPACING
        self.to_live()

    def build(self, width: float, height: float, device_ratio: float = 1.0) -> ChartView | None:
        """The picture for a plot of `width` x `height` device pixels; `None` when there is nothing."""
        self.viewport.resize(width / device_ratio)
        self._follow_series()
        length = self._series.length
        if not length or width < 2 or height < 2:
            return None
        view = self.viewport
        spacing = view.spacing * device_ratio
        level = max(0, math.ceil(math.log2(LEAST_BAR_PX / spacing)))
        group = 1 << level
        columns = self._pyramid.level(level)
        tail = len(columns.open_ms) - 1
        first = min(max(0, math.floor((view.left - 0.5) / group)), tail)
        stop = min(max(first + 1, math.ceil((view.right + 0.5) / group)), tail + 1)
        low, high = (
            self._held or self.manual_range or self._range_of(columns, first, stop, with_live=stop > tail)
        )
        frame = Frame(
            width=width,
            height=height,
            left=view.left,
            spacing=spacing,
            group=group,
            low=low,
            high=high,
            volume_top=_rounded_up(float(columns.volume[first:stop].max())),
        )
        return ChartView(frame, level, first, stop, tail, self._series.history_version, length)

    def columns(self, level: int) -> Columns:
        """The bars of a level."""
        return self._pyramid.level(level)

    def newest(self) -> Bar | None:
        """The newest candle as it is drawn: brought up to the last price."""
        last = self._series.last
        return None if last is None else follow(last, self._series.interval.ms, self.live)

    def tail(self, view: ChartView) -> Columns:
        """The newest drawn bar of a picture, as columns of length one."""
        columns, newest = self._pyramid.level(view.level), self.newest()
        if newest is None:
            return Columns(*(column[view.tail :] for column in columns))
        return one_bar(columns, view.tail, newest)

    def marks(self, view: ChartView) -> list[Mark]:
        """Where our own fills stand in a picture."""
        open_ms = self._series.view().open_ms
        return fill_marks(self._fills, open_ms, self._series.interval.ms, self.viewport, view.frame)

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
        time_ms = time_at(open_ms, self.viewport.index_at(x), self._series.interval.ms)
        return Spot(time_ms, nearest_tick(view.frame.price_at(y), self.tick))

    def measure_place(self, view: ChartView, ratio: float) -> MeasurePlace | None:
        """Where the measure stands in a picture."""
        if self.measure is None:
            return None
        open_ms, interval = self._series.view().open_ms, self._series.interval.ms
        (x0, y0), (x1, y1) = (
            (
                int(self.viewport.x_of(index_of(open_ms, spot.time_ms, interval))),
                int(view.frame.y_of(float(spot.price)) / ratio),
            )
            for spot in self.measure
        )
        texts = measure_lines(self.measure, interval, self.instrument)
        return MeasurePlace(x0, y0, x1, y1, self.measure.up, texts)

    def wants_older(self) -> bool:
        """Whether the left edge has come so near to the oldest bar that older ones should be fetched."""
        return self._series.length > 0 and self.viewport.left < _OLDER_WHEN_LEFT_OF

    def scale_prices(self, factor: float, view: ChartView) -> None:
        """Stretch the price range about its middle and keep it from now on."""
        frame = view.frame
        middle, half = (frame.low + frame.high) / 2, (frame.high - frame.low) / 2
        half = max(half * factor, float(self.tick) * 2)
        self.manual_range = (middle - half, middle + half)

    def pan_prices(self, pixels: float, view: ChartView) -> None:
        """Move a range that was set by hand; `pixels` (device) count downwards."""
        if self.manual_range is None:
            return
        low, high = self.manual_range
        by = pixels / view.frame.height * (high - low)
        self.manual_range = (low + by, high + by)

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
        return time_ticks(open_ms, view.left, view.right, view.spacing, self._series.interval.ms, self._zone)

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

    def snap(self, x: float, view: ChartView) -> float:
        """The logical pixel in the middle of the drawn bar under a logical pixel."""
        group = view.frame.group
        first = (self.viewport.index_at(x) + 0.5) // group * group
        return self.viewport.x_of(first + (group - 1) / 2)

    def time_text(self, x: float, view: ChartView) -> str:
        """Date and time at which the drawn bar under a logical pixel opened."""
        group = view.frame.group
        first = (self.viewport.index_at(x) + 0.5) // group * group
        open_ms = self._series.view().open_ms
        return fmt.date_time(int(time_at(open_ms, first, self._series.interval.ms)), self._zone)[:-3]

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
        left = countdown(bar, self._series.interval.ms, self.now_ms)
        return LastPrice(math.floor(view.frame.y_of(price)), text, price >= bar.open, left)

    def readout(self, x: float | None, view: ChartView | None) -> Readout | None:
        """The values of the bar under a logical pixel, or of the newest one for `None`."""
        if view is None:
            return None
        bar = view.tail
        if x is not None:
            bar = math.floor((self.viewport.index_at(x) + 0.5) / view.frame.group)
            bar = min(max(bar, 0), view.tail)
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

    def _follow_series(self) -> None:
        series = self._series
        grown = series.length - self._length
        if self._length == 0 and series.length:
            self.viewport.to_live(series.length)
        elif self.viewport.following and self._held is not None:
            self._came_while_held += grown
        elif self.viewport.following:
            self.viewport.shift(grown)
        elif series.history_version != self._history_version:
            open_ms, position = self._anchor
            self.viewport.shift(float(np.searchsorted(series.view().open_ms, open_ms)) - position)
        self._length = series.length
        self._history_version = series.history_version
        if series.length:
            position = min(max(math.floor(self.viewport.right), 0), series.length - 1)
            self._anchor = (float(series.view().open_ms[position]), float(position))

    def _range_of(self, columns: Columns, first: int, stop: int, *, with_live: bool) -> tuple[float, float]:
        low, high = float(columns.low[first:stop].min()), float(columns.high[first:stop].max())
        newest = self.newest() if with_live else None
        if newest is not None:
            low, high = min(low, newest.low), max(high, newest.high)
        if high - low < float(self.tick) * 4:
            low, high = low - float(self.tick) * 4, high + float(self.tick) * 4
        whole = (high - low) / (1 - _TOP_MARGIN - _BOTTOM_MARGIN)
        return low - whole * _BOTTOM_MARGIN, high + whole * _TOP_MARGIN


def _rounded_up(volume: float) -> float:
    """The next of a few steps per doubling, so that a growing last bar rarely rescales the others."""
    if volume <= 0:
        return 0.0
    return float(2.0 ** (math.ceil(math.log2(volume) * _VOLUME_STEPS) / _VOLUME_STEPS))
