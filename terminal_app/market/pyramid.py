"""Candles at every zoom: level k holds one exact bar for each 2**k candles.

A painter picks the level with at most one bar per pixel column, so that a million candles cost what a
thousand do. A live candle touches one bar per level, and levels nobody looks at are not kept up at all.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import BarSeries, Column, Columns

_OPEN_MS, _OPEN, _HIGH, _LOW, _CLOSE, _VOLUME = range(6)


class Pyramid:
    """The levels of one series, brought up to date when they are asked for.

    Bar `i` of level `k` covers the candles `i * 2**k` up to and without `(i + 1) * 2**k`; its `open_ms` is
    that of its
    first candle. The last bar covers what there is.
    """

    def __init__(self, series: BarSeries) -> None:
        self._series = series
        self._levels: list[_Level] = []
        self._version = series.version
        self._history_version = series.history_version
        self._length = series.length
        self._fresh = 0

    def level(self, number: int) -> Columns:
        """The columns of a level, read-only; level 0 is the series itself. Valid until the series changes."""
        self._invalidate()
        if not number:
            return self._series.view()
        if number > self._fresh:
            below: Sequence[Column] = self._series.view()
            while len(self._levels) < number:
                self._levels.append(_Level())
            for level in self._levels[:number]:
                level.repair(below)
                below = level.columns
            self._fresh = number
        return self._levels[number - 1].columns

    def _invalidate(self) -> None:
        series = self._series
        if series.version == self._version:
            return
        rewritten = series.history_version != self._history_version
        first = 0 if rewritten else max(0, self._length - 1)
        for number, level in enumerate(self._levels, start=1):
            level.clean = min(level.clean, first >> number)
        self._version = series.version
        self._history_version = series.history_version
        self._length = series.length
        self._fresh = 0


class _Level:
    """One level: its first `clean` bars are right, the rest has to be made again from the level below."""

    def __init__(self) -> None:
        self._data: NDArray[np.float64] = np.empty((6, 0))
        self.columns = Columns(*self._data)
        self.clean = 0

    def repair(self, below: Sequence[Column]) -> None:
        count = len(below[0])
        length = (count + 1) // 2
        if self.clean == length == len(self.columns.open_ms):
            return
        self._resize(length)
        data, start, pairs = self._data, self.clean, count // 2
        if start < pairs:
            left, right, fresh = (
                slice(2 * start, 2 * pairs, 2),
                slice(2 * start + 1, 2 * pairs, 2),
                slice(start, pairs),
            )
            data[_OPEN_MS, fresh] = below[_OPEN_MS][left]
            data[_OPEN, fresh] = below[_OPEN][left]
            np.maximum(below[_HIGH][left], below[_HIGH][right], out=data[_HIGH, fresh])
            np.minimum(below[_LOW][left], below[_LOW][right], out=data[_LOW, fresh])
            data[_CLOSE, fresh] = below[_CLOSE][right]
            np.add(below[_VOLUME][left], below[_VOLUME][right], out=data[_VOLUME, fresh])
        if count % 2:
            for field, column in enumerate(below):
                data[field, pairs] = column[count - 1]
        self.clean = length

    def _resize(self, length: int) -> None:
        if length == len(self.columns.open_ms):
            return
        if length > self._data.shape[1]:
            grown = np.empty((6, max(length, 2 * self._data.shape[1])))
            grown[:, : self.clean] = self._data[:, : self.clean]
            self._data = grown
        rows = self._data[:, :length]
        rows.flags.writeable = False
        self.columns = Columns(*rows)
