"""The latest public trades of one instrument: a ring that a stream and a REST page may both fill."""

from collections import deque
from collections.abc import Iterable

from terminal_app.core.market import Stamp, Trade
from terminal_app.core.ports import Clock

CAPACITY = 1_000


class Tape:
    """Trades, newest last, each trade id once. `count` only grows: a painter sees how many rows are new.

    `rewritten` changes when older rows were touched, so that counting is not enough.
    """

    def __init__(self, clock: Clock, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._trades: deque[Trade] = deque(maxlen=capacity)
        self._ids: set[str] = set()
        self.stamp: Stamp | None = None
        self.count = 0
        self.rewritten = 0

    @property
    def trades(self) -> deque[Trade]:
        """The trades, newest last. To be read only."""
        return self._trades

    def age(self) -> float | None:
        """Seconds since the last push reached us; `None` before the first."""
        return None if self.stamp is None else self._clock.monotonic() - self.stamp.received

    def append(self, trades: Iterable[Trade], stamp: Stamp) -> None:
        """Add live trades, oldest first; a trade that is already here is passed over."""
        self.stamp = stamp
        for trade in trades:
            if trade.trade_id in self._ids:
                continue
            if len(self._trades) == self._trades.maxlen:
                self._ids.discard(self._trades[0].trade_id)
            self._trades.append(trade)
            self._ids.add(trade.trade_id)
            self.count += 1

    def replace(self, trades: Iterable[Trade], stamp: Stamp) -> None:
        """Start over from a snapshot, oldest first: what was missed in between is not known."""
        self._trades.clear()
        self._ids.clear()
        self.rewritten += 1
        self.append(trades, stamp)

    def merge_older(self, trades: Iterable[Trade]) -> None:
        """Put a page of past trades, oldest first, below the ones that are here."""
        missing = [trade for trade in trades if trade.trade_id not in self._ids]
        if not missing:
            return
        room = (self._trades.maxlen or 0) - len(self._trades)
        merged = sorted(
            [*missing[max(0, len(missing) - room) :], *self._trades], key=lambda trade: trade.time_ms
        )
        self._trades.clear()
        self._trades.extend(merged)
        self._ids = {trade.trade_id for trade in merged}
        self.count += len(missing)
        self.rewritten += 1
