"""A small curve without axes: the shape of a day in a table cell."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

_CURVES_KEPT = 256
_STEPS_OF_A_PIXEL = 4


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
    low, high = min(values), max(values)
    # A day changes rarely, its end with every tick: a curve is kept as long as that end stays where it is.
    scale = box.height() / (high - low) if high > low else 0.0
    end = round((values[-1] - low) * scale * _STEPS_OF_A_PIXEL)
    painter.drawPolyline(_curve(tuple(values[:-1]), end, low, high, box.width(), box.height()))
    painter.restore()


@lru_cache(maxsize=_CURVES_KEPT)
def _curve(
    values: tuple[float, ...], end: int, low: float, high: float, width: int, height: int
) -> QPolygonF:
    """The curve in a box at the origin; its last point lies so many parts of a pixel above the lowest."""
    step = width / len(values)
    scale = height / (high - low) if high > low else 0.0
    above = [(value - low) * scale for value in values]
    above.append(end / _STEPS_OF_A_PIXEL)
    # `QRect.bottom()` is the last row of pixels inside.
    return QPolygonF(
        [QPointF(number * step, height - 1 - up if scale else height / 2) for number, up in enumerate(above)]
    )
