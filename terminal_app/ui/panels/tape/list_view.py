"""The picture of the tape, newest on top. New rows push the picture down and only they are painted."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.tape.state import TapeRow
from terminal_app.ui.style import BODY_PX, GAP, PAD, SMALL_PX, body_font
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import Widths

ROW_PX = 20
HEADER_PX = 22
_ARROW_PX = 14
_NOTCH = 120
_ROWS_PER_NOTCH = 3
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class TapeList(QWidget):
    """Paints tape rows.

    Signals:
        resized: another number of rows fits.
        hovered: the mouse came (true) or went (false).
        turned: the wheel was turned, by so many rows towards older ones.
    """

    resized = Signal()
    hovered = Signal(bool)
    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TapeRow, ...] = ()
        self._sentence = ""
        self._chip = ""
        self._brief = False
        self._body = body_font(BODY_PX)
        self._small = body_font(SMALL_PX)
        self._widths = Widths(QFontMetrics(self._body))
        self._dress(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Public trades")

    @property
    def rows(self) -> tuple[TapeRow, ...]:
        """What is painted, newest first."""
        return self._rows

    @property
    def chip(self) -> str:
        """What is said at the foot while the rows stand still."""
        return self._chip

    @property
    def capacity(self) -> int:
        """How many rows fit, a cut one at the end included."""
        return max(1, -(-(self.height() - HEADER_PX) // ROW_PX))

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._dress(theme)
        self.update()

    def show_rows(self, rows: tuple[TapeRow, ...]) -> None:
        """Take new rows. What stands lower down than before is moved, not painted."""
        old, self._rows = self._rows, rows
        if rows == old:
            return
        self._choose_sizes()
        body = QRect(0, HEADER_PX, self.width(), self.height() - HEADER_PX)
        found = None if self._chip else _pushed_down(old, rows)
        if found is None:
            self.update()
            return
        down, changed = found
        if down:
            self.scroll(0, down * ROW_PX, body)
        self.update(QRect(0, HEADER_PX, self.width(), (down + changed) * ROW_PX))

    def show_sentence(self, sentence: str) -> None:
        """Say something where the rows would be; empty for nothing."""
        if sentence != self._sentence:
            self._sentence = sentence
            self.update()

    def show_chip(self, text: str) -> None:
        """Say at the foot why the rows stand still; empty while they move."""
        if text != self._chip:
            self._chip = text
            self.update()

    def painted_texts(self) -> Sequence[tuple[QRect, str, QFont]]:
        """Every text with the room it has now."""
        found: list[tuple[QRect, str, QFont]] = []
        for index, row in enumerate(self._rows[: self.capacity]):
            box = QRect(0, HEADER_PX + index * ROW_PX, self.width(), ROW_PX)
            time, _, price, size = self._columns(box)
            beside = price.adjusted(_ARROW_PX, 0, 0, 0)
            words = ((time, row.time), (beside, row.price), (size, self._size_of(row)))
            found.extend((room, text, self._body) for room, text in words)
        return found

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
        columns = self._columns(QRect(0, HEADER_PX, self.width(), ROW_PX))
        first = max(0, dirty.top() - HEADER_PX) // ROW_PX
        last = (dirty.bottom() - HEADER_PX) // ROW_PX
        for index, row in enumerate(self._rows[first : last + 1], first):
            self._paint_row(painter, [cell.translated(0, index * ROW_PX) for cell in columns], row)
        if self._sentence and not self._rows:
            painter.setPen(self._soft)
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(PAD, HEADER_PX, -PAD, -PAD), centred, self._sentence)
        if self._chip:
            self._paint_chip(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.hovered.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.hovered.emit(False)

    def wheelEvent(self, event: QWheelEvent) -> None:
        notches = event.angleDelta().y() // _NOTCH
        if not notches or event.modifiers():
            event.ignore()
            return
        self.turned.emit(-notches * _ROWS_PER_NOTCH)
        event.accept()

    def _dress(self, theme: Theme) -> None:
        self._background = QColor(theme.surface)
        self._text = QColor(theme.text)
        self._soft = QColor(theme.text_soft)
        self._faint = QColor(theme.text_faint)
        self._buy = QColor(theme.buy)
        self._sell = QColor(theme.sell)
        self._chip_fill = QColor(theme.warning)
        self._on_chip = QColor(theme.on_warning)

    def _size_of(self, row: TapeRow) -> str:
        return row.brief if self._brief and row.brief else row.size

    def _choose_sizes(self) -> None:
        """Say every size in one way: in full, or briefly when one of them is too long for its column."""
        longest = max((row.size for row in self._rows), key=len, default="")
        room = self._columns(QRect(0, 0, self.width(), 0))[3].width() - PAD
        brief = self._widths.of(longest) > room
        if brief is not self._brief:
            self._brief = brief
            self.update()

    def _columns(self, box: QRect) -> tuple[QRect, QRect, QRect, QRect]:
        inner = box.adjusted(PAD, 0, -PAD, 0)
        longest = max((len(row.price) for row in self._rows[:1]), default=0)
        wanted = _ARROW_PX + self._widths.of("0" * longest)
        first = round(inner.width() * 0.32)
        second = max(round(inner.width() * 0.66), first + wanted)
        left, top, height = inner.left(), box.top(), box.height()
        return (
            QRect(left, top, first, height),
            QRect(left + first, top, _ARROW_PX, height),
            QRect(left + first, top, second - first, height),
            QRect(left + second, top, inner.width() - second, height),
        )

    def _paint_row(self, painter: QPainter, columns: Sequence[QRect], row: TapeRow) -> None:
        time, arrow, price, size = columns
        painter.setPen(self._soft)
        painter.drawText(time, _LEFT, row.time)
        if row.count > 1:
            room = time.adjusted(self._widths.of(row.time) + GAP, 0, -GAP, 0)
            count = f"×{row.count}"
            if self._widths.of(count) <= room.width():
                painter.setPen(self._faint)
                painter.drawText(room, _LEFT, count)
        painter.setPen(self._buy if row.side is Side.BUY else self._sell)
        painter.drawText(arrow, _LEFT, row.arrow)
        painter.drawText(price, _RIGHT, row.price)
        painter.setPen(self._text)
        painter.drawText(size, _RIGHT, self._size_of(row))

    def _paint_chip(self, painter: QPainter) -> None:
        painter.setFont(self._small)
        text = painter.fontMetrics().boundingRect(self._chip)
        chip = QRect(0, 0, text.width() + 2 * PAD, text.height() + GAP)
        chip.moveCenter(self.rect().center())
        chip.moveBottom(self.rect().bottom() - GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._chip_fill)
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(self._on_chip)
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, self._chip)


def _pushed_down(old: tuple[TapeRow, ...], new: tuple[TapeRow, ...]) -> tuple[int, int] | None:
    """By how many rows the old picture moved down, and how many of its top rows changed (none or one)."""
    for changed in (0, 1):
        for down in range(len(new) - changed):
            below = new[down + changed :]
            if below == old[changed : changed + len(below)]:
                return down, changed
    return None
