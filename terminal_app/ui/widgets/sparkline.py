"""A small curve without axes: the shape of a day in a table cell."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

_CURVES_KEPT = 256


def paint_sparkline(
    painter: QPainter, box: QRect, values: Sequence[float], rising: QColor, falling: QColor
) -> None:
    """Paint the values from left to right over the whole box, in the colour of their overall direction."""
    if len(values) < 2 or box.width() < 4 or box.height() < 4:
        return
    painter.save()
    painter.translate(box.topLeft())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(rising if values[-1] >= values[0] else falling, 1))
    painter.drawPolyline(_curve(tuple(values), box.width(), box.height()))
    painter.restore()


@lru_cache(maxsize=_CURVES_KEPT)
def _curve(values: tuple[float, ...], width: int, height: int) -> QPolygonF:
    """The curve in a box at the origin. A day changes rarely, and the price beside it with every tick."""
    low, high = min(values), max(values)
    step = width / (len(values) - 1)
    scale = height / (high - low) if high > low else 0.0
    # `QRect.bottom()` is the last row of pixels inside.
    points = [
        QPointF(number * step, height - 1 - (value - low) * scale if scale else height / 2)
        for number, value in enumerate(values)
    ]
    return QPolygonF(points)
