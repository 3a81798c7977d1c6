"""How one table cell is painted: text in its tone, a small tag behind it, or a button.

Painted by hand because a style sheet costs several times as much per cell, and because a selected row keeps
the colours of gain and loss.
"""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from terminal_app.ui.bridge.rows import Align, Cell, RowsModel
from terminal_app.ui.style import BODY_PX, PAD, ROW_PX, SMALL_PX, body_font
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.sparkline import paint_sparkline
from terminal_app.ui.widgets.text import Widths

_TAG_GAP = 5
_LEAST_TAG = 24
_BUTTON_INSET = 3
_LINE_INSET = 3
_BUTTON_RADIUS = 3
_SPARK_AFTER = "000.00M"


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
        self._small_widths = Widths(self._small_metrics)
        self._text_widths = Widths(self._text_metrics)
        self._before_spark = self._small_metrics.horizontalAdvance(_SPARK_AFTER) + _TAG_GAP
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Paint in the colours of this theme from now on."""
        self._selected = QColor(theme.selection)
        self._hovered = QColor(theme.raised)
        self._faint = QColor(theme.text_faint)
        self._text = QColor(theme.text)
        self._line = QColor(theme.line)
        self._danger = QColor(theme.error)
        self._up = QColor(theme.buy)
        self._down = QColor(theme.sell)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one cell."""
        box = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, self._selected)
        elif index.row() == self.hover_row:
            painter.fillRect(box, self._hovered)
        model = index.model()
        if not isinstance(model, RowsModel):
            return
        cell = model.cell(index.row(), index.column())
        if not cell.text:
            return
        if cell.glyph:
            painter.setFont(self._text_font)
            painter.setPen(cell.colour)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.text)
            return
        if cell.action:
            hot = index.row() == self.hover_row and index.column() == self.hover_column
            self._paint_button(painter, box, cell.text, hot=hot)
            return
        inner = box.adjusted(PAD, 0, -PAD, 0)
        if cell.below:
            self._paint_below(painter, inner.adjusted(0, inner.height() // 2, 0, -_LINE_INSET), cell)
            inner.adjust(0, _LINE_INSET, 0, -(inner.height() // 2))
        self._paint_text(painter, inner, cell)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._text_metrics.horizontalAdvance(index.data() or "") + 2 * PAD, ROW_PX)

    def _paint_text(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        painter.setFont(self._text_font)
        painter.setPen(cell.colour)
        text, tag = cell.text, cell.tag
        wide = self._text_widths.of(text)
        room = box.width()
        if tag:
            room += PAD - self._small_widths.of(tag) - _TAG_GAP
            if room < wide:
                # The text itself matters more than what explains it, which gets what is left.
                left = box.width() + PAD - wide - _TAG_GAP
                elided = self._small_metrics.elidedText(tag, Qt.TextElideMode.ElideRight, left)
                tag, room = elided if left >= _LEAST_TAG else "", box.width()
        if wide <= room:
            painter.drawText(box, _ALIGNMENTS[cell.align], text)
        elif cell.align is Align.RIGHT:
            self._paint_long_number(painter, box, text)
        else:
            self._paint_long_text(painter, box, text, room)
        if tag:
            painter.setFont(self._small_font)
            painter.setPen(self._faint)
            painter.drawText(box.adjusted(wide + _TAG_GAP, 1, PAD, 0), _LEFT, tag)

    def _paint_long_number(self, painter: QPainter, box: QRect, text: str) -> None:
        """A number is not cut, for what is left of it would be another number: so it is written smaller."""
        painter.setFont(self._small_font)
        shown = text
        if self._small_metrics.horizontalAdvance(text) > box.width() + PAD:
            shown = self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        wide = box.adjusted(-PAD, 0, 0, 0)
        painter.drawText(wide, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_long_text(self, painter: QPainter, box: QRect, text: str, room: int) -> None:
        """Words are written smaller where that makes room for all of them, and cut where it does not."""
        shown = text
        if self._small_metrics.horizontalAdvance(text) <= room + PAD:
            painter.setFont(self._small_font)
        else:
            shown = self._text_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box.adjusted(0, 0, PAD, 0), _LEFT, shown)

    def _paint_below(self, painter: QPainter, box: QRect, cell: Cell) -> None:
        painter.setFont(self._small_font)
        painter.setPen(cell.below_colour)
        painter.drawText(box, _ALIGNMENTS[cell.align], cell.below)
        if cell.spark:
            paint_sparkline(
                painter, box.adjusted(self._before_spark, 1, PAD, -1), cell.spark, self._up, self._down
            )

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
_ALIGNMENTS = {align: align.value | Qt.AlignmentFlag.AlignVCenter for align in Align}
