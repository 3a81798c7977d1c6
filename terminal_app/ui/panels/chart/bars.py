"""The visible bars of the chart: at the right level, in their range, following the market.

It decides without Qt; the layers in its panes are told to paint by others.
"""

import math
from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from terminal_app.core.instrument import Instrument
from terminal_app.core.market import Interval
from terminal_app.market.candles import Bar, BarSeries, CandleSeries, Columns
from terminal_app.market.heikin_ashi import HeikinAshi
from terminal_app.market.last import LastPrice as Live
from terminal_app.market.pyramid import Pyramid
from terminal_app.ui.panels.chart.bars_layer import VOLUME_SHARE, BarsLayer, VolumeLayer
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.live import follow, one_bar
from terminal_app.ui.panels.chart.look import BarStyle, Look, ScaleKind, VolumePlace
from terminal_app.ui.panels.chart.pane import Pane
from terminal_app.ui.panels.chart.pane_layer import PaneLayer, Range
from terminal_app.ui.panels.chart.pane_places import pulled
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.viewport import DEFAULT_SPACING, Viewport

LEAST_BAR_PX = 2.0
_OLDER_AT_LEAST = 50
_TOP_MARGIN = 0.07
_BOTTOM_MARGIN = VOLUME_SHARE + 0.03
_LEAST_TICKS = 4
_VOLUME_PANE_SHARE = 0.16
_LEAST_SHARE, _LARGEST_SHARE = 0.01, 0.9
_UNKNOWN_TICK = Decimal("0.00000001")


class ChartBars:
    """The bars of one series; `show` gives it another one.

    `price` is the pane of the bars and of what is drawn over them, `panes` those below it, top to bottom.
    """

    def __init__(self) -> None:
        self.viewport = Viewport()
        self.volume = VolumeLayer(self.columns, self.tail)
        self.drawn = BarsLayer(self.columns, self.tail)
        self.price = Pane("price", [self.volume, self.drawn])
        self.panes: list[Pane] = []
        self.look = Look()
        self._shares: dict[str, float] = {}
        self._volume_pane = Pane("volume", [self.volume], share=_VOLUME_PANE_SHARE)
        self._volume_pane.margins = (_TOP_MARGIN, 0.0)
        self._averaged: HeikinAshi | None = None
        self.instrument: Instrument | None = None
        self.live: Live | None = None
        self._held: Range | None = None
        self._came_while_held = 0
        self._series: BarSeries = CandleSeries(Interval.M1)
        self._pyramid = Pyramid(self._series)
        self._tail_of: tuple[int, int, int, Live | None] | None = None
        self._tail = Columns(*np.empty((6, 0)))
        self._length = 0
        self._history_version = 0
        self._anchor = (0.0, 0.0)
        self.wear(self.look)

    @property
    def series(self) -> BarSeries:
        """The bars on show."""
        return self._series

    @property
    def manual_range(self) -> Range | None:
        """The price range that was set by hand, `None` while the bars choose it."""
        return self.price.manual_range

    @manual_range.setter
    def manual_range(self, chosen: Range | None) -> None:
        self.price.manual_range = chosen

    def wear(self, look: Look) -> None:
        """Look differently from now on."""
        self.look = look
        self.drawn.style = look.style
        self.price.log = look.scale is ScaleKind.LOG
        self._average(wanted=look.style is BarStyle.HEIKIN_ASHI)
        overlaid = look.volume is VolumePlace.OVERLAID
        self.volume.overlaid = overlaid
        self.volume.name = "" if overlaid else "Volume"
        self.price.margins = (_TOP_MARGIN, _BOTTOM_MARGIN if overlaid else _TOP_MARGIN)
        if self.volume in self.price.layers:
            self.price.layers.remove(self.volume)
        if overlaid:
            # Behind the bars, but not behind the ground of an area.
            over = look.style is BarStyle.AREA
            self.price.layers.insert(self.price.layers.index(self.drawn) + over, self.volume)
        self.remove_pane(self._volume_pane)
        if look.volume is VolumePlace.PANE:
            self.panes = [self._volume_pane, *self.panes]

    def add_layer(self, layer: PaneLayer, *, under: bool = False) -> None:
        """Draw something over the bars of the price pane, or under them."""
        self.price.layers.insert(0 if under else len(self.price.layers), layer)

    def remove_layer(self, layer: PaneLayer) -> None:
        """Draw it no longer, in whichever pane it is; a pane that has nothing left goes away."""
        for pane in (self.price, *self.panes):
            if layer in pane.layers:
                pane.layers.remove(layer)
        self.panes = [pane for pane in self.panes if pane.layers]

    def add_pane(self, pane: Pane) -> None:
        """Put a pane below the others, as high as one of its name was before."""
        pane.share = self._shares.get(pane.name, pane.share)
        self.panes = [*self.panes, pane]

    def remove_pane(self, pane: Pane) -> None:
        """Take a pane away."""
        if pane in self.panes:
            self._shares = {**self._shares, pane.name: pane.share}
        self.panes = [one for one in self.panes if one is not pane]

    @property
    def tick(self) -> Decimal:
        """The price step of the instrument."""
        return _UNKNOWN_TICK if self.instrument is None else self.instrument.tick

    def show(self, series: BarSeries, instrument: Instrument | None) -> None:
        """Show another series from its newest bar on."""
        self._series = series
        self._averaged = None
        self._pyramid = Pyramid(series)
        self._average(wanted=self.look.style is BarStyle.HEIKIN_ASHI)
        self._tail_of = None
        self.set_instrument(instrument)
        self.live = None
        for pane in (self.price, *self.panes):
            pane.manual_range = None
        self._held = None
        self._came_while_held = 0
        self._length = series.length
        self._history_version = series.history_version
        self.viewport.to_live(series.length)

    def set_instrument(self, instrument: Instrument | None) -> None:
        """Take the rules of the instrument, which may come after the candles."""
        self.instrument = instrument
        self.price.least = float(self.tick) * _LEAST_TICKS

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
        if self._averaged is not None:
            self._averaged.follow()
        columns = self._pyramid.level(level)
        tail = len(columns.open_ms) - 1
        first = min(max(0, math.floor((view.left - 0.5) / group)), tail)
        stop = min(max(first + 1, math.ceil((view.right + 0.5) / group)), tail + 1)
        frame = Frame(width, height, view.left, spacing, group, 0.0, 1.0)
        plain = ChartView(frame, level, first, stop, tail, self._series.history_version, length, device_ratio)
        self.price.follow(self._series, self.newest())
        if self._held is None:
            return self.price.fitted(plain, height)
        low, high = self._held
        return plain.framed(frame._replace(low=low, high=high, log=self.price.log and low > 0))

    def build_pane(self, pane: Pane, price: ChartView, height: float) -> ChartView:
        """The picture of a pane below, `height` device pixels high, of the bars that the prices show."""
        pane.follow(self._series, self.newest())
        return pane.fitted(price, height)

    def columns(self, level: int) -> Columns:
        """The bars of a level."""
        return self._pyramid.level(level)

    def newest(self) -> Bar | None:
        """The newest candle as it is drawn: brought up to the last price."""
        last = self._series.last
        if last is None or not self._series.timed:
            return last  # every trade is in a bar of trades already
        return follow(last, self.length_of(last), self.live)

    def length_of(self, bar: Bar) -> int:
        """How long a bar lasts, in ms; months differ."""
        return int(self._series.end_of(bar.open_ms) - bar.open_ms)

    def tail(self, view: ChartView) -> Columns:
        """The newest drawn bar of a picture, as columns of length one."""
        wanted = (view.level, view.tail, self._series.version, self.live)
        if wanted != self._tail_of:
            columns, newest = self._pyramid.level(view.level), self.newest()
            if newest is not None and self._averaged is not None:
                newest = self._averaged.averaged(newest, self._series.length - 1)
            if newest is None:
                return Columns(*(column[view.tail :] for column in columns))
            self._tail_of, self._tail = wanted, one_bar(columns, view.tail, newest)
        return self._tail

    def wants_older(self) -> bool:
        """Whether there is less than one more screen of bars to the left, so that older ones should come."""
        view = self.viewport
        return self._series.length > 0 and view.left < max(_OLDER_AT_LEAST, view.right - view.left)

    def shares(self) -> Mapping[str, float]:
        """The parts of the height that panes have or had, by their names."""
        return {**self._shares, **{pane.name: pane.share for pane in self.panes}}

    def take_shares(self, saved: object) -> None:
        """Give panes, those to come as well, the parts of the height they had in an earlier run."""
        if isinstance(saved, Mapping):
            self._shares = {
                str(name): float(share)
                for name, share in saved.items()
                if isinstance(share, int | float) and _LEAST_SHARE <= share <= _LARGEST_SHARE
            }
        for pane in (*self.panes, self._volume_pane):
            pane.share = self._shares.get(pane.name, pane.share)

    def pane(self, number: int) -> Pane:
        """A pane by its number; 0 is that of the prices."""
        return (self.price, *self.panes)[number]

    def stretch(self, pane: Pane, factor: float, view: ChartView) -> None:
        """Stretch the range of a pane about its middle and keep it from now on; prices by whole ticks."""
        pane.stretch(factor, view, float(self.tick) * 2 if pane is self.price else 0.0)

    def pull_edge(self, number: int, pixels: float, height: float) -> None:
        """Pull the upper edge of a pane down by so many of the `height` pixels that all panes have."""
        shares = pulled(height, [pane.share for pane in self.panes], number, pixels)
        for pane, share in zip(self.panes, shares, strict=True):
            pane.share = share

    def _average(self, *, wanted: bool) -> None:
        """Draw the averaged bars, or those of the series."""
        if wanted == (self._averaged is not None):
            return
        self._averaged = HeikinAshi(self._series) if wanted else None
        if self._averaged is not None:
            self._averaged.follow()
        self._pyramid = Pyramid(self._series if self._averaged is None else self._averaged)
        self._tail_of = None

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
