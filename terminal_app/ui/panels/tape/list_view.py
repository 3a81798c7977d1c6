"""The picture of the tape, newest on top. New trades push the picture down and only they are painted."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.tape.state import TapeRow
from terminal_app.ui.style import BODY_PX, PAD, SMALL_PX, body_font
from terminal_app.ui.theme import Theme

ROW_PX = 20
HEADER_PX = 22
_ARROW_PX = 18
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TapeList(QWidget):
    """Paints tape rows.

    Signals:
        resized: another number of rows fits.
    """

    resized = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TapeRow, ...] = ()
        self._sentence = ""
        self._body = body_font(BODY_PX)
        self._small = body_font(SMALL_PX)
        self._background = QColor(theme.surface)
        self._text = QColor(theme.text)
        self._soft = QColor(theme.text_soft)
        self._faint = QColor(theme.text_faint)
        self._buy = QColor(theme.buy)
        self._sell = QColor(theme.sell)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Public trades")

    @property
    def rows(self) -> tuple[TapeRow, ...]:
        """What is painted, newest first."""
        return self._rows

    @property
    def capacity(self) -> int:
        """How many rows fit, a cut one at the end included."""
        return max(1, -(-(self.height() - HEADER_PX) // ROW_PX))

    def show_rows(self, rows: tuple[TapeRow, ...], new: int | None) -> None:
        """Take new rows; `new` says how many came on top of the painted ones, `None` that all may differ."""
        self._rows = rows
        body = QRect(0, HEADER_PX, self.width(), self.height() - HEADER_PX)
        if new is None or new * ROW_PX >= body.height():
            self.update()
        elif new:
            self.scroll(0, new * ROW_PX, body)
            self.update(QRect(0, HEADER_PX, self.width(), new * ROW_PX))

    def show_sentence(self, sentence: str) -> None:
        """Say something where the rows would be; empty for nothing."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, HEADER_PX + 16 * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(190, HEADER_PX + 3 * ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = event.rect()
        painter.fillRect(dirty, self._background)
        if dirty.top() < HEADER_PX:
            painter.setFont(self._small)
            painter.setPen(self._faint)
            time, _, price, size = self._columns(QRect(0, 0, self.width(), HEADER_PX))
            painter.drawText(time, _LEFT, "Time")
            painter.drawText(price, _RIGHT, "Price")
            painter.drawText(size, _RIGHT, "Size")
        painter.setFont(self._body)
        for index, row in enumerate(self._rows):
            box = QRect(0, HEADER_PX + index * ROW_PX, self.width(), ROW_PX)
            if dirty.intersects(box):
                self._paint_row(painter, box, row)
        if self._sentence and not self._rows:
            painter.setPen(self._soft)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(PAD, HEADER_PX, -PAD, -PAD), centred, self._sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def _columns(self, box: QRect) -> tuple[QRect, QRect, QRect, QRect]:
        inner = box.adjusted(PAD, 0, -PAD, 0)
        first, second = round(inner.width() * 0.32), round(inner.width() * 0.66)
        left, top, height = inner.left(), box.top(), box.height()
        return (
            QRect(left, top, first, height),
            QRect(left + first, top, _ARROW_PX, height),
            QRect(left + first, top, second - first, height),
            QRect(left + second, top, inner.width() - second, height),
        )

    def _paint_row(self, painter: QPainter, box: QRect, row: TapeRow) -> None:
        time, arrow, price, size = self._columns(box)
        painter.setPen(self._soft)
        painter.drawText(time, _LEFT, row.time)
        painter.setPen(self._buy if row.side is Side.BUY else self._sell)
        painter.drawText(arrow, _LEFT, row.arrow)
        painter.drawText(price, _RIGHT, row.price)
        painter.setPen(self._text)
        painter.drawText(size, _RIGHT, row.size)
