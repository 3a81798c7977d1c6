"""The layer of the measure: a frame between two points and two lines of text beside its end."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours, Texts
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.shown import MeasurePlace
from terminal_app.ui.style import GAP, PAD, SMALL_PX

_SHADE = 0.14


class MeasureLayer(Layer):
    """Painted only while something is measured."""

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._texts = Texts(SMALL_PX, strong=True)
        self._shape: MeasurePlace | None = None
        self.setVisible(False)

    def show_measure(self, shape: MeasurePlace | None) -> None:
        """Take another measure, or none."""
        if shape != self._shape:
            self._shape = shape
            self.setVisible(shape is not None)
            self.touch(self.box)

    def note_box(self) -> QRectF | None:
        """Where the texts stand: beside the end of the measure, and inside the plot."""
        shape = self._shape
        if shape is None:
            return None
        width = max(self._texts.width(text) for text in shape.texts) + 2 * PAD
        height = 2 * self._texts.height + GAP
        left = float(shape.x1 - width // 2)
        top = float(shape.y1 - height - GAP) if shape.y1 <= shape.y0 else float(shape.y1 + GAP)
        left = min(max(left, 0), max(0, self.box.width() - width))
        top = min(max(top, 0), max(0, self.box.height() - height))
        return QRectF(int(left), int(top), width, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        shape, box = self._shape, self.note_box()
        if shape is None or box is None:
            return
        colour = self.colours.up if shape.up else self.colours.down
        left, right = min(shape.x0, shape.x1), max(shape.x0, shape.x1)
        top, bottom = min(shape.y0, shape.y1), max(shape.y0, shape.y1)
        painter.save()
        painter.setClipRect(self.box)
        shade = QColor(colour)
        shade.setAlphaF(_SHADE)
        painter.fillRect(QRectF(left, top, right - left, bottom - top), shade)
        for edge in (
            QRectF(left, top, right - left + 1, 1),
            QRectF(left, bottom, right - left + 1, 1),
            QRectF(left, top, 1, bottom - top),
            QRectF(right, top, 1, bottom - top),
        ):
            painter.fillRect(edge, colour)
        painter.fillRect(box, self.colours.raised)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), colour)
        middle = int(box.top()) + GAP // 2 + self._texts.height // 2
        for number, text in enumerate(shape.texts):
            at = middle + number * self._texts.height
            self._texts.draw(painter, int(box.left()) + PAD, at, text, self.colours.text)
        painter.restore()
