"""Heikin-Ashi: bars that average themselves with the bar before them, so that a trend shows more calmly.

The close is the mean of the four prices, the open the middle of the bar before; high and low reach over both.
"""

import numpy as np

from terminal_app.market.candles import Bar, BarSeries, Column

_OPEN_MS, _OPEN, _HIGH, _LOW, _CLOSE, _VOLUME = range(6)
_DOUBLINGS = 6
"""Each halves what is left of the past: after 2**6 bars nothing is left that a float could tell."""


class HeikinAshi(BarSeries):
    """The averaged bars of another series, one for each, brought up to date by `follow`."""

    def __init__(self, source: BarSeries) -> None:
        super().__init__(source.step_ms, timed=source.timed)
        self._source = source
        self._source_version = -1
        self._source_history = -1

    def follow(self) -> None:
        """Take what has changed of the bars."""
        source = self._source
        if source.version == self._source_version:
            return
        rewritten = source.history_version != self._source_history or not self._length
        first = 0 if rewritten else self._length - 1
        self._reserve(source.length)
        view = source.view()
        if rewritten:
            self._average_all()
        else:
            for index in range(first, source.length):
                bar = Bar(*(float(column[index]) for column in view))
                self._length = index
                self._data[:, index] = self.averaged(bar)
        self._length = source.length
        self.version += 1
        self.history_version += rewritten
        self._source_version, self._source_history = source.version, source.history_version

    def averaged(self, bar: Bar, at: int | None = None) -> Bar:
        """A bar of the source, averaged with the bar before `at`, or before the next one to come."""
        index = self._length if at is None else at
        opened = (bar.open + bar.close) / 2
        if index:
            opened = (self._data[_OPEN, index - 1] + self._data[_CLOSE, index - 1]) / 2
        closed = (bar.open + bar.high + bar.low + bar.close) / 4
        high, low = max(bar.high, opened, closed), min(bar.low, opened, closed)
        return bar._replace(open=float(opened), high=float(high), low=float(low), close=closed)

    def _average_all(self) -> None:
        view = self._source.view()
        rows = self._data[:, : self._source.length]
        if not rows.shape[1]:
            return
        closes = (view.open + view.high + view.low + view.close) / 4
        opens = np.empty_like(closes)
        opens[0] = (view.open[0] + view.close[0]) / 2
        opens[1:] = closes[:-1] / 2
        opens = _halving_sum(opens)
        rows[_OPEN_MS], rows[_OPEN], rows[_CLOSE], rows[_VOLUME] = view.open_ms, opens, closes, view.volume
        rows[_HIGH] = np.maximum(view.high, np.maximum(opens, closes))
        rows[_LOW] = np.minimum(view.low, np.minimum(opens, closes))


def _halving_sum(values: Column) -> Column:
    """Each value plus half of the sum before it, without a loop over the bars."""
    total = values
    for doubling in range(_DOUBLINGS):
        shift = 1 << doubling
        if shift >= len(total):
            break
        further = total.copy()
        further[shift:] += total[:-shift] * 0.5**shift
        total = further
    return total
