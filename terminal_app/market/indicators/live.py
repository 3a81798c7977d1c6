"""One indicator kept up with a series of candles: only what changed is reckoned again."""

import numpy as np

from terminal_app.market.candles import BarSeries
from terminal_app.market.indicators.reckoning import MayGoOn, News, Reckoning, Rows, Versions

_FIRST_CAPACITY = 1_024
# So few bars are taken whether there is time or not: they come one by one while the market moves.
_ALWAYS = 64


class LiveIndicator:
    """The values of an indicator for every bar of a series.

    The versions are as those of the candles: `version` changes with every new value, `history_version` only
    when one changed that belongs to an earlier bar than those which came or were still forming.

    Args:
        reckoning: knows the indicator.
        outputs: how many rows it has.
    """

    def __init__(self, reckoning: Reckoning, outputs: int) -> None:
        self._reckoning = reckoning
        self._rows: Rows = np.empty((outputs, _FIRST_CAPACITY))
        self._series: BarSeries | None = None
        self._seen = -1
        self._history_seen = -1
        self._versions: Versions = ()
        self._closed = 0
        self._length = 0
        self.version = 0
        self.history_version = 0

    @property
    def note(self) -> str:
        """What the person has to know about the values; empty when there is nothing to say."""
        return self._reckoning.note

    @property
    def pending(self) -> bool:
        """Whether bars are missing because there was no time for them yet."""
        return self._closed < self._length - 1

    def view(self) -> Rows:
        """The values, a row for each output and a column for each bar, read-only. Valid until `refresh`."""
        rows = self._rows[:, : self._length]
        rows.flags.writeable = False
        return rows

    def refresh(self, series: BarSeries, may_go_on: MayGoOn) -> bool:
        """Catch up with a series while there is time.

        Args:
            series: the bars.
            may_go_on: asked before each piece of a long reckoning.

        Returns:
            Whether any value changed.
        """
        news = self._reckoning.news(self._versions)
        rewritten = series is not self._series or series.history_version != self._history_seen
        moved = series.version != self._seen or news.versions != self._versions
        if not rewritten and not moved and not self.pending:
            return False
        if rewritten:
            self._series, self._history_seen = series, series.history_version
            self._closed = 0
            self._reckoning.restart(series)
        else:
            self._go_back(series, news)
        self._seen, self._versions = series.version, news.versions
        self._reserve(series.length)
        self._take(series, may_go_on)
        self.version += 1
        return True

    def _go_back(self, series: BarSeries, news: News) -> None:
        """Take the bars that the news concern once more."""
        bar = int(np.searchsorted(series.view().open_ms, news.from_ms, "right")) - 1
        if bar < self._closed:
            self._closed = max(0, bar)
            self.history_version += 1

    def _take(self, series: BarSeries, may_go_on: MayGoOn) -> None:
        columns, rows = series.view(), self._rows
        if not self._closed or self.pending:
            self.history_version += 1
        self._length, closed = series.length, series.length - 1
        while self._closed < closed:
            if closed - self._closed > _ALWAYS and not may_go_on():
                rows[:, self._closed : self._length] = np.nan
                return
            stop = min(closed, self._closed + self._reckoning.piece(closed - self._closed))
            self._reckoning.close(columns, self._closed, stop, rows)
            self._closed = stop
        if closed >= 0:
            self._reckoning.form(columns, closed, rows)

    def _reserve(self, length: int) -> None:
        capacity = self._rows.shape[1]
        if length <= capacity:
            return
        while capacity < length:
            capacity *= 2
        grown = np.empty((len(self._rows), capacity))
        grown[:, : self._length] = self._rows[:, : self._length]
        self._rows = grown
