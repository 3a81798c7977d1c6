"""The candles of one instrument and interval as numpy columns, merged from history and the live stream.

These are pictures, not money: floats are right here and nowhere near an order.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.market import Candle, Interval

Column = NDArray[np.float64]

_FIRST_CAPACITY = 1_024
_OPEN_MS, _VOLUME = 0, 5
_INTO_THE_MONTH = timedelta(days=2)


class Columns(NamedTuple):
    """Bars as six columns of one length, oldest first; `open_ms` in Unix ms, `volume` in base coin."""

    open_ms: Column
    open: Column
    high: Column
    low: Column
    close: Column
    volume: Column


class Bar(NamedTuple):
    """One bar as floats."""

    open_ms: float
    open: float
    high: float
    low: float
    close: float
    volume: float


class BarSeries:
    """Growing columns of bars, oldest first; what fills them is up to those who derive from it.

    `version` changes with every update, `history_version` only when something before the last bar changed or
    came: a painter that sees only `version` move repaints the end.

    Args:
        step_ms: the usual time from one bar to the next, for places beyond the ends.
        timed: whether a bar ends when its time is over, and not when enough was traded.
    """

    def __init__(self, step_ms: int, *, timed: bool = True) -> None:
        self.step_ms = step_ms
        self.timed = timed
        self._data: NDArray[np.float64] = np.empty((6, _FIRST_CAPACITY))
        self._start = 0
        self._length = 0
        self.version = 0
        self.history_version = 0

    @property
    def length(self) -> int:
        """How many bars there are."""
        return self._length

    @property
    def last(self) -> Bar | None:
        """The newest bar, still forming as a rule."""
        return self.bar(self._length - 1) if self._length else None

    @property
    def tail_version(self) -> int:
        """Changes with every update that left the history alone."""
        return self.version - self.history_version

    def end_of(self, open_ms: float) -> float:
        """When a bar that begins then ends, in Unix ms; for bars of trades it is only a guess."""
        return open_ms + self.step_ms

    def view(self) -> Columns:
        """The columns without a copy, read-only. Valid until the next update."""
        rows = self._data[:, self._start : self._start + self._length]
        rows.flags.writeable = False
        return Columns(*rows)

    def bar(self, index: int) -> Bar:
        """One bar by its position from the oldest."""
        return Bar(*self._data[:, self._start + index].tolist())

    def _reserve(self, length: int) -> None:
        """Have room for so many bars, counted from the oldest."""
        capacity = self._data.shape[1] - self._start
        if length <= capacity:
            return
        while capacity < length:
            capacity *= 2
        self._move(self._start, self._start + capacity)

    def _move(self, start: int, capacity: int) -> None:
        """Have the bars begin at another place of columns of another length."""
        grown = np.empty((6, capacity))
        end = start + self._length
        grown[:, start:end] = self._data[:, self._start : self._start + self._length]
        self._data, self._start = grown, start


class CandleSeries(BarSeries):
    """The candles of one interval of the venue, one row per open time, strictly ascending."""

    def __init__(self, interval: Interval) -> None:
        super().__init__(interval.ms)
        self.interval = interval

    def end_of(self, open_ms: float) -> float:
        """When a candle that begins then ends, in Unix ms."""
        return months_after(open_ms, 1) if self.interval is Interval.MO1 else super().end_of(open_ms)

    @property
    def gaps(self) -> list[tuple[int, int]]:
        """Holes as pairs of open times in ms: the first missing candle and the candle after the hole.

        Months have no fixed length, so a series of months never has gaps.
        """
        if self.interval is Interval.MO1 or self._length < 2:
            return []
        times = self._held[_OPEN_MS]
        step = self.interval.ms
        before = np.flatnonzero(np.diff(times) > step * 1.5)
        return [(int(times[index]) + step, int(times[index + 1])) for index in before]

    def merge(self, candles: Sequence[Candle], *, closed: bool = False) -> bool:
        """Take candles of history or of the stream, in any order and with any overlap.

        A candle only grows while it forms: of two versions of one candle the one with more volume is the
        later one, and with equal volume the one that came last.

        Args:
            candles: what came.
            closed: these are what the venue says of candles that are over: they replace what is here.

        Returns:
            Whether anything changed.
        """
        if not candles:
            return False
        if len(candles) == 1 and not closed and self._forms(candles[0]):
            return self._grow(candles[0])
        rows = np.array([list(map(float, column)) for column in islice(zip(*candles, strict=True), 6)])
        times = rows[_OPEN_MS]
        if not np.all(np.diff(times) > 0):
            changed = self._merge_anywhere(rows, closed=closed)
        elif not self._length or times[0] >= self._held[_OPEN_MS, -1]:
            changed = self._merge_tail(rows, closed=closed)
        elif times[-1] < self._held[_OPEN_MS, 0]:
            changed = self._put_before(rows)
        else:
            changed = self._merge_anywhere(rows, closed=closed)
        self.version += changed
        return changed

    def clear(self) -> None:
        """Forget every candle, because the venue tells another past than before."""
        if self._length:
            self._length = 0
            self.version += 1
            self.history_version += 1

    @property
    def _held(self) -> NDArray[np.float64]:
        return self._data[:, self._start : self._start + self._length]

    def _forms(self, candle: Candle) -> bool:
        return self._length > 0 and self._held[_OPEN_MS, -1] == candle.open_ms

    def _grow(self, candle: Candle) -> bool:
        """Take another version of the newest candle: what nearly every push of a stream is."""
        held = self._held[:, -1]
        column = [float(value) for value in candle[: len(held)]]
        before = held.tolist()
        if column[_VOLUME] < before[_VOLUME] or column == before:
            return False
        held[:] = column
        self.version += 1
        return True

    def _merge_tail(self, rows: NDArray[np.float64], *, closed: bool) -> bool:
        first = self._length
        if self._length and rows[_OPEN_MS, 0] == self._held[_OPEN_MS, -1]:
            first -= 1
            held = self._held[:, first]
            outgrown = not closed and rows[_VOLUME, 0] < held[_VOLUME]
            if outgrown or np.array_equal(rows[:, 0], held):
                rows = rows[:, 1:]
                first += 1
        if not rows.shape[1]:
            return False
        if self._length == 0:
            self.history_version += 1
        end = first + rows.shape[1]
        self._reserve(end)
        self._length = end
        self._held[:, first:end] = rows
        return True

    def _put_before(self, rows: NDArray[np.float64]) -> bool:
        """Put a page before the oldest candle. What is here stays where it is, so that it costs the page."""
        count = rows.shape[1]
        if count > self._start:
            # As much room again as there are candles: a long way back moves each of them only now and then.
            room = count + self._length
            self._move(room, room + self._data.shape[1] - self._start)
        self._start -= count
        self._length += count
        self._held[:, :count] = rows
        self.history_version += 1
        return True

    def _merge_anywhere(self, rows: NDArray[np.float64], *, closed: bool) -> bool:
        held = self._held
        start = int(np.searchsorted(held[_OPEN_MS], rows[_OPEN_MS].min()))
        end = int(np.searchsorted(held[_OPEN_MS], rows[_OPEN_MS].max(), side="right"))
        overlap = held[:, start:end]
        both = np.concatenate((overlap, rows), axis=1)
        rank = both[_VOLUME].copy()
        if closed:
            rank[overlap.shape[1] :] = np.inf
        both = both[:, np.lexsort((np.arange(both.shape[1]), rank, both[_OPEN_MS]))]
        merged = both[:, np.append(np.diff(both[_OPEN_MS]) > 0, [True])]
        if np.array_equal(merged, overlap):
            return False
        if merged.shape[1] == overlap.shape[1]:
            held[:, start:end] = merged
        else:
            whole = np.concatenate((held[:, :start], merged, held[:, end:]), axis=1)
            self._start = self._length = 0
            self._reserve(whole.shape[1])
            self._length = whole.shape[1]
            self._held[:] = whole
        self.history_version += 1
        return True


def months_after(open_ms: float, count: int) -> float:
    """The time so many months later in Unix ms, for a month of the venue that begins then.

    It may begin some hours before it does at Greenwich, and so does the next one.
    """
    inside = datetime.fromtimestamp(open_ms / 1000, tz=UTC) + _INTO_THE_MONTH
    first = inside.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    years, month = divmod(first.month - 1 + count, 12)
    later = first.replace(year=first.year + years, month=month + 1)
    return open_ms + (later - first).total_seconds() * 1000
