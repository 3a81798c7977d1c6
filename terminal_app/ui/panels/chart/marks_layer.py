"""The layer of our own fills."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Layer
from terminal_app.ui.panels.chart.marks import Mark

_MARK_PX = 8


class MarksLayer(Layer):
    """Our own fills: a triangle whose tip is at the price, from below for a buy and from above for a sell.

    Many fills in one bar are one mark, a little larger and with a foot. The pictures are made once.
    """

    def __init__(self, colours: ChartColours) -> None:
        super().__init__(colours)
        self._marks: Sequence[Mark] = ()
        self._ratio = 1.0
        self._pictures: dict[tuple[bool, bool], QPixmap] = {}
        self.setVisible(False)

    def recolour(self) -> None:
        """The colours have changed: make the pictures anew."""
        self._pictures.clear()

    def show_marks(self, marks: Sequence[Mark], ratio: float) -> None:
        """Take other marks."""
        if marks != self._marks or ratio != self._ratio:
            if ratio != self._ratio:
                self._pictures.clear()
            self._marks, self._ratio = marks, ratio
            self.setVisible(bool(marks))
            self.touch(self.box)

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        for mark in self._marks:
            picture = self._picture(buy=mark.buy, many=mark.fills > 1)
            y = mark.y / self._ratio
            top = y if mark.buy else y - picture.height() / self._ratio + 1
            painter.drawPixmap(QPointF(mark.x - _MARK_PX // 2 - 1, top), picture)

    def _picture(self, *, buy: bool, many: bool) -> QPixmap:
        picture = self._pictures.get((buy, many))
        if picture is None:
            picture = self._pictures[buy, many] = self._make_picture(buy=buy, many=many)
        return picture

    def _make_picture(self, *, buy: bool, many: bool) -> QPixmap:
        wide, high = _MARK_PX + 3, _MARK_PX + (6 if many else 2)
        picture = QPixmap(round(wide * self._ratio), round(high * self._ratio))
        picture.setDevicePixelRatio(self._ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not buy:
            painter.translate(0, high)
            painter.scale(1, -1)
        painter.setPen(QPen(self.colours.text, 1))
        painter.setBrush(self.colours.up if buy else self.colours.down)
        middle = wide / 2
        sides = (
            QPointF(middle - _MARK_PX / 2, _MARK_PX + 0.5),
            QPointF(middle + _MARK_PX / 2, _MARK_PX + 0.5),
        )
        painter.drawPolygon(QPolygonF([QPointF(middle, 0.5), *sides]))
        if many:
            painter.drawRect(QRectF(middle - _MARK_PX / 2, _MARK_PX + 2.5, _MARK_PX, 2))
        painter.end()
        return picture
