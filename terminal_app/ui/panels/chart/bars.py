"""The visible bars of the chart: at the right level, in their range, following the market. Knows no Qt."""

import math
from decimal import Decimal

import numpy as np

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Interval
from terminal_app.market.candles import Bar, CandleSeries, Columns
from terminal_app.market.last import LastPrice as Live
from terminal_app.market.pyramid import Pyramid
from terminal_app.ui.panels.chart.geometry import VOLUME_SHARE, Frame
from terminal_app.ui.panels.chart.live import follow, one_bar
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.viewport import DEFAULT_SPACING, Viewport

LEAST_BAR_PX = 2.0
_OLDER_WHEN_LEFT_OF = 50
_TOP_MARGIN = 0.07
_BOTTOM_MARGIN = VOLUME_SHARE + 0.03
_VOLUME_STEPS = 4
_UNKNOWN_TICK = Decimal("0.00000001")


class ChartBars:
    """The bars of one series; `show` gives it another one."""

    def __init__(self) -> None:
        self.viewport = Viewport()
        self.manual_range: tuple[float, float] | None = None
        self.instrument: Instrument | None = None
        self.live: Live | None = None
        self._held: tuple[float, float] | None = None
        self._came_while_held = 0
        self._series = CandleSeries(Interval.M1)
        self._pyramid = Pyramid(self._series)
        self._length = 0
        self._history_version = 0
        self._anchor = (0.0, 0.0)

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
        self.manual_range = None
        self._held = None
        self._came_while_held = 0
        self._length = series.length
        self._history_version = series.history_version
        self.viewport.to_live(series.length)

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Take the rules of the instrument, which may come after the candles."""
        self.instrument = instrument

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
