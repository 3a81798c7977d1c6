"""The position of a replay as a slider: a press goes there, and ticks tell of what was pressed meanwhile."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

_TICK_PX = 5


class PositionSlider(QSlider):
    """Where the recording stands.

    Args:
        positions: how many places it tells apart.
    """

    def __init__(self, positions: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, positions)
        self._marks: Sequence[int] = ()

    def show_marks(self, positions: Sequence[int]) -> None:
        """Mark these positions."""
        if positions != self._marks:
            self._marks = positions
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the handle to where was pressed; from there it can be dragged."""
        if event.button() is Qt.MouseButton.LeftButton:
            left, room = self._groove()
            self.setValue(round((event.position().x() - left) / room * self.maximum()))
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the marks under the slider."""
        super().paintEvent(event)
        if not self._marks:
            return
        left, room = self._groove()
        painter = QPainter(self)
        painter.setPen(self.palette().link().color())
        bottom = self.height() - 1
        for position in self._marks:
            x = round(left + room * position / max(1, self.maximum()))
            painter.drawLine(x, bottom - _TICK_PX, x, bottom)
        painter.end()

    def _groove(self) -> tuple[float, float]:
        """Where the middle of the handle can be: from which pixel on, over how many."""
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, option, self)
        return handle / 2, max(1.0, float(self.width() - handle))
