"""The average price weighted by volume since the start of a session, or since a moment, with bands.

The price of a bar is the middle of its high, low and close. Sums are taken of distances to the first price of
the session, because squares of whole prices would lose the width of a narrow band.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from terminal_app.market.candles import BarSeries, Column, Columns
from terminal_app.market.indicators.reckoning import NO_NEWS, News, Rows, Versions, column
from terminal_app.market.indicators.spec import Output, Parameter, Place, Spec, Value

DAY_MS = 86_400_000
_WEEK_MS = 7 * DAY_MS
# The first of January 1970 was a Thursday; weeks begin on Mondays.
_FIRST_MONDAY_MS = 4 * DAY_MS
_SESSIONS = ("day", "week", "month")
_NOT_LOADED = -1.0
_LAST_MS = 9_999_999_999_999
_GROUP = "Volume and flow"
_BANDS = (
    Parameter("inner", "Inner band, deviations", 1.0, 0, 10, 0.5),
    Parameter("outer", "Outer band, deviations", 2.0, 0, 10, 0.5),
)
_OUTPUTS = (
    Output("vwap", "VWAP"),
    Output("upper_inner", "Upper", faint=True),
    Output("lower_inner", "Lower", faint=True),
    Output("upper_outer", "Outer upper", faint=True),
    Output("lower_outer", "Outer lower", faint=True),
)

SESSION_VWAP = Spec(
    "SESSION_VWAP",
    "VWAP of each day, week or month, with bands",
    _GROUP,
    (Parameter("session", "Session", "day", choices=_SESSIONS), *_BANDS),
    _OUTPUTS,
    Place.PRICE,
    "Sessions begin at midnight UTC, weeks on Mondays. A session whose start is not loaded is left out.",
)
ANCHORED_VWAP = Spec(
    "ANCHORED_VWAP",
    "VWAP from a moment on, with bands",
    _GROUP,
    (Parameter("anchor", "From", 0, 0, _LAST_MS, moment=True), *_BANDS),
    _OUTPUTS,
    Place.PRICE,
    "It begins with the first bar that opens then or later.",
)


class _Sums(NamedTuple):
    """Everything since the start of a session."""

    first: float = 0.0
    volume: float = 0.0
    distance: float = 0.0
    square: float = 0.0


class VwapReckoning:
    """The VWAP of sessions, or from an anchor on.

    Args:
        values: the parameters of `SESSION_VWAP` or `ANCHORED_VWAP`.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._session = str(values.get("session", ""))
        self._anchor = float(values.get("anchor", 0))
        self._bands = (float(values["inner"]), float(values["outer"]))
        self.note = ""
        self._sums = _Sums()
        self._start: float | None = None

    def news(self, since: Versions) -> News:
        """Nothing but candles goes in."""
        del since
        return NO_NEWS

    def restart(self, series: BarSeries) -> None:
        """Forget every bar."""
        del series
        self._sums = _Sums()
        self._start = None

    def piece(self, closed: int) -> int:
        """All at once: it is a few sums."""
        return closed

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take closed bars."""
        self._start, self._sums = self._take(columns, start, stop, rows)

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the values of the forming bar."""
        self._take(columns, bar, bar + 1, rows)

    def _take(self, columns: Columns, start: int, stop: int, rows: Rows) -> tuple[float | None, _Sums]:
        """Write the values of some bars, and return the session and the sums behind the last of them."""
        starts = self._starts(columns, start, stop)
        prices, volumes = column(columns, "hlc3", start, stop), columns.volume[start:stop]
        session, sums = self._start, self._sums
        edges = [0, *(np.flatnonzero(np.diff(starts)) + 1).tolist(), stop - start]
        for left, right in pairwise(edges):
            at = slice(left, right)
            target = rows[:, start + left : start + right]
            if starts[left] == _NOT_LOADED:
                target[:] = np.nan
                continue
            if session != starts[left]:
                session, sums = float(starts[left]), _Sums(float(prices[left]))
            sums = self._write(prices[at], volumes[at], sums, target)
        return session, sums

    def _write(self, prices: Column, volumes: Column, sums: _Sums, target: Rows) -> _Sums:
        far = prices - sums.first
        weighted = volumes * far
        volume, distance, square = (
            np.cumsum(np.concatenate(([before], values)))[1:]
            for before, values in zip(sums[1:], (volumes, weighted, weighted * far), strict=True)
        )
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = distance / volume
            width = np.sqrt(np.maximum(square / volume - mean * mean, 0.0))
        target[0] = sums.first + mean
        for number, band in enumerate(self._bands):
            target[1 + 2 * number] = target[0] + band * width if band else np.nan
            target[2 + 2 * number] = target[0] - band * width if band else np.nan
        return _Sums(sums.first, float(volume[-1]), float(distance[-1]), float(square[-1]))

    def _starts(self, columns: Columns, start: int, stop: int) -> Column:
        """When the session of each bar began, or `_NOT_LOADED`."""
        times = columns.open_ms[start:stop]
        if self._session:
            begun = session_starts(times, self._session)
            begun[begun < columns.open_ms[0]] = _NOT_LOADED
            return begun
        return self._from_anchor(columns, times)

    def _from_anchor(self, columns: Columns, times: Column) -> Column:
        opens = columns.open_ms
        self.note = ""
        if not self._anchor:
            self.note = "Choose the moment from which it is reckoned."
        elif self._anchor < opens[0]:
            self.note = "The candles do not reach back to its start. Scroll back to load older ones."
        first = int(np.searchsorted(opens, self._anchor))
        if self.note or first == len(opens):
            return np.full(len(times), _NOT_LOADED)
        return np.where(times >= opens[first], opens[first], _NOT_LOADED)


def begins_ms(values: Mapping[str, Value], newest_ms: float) -> float:
    """From when on (Unix ms) candles are needed for the newest bar, with the parameters of either VWAP."""
    session = str(values.get("session", ""))
    if not session:
        return float(values.get("anchor", 0)) or newest_ms
    return float(session_starts(np.array([newest_ms]), session)[0])


def session_starts(times: Column, session: str) -> Column:
    """When the day, week or month of each time began, in Unix ms."""
    if session == "day":
        return np.floor(times / DAY_MS) * DAY_MS
    if session == "week":
        return np.floor((times - _FIRST_MONDAY_MS) / _WEEK_MS) * _WEEK_MS + _FIRST_MONDAY_MS
    days, where = np.unique(np.floor(times / DAY_MS) * DAY_MS, return_inverse=True)
    firsts = [
        datetime.fromtimestamp(day / 1000, UTC).replace(day=1).timestamp() * 1000 for day in days.tolist()
    ]
    return np.array(firsts, np.float64)[where]
