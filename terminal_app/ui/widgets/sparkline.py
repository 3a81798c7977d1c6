"""A small curve without axes: the shape of a day in a table cell."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF


def paint_sparkline(
    painter: QPainter, box: QRect, values: Sequence[float], rising: QColor, falling: QColor
) -> None:
    """Paint the values from left to right over the whole box, in the colour of their overall direction."""
    if len(values) < 2 or box.width() < 4 or box.height() < 4:
        return
    low, high = min(values), max(values)
    step = box.width() / (len(values) - 1)
    scale = box.height() / (high - low) if high > low else 0.0
    middle = box.top() + box.height() / 2
    points = [
        QPointF(box.left() + number * step, box.bottom() - (value - low) * scale if scale else middle)
        for number, value in enumerate(values)
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(rising if values[-1] >= values[0] else falling, 1))
    painter.drawPolyline(QPolygonF(points))
    painter.restore()
