"""The bars themselves and their volume, as layers like all others."""

import math
from collections.abc import Callable, Hashable, Sequence
from decimal import Decimal

import numpy as np
from PySide6.QtGui import QPainter

from terminal_app.market.candles import Bar, BarSeries, Column, Columns
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.bar_shapes import ground_shapes, hollow_shapes, ohlc_shapes
from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter, RectPainter, mixed
from terminal_app.ui.panels.chart.geometry import BarShapes, candle_shapes, volume_shapes
from terminal_app.ui.panels.chart.look import BarStyle
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer, Range
from terminal_app.ui.panels.chart.shown import ChartView

VOLUME_SHARE = 0.16
"""The part of the price pane that volume fills at most."""

_VOLUME_STEPS = 4
_LINE_PX = 1.5
_GROUND_SHARE = 0.16
_NO_VOLUME = 1e-300

LevelColumns = Callable[[int], Columns]
TailColumns = Callable[[ChartView], Columns]


class BarsLayer(PaneLayer):
    """The bars, in one of several styles.

    Args:
        columns: the bars of a level, averaged already for Heikin-Ashi.
        tail: the newest drawn bar of a picture, brought up to the moment, as columns of length one.
    """

    def __init__(self, columns: LevelColumns, tail: TailColumns) -> None:
        self.style = BarStyle.CANDLES
        self._columns = columns
        self._tail = tail
        self._newest: Bar | None = None
        self._rects = RectPainter()
        self._line = LinePainter()

    @property
    def _lined(self) -> bool:
        """Whether only closes are drawn."""
        return self.style in (BarStyle.LINE, BarStyle.AREA)

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the newest bar as it is now."""
        del series
        self._newest = newest

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """From the lowest low to the highest high, or of the closes when only they are drawn."""
        columns = self._columns(level)
        lows, highs = (columns.close,) * 2 if self._lined else (columns.low, columns.high)
        low, high = float(lows[first:stop].min()), float(highs[first:stop].max())
        newest = self._newest if stop >= len(columns.open_ms) else None
        if newest is None:
            return low, high
        if self._lined:
            return min(low, newest.close), max(high, newest.close)
        return min(low, newest.low), max(high, newest.high)

    def key(self, view: ChartView) -> Hashable:
        """The style."""
        del view
        return self.style

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the closed bars."""
        columns, first, stop = self._columns(view.level), view.first, min(view.stop, view.tail)
        if stop <= first:
            return
        if self._lined:
            first = max(0, first - 1)  # the line comes from outside
            self._paint_line(painter, view, colours, first, columns.close[first:stop])
        else:
            before = columns.close[max(0, first - 1) : stop - 1]
            if first == 0:
                before = np.append(columns.open[:1], before)
            self._paint(painter, self._shapes(columns, first, stop, view, before), colours)

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the newest bar."""
        tail, columns = self._tail(view), self._columns(view.level)
        earlier = columns.close[max(0, view.tail - 1) : view.tail]
        if self._lined:
            closes = np.append(earlier, tail.close)
            self._paint_line(painter, view, colours, view.tail + 1 - len(closes), closes)
        else:
            before = earlier if len(earlier) else tail.open
            self._paint(painter, self._shapes(tail, 0, 1, view, before, view.tail), colours)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the high to the low; a line comes from the bar before, with its ground below."""
        if self._lined:
            return 0.0, view.frame.height
        tail = self._tail(view)
        return view.frame.y_of(float(tail.high[0])), view.frame.y_of(float(tail.low[0]))

    def _shapes(
        self, columns: Columns, first: int, stop: int, view: ChartView, before: Column, shift: int = 0
    ) -> BarShapes:
        match self.style:
            case BarStyle.HOLLOW:
                return hollow_shapes(columns, first, stop, view.frame, before, shift)
            case BarStyle.BARS:
                return ohlc_shapes(columns, first, stop, view.frame, shift)
            case _:
                return candle_shapes(columns, first, stop, view.frame, shift)

    def _paint(self, painter: QPainter, shapes: BarShapes, colours: ChartColours) -> None:
        self._rects.paint(painter, shapes.up, colours.up)
        self._rects.paint(painter, shapes.down, colours.down)

    def _paint_line(
        self, painter: QPainter, view: ChartView, colours: ChartColours, first: int, closes: Column
    ) -> None:
        xs, ys = view.frame.xs_of(first, first + len(closes)), view.frame.ys_of(closes)
        if self.style is BarStyle.AREA:
            ground = mixed(colours.accent, colours.background, _GROUND_SHARE)
            self._rects.paint(painter, ground_shapes(xs, ys, view.frame), ground)
        self._line.paint(painter, xs, ys, colours.accent, _LINE_PX * view.ratio)


class VolumeLayer(PaneLayer):
    """Volume: in the foot of the price pane, with a scale of its own, or as a pane with an axis.

    `overlaid` says which; its legend has a name only in a pane of its own.

    Args:
        columns: the bars of a level.
        tail: the newest drawn bar, as columns of length one.
    """

    def __init__(self, columns: LevelColumns, tail: TailColumns) -> None:
        self._columns = columns
        self._tail = tail
        self.overlaid = True
        self._rects = RectPainter()
        self._version = 0
        self._top_of: tuple[int, int, int, int] | None = None
        self._top_found = 0.0

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        self._version = series.version

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """From nothing to a little more than the largest volume in sight."""
        return None if self.overlaid else (0.0, self._top(level, first, stop))

    def key(self, view: ChartView) -> Hashable:
        """The largest volume in sight."""
        return self._top(view.level, view.first, view.stop)

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the volume of the closed bars."""
        view = self._framed(view)
        columns = self._columns(view.level)
        stop = min(view.stop, view.tail)
        self._paint(painter, volume_shapes(columns, view.first, stop, view.frame), colours)

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint that of the newest bar."""
        view = self._framed(view)
        self._paint(painter, volume_shapes(self._tail(view), 0, 1, view.frame, view.tail), colours)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the volume down to the lower edge."""
        return self._framed(view).frame.y_of(float(self._tail(view).volume[0])), view.frame.height

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        """The volume of a bar, in the colour of the bar."""
        columns, at = (self._tail(view), 0) if bar == view.tail else (self._columns(view.level), bar)
        up = columns.close[at] >= columns.open[at]
        text = fmt.volume(Decimal(repr(float(columns.volume[at]))))
        return [LegendText(text, colours.up if up else colours.down)]

    def _framed(self, view: ChartView) -> ChartView:
        if not self.overlaid:
            return view
        high = max(self._top(view.level, view.first, view.stop), _NO_VOLUME) / VOLUME_SHARE
        return view.framed(view.frame._replace(low=0.0, high=high, log=False))

    def _top(self, level: int, first: int, stop: int) -> float:
        wanted = (level, first, stop, self._version)
        if wanted != self._top_of:
            self._top_of = wanted
            self._top_found = _rounded_up(float(self._columns(level).volume[first:stop].max()))
        return self._top_found

    def _paint(self, painter: QPainter, shapes: BarShapes, colours: ChartColours) -> None:
        self._rects.paint(painter, shapes.up, colours.volume_up)
        self._rects.paint(painter, shapes.down, colours.volume_down)


def _rounded_up(volume: float) -> float:
    """The next of a few steps per doubling, so that a growing last bar rarely rescales the others."""
    if volume <= 0:
        return 0.0
    return float(2.0 ** (math.ceil(math.log2(volume) * _VOLUME_STEPS) / _VOLUME_STEPS))
