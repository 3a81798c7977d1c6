"""What the book panel shows: rows with cumulative depth, the spread, and why not to trust it. No Qt."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Level
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import Side
from terminal_app.market.book import OrderBook
from terminal_app.ui import format as fmt

GROUPS = (1, 2, 5, 10, 50, 100)
"""Row steps one can choose, in ticks."""

STALE_SECONDS = 1.5
_DEPTH_STEPS = 8
_HELD_DEPTH = 4
_TEXTS_AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class PriceClicked:
    """A row of the book was clicked; `side` is the side of the book it is on (a bid is a buy)."""

    instrument: InstrumentId
    price: Decimal
    side: Side


@dataclass(frozen=True, slots=True)
class BookRow:
    """One row. `share` is the cumulative depth up to here, from 0 to 1 of the deepest row (nearly)."""

    price: Decimal
    price_text: str
    size_text: str
    total_text: str
    share: float


@dataclass(frozen=True, slots=True)
class BookView:
    """One picture of the book: rows of each side, best first. `reason` is empty while the book is good."""

    asks: tuple[BookRow, ...]
    bids: tuple[BookRow, ...]
    spread: str
    spread_percent: str
    reason: str


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
        self, book: OrderBook, step: Decimal | None, depth: int, held: BookView | None = None
    ) -> BookView:
        """The `depth` best rows of each side.

        With `held` the rows keep the prices of that earlier view and only sizes are new, so that nothing
        moves under the pointer.
        """
        count = depth if held is None else depth * _HELD_DEPTH
        plain = step is None or (self.instrument is not None and step == self.instrument.tick)
        bids, asks = book.top(count) if plain or step is None else book.grouped(step, count)
        if held is not None:
            bids, asks = _at_prices(held.bids, bids), _at_prices(held.asks, asks)
        deepest = _rounded_up(max(_sum(bids), _sum(asks)))
        spread, percent = self._spread(book)
        return BookView(self._rows(asks, deepest), self._rows(bids, deepest), spread, percent, book.reason)

    def _rows(self, levels: Sequence[Level], deepest: float) -> tuple[BookRow, ...]:
        rows: list[BookRow] = []
        total = ZERO
        for price, size in levels:
            total += size
            rows.append(
                BookRow(
                    price,
                    _cached(self._prices, price, self._write_price),
                    _cached(self._sizes, size, self._write_size) if size else fmt.DASH,
                    _cached(self._sizes, total, self._write_size),
                    float(total) / deepest if deepest else 0.0,
                )
            )
        return tuple(rows)

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


def stale_text(age: float | None) -> str:
    """What to write over a book that has not been updated for too long; empty when it is fresh."""
    return "" if age is None or age <= STALE_SECONDS else f"No update for {fmt.age(age)}"


def _at_prices(held: Sequence[BookRow], levels: Sequence[Level]) -> list[Level]:
    sizes = dict(levels)
    return [(row.price, sizes.get(row.price, ZERO)) for row in held]


def _sum(levels: Sequence[Level]) -> float:
    return float(sum((size for _, size in levels), ZERO))


def _rounded_up(total: float) -> float:
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
