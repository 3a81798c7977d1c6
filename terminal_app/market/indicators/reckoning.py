"""The contract between an indicator and the candles: closed bars go in once, the forming one at each tick.

Whatever is done this way equals the reckoning of the whole history at once, which the tests hold every
indicator to. Nothing here is money.
"""

import math
from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from terminal_app.market.candles import BarSeries, Column, Columns
from terminal_app.market.indicators.spec import VOLUME

Rows = NDArray[np.float64]
"""One row for each output, one column for each bar; absent values are not numbers."""
MayGoOn = Callable[[], bool]
"""Asked before each piece of a long reckoning: whether there is time for it."""


Versions = tuple[int, ...]
"""How far that is which goes in besides the candles; empty before the first look."""


class News(NamedTuple):
    """What came besides the candles: how far it is now, and the oldest time (Unix ms) that it concerns."""

    versions: Versions
    from_ms: float


NO_NEWS = News((), math.inf)


class Reckoning(Protocol):
    """One indicator with its parameters, on its way through the candles of one series."""

    @property
    def note(self) -> str:
        """What the person has to know about the values, a sentence; empty when there is nothing to say."""
        ...

    def news(self, since: Versions) -> News:
        """What came besides the candles since an earlier look.

        The bars it concerns are taken once more, so it can only come to a reckoning that carries nothing from
        bar to bar.
        """
        ...

    def restart(self, series: BarSeries) -> None:
        """Forget every bar: the history is another one, or the bars are those of another series."""
        ...

    def piece(self, closed: int) -> int:
        """How many of so many closed bars to take at once so that it does not take long."""
        ...

    def close(self, columns: Columns, start: int, stop: int, rows: Rows) -> None:
        """Take the closed bars from `start` up to and without `stop` for good, and write their values.

        All bars before `start` were taken before. The bar `stop` is there: it began when the one before it
        ended.
        """
        ...

    def form(self, columns: Columns, bar: int, rows: Rows) -> None:
        """Write the values of the bar that is still forming, as if it closed now; take nothing."""
        ...


def column(columns: Columns, name: str, start: int, stop: int) -> Column:
    """A stretch of one column of the candles, or of one of the averages of their prices."""
    at = slice(start, stop)
    if name == VOLUME:
        return columns.volume[at]
    opened, high, low, close = (values[at] for values in columns[1:5])
    match name:
        case "open":
            return opened
        case "high":
            return high
        case "low":
            return low
        case "close":
            return close
        case "hl2":
            return (high + low) / 2
        case "hlc3":
            return (high + low + close) / 3
        case "ohlc4":
            return (opened + high + low + close) / 4
    message = f"candles have no column {name}"
    raise ValueError(message)
