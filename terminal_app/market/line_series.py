"""One number for each bar of a chart, drawn at every zoom: an indicator, the price of something else.

It is a series of bars that are all flat, so that a `Pyramid` over it has the lowest, the highest and the last
number of each group. A number that is not there is `nan`, and so is every group that holds one.
"""

import numpy as np

from terminal_app.market.candles import BarSeries, Column

_OPEN_MS, _OPEN, _CLOSE, _VOLUME = 0, 1, 4, 5


class LineSeries(BarSeries):
    """A column of numbers, one for each bar of another series."""

    def __init__(self) -> None:
        super().__init__(1)

    def put(self, first: int, values: Column) -> None:
        """Replace everything from a place on; history changes when a number before the last one does."""
        end, closed = first + len(values), max(first, self._length - 1)
        old, new = self._data[_CLOSE, first:closed], values[: closed - first]
        rewritten = not self._length or end < self._length or not np.array_equal(old, new, equal_nan=True)
        self._reserve(end)
        self._data[_OPEN : _CLOSE + 1, first:end] = values
        self._data[_OPEN_MS, first:end] = range(first, end)
        self._data[_VOLUME, first:end] = 0
        self.history_version += rewritten
        self._length = end
        self.version += 1
