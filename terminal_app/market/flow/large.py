"""Large trades: prints of one moment and one side are one order of a taker, and are counted together."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.flow.shelf import ChunkName
from terminal_app.market.flow.trades import Rows, TradeMemory, Whole

SAMPLE = 20_000
"""How many of the newest trades a percentile is taken of."""
_LEAST_FOR_PERCENTILE = 50
_ALL_BARS = 1 << 62


class Sweeps(NamedTuple):
    """Trades of takers, oldest first: `prices` are the last ones reached, `counts` of prints."""

    times: Whole
    prices: Whole
    sizes: Whole
    buys: Whole
    counts: Whole


def sweeps(rows: Rows) -> Sweeps:
    """Put neighbouring prints of one moment and one side together."""
    return _swept(rows, _begins(rows))


def _begins(rows: Rows) -> Whole:
    """The places at which another taker's order begins."""
    return np.flatnonzero((np.diff(rows.times, prepend=-1) != 0) | (np.diff(rows.buys, prepend=-1) != 0))


def _swept(rows: Rows, begins: Whole) -> Sweeps:
    times, prices, sizes, buys = rows
    if not len(times):
        return Sweeps(times, prices, sizes, buys, times)
    ends = np.append(begins[1:], len(times))
    return Sweeps(
        times[begins], prices[ends - 1], np.add.reduceat(sizes, begins), buys[begins], ends - begins
    )


def at_least(found: Sweeps, size: int) -> Sweeps:
    """Those of a size and larger."""
    large = found.sizes >= size
    return Sweeps(*(column[large] for column in found))


def percentile(recent: Rows, share: float) -> int | None:
    """The size below which so many percent of the latest trades were; `None` while there are too few."""
    found = sweeps(Rows(*(column[-SAMPLE:] for column in recent)))
    if len(found.sizes) < _LEAST_FOR_PERCENTILE:
        return None
    return int(np.percentile(found.sizes, share, method="higher"))


class Percentiles:
    """Percentiles that are reckoned anew now and then as trades come."""

    def __init__(self) -> None:
        self._held: dict[float, tuple[int, int | None]] = {}

    def get(self, share: float, taken: int, recent: Callable[[], Rows]) -> int | None:
        """The size of a percentile, when so many trades were taken."""
        held = self._held.get(share)
        if held is None or held[1] is None or not 0 <= taken - held[0] < SAMPLE // 100:
            held = self._held[share] = (taken, percentile(recent(), share))
        return held[1]


class Largest:
    """The large trades of a memory in sight, found again only when something has changed.

    `threshold` is the size in use, `None` while none can be told.
    """

    def __init__(self, memory: TradeMemory) -> None:
        self._memory = memory
        self._made: tuple[object, Sweeps] | None = None
        self._percentiles = Percentiles()
        self._recent: tuple[object, Sweeps] | None = None
        self._shelved: dict[ChunkName, Sweeps] = {}
        self._shelved_of = (0, 0)
        self.pending = False

    def threshold(self, size: int | None, share: float) -> int | None:
        """A size, or else the one of a percentile."""
        memory = self._memory
        return size if size is not None else self._percentiles.get(share, memory.taken, lambda: memory.recent)

    def between(self, start: float, end: float, size: int, may_go_on: Callable[[], bool]) -> Sweeps:
        """The trades of a size and larger from `start` up to and without `end` (Unix ms).

        Those on the shelf are looked through while there is time; `pending` says that some were not.
        """
        memory = self._memory
        key = (start, end, size, memory.taken, memory.rewritten)
        if self._made is not None and self._made[0] == key and not self.pending:
            return self._made[1]
        if self._shelved_of != (size, memory.rewritten):
            self._shelved_of = (size, memory.rewritten)
            self._shelved.clear()
        self.pending = False
        parts = [self._of_chunk(name, size, may_go_on) for name in memory.chunks(start, end)]
        parts.append(self._of_memory(size))
        found = [_within(part, start, end) for part in parts if part is not None]
        self._made = (key, Sweeps(*(np.concatenate(columns) for columns in zip(*found, strict=True))))
        return self._made[1]

    def _of_memory(self, size: int) -> Sweeps:
        key = (size, self._memory.taken, self._memory.length, self._memory.rewritten)
        if self._recent is None or self._recent[0] != key:
            self._recent = (key, at_least(sweeps(self._memory.recent), size))
        return self._recent[1]

    def _of_chunk(self, name: ChunkName, size: int, may_go_on: Callable[[], bool]) -> Sweeps | None:
        held = self._shelved.get(name)
        if held is None and not may_go_on():
            self.pending = True
            return None
        if held is None and (rows := self._memory.chunk(name)) is not None:
            held = self._shelved[name] = at_least(sweeps(rows), size)
        return held


class BarsLargest:
    """The large trades in bars that are made of trades, with the bar in which each of them ended.

    Args:
        trades: what is in each bar.
    """

    def __init__(self, trades: BarTrades) -> None:
        self._trades = trades
        self._percentiles = Percentiles()
        self._made: tuple[object, Sweeps, Whole] | None = None

    def threshold(self, size: int | None, share: float) -> int | None:
        """A size, or else the one of a percentile."""
        trades = self._trades
        return (
            size
            if size is not None
            else self._percentiles.get(share, trades.taken, lambda: trades.between(0, _ALL_BARS).rows)
        )

    def between(self, first: int, stop: int, size: int) -> tuple[Sweeps, Whole]:
        """The trades of a size and larger that end in the bars from `first` up to and without `stop`."""
        trades = self._trades
        key = (size, trades.taken, trades.rewritten)
        if self._made is None or self._made[0] != key:
            every = trades.between(0, _ALL_BARS)
            begins = _begins(every.rows)
            found = _swept(every.rows, begins)
            if len(begins):
                # A trade that is shared out among bars is one print.
                found = found._replace(counts=np.maximum(np.add.reduceat(every.begun, begins), 1))
            ends = np.append(begins[1:], len(every.bars))[: len(begins)] - 1
            large = found.sizes >= size
            self._made = (key, at_least(found, size), every.bars[ends][large])
        _, found, bars = self._made
        begin, end = (int(place) for place in np.searchsorted(bars, (first, stop)))
        return Sweeps(*(column[begin:end] for column in found)), bars[begin:end]


def _within(found: Sweeps, start: float, end: float) -> Sweeps:
    first, stop = (int(place) for place in np.searchsorted(found.times, (start, end)))
    return Sweeps(*(column[first:stop] for column in found))
