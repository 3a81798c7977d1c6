"""The highest and the lowest price in sight, written beside their bars."""

import math
from collections.abc import Callable, Hashable
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui.panels.chart.bars_layer import LevelColumns
from terminal_app.ui.panels.chart.brushes import ChartColours, Texts
from terminal_app.ui.panels.chart.pane_layer import PaneLayer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.style import GAP, SMALL_PX

_LEADER_PX = 14
_FEWEST_BARS = 10


class Extreme(NamedTuple):
    """A bar in sight and its price."""

    bar: int
    value: float


class ExtremesLayer(PaneLayer):
    """Two texts with a short stroke each; `shown` turns them off.

    Args:
        columns: the bars of a level.
        text: a price as the axis writes it.
    """

    def __init__(self, columns: LevelColumns, text: Callable[[float], str]) -> None:
        self.shown = True
        self._columns = columns
        self._text = text
        self._texts: Texts | None = None
        self._newest: Bar | None = None
        self._found: tuple[ChartView | None, tuple[Extreme, Extreme] | None] = (None, None)

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        """Take the newest bar as it is now."""
        del series
        self._newest = newest

    def key(self, view: ChartView) -> Hashable:
        """Where the two are."""
        self._found = (view, self.extremes(view))
        return self._found[1]

    def extremes(self, view: ChartView) -> tuple[Extreme, Extreme] | None:
        """The highest and the lowest, `None` when they are not to be shown."""
        if not self.shown or view.stop - view.first < _FEWEST_BARS:
            return None
        # A bar whose middle is outside is hardly to be seen.
        first = view.first + (view.frame.x_of(view.first) < 0)
        columns, window = self._columns(view.level), slice(first, view.stop)
        top = first + int(columns.high[window].argmax())
        bottom = first + int(columns.low[window].argmin())
        high, low = Extreme(top, float(columns.high[top])), Extreme(bottom, float(columns.low[bottom]))
        newest = self._newest
        if newest is not None and view.tail_in_sight:
            high = Extreme(view.tail, newest.high) if newest.high > high.value else high
            low = Extreme(view.tail, newest.low) if newest.low < low.value else low
        return high, low

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        """Write both."""
        known, found = self._found
        if known is not view:
            found = self.extremes(view)
        if found is None:
            return
        painter.scale(view.ratio, view.ratio)
        for extreme in found:
            self._paint(painter, view, extreme, colours)
        painter.scale(1 / view.ratio, 1 / view.ratio)

    def tail_span(self, view: ChartView) -> tuple[float, float]:
        """Nothing: what the newest bar changes is in the key."""
        del view
        return 0.0, 0.0

    def _paint(self, painter: QPainter, view: ChartView, extreme: Extreme, colours: ChartColours) -> None:
        texts = self._texts = self._texts or Texts(SMALL_PX)
        frame, ratio = view.frame, view.ratio
        x, y = math.floor(frame.x_of(extreme.bar) / ratio), math.floor(frame.y_of(extreme.value) / ratio)
        text = self._text(extreme.value)
        width, to_right = texts.width(text), x < frame.width / ratio / 2
        middle = min(max(y, texts.height // 2), int(frame.height / ratio) - texts.height // 2)
        stroke = QRectF(x, y, _LEADER_PX, 1) if to_right else QRectF(x - _LEADER_PX, y, _LEADER_PX, 1)
        painter.fillRect(stroke, colours.soft)
        at = x + _LEADER_PX + GAP if to_right else x - _LEADER_PX - GAP - width
        texts.draw(painter, at, middle, text, colours.soft)
