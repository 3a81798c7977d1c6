"""The highest and the lowest price in sight, written beside their bars.

They are an item of their own and no part of the kept picture of the bars: in a market that runs away the
newest bar is one of the two, and every tick another price.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.market.candles import Bar
from terminal_app.ui.panels.chart.bars_layer import LevelColumns
from terminal_app.ui.panels.chart.brushes import ChartColours, Texts
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.style import GAP, SMALL_PX

_LEADER_PX = 14
_FEWEST_BARS = 10


class Extreme(NamedTuple):
    """A bar in sight and its price."""

    bar: int
    value: float


class ExtremePlace(NamedTuple):
    """Where a price stands, in logical pixels of the plot, and how it is written: where no bar reaches."""

    x: int
    y: int
    text: str
    above: bool


class Extremes:
    """Finds the two; `shown` turns them off.

    Args:
        columns: the bars of a level.
        newest: the newest bar as it is drawn.
        text: a price as the axis writes it.
    """

    def __init__(
        self, columns: LevelColumns, newest: Callable[[], Bar | None], text: Callable[[float], str]
    ) -> None:
        self.shown = True
        self._columns = columns
        self._newest = newest
        self._text = text

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
        newest = self._newest() if view.tail_in_sight else None
        if newest is not None:
            high = Extreme(view.tail, newest.high) if newest.high > high.value else high
            low = Extreme(view.tail, newest.low) if newest.low < low.value else low
        return high, low

    def places(self, view: ChartView) -> tuple[ExtremePlace, ...]:
        """Where they stand in a picture; nothing when they are not to be shown."""
        frame, ratio = view.frame, view.ratio
        return tuple(
            ExtremePlace(
                math.floor(frame.x_of(extreme.bar) / ratio),
                math.floor(frame.y_of(extreme.value) / ratio),
                self._text(extreme.value),
                above,
            )
            for extreme, above in zip(self.extremes(view) or (), (True, False), strict=False)
        )


class ExtremesLayer(Layer):
    """Two texts with a short stroke each."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(SMALL_PX)
        self._places: Sequence[ExtremePlace] = ()

    def show_places(self, places: Sequence[ExtremePlace]) -> None:
        """Write there from now on."""
        before, self._places = self._places, places
        for place in set(before) ^ set(places):
            stroke, text = self._parts(place)
            self.touch(stroke.united(text))

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for place in self._places:
            stroke, text = self._parts(place)
            painter.fillRect(stroke, self.colours.soft)
            middle = round(text.center().y())
            self._texts.draw(painter, round(text.left()), middle, place.text, self.colours.soft)

    def _parts(self, place: ExtremePlace) -> tuple[QRectF, QRectF]:
        """The stroke, and the room of the text: on that side of the bar where there is more."""
        texts, (x, y, text, above) = self._texts, place
        width, half, to_right = texts.width(text), texts.height // 2, x < self.box.width() / 2
        middle = min(max(y - half if above else y + half, half), int(self.box.height()) - half)
        left = x + GAP if to_right else x - GAP - width
        return (
            QRectF(x if to_right else x - _LEADER_PX, y, _LEADER_PX, 1),
            QRectF(left, middle - half, width, 2 * half),
        )
