"""Our own orders as a chip, in book and ladder: solid while they work, broken while that is not certain."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.own import Standing
from terminal_app.ui.theme import Theme

_INSET = 2
_FILL_ALPHA = 0.10


class ChipPainter:
    """Paints frames of chips in the colours of one theme.

    Not by colour alone: what is being sent or cancelled has a broken line, what is unconfirmed a dotted one,
    and what is being cancelled is struck through.
    """

    def __init__(self, theme: Theme) -> None:
        self._fill = faded(QColor(theme.text), _FILL_ALPHA)
        self._sides = {Side.BUY: QColor(theme.buy), Side.SELL: QColor(theme.sell)}
        self._doubt = QColor(theme.warning)

    def colour(self, side: Side, standing: Standing) -> QColor:
        """Of the frame and the ×."""
        return self._doubt if standing is Standing.DOUBTFUL else self._sides[side]

    def frame(self, painter: QPainter, cell: QRect, side: Side, standing: Standing) -> None:
        """The frame in a cell, a little lower than the row."""
        pen = QPen(self.colour(side, standing))
        if standing is Standing.DOUBTFUL:
            pen.setStyle(Qt.PenStyle.DotLine)
        elif standing is not Standing.WORKING:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(self._fill if standing is Standing.WORKING else Qt.BrushStyle.NoBrush)
        frame = QRectF(cell.adjusted(0, _INSET, 0, -_INSET))
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def chip_font(font: QFont, standing: Standing) -> QFont:
    """The font of a chip's size."""
    if standing is not Standing.ENDING:
        return font
    struck = QFont(font)
    struck.setStrikeOut(True)
    return struck


def faded(colour: QColor, alpha: float) -> QColor:
    """The same colour, see-through."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
