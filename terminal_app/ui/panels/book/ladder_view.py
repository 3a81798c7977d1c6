"""The picture of the book: asks above, bids below, the spread between. Repaints changed rows only.

It knows rows and pixels; what a row says is decided in `state.py`.
"""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.state import EMPTY_VIEW, BookRow, BookView
from terminal_app.ui.style import BODY_PX, PAD, SMALL_PX, STRONG_PX, body_font
from terminal_app.ui.theme import Theme

ROW_PX = 20
HEADER_PX = 22
SPREAD_PX = 28
GRACE_SECONDS = 0.25
"""A row whose price changed less than this before a click still counts with the price it had."""

_DIMMED = 0.35
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class LadderView(QWidget):
    """Paints a `BookView`.

    Signals:
        row_clicked: price and side of the row under a left click.
        pointer_moved: the mouse moved or pressed inside.
        resized: another number of rows fits.
    """

    row_clicked = Signal(object, object)
    pointer_moved = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, monotonic: Callable[[], float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._monotonic = monotonic
        self._view = EMPTY_VIEW
        self._warning = ""
        self._hovered: tuple[Side, int] | None = None
        self._before: dict[tuple[Side, int], tuple[Decimal, float]] = {}
        self._body = body_font(BODY_PX)
        self._small = body_font(SMALL_PX)
        self._strong = body_font(STRONG_PX, strong=True)
        self._colours = _Colours(theme)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Order book")

    @property
    def view(self) -> BookView:
        """What is painted."""
        return self._view

    @property
    def warning(self) -> str:
        """What is written over the rows; empty while the book may be trusted."""
        return self._warning

    @property
    def row_count(self) -> int:
        """How many rows fit on each side."""
        return max(1, (self.height() - HEADER_PX - SPREAD_PX) // 2 // ROW_PX)

    def show_view(self, view: BookView) -> None:
        """Take a new view and repaint what differs."""
        old, self._view = self._view, view
        now = self._monotonic()
        for side, before, after in ((Side.SELL, old.asks, view.asks), (Side.BUY, old.bids, view.bids)):
            for index in range(max(len(before), len(after))):
                was = before[index] if index < len(before) else None
                row = after[index] if index < len(after) else None
                if was != row:
                    self.update(self.row_box(side, index))
                if was is not None and (row is None or was.price != row.price):
                    self._before[side, index] = (was.price, now)
        if (old.spread, old.spread_percent) != (view.spread, view.spread_percent):
            self.update(self._spread_box())

    def clear(self) -> None:
        """Show nothing: another instrument is coming."""
        self._before.clear()
        self._view = EMPTY_VIEW
        self.update()

    def show_warning(self, text: str) -> None:
        """Dim the rows and write a reason over them; empty to show them plainly again."""
        if text == self._warning:
            return
        dimming = bool(text) != bool(self._warning)
        self._warning = text
        if dimming or not self._view.bids:
            self.update()
        else:
            self.update(self._warning_box())

    def row_box(self, side: Side, index: int) -> QRect:
        """Where a row is, counted from the best price."""
        spread = self._spread_box()
        top = (
            spread.top() - (index + 1) * ROW_PX if side is Side.SELL else spread.bottom() + 1 + index * ROW_PX
        )
        return QRect(0, top, self.width(), ROW_PX)

    def sizeHint(self) -> QSize:
        return QSize(260, HEADER_PX + SPREAD_PX + 24 * ROW_PX)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, HEADER_PX + SPREAD_PX + 6 * ROW_PX)

    # ---------------------------------------------------------------------------------------- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        dirty = event.rect()
        colours = self._colours
        painter.fillRect(dirty, colours.background)
        if dirty.top() < HEADER_PX:
            self._paint_header(painter)
        if self._warning:
            painter.setOpacity(_DIMMED)
        for side, rows in ((Side.SELL, self._view.asks), (Side.BUY, self._view.bids)):
            for index, row in enumerate(rows):
                box = self.row_box(side, index)
                if box.top() >= HEADER_PX and event.region().intersects(box):
                    self._paint_row(painter, box, row, side, hovered=self._hovered == (side, index))
        if (self._view.asks or self._view.bids) and dirty.intersects(self._spread_box()):
            self._paint_spread(painter)
        painter.setOpacity(1.0)
        if self._warning:
            self._paint_warning(painter)

    def _columns(self, box: QRect) -> tuple[QRect, QRect, QRect]:
        inner = box.adjusted(PAD, 0, -PAD, 0)
        first, second = round(inner.width() * 0.34), round(inner.width() * 0.66)
        return (
            QRect(inner.left(), box.top(), first, box.height()),
            QRect(inner.left() + first, box.top(), second - first, box.height()),
            QRect(inner.left() + second, box.top(), inner.width() - second, box.height()),
        )

    def _paint_header(self, painter: QPainter) -> None:
        painter.setFont(self._small)
        painter.setPen(self._colours.faint)
        columns = self._columns(QRect(0, 0, self.width(), HEADER_PX))
        for box, text in zip(columns, ("Price", "Size", "Total"), strict=True):
            painter.drawText(box, _RIGHT, text)

    def _paint_row(self, painter: QPainter, box: QRect, row: BookRow, side: Side, *, hovered: bool) -> None:
        colours = self._colours
        if hovered:
            painter.fillRect(box, colours.raised)
        bar = round(row.share * box.width())
        bar_colour = colours.ask_bar if side is Side.SELL else colours.bid_bar
        painter.fillRect(box.width() - bar, box.top() + 1, bar, ROW_PX - 1, bar_colour)
        price, size, total = self._columns(box)
        painter.setFont(self._body)
        painter.setPen(colours.sell if side is Side.SELL else colours.buy)
        painter.drawText(price, _RIGHT, row.price_text)
        painter.setPen(colours.text)
        painter.drawText(size, _RIGHT, row.size_text)
        painter.setPen(colours.soft)
        painter.drawText(total, _RIGHT, row.total_text)

    def _paint_spread(self, painter: QPainter) -> None:
        box, colours = self._spread_box(), self._colours
        painter.fillRect(box, colours.background)
        painter.fillRect(box.left(), box.top(), box.width(), 1, colours.line)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, colours.line)
        price, size, total = self._columns(box)
        painter.setFont(self._small)
        painter.setPen(colours.faint)
        painter.drawText(price, _RIGHT, "Spread")
        painter.setPen(colours.text)
        painter.drawText(size, _RIGHT, self._view.spread)
        painter.setPen(colours.soft)
        painter.drawText(total, _RIGHT, self._view.spread_percent)

    def _paint_warning(self, painter: QPainter) -> None:
        box, colours = self._warning_box(), self._colours
        if not self._view.bids and not self._view.asks:
            painter.setFont(self._body)
            painter.setPen(colours.soft)
            painter.drawText(box, _CENTRE | Qt.TextFlag.TextWordWrap, self._warning)
            return
        painter.setFont(self._strong)
        room = box.adjusted(PAD, PAD, -PAD, -PAD)
        flags = _CENTRE | Qt.TextFlag.TextWordWrap
        text = painter.boundingRect(room, flags, self._warning)
        chip = text.adjusted(-PAD, -PAD, PAD, PAD).intersected(box)
        painter.fillRect(chip, colours.warning)
        painter.setPen(colours.on_warning)
        painter.drawText(room, flags, self._warning)

    def _spread_box(self) -> QRect:
        return QRect(0, HEADER_PX + self.row_count * ROW_PX, self.width(), SPREAD_PX)

    def _warning_box(self) -> QRect:
        lines = 5 * QFontMetrics(self._strong).height() + 4 * PAD
        middle = self._spread_box().center().y()
        return QRect(PAD, middle - lines // 2, self.width() - 2 * PAD, lines)

    # ------------------------------------------------------------------------------------------- mouse

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._before.clear()
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
        if event.button() is Qt.MouseButton.LeftButton and slot is not None:
            self.row_clicked.emit(self._price_seen(slot), slot[0])

    def _slot_at(self, y: int) -> tuple[Side, int] | None:
        for side, rows in ((Side.SELL, self._view.asks), (Side.BUY, self._view.bids)):
            for index in range(len(rows)):
                box = self.row_box(side, index)
                if box.top() <= y <= box.bottom() and box.top() >= HEADER_PX:
                    return side, index
        return None

    def _price_seen(self, slot: tuple[Side, int]) -> Decimal:
        """The price a hand aimed at: nobody can react to one that came a moment ago."""
        side, index = slot
        rows = self._view.asks if side is Side.SELL else self._view.bids
        before, changed = self._before.get(slot, (rows[index].price, 0.0))
        return before if self._monotonic() - changed < GRACE_SECONDS else rows[index].price

    def _hover(self, slot: tuple[Side, int] | None) -> None:
        if slot == self._hovered:
            return
        for changed in (self._hovered, slot):
            if changed is not None:
                self.update(self.row_box(*changed))
        self._hovered = slot
        self.setCursor(Qt.CursorShape.ArrowCursor if slot is None else Qt.CursorShape.PointingHandCursor)


class _Colours:
    """The tokens of a theme as Qt colours. The depth bars are faint to keep the text readable."""

    def __init__(self, theme: Theme) -> None:
        self.background = QColor(theme.surface)
        self.raised = QColor(theme.raised)
        self.line = QColor(theme.line)
        self.text = QColor(theme.text)
        self.soft = QColor(theme.text_soft)
        self.faint = QColor(theme.text_faint)
        self.buy = QColor(theme.buy)
        self.sell = QColor(theme.sell)
        self.warning = QColor(theme.warning)
        self.on_warning = QColor(theme.on_warning)
        self.bid_bar = _faded(self.buy)
        self.ask_bar = _faded(self.sell)


def _faded(colour: QColor) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(0.16)
    return faded
