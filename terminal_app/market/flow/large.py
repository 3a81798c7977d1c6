"""Large trades: prints of one moment and one side are one order of a taker, and are counted together."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from terminal_app.market.flow.shelf import ChunkName
from terminal_app.market.flow.trades import Rows, TradeMemory, Whole

SAMPLE = 20_000
"""How many of the newest trades a percentile is taken of."""
_LEAST_FOR_PERCENTILE = 50


class Sweeps(NamedTuple):
    """Trades of takers, oldest first: `prices` are the last ones reached, `counts` of prints."""

    times: Whole
    prices: Whole
    sizes: Whole
    buys: Whole
    counts: Whole


def sweeps(rows: Rows) -> Sweeps:
    """Put neighbouring prints of one moment and one side together."""
    times, prices, sizes, buys = rows
    if not len(times):
        return Sweeps(times, prices, sizes, buys, times)
    begins = np.flatnonzero((np.diff(times, prepend=-1) != 0) | (np.diff(buys, prepend=-1) != 0))
    ends = np.append(begins[1:], len(times))
    return Sweeps(
        times[begins], prices[ends - 1], np.add.reduceat(sizes, begins), buys[begins], ends - begins
    )


def at_least(found: Sweeps, size: int) -> Sweeps:
    """Those of a size and larger."""
    large = found.sizes >= size
    return Sweeps(*(column[large] for column in found))


def percentile(memory: TradeMemory, share: float) -> int | None:
    """The size below which so many percent of the latest trades were; `None` while there are too few."""
    recent = Rows(*(column[-SAMPLE:] for column in memory.recent))
    found = sweeps(recent)
    if len(found.sizes) < _LEAST_FOR_PERCENTILE:
        return None
    return int(np.percentile(found.sizes, share, method="higher"))


class Largest:
    """The large trades of a memory in sight, found again only when something has changed.

    `threshold` is the size in use, `None` while none can be told.
    """

    def __init__(self, memory: TradeMemory) -> None:
        self._memory = memory
        self._made: tuple[object, Sweeps] | None = None
        self._thresholds: dict[float, tuple[int, int | None]] = {}
        self._shelved: dict[ChunkName, Sweeps] = {}
        self._shelved_of = (0, 0)
        self.pending = False

    def threshold(self, size: int | None, share: float) -> int | None:
        """A size, or else the one of a percentile; reckoned anew now and then as trades come."""
        if size is not None:
            return size
        taken = self._memory.taken
        held = self._thresholds.get(share)
        if held is None or held[1] is None or taken - held[0] >= SAMPLE // 100:
            held = self._thresholds[share] = (taken, percentile(self._memory, share))
        return held[1]

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
        parts.append(at_least(sweeps(memory.recent), size))
        found = [_within(part, start, end) for part in parts if part is not None]
        self._made = (key, Sweeps(*(np.concatenate(columns) for columns in zip(*found, strict=True))))
        return self._made[1]

    def _of_chunk(self, name: ChunkName, size: int, may_go_on: Callable[[], bool]) -> Sweeps | None:
        held = self._shelved.get(name)
        if held is None and not may_go_on():
            self.pending = True
            return None
        if held is None and (rows := self._memory.chunk(name)) is not None:
            held = self._shelved[name] = at_least(sweeps(rows), size)
        return held


def _within(found: Sweeps, start: float, end: float) -> Sweeps:
    first, stop = (int(place) for place in np.searchsorted(found.times, (start, end)))
    return Sweeps(*(column[first:stop] for column in found))
