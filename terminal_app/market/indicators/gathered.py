"""What only somebody who watches can know: the flow of trades, and values that the venue tells just now.

Both begin empty when they are first asked for, and say from when they are complete.
"""

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.candles import Column

MOST_SECONDS = 400_000
"""How many seconds with something in them are kept; the oldest half goes when there are more."""
_FIRST_CAPACITY = 1_024
_LATEST_IDS = 4_000
_LATEST_CHANGES = 256


class Samples:
    """A value by the second, the last one of each; times ascend."""

    def __init__(self) -> None:
        self._data: NDArray[np.float64] = np.empty((2, _FIRST_CAPACITY))
        self._length = 0
        self.version = 0
        # The latest changes: the version, and the oldest time that changed. Those of one second are one.
        self._changes: deque[tuple[int, float]] = deque(maxlen=_LATEST_CHANGES)

    def changed_since(self, version: int) -> float:
        """The oldest time (Unix ms) of which something changed after a version, infinite when nothing did."""
        oldest = math.inf
        for number, time_ms in reversed(self._changes):
            if number <= version:
                return oldest
            oldest = min(oldest, time_ms)
        return oldest if len(self._changes) < _LATEST_CHANGES else -math.inf

    @property
    def times(self) -> Column:
        """The seconds in Unix ms."""
        return self._data[0, : self._length]

    @property
    def values(self) -> Column:
        """What held at the end of each second, or does now."""
        return self._data[1, : self._length]

    def note(self, time_ms: float, value: float) -> None:
        """A value was told; one that is older than the newest second is passed over."""
        second = time_ms // 1_000 * 1_000
        if self._length and second <= self._data[0, self._length - 1]:
            if second == self._data[0, self._length - 1]:
                self._data[1, self._length - 1] = value
                self._changed(second)
            return
        self._reserve()
        self._data[:, self._length] = second, value
        self._length += 1
        self._changed(second)

    def replace(self, times: Sequence[float], values: Sequence[float]) -> None:
        """Start over from a history, oldest first."""
        self._length = len(times)
        self._data = np.array((times, values), np.float64).reshape(2, -1)
        self._changed(-math.inf)

    def shift(self, second: float, by: float) -> None:
        """Add to the value of a second that is over, and to all later ones; make the second if need be."""
        at = int(np.searchsorted(self.times, second))
        if at == self._length or self._data[0, at] != second:
            before = self._data[1, at - 1] if at else 0.0
            self._data = np.insert(self._data[:, : self._length], at, (second, before), axis=1)
            self._length += 1
        self._data[1, at : self._length] += by
        self._changed(second)

    def clear(self) -> None:
        """Forget all."""
        self._length = 0
        self._changed(-math.inf)

    def _changed(self, time_ms: float) -> None:
        self.version += 1
        if self._changes and self._changes[-1][1] == time_ms:
            self._changes.pop()
        self._changes.append((self.version, time_ms))

    def _reserve(self) -> None:
        if self._length >= MOST_SECONDS:
            self._data = self._data[:, self._length // 2 : self._length].copy()
            self._length = self._data.shape[1]
            self._changed(-math.inf)
        if self._length == self._data.shape[1]:
            grown = np.empty((2, max(_FIRST_CAPACITY, 2 * self._length)))
            grown[:, : self._length] = self._data[:, : self._length]
            self._data = grown


class TradeFlow:
    """What takers bought less what they sold, summed up since the flow is complete, in base coin."""

    def __init__(self) -> None:
        self.sums = Samples()
        self._from_ms: int | None = None
        self._sum = 0.0
        self._ids: set[str] = set()
        self._order: deque[str] = deque()

    @property
    def complete_from_ms(self) -> int | None:
        """The time since which no trade was missed and none was let go, `None` before the first."""
        times = self.sums.times
        if self._from_ms is None or not len(times):
            return None
        return max(self._from_ms, int(times[0]))

    def take(self, trades: Sequence[Trade], *, snapshot: bool) -> None:
        """Take trades, oldest first. A snapshot follows a break: unless it joins on, the flow starts over."""
        new = [trade for trade in trades if trade.trade_id not in self._ids]
        if new and (self._from_ms is None or (snapshot and len(new) == len(trades))):
            self.sums.clear()
            self._sum = 0.0
            self._from_ms = new[0].time_ms
        for trade in new:
            self._add(trade)

    def _add(self, trade: Trade) -> None:
        self._remember(trade.trade_id)
        size = float(trade.size) if trade.side is Side.BUY else -float(trade.size)
        second = trade.time_ms // 1_000 * 1_000
        times = self.sums.times
        self._sum += size
        if len(times) and second < times[-1]:
            self.sums.shift(second, size)
        else:
            self.sums.note(second, self._sum)

    def _remember(self, trade_id: str) -> None:
        if len(self._order) >= _LATEST_IDS:
            self._ids.discard(self._order.popleft())
        self._ids.add(trade_id)
        self._order.append(trade_id)
