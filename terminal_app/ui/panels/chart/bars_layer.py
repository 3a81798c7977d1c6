"""The bars themselves and their volume, as layers like all others."""

import math
from collections.abc import Callable, Hashable

from PySide6.QtGui import QPainter

from terminal_app.market.candles import Bar, BarSeries, Columns
from terminal_app.ui.panels.chart.brushes import ChartColours, RectPainter
from terminal_app.ui.panels.chart.geometry import BarShapes, candle_shapes, volume_shapes
from terminal_app.ui.panels.chart.pane_layer import PaneLayer, Range
from terminal_app.ui.panels.chart.shown import ChartView

VOLUME_SHARE = 0.16
"""The part of the price pane that volume fills at most."""

_VOLUME_STEPS = 4
_NO_VOLUME = 1e-300

LevelColumns = Callable[[int], Columns]
TailColumns = Callable[[ChartView], Columns]


class BarsLayer(PaneLayer):
    """Candles.

    Args:
        columns: the bars of a level.
        tail: the newest drawn bar of a picture, brought up to the moment, as columns of length one.
    """

    def __init__(self, columns: LevelColumns, tail: TailColumns) -> None:
        self._columns = columns
        self._tail = tail
        self._newest: Bar | None = None
        self._rects = RectPainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the newest bar as it is now."""
        self._newest = newest

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """From the lowest low to the highest high."""
        columns = self._columns(level)
        low, high = float(columns.low[first:stop].min()), float(columns.high[first:stop].max())
        newest = self._newest if stop >= len(columns.open_ms) else None
        return (low, high) if newest is None else (min(low, newest.low), max(high, newest.high))

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the closed bars."""
        columns = self._columns(view.level)
        stop = min(view.stop, view.tail)
        self._paint(painter, candle_shapes(columns, view.first, stop, view.frame), colours)

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Paint the newest bar."""
        self._paint(painter, candle_shapes(self._tail(view), 0, 1, view.frame, view.tail), colours)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """From the high to the low."""
        tail = self._tail(view)
        return view.frame.y_of(float(tail.high[0])), view.frame.y_of(float(tail.low[0]))

    def _paint(self, painter: QPainter, shapes: BarShapes, colours: ChartColours) -> None:
        self._rects.paint(painter, shapes.up, colours.up)
        self._rects.paint(painter, shapes.down, colours.down)


class VolumeLayer(PaneLayer):
    """Volume: in the foot of the price pane, with a scale of its own, or as a pane with an axis.

    Args:
        columns: the bars of a level.
        tail: the newest drawn bar, as columns of length one.
        overlaid: whether it stands in the price pane.
    """

    def __init__(self, columns: LevelColumns, tail: TailColumns, *, overlaid: bool = True) -> None:
        self._columns = columns
        self._tail = tail
        self._overlaid = overlaid
        self._rects = RectPainter()
        self._version = 0
        self._top_of: tuple[int, int, int, int] | None = None
        self._top_found = 0.0

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the bars as they are now."""
        self._version = series.version

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        """From nothing to a little more than the largest volume in sight."""
        return None if self._overlaid else (0.0, self._top(level, first, stop))

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

    def _framed(self, view: ChartView) -> ChartView:
        if not self._overlaid:
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
