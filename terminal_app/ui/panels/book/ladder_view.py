"""The picture of the book: asks above, bids below, the spread between. Repaints changed rows only.

It knows rows and pixels; what a row says is decided in `state.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple, cast

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.row_painter import RowPainter, Text
from terminal_app.ui.panels.book.state import EMPTY_VIEW, BookRow, BookView
from terminal_app.ui.style import PAD
from terminal_app.ui.theme import Theme

ROW_PX = 20
HEADER_PX = 22
SPREAD_PX = 28
GRACE_SECONDS = 0.25
"""A row whose price changed less than this before a click still counts with the price it had."""


class Slot(NamedTuple):
    """A place for a row: above the spread (sell) or below it (buy), counted from the spread."""

    side: Side
    row: int


class LadderView(QWidget):
    """Paints a `BookView`.

    Signals:
        row_clicked: the `BookRow` under a left click, and whether Shift was held.
        size_picked: the `BookRow` whose size was double-clicked.
        cancel_wanted: the `BookRow` whose × was pressed.
        pointer_moved: the mouse moved or pressed inside.
        resized: another number of rows fits.
        painted: the rows have just been painted.
    """

    row_clicked = Signal(object, bool)
    size_picked = Signal(object)
    cancel_wanted = Signal(object)
    pointer_moved = Signal()
    resized = Signal()
    painted = Signal()

    def __init__(self, theme: Theme, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._view = EMPTY_VIEW
        self._sentence = ""
        self._hovered: Slot | None = None
        self._before: dict[Slot, tuple[BookRow, float]] = {}
        self._painter = RowPainter(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Order book")

    @property
    def view(self) -> BookView:
        """What is painted."""
        return self._view

    @property
    def sentence(self) -> str:
        """What is written where the rows would be."""
        return self._sentence

    @property
    def row_count(self) -> int:
        """How many rows fit on each side."""
        return max(1, (self.height() - HEADER_PX - SPREAD_PX) // 2 // ROW_PX)

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self._painter = RowPainter(theme)
        self._painter.fit(self._view.asks + self._view.bids, self.width())
        self.update()

    def show_view(self, view: BookView) -> bool:
        """Take a new view and repaint what differs; says whether anything does."""
        old, self._view = self._view, view
        if old == view:
            return False
        now = self._monotonic()
        fresh: list[BookRow] = []
        for side in Side:
            for index, (was, row) in enumerate(zip_longest(old.rows(side), view.rows(side))):
                if was is row or was == row:
                    continue
                self.update(self.row_box(side, index))
                if row is not None:
                    fresh.append(row)
                if was is not None and (row is None or was.price != row.price):
                    self._before[Slot(side, index)] = (was, now)
        if fresh and self._painter.fit(fresh, self.width()):
            self.update()
        if (old.spread, old.spread_percent) != (view.spread, view.spread_percent):
            self.update(self._spread_box())
        return True

    def clear(self) -> None:
        """Show nothing: another instrument is coming."""
        self._before.clear()
        self._painter.forget_widths()
        self._view = EMPTY_VIEW
        self.update()

    def show_sentence(self, text: str) -> None:
        """Say something where the rows would be; empty for nothing."""
        if text != self._sentence:
            self._sentence = text
            self.update()

    def row_box(self, side: Side, index: int) -> QRect:
        """Where a row is, counted from the best price."""
        return QRect(0, self._row_top(side, index), self.width(), ROW_PX)

    def size_box(self, side: Side, index: int) -> QRect:
        """Where the size of a row is."""
        return self._painter.columns(self.row_box(side, index)).size

    def cancel_box(self, side: Side, index: int) -> QRect:
        """Where the × of a row with own orders is."""
        return self._painter.cancel_box(self._painter.columns(self.row_box(side, index)).total)

    def painted_texts(self) -> Sequence[Text]:
        """Every text with the room it has now."""
        rows = [
            (self.row_box(side, index), row)
            for side in Side
            for index, row in enumerate(self._view.rows(side)[: self._shown(side)])
        ]
        header = QRect(0, 0, self.width(), HEADER_PX)
        return self._painter.texts(header, self._spread_box(), rows, self._view)

    def sizeHint(self) -> QSize:
        return QSize(260, HEADER_PX + SPREAD_PX + 24 * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEADER_PX + SPREAD_PX + 6 * ROW_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty, draw = event.rect(), self._painter
        painter.fillRect(dirty, draw.background)
        if dirty.top() < HEADER_PX:
            draw.header(painter, QRect(0, 0, self.width(), HEADER_PX))
        for side, index in self._touched(event.region()):
            row = self._view.rows(side)[index]
            draw.row(painter, self.row_box(side, index), row, hovered=self._hovered == (side, index))
        if self._view.asks or self._view.bids:
            if dirty.intersects(self._spread_box()):
                draw.spread(painter, self._spread_box(), self._view)
        elif self._sentence:
            draw.sentence(painter, self.rect().adjusted(PAD, HEADER_PX, -PAD, -PAD), self._sentence)
        painter.end()
        self.painted.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._before.clear()
        self._painter.forget_widths()
        self._painter.fit(self._view.asks + self._view.bids, self.width())
        super().resizeEvent(event)
        self.resized.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._slot_at(int(event.position().y())))
        self.pointer_moved.emit()

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pointer_moved.emit()
        slot = self._slot_at(int(event.position().y()))
        if event.button() is not Qt.MouseButton.LeftButton or slot is None:
            return
        row = self._seen(slot)
        if self._is_on_cancel(slot, row, event):
            self.cancel_wanted.emit(row)
        else:
            self.row_clicked.emit(row, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press has filled the price in; on a size the second one fills that in as well."""
        slot = self._slot_at(int(event.position().y()))
        if event.button() is not Qt.MouseButton.LeftButton or slot is None:
            return
        row = self._seen(slot)
        if not self._is_on_cancel(slot, row, event) and self.size_box(*slot).contains(
            event.position().toPoint()
        ):
            self.size_picked.emit(row)

    def _is_on_cancel(self, slot: Slot, row: BookRow, event: QMouseEvent) -> bool:
        if row.own is None or not row.own.cancels:
            return False
        return self.cancel_box(*slot).contains(event.position().toPoint())

    def _slot_at(self, y: int) -> Slot | None:
        return next((Slot(*found) for found in self._rows_between(y, y)), None)

    def _touched(self, region: QRegion) -> set[tuple[Side, int]]:
        """The rows that lie in a region, each once."""
        boxes = cast("Iterable[QRect]", region)  # the stubs do not know that it is one
        return {row for box in boxes for row in self._rows_between(box.top(), box.bottom())}

    def _rows_between(self, top: int, bottom: int) -> list[tuple[Side, int]]:
        """The rows that are shown between two heights; a row is its side, and its number from the spread."""
        spread = HEADER_PX + self.row_count * ROW_PX
        above, below = spread - 1, spread + SPREAD_PX
        rows: list[tuple[Side, int]] = []
        if top <= above:
            last = min((above - top) // ROW_PX + 1, self._shown(Side.SELL))
            rows += [(Side.SELL, row) for row in range(max(0, (above - bottom) // ROW_PX), last)]
        if bottom >= below:
            last = min((bottom - below) // ROW_PX + 1, self._shown(Side.BUY))
            rows += [(Side.BUY, row) for row in range(max(0, (top - below) // ROW_PX), last)]
        return rows

    def _seen(self, slot: Slot) -> BookRow:
        """The row a hand aimed at: nobody can react to one that came a moment ago."""
        row = self._view.rows(slot.side)[slot.row]
        before, changed = self._before.get(slot, (row, 0.0))
        return before if self._monotonic() - changed < GRACE_SECONDS else row

    def _row_top(self, side: Side, index: int) -> int:
        spread = HEADER_PX + self.row_count * ROW_PX
        return spread - (index + 1) * ROW_PX if side is Side.SELL else spread + SPREAD_PX + index * ROW_PX

    def _shown(self, side: Side) -> int:
        """How many rows of a side are to be seen."""
        return min(len(self._view.rows(side)), self.row_count)

    def _spread_box(self) -> QRect:
        return QRect(0, HEADER_PX + self.row_count * ROW_PX, self.width(), SPREAD_PX)

    def _hover(self, slot: Slot | None) -> None:
        if slot == self._hovered:
            return
        for changed in (self._hovered, slot):
            if changed is not None:
                self.update(self.row_box(*changed))
        self._hovered = slot
        self.setCursor(Qt.CursorShape.ArrowCursor if slot is None else Qt.CursorShape.PointingHandCursor)
