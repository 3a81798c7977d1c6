"""How the rows of the book are painted: columns that fit their numbers, depth bars, own orders."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from terminal_app.core.orders import Side
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.book.chip import ChipPainter, chip_font, faded
from terminal_app.ui.panels.book.own import OwnMark
from terminal_app.ui.panels.book.state import BookRow, BookView
from terminal_app.ui.style import BODY_PX, PAD, SMALL_PX, body_font
from terminal_app.ui.theme import Theme

_PRICE_SHARE = 0.34
_EDGE_PX = 3
_CANCEL_PX = 18
_BAR_ALPHA = 0.16
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

Cell = tuple[QRect, str, QColor]
Text = tuple[QRect, str, QFont]


class Columns(NamedTuple):
    """The cells of a row."""

    price: QRect
    size: QRect
    total: QRect


class RowPainter:
    """Paints what it is given, in the colours of one theme."""

    def __init__(self, theme: Theme) -> None:
        self.background = QColor(theme.surface)
        self._raised = QColor(theme.raised)
        self._line = QColor(theme.line)
        self._text = QColor(theme.text)
        self._soft = QColor(theme.text_soft)
        self._faint = QColor(theme.text_faint)
        self._colours = {Side.BUY: QColor(theme.buy), Side.SELL: QColor(theme.sell)}
        self._bars = {side: faded(colour, _BAR_ALPHA) for side, colour in self._colours.items()}
        self._chips = ChipPainter(theme)
        self._body = body_font(BODY_PX)
        self._small = body_font(SMALL_PX)
        self._metrics = QFontMetrics(self._body)
        self._price_px = 0
        self._brief_sizes = self._brief_totals = False
        self._cut: dict[object, Columns] = {}

    def fit(self, rows: Sequence[BookRow], width: int) -> bool:
        """Make room for the longest price and choose how sizes are said; tells whether that changed.

        A column says all its numbers in one way: in full, or in thousands, millions and billions when one
        of them is too long. Nothing goes back by itself, so that columns do not jump; rows that had room
        before need not be shown again.
        """
        before = (self._price_px, self._brief_sizes, self._brief_totals)
        longest = self._longest(row.price_text for row in rows)
        if longest > self._price_px:
            self._price_px = longest
            self._cut.clear()
        cells = self.columns(QRect(0, 0, width, 0))
        room = cells.size.width() - PAD
        self._brief_sizes = self._brief_sizes or self._longest(row.size_text for row in rows) > room
        self._brief_totals = self._brief_totals or self._longest(row.total_text for row in rows) > room
        return before != (self._price_px, self._brief_sizes, self._brief_totals)

    def forget_widths(self) -> None:
        """Other numbers, or another width, are coming."""
        self._price_px = 0
        self._brief_sizes = self._brief_totals = False
        self._cut.clear()

    def columns(self, box: QRect) -> Columns:
        """The cells of a row or of the header."""
        key = box.getRect()
        known = self._cut.get(key)
        if known is None:
            known = self._cut[key] = self._columns(box)
        return known

    def _columns(self, box: QRect) -> Columns:
        inner = box.adjusted(PAD, 0, -PAD, 0)
        first = max(round(inner.width() * _PRICE_SHARE), self._price_px)
        second = first + (inner.width() - first) // 2
        return Columns(
            QRect(inner.left(), box.top(), first, box.height()),
            QRect(inner.left() + first, box.top(), second - first, box.height()),
            QRect(inner.left() + second, box.top(), inner.width() - second, box.height()),
        )

    def cancel_box(self, total: QRect) -> QRect:
        """Where the × stands in the cell that is marked."""
        return QRect(total.right() + 1 - _CANCEL_PX, total.top(), _CANCEL_PX + PAD, total.height())

    def header(self, painter: QPainter, box: QRect) -> None:
        """The names of the columns."""
        self._draw(painter, self._header_cells(box), self._small)

    def row(self, painter: QPainter, box: QRect, row: BookRow, *, hovered: bool) -> None:
        """One row; our own orders stand in the place of the total, with the × that cancels them."""
        if hovered:
            painter.fillRect(box, self._raised)
        colour = self._colours[row.side]
        bar = round(row.share * box.width())
        painter.fillRect(box.width() - bar, box.top() + 1, bar, box.height() - 1, self._bars[row.side])
        if row.own is not None:
            painter.fillRect(box.left(), box.top() + 1, _EDGE_PX, box.height() - 1, colour)
            cell = self.columns(box).total.adjusted(PAD // 2, 0, PAD // 2, 0)
            self._chips.frame(painter, cell, row.side, row.own.standing)
        *cells, last = self._row_cells(box, row)
        if row.own is None:
            self._draw(painter, [*cells, last], self._body)
            return
        self._draw(painter, cells, self._body)
        self._draw(painter, [last], chip_font(self._body, row.own.standing))
        if row.own.cancels:
            painter.setPen(colour)
            cross = self.cancel_box(self.columns(box).total).adjusted(0, 0, -PAD, 0)
            painter.drawText(cross, Qt.AlignmentFlag.AlignCenter, "×")

    def spread(self, painter: QPainter, box: QRect, view: BookView) -> None:
        """The row between asks and bids."""
        painter.fillRect(box, self.background)
        painter.fillRect(box.left(), box.top(), box.width(), 1, self._line)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._line)
        self._draw(painter, self._spread_cells(box, view), self._small)

    def texts(
        self, header: QRect, spread: QRect, rows: Iterable[tuple[QRect, BookRow]], view: BookView
    ) -> list[Text]:
        """Every text with the room it has, as it would be painted."""
        small = [*self._header_cells(header), *self._spread_cells(spread, view)]
        body = [cell for box, row in rows for cell in self._row_cells(box, row)]
        return [(box, text, self._small) for box, text, _ in small] + [
            (box, text, self._body) for box, text, _ in body
        ]

    def sentence(self, painter: QPainter, box: QRect, text: str) -> None:
        """What is said where rows would be."""
        painter.setFont(self._body)
        painter.setPen(self._soft)
        painter.drawText(box, _CENTRE, text)

    def _header_cells(self, box: QRect) -> list[Cell]:
        cells = self.columns(box)
        return [
            (cells.price, "Price", self._faint),
            (cells.size, "Size", self._faint),
            (cells.total, "Total", self._faint),
        ]

    def _spread_cells(self, box: QRect, view: BookView) -> list[Cell]:
        cells = self.columns(box)
        return [
            (cells.price, "Spread", self._faint),
            (cells.size, view.spread, self._text),
            (cells.total, view.spread_percent, self._soft),
        ]

    def _row_cells(self, box: QRect, row: BookRow) -> list[Cell]:
        cells = self.columns(box)
        size = fmt.volume(row.size) if self._brief_sizes and row.size else row.size_text
        if row.own is None:
            total = fmt.volume(row.total) if self._brief_totals and row.total else row.total_text
            last = (cells.total, total, self._soft)
        else:
            room = cells.total.adjusted(PAD, 0, -_CANCEL_PX if row.own.cancels else 0, 0)
            last = (room, self._own_text(row.own, room.width()), self._text)
        return [(cells.price, row.price_text, self._colours[row.side]), (cells.size, size, self._text), last]

    def _own_text(self, own: OwnMark, room: int) -> str:
        """Our own size, never said in another way; one that has no room shows that it is cut."""
        if self._metrics.horizontalAdvance(own.text) <= room:
            return own.text
        return self._metrics.elidedText(own.text, Qt.TextElideMode.ElideRight, room)

    def _draw(self, painter: QPainter, cells: Iterable[Cell], font: QFont) -> None:
        painter.setFont(font)
        for box, text, colour in cells:
            painter.setPen(colour)
            painter.drawText(box, _RIGHT, text)

    def _longest(self, texts: Iterable[str]) -> int:
        return self._metrics.horizontalAdvance(max(texts, key=len, default=""))
