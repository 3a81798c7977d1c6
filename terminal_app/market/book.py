"""The order book of one instrument, as deep as the stream sends it.

Continuity was checked before an update gets here; this file only knows prices and sizes. It never guesses:
after a broken or crossed book it stays bad until the next snapshot.
"""

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import islice
from operator import ge, le

from terminal_app.core.market import Level, Stamp
from terminal_app.core.money import ZERO, ceil_to, floor_to
from terminal_app.core.ports import Clock

WAITING = "Waiting for the order book."
EMPTY = "The order book is empty."
_GAPS = 20
_OUTLIERS = 7
"""One gap in so many may be an accident that says nothing about the pace of the market."""

CROSSED = "The order book contradicts itself (a bid at or above an ask); waiting for a fresh one."


class OrderBook:
    """Bids and asks by price.

    Levels live in one dictionary per side, keyed by the parsed price (`0.50` and `0.5` are one level), kept
    whole so that reading the top makes no new ones. The sorted list of prices is touched only when a level
    appears or goes.
    """

    def __init__(self) -> None:
        self._bids: dict[Decimal, Level] = {}
        self._asks: dict[Decimal, Level] = {}
        self._bid_prices: list[Decimal] = []
        self._ask_prices: list[Decimal] = []
        self._trouble = WAITING
        self._gaps: deque[float] = deque(maxlen=_GAPS)
        self.stamp: Stamp | None = None
        self.version = 0

    @property
    def good(self) -> bool:
        """Whether the book may be shown as live: whole since its snapshot, and not empty."""
        return not self._trouble and bool(self._bid_prices or self._ask_prices)

    @property
    def reason(self) -> str:
        """Why the book is not good, in plain words; empty when it is."""
        if self._trouble:
            return self._trouble
        return "" if self._bid_prices or self._ask_prices else EMPTY

    @property
    def crossed(self) -> bool:
        """Whether the book was given up because a bid met an ask. Only a fresh snapshot heals that."""
        return self._trouble == CROSSED

    @property
    def best_bid(self) -> Level | None:
        """The highest bid with its size."""
        if not self._bid_prices:
            return None
        return self._bids[self._bid_prices[-1]]

    @property
    def best_ask(self) -> Level | None:
        """The lowest ask with its size."""
        if not self._ask_prices:
            return None
        return self._asks[self._ask_prices[0]]

    @property
    def spread(self) -> Decimal | None:
        """Lowest ask minus highest bid; `None` when a side is empty."""
        if not self._bid_prices or not self._ask_prices:
            return None
        return self._ask_prices[0] - self._bid_prices[-1]

    def age(self, clock: Clock) -> float | None:
        """Seconds since the last good update reached us; `None` before the first."""
        return None if self.stamp is None else clock.monotonic() - self.stamp.received

    @property
    def pace(self) -> float | None:
        """Seconds that usually pass at most between two updates, of the last twenty; `None` before two came.

        A market where nobody quotes is silent for minutes, and a busy one never for a second.
        """
        if not self._gaps:
            return None
        return sorted(self._gaps, reverse=True)[len(self._gaps) // _OUTLIERS]

    def replace(self, bids: Iterable[Level], asks: Iterable[Level], stamp: Stamp) -> None:
        """Start over from a snapshot."""
        self._bids = {level[0]: level for level in bids if level[1]}
        self._asks = {level[0]: level for level in asks if level[1]}
        self._bid_prices = sorted(self._bids)
        self._ask_prices = sorted(self._asks)
        whole, self._trouble = not self._trouble, ""
        self._settle(stamp, paced=whole)

    def update(self, bids: Iterable[Level], asks: Iterable[Level], stamp: Stamp) -> None:
        """Apply changed levels; size zero removes one. Ignored while the book is bad."""
        if self._trouble:
            return
        _change(self._bids, self._bid_prices, bids)
        _change(self._asks, self._ask_prices, asks)
        self._settle(stamp)

    def mark_broken(self, reason: str) -> None:
        """Give the book up until the next snapshot. The levels stay readable, for a dimmed picture."""
        self._trouble = reason or WAITING
        self.version += 1

    def top(self, count: int) -> tuple[list[Level], list[Level]]:
        """The `count` best bids (highest first) and asks (lowest first)."""
        return (
            list(map(self._bids.__getitem__, islice(reversed(self._bid_prices), count))),
            list(map(self._asks.__getitem__, self._ask_prices[:count])),
        )

    def grouped(self, step: Decimal, count: int) -> tuple[list[Level], list[Level]]:
        """The best `count` groups of each side, `step` wide: bids at their floor, asks at their ceiling."""
        return (
            _grouped(reversed(self._bid_prices), self._bids, step, count, floor_to, ge),
            _grouped(self._ask_prices, self._asks, step, count, ceil_to, le),
        )

    def _settle(self, stamp: Stamp, *, paced: bool = True) -> None:
        self.version += 1
        if self._bid_prices and self._ask_prices and self._bid_prices[-1] >= self._ask_prices[0]:
            self._trouble = CROSSED
            return
        if paced and self.stamp is not None:  # the time a broken book took to heal is not its pace
            self._gaps.append(stamp.received - self.stamp.received)
        self.stamp = stamp


def _change(levels: dict[Decimal, Level], prices: list[Decimal], changes: Iterable[Level]) -> None:
    for level in changes:
        price, size = level
        if size:
            if price not in levels:
                insort(prices, price)
            levels[price] = level
        elif levels.pop(price, None) is not None:
            del prices[bisect_left(prices, price)]


def _grouped(
    prices: Iterable[Decimal],
    levels: dict[Decimal, Level],
    step: Decimal,
    count: int,
    edge_of: Callable[[Decimal, Decimal], Decimal],
    within: Callable[[Decimal, Decimal], bool],
) -> list[Level]:
    groups: list[Level] = []
    edge: Decimal | None = None
    total = ZERO
    for price in prices:
        if edge is not None and within(price, edge):  # cheap: the edge is computed once per group
            total += levels[price][1]
            continue
        if edge is not None:
            groups.append((edge, total))
        if len(groups) >= count:
            return groups
        edge, total = edge_of(price, step), levels[price][1]
    if edge is not None:
        groups.append((edge, total))
    return groups
