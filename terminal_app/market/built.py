"""Bars that are several candles of the venue each: 2 minutes, 45 minutes, 8 hours, 2 days.

A built bar is always made anew from all of its candles, so that what is live and what is history agree to
the last bit. Bars begin where the count of candles since 1970 divides, whichever candles are there.
"""

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BuiltInterval
from terminal_app.market.candles import BarSeries, Column, Columns, months_after

_OPEN_MS, _OPEN, _HIGH, _LOW, _CLOSE, _VOLUME = range(6)
_INTO_THE_MONTH_MS = 2 * 1440 * 60_000


class BuiltSeries(BarSeries):
    """The bars of a built interval, made of the candles of its base and brought up to date by `follow`."""

    def __init__(self, base: BarSeries, interval: BuiltInterval) -> None:
        super().__init__(interval.ms)
        self.interval = interval
        self._base = base
        self._base_version = -1
        self._base_history = -1
        self._base_length = 0

    def end_of(self, open_ms: float) -> float:
        """When a bar that begins then ends, in Unix ms."""
        if self.interval.base is Interval.MO1:
            return months_after(open_ms, self.interval.count)
        return super().end_of(open_ms)

    def follow(self) -> None:
        """Take what has changed of the candles."""
        base = self._base
        if base.version == self._base_version:
            return
        rewritten = base.history_version != self._base_history or not self._length
        first = 0 if rewritten else self._first_of_last()
        columns = Columns(*(column[first:] for column in base.view()))
        made = built(columns, self.interval)
        kept = 0 if rewritten else self._length - 1
        self._reserve(kept + made.shape[1])
        self._data[:, kept : kept + made.shape[1]] = made
        self._length = kept + made.shape[1]
        self.version += 1
        self.history_version += rewritten
        self._base_version, self._base_history = base.version, base.history_version
        self._base_length = base.length

    def _first_of_last(self) -> int:
        """The first candle of the newest bar as it was."""
        opens = self._base.view().open_ms[: self._base_length]
        groups = bar_keys(opens[-min(len(opens), self.interval.count) :], self.interval)
        return len(opens) - int((groups == groups[-1]).sum())


def bar_keys(open_ms: Column, interval: BuiltInterval) -> Column:
    """A number for each candle, growing, and the same for all of one bar: when it begins, but for months."""
    count = interval.count
    if interval.base is Interval.MO1:
        # A month of the venue may begin some hours before it does at Greenwich.
        inside = (open_ms + _INTO_THE_MONTH_MS).astype(np.int64).astype("datetime64[ms]")
        months = inside.astype("datetime64[M]").astype(np.int64)
        return np.asarray(months // count, dtype=np.float64)
    step = interval.base.ms
    # Days and weeks of the venue need not begin where those of Unix time do.
    offset = open_ms % step
    return np.asarray(np.floor((open_ms - offset) / step / count) * count * step + offset)


def built(columns: Columns, interval: BuiltInterval) -> NDArray[np.float64]:
    """Candles merged into bars, as six rows."""
    if not len(columns.open_ms):
        return np.empty((6, 0))
    keys = bar_keys(columns.open_ms, interval)
    starts = np.flatnonzero(np.append([True], np.diff(keys) > 0))
    ends = np.append(starts[1:], len(keys)) - 1
    opens = columns.open_ms if interval.base is Interval.MO1 else keys
    rows = np.empty((6, len(starts)))
    rows[_OPEN_MS], rows[_OPEN], rows[_CLOSE] = opens[starts], columns.open[starts], columns.close[ends]
    rows[_HIGH] = np.maximum.reduceat(columns.high, starts)
    rows[_LOW] = np.minimum.reduceat(columns.low, starts)
    rows[_VOLUME] = np.add.reduceat(columns.volume, starts)
    return rows
