"""One function of TA-Lib along a series: the library's own handles carry its state from bar to bar.

A handle answers bit for bit what the function says of the whole history, at a cost that does not depend on
how long the history is. Few functions are slow over a long history; those are taken in pieces.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from terminal_app.market.candles import BarSeries, Column, Columns
from terminal_app.market.indicators.library import AVERAGES, columns_of
from terminal_app.market.indicators.reckoning import NO_NEWS, News, Rows, Versions, column
from terminal_app.market.indicators.spec import Spec, Value

if TYPE_CHECKING:
    from talib.stream import Opener, Stream

_PIECE_NS = 3_000_000
_SMALL_PIECE = 64
_HEAD = 16
# Nanoseconds for a bar, and for a bar and each bar of its periods: measured, and rounded up.
_USUAL_COST = (20.0, 0.05)
_COSTS = {
    "HT_DCPHASE": (700.0, 0.0),
    "HT_SINE": (700.0, 0.0),
    "HT_TRENDMODE": (750.0, 0.0),
    "HT_DCPERIOD": (95.0, 0.0),
    "HT_PHASOR": (95.0, 0.0),
    "FRACTAL": (5.0, 2.0),
    "IMI": (60.0, 3.0),
    "CCI": (5.0, 2.0),
    "VHF": (5.0, 2.0),
    "AVGDEV": (5.0, 1.0),
    "PERCENTILE": (40.0, 0.5),
    "PERCENTRANK": (20.0, 0.1),
}


class LibraryReckoning:
    """A function with its parameters.

    Args:
        spec: a function of `library_specs`.
        values: its parameters as `spec.checked` gave them.
    """

    note = ""

    def __init__(self, spec: Spec, values: Mapping[str, Value]) -> None:
        from talib import InsufficientHistory, stream

        self._opener: Opener = getattr(stream, spec.name)
        self._too_short = InsufficientHistory
        self._columns = [str(values.get(name, name)) for name in columns_of(spec.name)]
        self._parameters = {
            name: AVERAGES[value] if isinstance(value, str) else value
            for name, value in values.items()
            if not isinstance(value, str) or name.endswith("matype")
        }
        self._periods = sum(value for value in values.values() if isinstance(value, int))
        self._bar_ns, self._period_ns = _COSTS.get(spec.name, _USUAL_COST)
        self._handle: Stream | None = None

    def news(self, since: Versions) -> News:
        """Nothing but candles goes in."""
        del since
        return NO_NEWS

    def restart(self, series: BarSeries) -> None:
        """Forget every bar."""
        del series
        self._handle = None

    def piece(self, closed: int) -> int:
        """All at once if that is quick; otherwise enough to have a handle, and then few at a time."""
        if closed * (self._bar_ns + self._period_ns * self._periods) <= _PIECE_NS:
            return closed
        return self._periods + _HEAD if self._handle is None else _SMALL_PIECE

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take closed bars."""
        if self._handle is None:
            self._handle = self._fill(columns, stop, rows)
            return
        inputs = [values.tolist() for values in self._inputs(columns, start, stop)]
        answers = [self._handle.update(*bar) for bar in zip(*inputs, strict=True)]
        rows[:, start:stop] = np.array(answers, np.float64).reshape(stop - start, -1).T
        _blank_infinite(rows[:, start:stop])

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the values of the forming bar."""
        if self._handle is None:
            # Too few closed bars for a handle; the forming one may be the first with a value.
            whole = np.empty((len(rows), bar + 1))
            self._fill(columns, bar + 1, whole)
            rows[:, bar] = whole[:, bar]
            return
        inputs = [values.item() for values in self._inputs(columns, bar, bar + 1)]
        rows[:, bar] = self._handle.peek(*inputs)
        _blank_infinite(rows[:, bar])

    def _fill(self, columns: Columns, stop: int, rows: Rows) -> "Stream | None":
        """Write the values of all bars up to and without `stop`, and return a handle behind them."""
        inputs = self._inputs(columns, 0, stop)
        try:
            handle, answers = self._opener.open_and_fill(*inputs, **self._parameters)
        except self._too_short:
            rows[:, :stop] = np.nan
            return None
        # Whole numbers cannot be absent: the library writes zeros before the first value.
        first = handle.out_range.begidx
        for row, answer in zip(rows, answers if isinstance(answers, tuple) else (answers,), strict=True):
            row[:first] = np.nan
            row[first:stop] = answer[first:]
        _blank_infinite(rows[:, first:stop])
        return handle

    def _inputs(self, columns: Columns, start: int, stop: int) -> list[Column]:
        return [column(columns, name, start, stop) for name in self._columns]


def _blank_infinite(values: Rows) -> None:
    values[~np.isfinite(values)] = np.nan
