"""What the ladder shows: rows of fixed prices with the sizes of the book, our own orders and marks. No Qt.

A row is named by its index: its price over the row step. Rows never move by themselves; `top` is the index of
the first one, and whoever owns the ladder says when that changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.account import Position
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import PositionSide, Side
from terminal_app.market.book import OrderBook
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.book.own import OwnKey, OwnMark
from terminal_app.ui.panels.book.state import rounded_up

MARGIN_SHARE = 0.2
"""The part of the ladder, above and below, in which the best prices make it centre itself."""

_NO_MARKS: Mapping[OwnKey, OwnMark] = {}
_NO_LETTERS: Mapping[int, str] = {}
_TEXTS_AT_MOST = 5_000
_UNITS = ((Decimal(1_000_000_000), "B"), (Decimal(1_000_000), "M"), (Decimal(1_000), "K"))
_SMALL = Decimal("0.001")


class Zone(Enum):
    """Where a row lies against the market."""

    BIDS = "bids"
    SPREAD = "spread"
    ASKS = "asks"


class Out(Enum):
    """Where the market is when none of its best prices has a row."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Last:
    """The last trade: its price, and the side that took when that is known."""

    price: Decimal
    taker: Side | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One row. Shares are from 0 to 1 of the largest size (nearly); `entry` marks where a position began.

    `waits` is the letter of what waits for this price: a stop-loss, a take-profit or a trigger order.
    """

    index: int
    price: Decimal
    price_text: str
    zone: Zone
    best: bool = False
    bid: Decimal = ZERO
    ask: Decimal = ZERO
    bid_text: str = ""
    ask_text: str = ""
    bid_share: float = 0.0
    ask_share: float = 0.0
    buy: OwnMark | None = None
    sell: OwnMark | None = None
    last: Last | None = None
    entry: PositionSide | None = None
    waits: str = ""

    def own(self, side: Side) -> OwnMark | None:
        """Our own orders of a side."""
        return self.buy if side is Side.BUY else self.sell


@dataclass(frozen=True, slots=True)
class Picture:
    """All rows, highest price first; `out` says where the market is when it cannot be seen."""

    rungs: tuple[Rung, ...] = ()
    out: Out | None = None


EMPTY = Picture()


@dataclass(frozen=True, slots=True)
class Touch:
    """The rows of the best prices, `None` for an empty side."""

    bid: int | None
    ask: int | None


class LadderState:
    """Makes pictures of a book by the rules of its instrument.

    Args:
        rules: of the instrument.
        group: the row step in ticks.
    """

    def __init__(self, rules: Instrument, group: int) -> None:
        self.rules = rules
        self.step = rules.tick * group
        self._plain = group == 1
        self._prices: dict[int, str] = {}
        self._sizes: dict[Decimal, str] = {}

    def price_of(self, index: int) -> Decimal:
        """The price of a row."""
        return self.step * index

    def row_of(self, price: Decimal, side: Side) -> int:
        """The row a price belongs to: bids at the lower edge of their step, asks at the upper one."""
        count = int(price // self.step)
        return count if side is Side.BUY or self.step * count == price else count + 1

    def touch(self, book: OrderBook) -> Touch:
        """The rows of the best prices."""
        bid, ask = book.best_bid, book.best_ask
        return Touch(
            None if bid is None else self.row_of(bid[0], Side.BUY),
            None if ask is None else self.row_of(ask[0], Side.SELL),
        )

    def build(
        self,
        book: OrderBook,
        top: int,
        count: int,
        own: Mapping[OwnKey, OwnMark] = _NO_MARKS,
        last: Last | None = None,
        positions: Iterable[Position] = (),
        waits: Mapping[int, str] = _NO_LETTERS,
    ) -> Picture:
        """The `count` rows from `top` down; none at or below zero."""
        lowest = max(1, top - count + 1)
        touch = self.touch(book)
        bids, asks = self._sizes_of(book, touch, top, lowest)
        largest = rounded_up(float(max((*bids.values(), *asks.values()), default=ZERO)))
        marked = {
            self.row_of(position.avg_price + self.step / 2, Side.BUY): position.side for position in positions
        }
        last_row = None if last is None else self.row_of(last.price, (last.taker or Side.SELL).opposite)
        rungs = []
        for index in range(top, lowest - 1, -1):
            price = self.step * index
            bid, ask = bids.get(index, ZERO), asks.get(index, ZERO)
            rungs.append(
                Rung(
                    index=index,
                    price=price,
                    price_text=self._price_text(index),
                    zone=_zone(index, touch),
                    best=index in (touch.bid, touch.ask),
                    bid=bid,
                    ask=ask,
                    bid_text=self._size_text(bid),
                    ask_text=self._size_text(ask),
                    bid_share=float(bid) / largest if largest else 0.0,
                    ask_share=float(ask) / largest if largest else 0.0,
                    buy=own.get((Side.BUY, price)),
                    sell=own.get((Side.SELL, price)),
                    last=last if index == last_row else None,
                    entry=marked.get(index),
                    waits=waits.get(index, ""),
                )
            )
        return Picture(tuple(rungs), out_of(touch, top, lowest))

    def _sizes_of(
        self, book: OrderBook, touch: Touch, top: int, lowest: int
    ) -> tuple[dict[int, Decimal], dict[int, Decimal]]:
        """The sizes of the rows on show, by index: only as deep as the ladder reaches."""
        bid_rows = 0 if touch.bid is None else max(0, touch.bid - lowest + 1)
        ask_rows = 0 if touch.ask is None else max(0, top - touch.ask + 1)
        deep = max(bid_rows, ask_rows)
        bids, asks = book.top(deep) if self._plain else book.grouped(self.step, deep)
        return (
            {self.row_of(price, Side.BUY): size for price, size in bids},
            {self.row_of(price, Side.SELL): size for price, size in asks},
        )

    def _price_text(self, index: int) -> str:
        text = self._prices.get(index)
        if text is None:
            if len(self._prices) >= _TEXTS_AT_MOST:
                self._prices.clear()
            text = self._prices[index] = fmt.price(self.step * index, self.rules)
        return text

    def _size_text(self, size: Decimal) -> str:
        if not size:
            return ""
        text = self._sizes.get(size)
        if text is None:
            if len(self._sizes) >= _TEXTS_AT_MOST:
                self._sizes.clear()
            text = self._sizes[size] = fmt.size(size, self.rules)
        return text


def brief_size(size: Decimal) -> str:
    """A size of the book in about three figures; what is there is never said to be nothing."""
    unit, letter = next(((unit, letter) for unit, letter in _UNITS if size >= unit), (Decimal(1), ""))
    if size < _SMALL:
        return f"<{fmt.fixed(_SMALL, 3)}"
    scaled = size / unit
    return fmt.fixed(scaled, 3 if scaled < 1 else max(0, 2 - scaled.adjusted())) + letter


def out_of(touch: Touch, top: int, lowest: int) -> Out | None:
    """Where the market is when none of its best prices is between these rows."""
    known = [row for row in (touch.bid, touch.ask) if row is not None]
    if not known or any(lowest <= row <= top for row in known):
        return None
    return Out.ABOVE if min(known) > top else Out.BELOW


def centred(touch: Touch, count: int) -> int | None:
    """The first row of a ladder with the market in its middle; `None` without a market."""
    known = [row for row in (touch.bid, touch.ask) if row is not None]
    if not known:
        return None
    middle = (max(known) + min(known) + 1) // 2
    return middle + (count - 1) // 2


def drifted(touch: Touch, top: int, count: int) -> bool:
    """Whether a best price has come too near to an edge."""
    margin = int(count * MARGIN_SHARE)
    low, high = top - count + 1 + margin, top - margin
    return any(row is not None and not low <= row <= high for row in (touch.bid, touch.ask))


def differing(before: Picture, after: Picture) -> Sequence[int] | None:
    """The places of the rows that differ; `None` when the rows themselves are others."""
    if len(before.rungs) != len(after.rungs) or (
        before.rungs and before.rungs[0].index != after.rungs[0].index
    ):
        return None
    pairs = zip(before.rungs, after.rungs, strict=True)
    return [place for place, (was, now) in enumerate(pairs) if was != now]


def _zone(index: int, touch: Touch) -> Zone:
    if touch.bid is not None and index <= touch.bid:
        return Zone.BIDS
    return Zone.ASKS if touch.ask is not None and index >= touch.ask else Zone.SPREAD
