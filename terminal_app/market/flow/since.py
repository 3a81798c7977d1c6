"""The volume at each price since a moment: summed up piece by piece, then kept up with every trade."""

from collections.abc import Callable

import numpy as np

from terminal_app.market.flow.shelf import ChunkName
from terminal_app.market.flow.trades import Rows, TradeMemory
from terminal_app.market.flow.volumes import EMPTY, Ladder, joined, ladder_of


class SinceVolumes:
    """Exact sums of the trades of one memory from a moment on.

    `pending` says that older trades have still to come from the shelf.

    Args:
        memory: the trades.
        since: the moment, Unix ms.
    """

    def __init__(self, memory: TradeMemory, since: int) -> None:
        self.since = since
        self._memory = memory
        self._ladder: Ladder = EMPTY
        self._taken = 0
        self._rewritten = -1
        self._waiting: list[ChunkName] = []

    @property
    def pending(self) -> bool:
        return bool(self._waiting)

    def follow(self, may_go_on: Callable[[], bool]) -> Ladder:
        """The sums with what has come since the last time, in units of the memory's prices."""
        memory = self._memory
        memory.settle()
        new = memory.taken - self._taken
        if self._rewritten != memory.rewritten or new > memory.length:
            self._begin()
        elif new:
            self._add(Rows(*(column[-new:] for column in memory.recent)))
        self._taken = memory.taken
        while self._waiting and may_go_on():
            rows = memory.chunk(self._waiting.pop())
            if rows is not None and self._rewritten == memory.rewritten:
                self._add(rows)
        return self._ladder

    def _begin(self) -> None:
        memory = self._memory
        self._rewritten, self._ladder = memory.rewritten, EMPTY
        # What goes to the shelf from now on is counted already.
        self._waiting = memory.chunks(self.since, np.inf)
        self._add(memory.recent)

    def _add(self, rows: Rows) -> None:
        inside = rows.times >= self.since
        self._ladder = joined(self._ladder, ladder_of(*(column[inside] for column in rows[1:])))
