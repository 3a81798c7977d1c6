"""The footprint of bars: what was bought and sold at each price within each of them, from the trades.

All sums are exact. Bars that are over are summed once; the one that is forming takes only what is new.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.flow.shelf import ChunkName
from terminal_app.market.flow.trades import Rows, TradeMemory
from terminal_app.market.flow.volumes import EMPTY, Ladder, grouped, joined, ladder_of

Flags = NDArray[np.bool_]

_BARS_KEPT = 2_000


@dataclass(frozen=True)
class Footprint:
    """One bar. Rows are groups of prices, named by their lower edge over the step, lowest first.

    What follows from the rows is reckoned once: a bar is painted in every frame of a pan.

    Args:
        rows: volumes by group.
        step: how high a group is, in units of the memory's prices.
        whole: whether every trade of the bar was seen.
    """

    rows: Ladder
    step: int
    whole: bool
    _marked: dict[int, tuple[Flags, Flags]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def seen(self) -> bool:
        """Whether anything is known of the bar."""
        return self.whole or len(self.rows.prices) > 0

    @cached_property
    def delta(self) -> int:
        """Bought less sold."""
        return int(self.rows.bought.sum() - self.rows.sold.sum())

    @cached_property
    def volume(self) -> int:
        """Bought and sold."""
        return int(self.rows.bought.sum() + self.rows.sold.sum())

    @cached_property
    def most(self) -> int:
        """The most that was bought, or sold, in one row; at least 1."""
        rows = self.rows
        return max(int(rows.sold.max()), int(rows.bought.max()), 1) if len(rows.prices) else 1

    @cached_property
    def point_of_control(self) -> int:
        """The place of the row with the most volume, the lowest of equals; -1 without rows."""
        return int(np.argmax(self.rows.total)) if len(self.rows.prices) else -1

    def imbalances(self, percent: int) -> tuple[Flags, Flags]:
        """The rows where sellers, and those where buyers, were stronger than the other side diagonally.

        What was bought is compared with what was sold one row below, what was sold with what was bought one
        row above; it must be at least so many percent of that. Where nothing stands against it, nothing is
        said: the ends of a bar would always be uneven.
        """
        marked = self._marked.get(percent)
        if marked is None:
            marked = self._marked[percent] = self._mark(percent)
        return marked

    def _mark(self, percent: int) -> tuple[Flags, Flags]:
        prices, sold, bought = self.rows
        sellers, buyers = np.zeros(len(prices), bool), np.zeros(len(prices), bool)
        if len(prices) > 1:
            near = np.diff(prices) == 1
            below, above = sold[:-1], bought[1:]
            both = near & (below > 0) & (above > 0)
            buyers[1:] = both & (above * 100 >= below * percent)
            sellers[:-1] = both & (below * 100 >= above * percent)
        return sellers, buyers


@dataclass(slots=True)
class _Bar:
    """Sums of one bar as of so many `taken` trades; a `settled` one can get no more.

    `waiting` are the chunks of the shelf that have still to be added.
    """

    ladder: Ladder
    taken: int
    settled: bool
    waiting: list[ChunkName]
    grouped: Footprint | None = None


class Footprints:
    """The footprints of the bars of one memory, kept by their times.

    Args:
        memory: the trades.
    """

    def __init__(self, memory: TradeMemory) -> None:
        self._memory = memory
        self._bars: dict[tuple[float, float], _Bar] = {}
        self._seen = (0, 0)

    def get(self, start: float, end: float, step: int, may_go_on: Callable[[], bool]) -> Footprint | None:
        """The footprint of a bar from `start` up to and without `end` (Unix ms), in groups of `step`.

        Returns:
            `None` when there was no time left to sum it up; ask again in the next frame.
        """
        self._look()
        bar = self._bars.get((start, end))
        if bar is None and not may_go_on():
            return None
        if bar is None or (not bar.settled and bar.taken != self._memory.taken):
            bar = self._begun(start, end)
        self._go_on(bar, start, end, may_go_on)
        return None if bar.waiting else self._grouped(bar, step, start, end)

    def newest(self, start: float, step: int, may_go_on: Callable[[], bool]) -> Footprint:
        """The footprint of the bar that is forming; not whole while there was no time for all of it."""
        self._look()
        memory = self._memory
        bar = self._bars.get((start, math.inf))
        new = memory.taken - (0 if bar is None else bar.taken)
        if bar is None or new > memory.length:
            bar = self._begun(start, math.inf)
        elif new:
            self._add(bar, Rows(*(column[-new:] for column in memory.recent)), start, math.inf)
            bar.taken = memory.taken
        self._go_on(bar, start, math.inf, may_go_on)
        return self._grouped(bar, step, start, math.inf)

    def _grouped(self, bar: _Bar, step: int, start: float, end: float) -> Footprint:
        if bar.grouped is None or bar.grouped.step != step:
            last = end if end == math.inf else end - 1
            whole = self._memory.coverage.holds(start, last) and not bar.waiting
            bar.grouped = Footprint(grouped(bar.ladder, step), step, whole)
        return bar.grouped

    def _begun(self, start: float, end: float) -> _Bar:
        memory = self._memory
        if len(self._bars) >= _BARS_KEPT:
            self._bars.pop(next(iter(self._bars)))
        newest = memory.recent.times[-1] if memory.length else -math.inf
        # What goes to the shelf from now on is counted already.
        bar = _Bar(EMPTY, memory.taken, bool(newest >= end), memory.chunks(start, end))
        self._add(bar, memory.recent, start, end)
        self._bars[start, end] = bar
        return bar

    def _go_on(self, bar: _Bar, start: float, end: float, may_go_on: Callable[[], bool]) -> None:
        while bar.waiting and may_go_on():
            rows = self._memory.chunk(bar.waiting[-1])
            if self._seen != self._state():
                return  # another unit, or a damaged chunk: everything is summed up anew
            bar.waiting.pop()
            if rows is not None:
                self._add(bar, rows, start, end)

    def _add(self, bar: _Bar, rows: Rows, start: float, end: float) -> None:
        first, stop = (int(place) for place in np.searchsorted(rows.times, (start, end)))
        if stop > first:
            fresh = ladder_of(*(column[first:stop] for column in rows[1:]))
            bar.ladder = joined(bar.ladder, fresh) if len(bar.ladder.prices) else fresh
        bar.grouped = None

    def _state(self) -> tuple[int, int]:
        return self._memory.rewritten, self._memory.coverage.version

    def _look(self) -> None:
        """Forget everything when older trades are others than they were, or other spans are known."""
        seen = self._state()
        if seen != self._seen:
            self._seen = seen
            self._bars.clear()


class BarFootprints:
    """The footprints of bars that are made of trades, kept by the numbers of the bars.

    Args:
        trades: what is in each bar.
    """

    def __init__(self, trades: BarTrades) -> None:
        self._trades = trades
        self._closed: dict[int, tuple[Ladder, Footprint]] = {}
        self._newest: tuple[tuple[int, int], Ladder] = ((-1, 0), EMPTY)
        self._seen = 0

    def get(self, bar: int, step: int, may_go_on: Callable[[], bool]) -> Footprint | None:
        """The footprint of a closed bar in groups of `step`; `None` when there was no time left for it."""
        self._look()
        held = self._closed.get(bar)
        if held is not None and held[1].step == step:
            return held[1]
        if held is None and not may_go_on():
            return None
        ladder = self._trades.ladder(bar, bar + 1) if held is None else held[0]
        if held is None and len(self._closed) >= _BARS_KEPT:
            self._closed.pop(next(iter(self._closed)))
        self._closed[bar] = (ladder, self._grouped(ladder, bar, step))
        return self._closed[bar][1]

    def newest(self, bar: int, step: int) -> Footprint:
        """The footprint of the bar that is forming."""
        self._look()
        key = (bar, self._trades.taken)
        if self._newest[0] != key:
            self._newest = (key, self._trades.ladder(bar, bar + 1))
        return self._grouped(self._newest[1], bar, step)

    def _grouped(self, ladder: Ladder, bar: int, step: int) -> Footprint:
        return Footprint(grouped(ladder, step), step, bar >= self._trades.from_bar)

    def _look(self) -> None:
        """Forget everything when the bars are others than they were, or counted in another unit."""
        self._trades.settle()
        if self._trades.rewritten != self._seen:
            self._seen = self._trades.rewritten
            self._closed.clear()
            self._newest = ((-1, 0), EMPTY)
