"""How the rows of the ladder are painted: our orders at the edges, the price in the middle, sizes between."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QPolygon

from terminal_app.core.orders import Side
from terminal_app.ui.panels.book.chip import ChipPainter, chip_font, faded
from terminal_app.ui.panels.book.own import OwnMark, Standing
from terminal_app.ui.panels.ladder.intents import Column
from terminal_app.ui.panels.ladder.state import Picture, Rung, Zone, brief_size
from terminal_app.ui.style import BODY_PX, GAP, SMALL_PX, body_font
from terminal_app.ui.theme import Theme

CANCEL_PX = 12

_PRICE_PX = 60
_OWN_PX = 52
_OWN_LEAST_PX = 36
_OWN_MOST_PX = 84
_MARK_PX = 9
_EDGE_PX = 2
"""Beside the rows, where the frame of an armed ladder is."""
_SIZE_PAD_PX = GAP + 2
_BAR_ALPHA = 0.20
_BEST_ALPHA = 0.10
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WRAPPED = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap

Text = tuple[QRect, str, QFont]


class Columns(NamedTuple):
    """The cells of a row, from left to right."""

    buy: QRect
    bid: QRect
    price: QRect
    ask: QRect
    sell: QRect

    def own(self, side: Side) -> QRect:
        """The cell of our own orders of a side."""
        return self.buy if side is Side.BUY else self.sell

    def half(self, column: Column) -> QRect:
        """Everything of a row that belongs to a column of the mouse map."""
        if column is Column.PRICE:
            return self.price
        return self.buy.united(self.bid) if column is Column.BID else self.ask.united(self.sell)


class Look(NamedTuple):
    """How a row is touched: the column under the mouse, and the chip that is dragged from or to it."""

    hovered: Column | None = None
    armed: bool = False
    leaving: Side | None = None
    coming: tuple[Side, str] | None = None


class LadderPainter:
    """Paints what it is given, in the colours of one theme."""

    def __init__(self, theme: Theme) -> None:
        self.background = QColor(theme.surface)
        self.armed = QColor(theme.warning)
        self._raised = QColor(theme.raised)
        self._line = QColor(theme.line)
        self._grid = QColor(theme.grid)
        self._text = QColor(theme.text)
        self._soft = QColor(theme.text_soft)
        self._faint = QColor(theme.text_faint)
        self._accent = QColor(theme.accent)
        self._sides = {Side.BUY: QColor(theme.buy), Side.SELL: QColor(theme.sell)}
        self._zones = {Zone.BIDS: QColor(theme.buy), Zone.ASKS: QColor(theme.sell), Zone.SPREAD: self._faint}
        self._bars = {side: faded(colour, _BAR_ALPHA) for side, colour in self._sides.items()}
        self._bests = {zone: faded(colour, _BEST_ALPHA) for zone, colour in self._zones.items()}
        self._chips = ChipPainter(theme)
        self._body = body_font(BODY_PX)
        self._strong = body_font(BODY_PX, strong=True)
        self._small = body_font(SMALL_PX)
        self._metrics = QFontMetrics(self._strong)
        self._small_metrics = QFontMetrics(self._small)
        self._price_px = self._size_px = 0
        self._brief = False

    def fit(self, picture: Picture, width: int) -> bool:
        """Make room for the longest price, and say sizes briefly when one is too long; tells what changed.

        Nothing goes back by itself, and the price column stays in the middle, so that no hand is misled.
        """
        before = (self._price_px, self._size_px, self._brief)
        prices = (rung.price_text for rung in picture.rungs)
        self._price_px = max(self._price_px, self._advance(prices) + 2 * _MARK_PX)
        sizes = [
            (size, text)
            for rung in picture.rungs
            for size, text in ((rung.bid, rung.bid_text), (rung.ask, rung.ask_text))
        ]
        room = (width - self._price_px) // 2 - _OWN_PX
        self._brief = self._brief or self._advance(text for _, text in sizes) + _SIZE_PAD_PX > room
        needed = self._advance(self._size_text(size, text) for size, text in sizes) + _SIZE_PAD_PX
        self._size_px = max(self._size_px, needed)
        return before != (self._price_px, self._size_px, self._brief)

    def forget_widths(self) -> None:
        """Other numbers, or another width, are coming."""
        self._price_px = self._size_px = 0
        self._brief = False

    def columns(self, box: QRect) -> Columns:
        """The cells of a row or of the header."""
        width, price = box.width(), max(self._price_px, _PRICE_PX)
        beside = max(0, width - price) // 2
        own = min(_OWN_MOST_PX, max(_OWN_LEAST_PX, beside - self._size_px))
        edges = (_EDGE_PX, own, beside, width - beside, width - own, width - _EDGE_PX)
        cells = [
            QRect(box.left() + left, box.top(), right - left, box.height()) for left, right in pairwise(edges)
        ]
        return Columns(*cells)

    def cancel_box(self, cell: QRect, side: Side) -> QRect:
        """Where the × of a chip is: at the outer edge."""
        left = cell.left() if side is Side.BUY else cell.right() + 1 - CANCEL_PX
        return QRect(left, cell.top(), CANCEL_PX, cell.height())

    def header(self, painter: QPainter, box: QRect) -> None:
        """The names of the columns."""
        painter.setFont(self._small)
        painter.setPen(self._faint)
        for cell, text, _ in self._header_texts(box):
            painter.drawText(cell, _CENTRE, text)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._line)

    def row(self, painter: QPainter, box: QRect, rung: Rung, look: Look) -> None:
        """One row."""
        cells = self.columns(box)
        if rung.best:
            painter.fillRect(box, self._bests[rung.zone])
        painter.fillRect(cells.price, self._raised)
        painter.fillRect(box.left(), box.bottom(), box.width(), 1, self._grid)
        self._size(painter, cells.bid, rung.bid, rung.bid_text, rung.bid_share, Side.BUY)
        self._size(painter, cells.ask, rung.ask, rung.ask_text, rung.ask_share, Side.SELL)
        self._price(painter, cells.price, rung)
        for side in Side:
            mark = rung.own(side)
            if mark is not None:
                self._chip(painter, cells.own(side), mark, side, leaving=look.leaving is side)
        if look.coming is not None:
            self._ghost(painter, cells.own(look.coming[0]), look.coming)
        if look.hovered is not None:
            self._hover(painter, cells.half(look.hovered), look)

    def sentence(self, painter: QPainter, box: QRect, text: str) -> None:
        """What is said where rows would be."""
        painter.setFont(self._body)
        painter.setPen(self._soft)
        painter.drawText(box, _WRAPPED, text)

    def texts(self, header: QRect, rows: Iterable[tuple[QRect, Rung]]) -> list[Text]:
        """Every text with the room it has, as it would be painted."""
        found = self._header_texts(header)
        for box, rung in rows:
            cells = self.columns(box)
            found += [
                (cells.price.adjusted(_MARK_PX, 0, -_MARK_PX, 0), rung.price_text, self._body),
                (cells.bid, self._size_text(rung.bid, rung.bid_text), self._body),
                (cells.ask, self._size_text(rung.ask, rung.ask_text), self._body),
            ]
            for side in Side:
                if (mark := rung.own(side)) is not None:
                    room = self._chip_room(cells.own(side), mark, side)
                    found.append((room, self._chip_text(mark, room), self._small))
        return found

    def _header_texts(self, box: QRect) -> list[Text]:
        cells = self.columns(box)
        names = ("Mine", "Bids", "Price", "Asks", "Mine")
        return [(cell, name, self._small) for cell, name in zip(cells, names, strict=True)]

    def _size(
        self, painter: QPainter, cell: QRect, size: Decimal, text: str, share: float, side: Side
    ) -> None:
        if not text:
            return
        bar = round(share * cell.width())
        left = cell.right() + 1 - bar if side is Side.BUY else cell.left()
        painter.fillRect(left, cell.top() + 1, bar, cell.height() - 2, self._bars[side])
        painter.setFont(self._body)
        painter.setPen(self._text)
        room = cell.adjusted(0, 0, -GAP, 0) if side is Side.BUY else cell.adjusted(GAP, 0, 0, 0)
        painter.drawText(room, _RIGHT if side is Side.BUY else _LEFT, self._size_text(size, text))

    def _size_text(self, size: Decimal, text: str) -> str:
        return brief_size(size) if self._brief and text else text

    def _price(self, painter: QPainter, cell: QRect, rung: Rung) -> None:
        painter.setFont(self._strong if rung.last is not None else self._body)
        painter.setPen(self._text if rung.last is not None else self._zones[rung.zone])
        painter.drawText(cell, _CENTRE, rung.price_text)
        middle = cell.center().y()
        if rung.entry is not None:
            painter.fillRect(cell.left(), cell.top() + 1, 3, cell.height() - 2, self._accent)
            painter.setFont(self._small)
            painter.setPen(self._accent)
            painter.drawText(cell.adjusted(4, 0, 0, 0), _LEFT, "E")
        if rung.waits:
            painter.setFont(self._small)
            painter.setPen(self.armed)
            painter.drawText(cell.adjusted(0, 0, -2, 0), _RIGHT, rung.waits)
        elif rung.last is not None:
            taker = rung.last.taker
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._text if taker is None else self._sides[taker])
            right = cell.right() - 2
            tip = {Side.BUY: -4, Side.SELL: 4, None: 0}[taker]
            points = [
                QPoint(right - 7, middle - tip),
                QPoint(right, middle - tip),
                QPoint(right - 3, middle + tip),
            ]
            if tip:
                painter.drawPolygon(QPolygon(points))
            else:
                painter.drawRect(right - 6, middle - 2, 5, 5)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _chip(self, painter: QPainter, cell: QRect, mark: OwnMark, side: Side, *, leaving: bool) -> None:
        standing = Standing.ENDING if leaving else mark.standing
        self._chips.frame(painter, cell.adjusted(1, 0, -1, 0), side, standing)
        room = self._chip_room(cell, mark, side)
        painter.setFont(chip_font(self._small, standing))
        painter.setPen(self._text)
        painter.drawText(room, _CENTRE, self._chip_text(mark, room))
        if mark.cancels:
            painter.setFont(self._body)
            painter.setPen(self._chips.colour(side, standing))
            painter.drawText(self.cancel_box(cell, side), _CENTRE, "×")

    def _ghost(self, painter: QPainter, cell: QRect, coming: tuple[Side, str]) -> None:
        side, text = coming
        painter.fillRect(cell, self._raised)
        self._chips.frame(painter, cell.adjusted(1, 0, -1, 0), side, Standing.SENDING)
        painter.setFont(self._small)
        painter.setPen(self._text)
        room = cell.adjusted(GAP, 0, -GAP, 0)
        painter.drawText(room, _CENTRE, self._cut(text, room))

    def _chip_room(self, cell: QRect, mark: OwnMark, side: Side) -> QRect:
        if not mark.cancels:
            return cell.adjusted(2, 0, -2, 0)
        return cell.adjusted(CANCEL_PX, 0, -2, 0) if side is Side.BUY else cell.adjusted(2, 0, -CANCEL_PX, 0)

    def _chip_text(self, mark: OwnMark, room: QRect) -> str:
        """Our own size, never said in another way; one that has no room shows that it is cut."""
        return self._cut(mark.text, room)

    def _cut(self, text: str, room: QRect) -> str:
        return self._small_metrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())

    def _hover(self, painter: QPainter, cell: QRect, look: Look) -> None:
        """Where a click would act: a frame, of the armed colour when it would trade."""
        painter.setPen(QPen(self.armed if look.armed and look.hovered is not Column.PRICE else self._faint))
        painter.drawRect(cell.adjusted(0, 0, -1, -1))

    def _advance(self, texts: Iterable[str]) -> int:
        return self._metrics.horizontalAdvance(max(texts, key=len, default=""))
