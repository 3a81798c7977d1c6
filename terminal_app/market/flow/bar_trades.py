"""What was traded in each bar of a series made of trades: exact, in columns of integers, bounded.

A trade may be shared out among bars, and several bars may lie within one millisecond, so a time does not tell
which bar a trade is in: it is told here, bar by bar, as the bars are made. Bars only go forward.
"""

from decimal import Decimal
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.flow.trades import Rows, Scale
from terminal_app.market.flow.units import LARGEST, whole
from terminal_app.market.flow.volumes import Ladder, ladder_of

Whole = NDArray[np.int64]

MOST_ROWS = 262_144
_FIRST_ROWS = 1_024
_MOST_WAITING = 5_000
_FIRST, _LAST, _TIME, _PRICE, _SIZE, _BUY, _SUM, _BEGUN = range(8)


class Portions(NamedTuple):
    """The trades of some bars: the last bar of each row, the row, and 1 where a trade begins, else 0."""

    bars: Whole
    rows: Rows
    begun: Whole


class BarTrades:
    """The trades by bar. A row is a trade, or the part of it in one bar, or in each of several equal bars.

    `from_bar` is the oldest bar of which everything is here. `sums_from` is the bar since which no trade was
    missed between bars, and `holes` counts how often that moved. `rewritten` changes when older rows did.

    Args:
        most_rows: how many are kept.
    """

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self.scale = Scale(0, 0)
        self.from_bar = 0
        self.sums_from = 0
        self.holes = 0
        self.rewritten = 0
        self.taken = 0
        self._most_rows = most_rows
        self._data: Whole = np.empty((8, _FIRST_ROWS), np.int64)
        self._length = 0
        self._sum = 0
        self._latest: Trade | None = None
        self._waiting: list[tuple[int, ...]] = []

    def put(self, first: int, count: int, trade: Trade, size: Decimal) -> None:
        """So much of a trade is in each of `count` bars from `first` on."""
        price, part = self._exact(trade.price, 0), self._exact(size, 1)
        if not 0 < price < LARGEST or not 0 < part * count < LARGEST:
            self.from_bar = first + count
            self.miss(first + count)
            return
        buy = int(trade.side is Side.BUY)
        self._sum += part * count * (2 * buy - 1)
        begun = int(trade is not self._latest)
        self._latest = trade
        self._waiting.append((first, first + count - 1, trade.time_ms, price, part, buy, self._sum, begun))
        self.taken += 1
        if len(self._waiting) >= _MOST_WAITING:
            self.settle()

    def miss(self, bar: int) -> None:
        """Trades were missed before a bar: sums over bars begin there."""
        self.sums_from = bar
        self.holes += 1

    def clear(self) -> None:
        """All bars are made anew."""
        self._waiting.clear()
        self._length, self._sum, self.taken, self.from_bar, self.sums_from = 0, 0, 0, 0, 0
        self.holes += 1
        self.rewritten += 1

    def count_in(self, price_places: int) -> None:
        """Count prices in units of so many decimals at least."""
        if price_places > self.scale.price_places:
            self._refine(0, price_places)

    def settle(self) -> None:
        """Take in what was put."""
        if not self._waiting:
            return
        fresh = np.array(self._waiting, np.int64).T
        self._waiting.clear()
        end = self._length + fresh.shape[1]
        if end > self._most_rows:
            self._drop(end - self._most_rows * 3 // 4)
            end = self._length + fresh.shape[1]
        if end > self._data.shape[1]:
            grown: Whole = np.empty((8, max(2 * self._data.shape[1], end)), np.int64)
            grown[:, : self._length] = self._data[:, : self._length]
            self._data = grown
        self._data[:, self._length : end] = fresh
        self._length = end

    def between(self, first: int, stop: int) -> Portions:
        """The trades of the bars from `first` up to and without `stop`, oldest first."""
        held = self._held()
        begin = int(np.searchsorted(held[_LAST], first))
        end = int(np.searchsorted(held[_FIRST], stop))
        part = held[:, begin : max(begin, end)]
        lasts = np.minimum(part[_LAST], stop - 1)
        bars = lasts - np.maximum(part[_FIRST], first) + 1
        rows = Rows(part[_TIME], part[_PRICE], part[_SIZE] * bars, part[_BUY])
        return Portions(lasts, rows, part[_BEGUN])

    def ladder(self, first: int, stop: int) -> Ladder:
        """Volumes by price of these bars."""
        return ladder_of(*self.between(first, stop).rows[1:])

    def sums_before(self, bars: Whole) -> Whole:
        """Bought less sold before each of these bars, since the first trade."""
        rows = self._held()
        if not self._length:
            return np.zeros(len(bars), np.int64)
        # What is wholly before a bar; of the row after that, the bars before it count as well.
        places = np.searchsorted(rows[_LAST], bars)
        signed = rows[_SIZE] * (2 * rows[_BUY] - 1)
        base = rows[_SUM, 0] - signed[0] * (rows[_LAST, 0] - rows[_FIRST, 0] + 1)
        sums = np.concatenate(([base], rows[_SUM]))[places]
        inside = np.minimum(places, self._length - 1)
        begun = np.where(places < self._length, np.maximum(bars - rows[_FIRST, inside], 0), 0)
        return np.asarray(sums + begun * signed[inside])

    def _held(self) -> Whole:
        self.settle()
        return self._data[:, : self._length]

    def _drop(self, count: int) -> None:
        """Let the oldest rows go."""
        count = min(count, self._length)
        if count <= 0:
            return
        self.from_bar = max(self.from_bar, int(self._data[_LAST, count - 1]) + 1)
        self._data[:, : self._length - count] = self._data[:, count : self._length].copy()
        self._length -= count

    def _exact(self, value: Decimal, which: int) -> int:
        return whole(value, self.scale[which], partial(self._refine, which))

    def _refine(self, which: int, places: int) -> bool:
        """Count in a finer unit from now on, if everything has room in it."""
        rows = self._held()
        factor = 10 ** (places - self.scale[which])
        counted = rows[_SIZE] * (rows[_LAST] - rows[_FIRST] + 1) if which else rows[_PRICE]
        if int(counted.max(initial=1)) * factor >= LARGEST:
            return False
        self.scale = Scale(*(places if one == which else now for one, now in enumerate(self.scale)))
        if which:
            self._sum *= factor
        for row in (_SIZE, _SUM) if which else (_PRICE,):
            rows[row] *= factor
        self.rewritten += 1
        return True
