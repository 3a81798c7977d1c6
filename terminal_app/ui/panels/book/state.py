"""What the book panel shows: rows with cumulative depth, our own orders, the spread, and doubts. No Qt."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import Side
from terminal_app.market.book import OrderBook
from terminal_app.ui import format as fmt
from terminal_app.ui.honesty.freshness import Freshness, fresh_by
from terminal_app.ui.panels.book.own import OwnKey, OwnMark, row_price

GROUPS = (1, 2, 5, 10, 50, 100)
"""Row steps one can choose, in ticks."""

STALE_SECONDS = 1.5
QUIET_SECONDS = 15.0
"""However quiet a market is, a book that nobody has touched for so long is shown as old."""

_PACES = 3
_DEPTH_STEPS = 8
_HELD_DEPTH = 4
_TEXTS_AT_MOST = 5_000
_NO_MARKS: Mapping[OwnKey, OwnMark] = {}


@dataclass(frozen=True, slots=True)
class PriceClicked:
    """A row of the book was clicked; `side` is the side of the book it is on (a bid is a buy)."""

    instrument: InstrumentId
    price: Decimal
    side: Side


@dataclass(frozen=True, slots=True)
class SizeClicked:
    """A size in base coin was picked: that of one row, or all that rests from the best price up to it."""

    instrument: InstrumentId
    size: Decimal


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row. `share` is the cumulative depth up to here, from 0 to 1 of the deepest row (nearly).

    `side` is the side whose sizes the row shows: on rows held still the market may have moved across.
    """

    side: Side
    price: Decimal
    size: Decimal
    total: Decimal
    price_text: str
    size_text: str
    total_text: str
    share: float
    own: OwnMark | None = None


@dataclass(frozen=True, slots=True)
class BookView:
    """One picture of the book: rows of each side, best first. `reason` is empty while the book is good."""

    asks: tuple[BookRow, ...]
    bids: tuple[BookRow, ...]
    spread: str
    spread_percent: str
    reason: str

    def rows(self, side: Side) -> tuple[BookRow, ...]:
        """The rows above the spread for a sell, below it for a buy."""
        return self.asks if side is Side.SELL else self.bids


EMPTY_VIEW = BookView((), (), fmt.DASH, "", "")


class BookState:
    """Makes views of a book by the rules of its instrument; without rules numbers are shown as they came."""

    def __init__(self, instrument: Instrument | None) -> None:
        self.instrument = instrument
        self._prices: dict[Decimal, str] = {}
        self._sizes: dict[Decimal, str] = {}

    def step(self, group: int) -> Decimal | None:
        """The width of a row for a group of so many ticks; `None` without rules."""
        return None if self.instrument is None else self.instrument.tick * group

    def step_text(self, group: int) -> str:
        """A row step as text."""
        step = self.step(group)
        return fmt.DASH if step is None else fmt.price(step, self.instrument)

    def build(
        self,
        book: OrderBook,
        step: Decimal | None,
        depth: int,
        held: BookView | None = None,
        own: Mapping[OwnKey, OwnMark] = _NO_MARKS,
    ) -> BookView:
        """The `depth` best rows of each side.

        With `held` the rows keep the prices of that earlier view and only sizes are new, so that nothing
        moves under the pointer.
        """
        count = depth if held is None else depth * _HELD_DEPTH
        plain = step is None or (self.instrument is not None and step == self.instrument.tick)
        bids, asks = book.top(count) if plain or step is None else book.grouped(step, count)
        deepest = rounded_up(max(_sum(bids[:depth]), _sum(asks[:depth])))
        bid_rows = self._rows(bids, Side.BUY, deepest, own)
        ask_rows = self._rows(asks, Side.SELL, deepest, own)
        spread, percent = self._spread(book)
        if held is not None:
            found = {row.price: row for row in (*bid_rows, *ask_rows)}
            ask_rows = [found.get(row.price) or self._gone(row, own) for row in held.asks]
            bid_rows = [found.get(row.price) or self._gone(row, own) for row in held.bids]
        return BookView(tuple(ask_rows), tuple(bid_rows), spread, percent, book.reason)

    def _rows(
        self, levels: Sequence[Level], side: Side, deepest: float, own: Mapping[OwnKey, OwnMark]
    ) -> list[BookRow]:
        rows: list[BookRow] = []
        total = ZERO
        for price, size in levels:
            total += size
            rows.append(
                BookRow(
                    side,
                    price,
                    size,
                    total,
                    _cached(self._prices, price, self._write_price),
                    _cached(self._sizes, size, self._write_size),
                    _cached(self._sizes, total, self._write_size),
                    min(1.0, float(total) / deepest) if deepest else 0.0,
                    own.get((side, price)),
                )
            )
        return rows

    def _gone(self, row: BookRow, own: Mapping[OwnKey, OwnMark]) -> BookRow:
        """A held row where nothing rests any more."""
        mark = own.get((row.side, row.price))
        return BookRow(row.side, row.price, ZERO, ZERO, row.price_text, fmt.DASH, fmt.DASH, 0.0, mark)

    def _spread(self, book: OrderBook) -> tuple[str, str]:
        bid, ask, spread = book.best_bid, book.best_ask, book.spread
        if bid is None or ask is None or spread is None:
            return fmt.DASH, ""
        middle = (bid[0] + ask[0]) / 2
        return fmt.price(spread, self.instrument), fmt.percent(divide(spread, middle), 4).removeprefix("+")

    def _write_price(self, price: Decimal) -> str:
        return fmt.price(price, self.instrument)

    def _write_size(self, size: Decimal) -> str:
        return fmt.size(size, self.instrument)


def freshness(book: OrderBook) -> Freshness:
    """How old a book is, by the pace of its own market; a broken or empty one is in doubt at any age."""
    return fresh_by(book.stamp, stale_after(book.pace), book.reason)


def stale_after(pace: float | None) -> float:
    """The age in seconds from which a book is old: soon on a busy market, later on a quiet one."""
    return STALE_SECONDS if pace is None else min(QUIET_SECONDS, max(STALE_SECONDS, _PACES * pace))


def hides_best(book: OrderBook, held: BookView, step: Decimal | None) -> bool:
    """Whether rows held still hide something that matters: a best price that has no row."""
    shown = {row.price for row in (*held.asks, *held.bids)}
    bid, ask = book.best_bid, book.best_ask
    best = ((Side.BUY, bid), (Side.SELL, ask))
    return any(level is not None and row_price(level[0], side, step) not in shown for side, level in best)


def _sum(levels: Sequence[Level]) -> float:
    return float(sum((size for _, size in levels), ZERO))


def rounded_up(total: float) -> float:
    """The next of a few steps per doubling, so that the bars of all rows do not move with every update."""
    if total <= 0:
        return 0.0
    return float(2.0 ** (math.ceil(math.log2(total) * _DEPTH_STEPS) / _DEPTH_STEPS))


def _cached(texts: dict[Decimal, str], value: Decimal, write: Callable[[Decimal], str]) -> str:
    text = texts.get(value)
    if text is None:
        if len(texts) >= _TEXTS_AT_MOST:
            texts.clear()
        text = texts[value] = write(value)
    return text
