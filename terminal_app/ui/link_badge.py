"""The mark of a link colour: a coloured square with its digit, so that no colour has to be told apart."""

from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from terminal_app.ui.links import UNLINKED
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import Theme

_PX = 16
_SHARPNESS = 4
_EDGE_PX = 1.5
_ROUND_PX = 3
_DIGIT_PX = 11


@cache
def link_badge(colour: int, theme: Theme) -> QIcon:
    """The mark of a colour; an empty square for a panel that wears none."""
    picture = QPixmap(_PX * _SHARPNESS, _PX * _SHARPNESS)
    picture.setDevicePixelRatio(_SHARPNESS)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(_EDGE_PX, _EDGE_PX, _PX - 2 * _EDGE_PX, _PX - 2 * _EDGE_PX)
    if colour == UNLINKED:
        painter.setPen(QPen(QColor(theme.text_faint), 1.2, Qt.PenStyle.DotLine))
        painter.drawRoundedRect(box, _ROUND_PX, _ROUND_PX)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.links[colour - 1]))
        painter.drawRoundedRect(box, _ROUND_PX, _ROUND_PX)
        painter.setPen(QColor(theme.on_link))
        painter.setFont(body_font(_DIGIT_PX, strong=True))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(colour))
    painter.end()
    return QIcon(picture)
