"""How one table cell is painted: text in its tone, a small tag behind it, or a button.

Painted by hand because a style sheet costs several times as much per cell, and because a selected row keeps
the colours of gain and loss.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from terminal_app.ui.bridge.rows import CellRole
from terminal_app.ui.style import BODY_PX, PAD, ROW_PX, SMALL_PX, body_font
from terminal_app.ui.theme import Theme

_TAG_GAP = 5
_BUTTON_INSET = 3
_LINE_INSET = 3
_BUTTON_RADIUS = 3


class CellDelegate(QStyledItemDelegate):
    """Paints the cells of a `RowsModel`. `hover_row` and `hover_column` are where the mouse is, or -1."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.hover_row = -1
        self.hover_column = -1
        self._text_font = body_font(BODY_PX)
        self._small_font = body_font(SMALL_PX)
        self._small_metrics = QFontMetrics(self._small_font)
        self._text_metrics = QFontMetrics(self._text_font)
        self._selected = QColor(theme.selection)
        self._hovered = QColor(theme.raised)
        self._faint = QColor(theme.text_faint)
        self._text = QColor(theme.text)
        self._line = QColor(theme.line)
        self._danger = QColor(theme.sell)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        box = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._selected)
        elif index.row() == self.hover_row:
            painter.fillRect(box, self._hovered)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        if not text:
            return
        if index.data(CellRole.ACTION):
            hot = index.row() == self.hover_row and index.column() == self.hover_column
            self._paint_button(painter, box, text, hot=hot)
            return
        inner = box.adjusted(PAD, 0, -PAD, 0)
        below = index.data(CellRole.BELOW)
        if below:
            self._paint_below(painter, inner.adjusted(0, inner.height() // 2, 0, -_LINE_INSET), below, index)
            inner.adjust(0, _LINE_INSET, 0, -(inner.height() // 2))
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        tag = index.data(CellRole.TAG)
        painter.setFont(self._text_font)
        painter.setPen(colour)
        room = inner.width() - (self._small_metrics.horizontalAdvance(tag) + _TAG_GAP if tag else 0)
        shown = self._text_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, index.data(Qt.ItemDataRole.TextAlignmentRole), shown)
        if tag:
            start = self._text_metrics.horizontalAdvance(shown) + _TAG_GAP
            painter.setFont(self._small_font)
            painter.setPen(self._faint)
            painter.drawText(inner.adjusted(start, 1, 0, 0), _LEFT, tag)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._text_metrics.horizontalAdvance(index.data() or "") + 2 * PAD, ROW_PX)

    def _paint_below(
        self, painter: QPainter, box: QRect, below: str, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.setFont(self._small_font)
        painter.setPen(index.data(CellRole.BELOW_COLOUR))
        painter.drawText(box, index.data(Qt.ItemDataRole.TextAlignmentRole), below)

    def _paint_button(self, painter: QPainter, box: QRect, text: str, *, hot: bool) -> None:
        painter.setFont(self._small_font)
        width = min(box.width() - 2 * _BUTTON_INSET, self._small_metrics.horizontalAdvance(text) + 2 * PAD)
        frame = QRect(0, 0, width, box.height() - 2 * _BUTTON_INSET)
        frame.moveCenter(box.center())
        painter.setPen(QPen(self._danger if hot else self._line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, _BUTTON_RADIUS, _BUTTON_RADIUS)
        painter.setPen(self._danger if hot else self._text)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, text)


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
