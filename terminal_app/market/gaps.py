"""Holes in a run of candles: where one ends, and whether two pages belong together. Times are Unix ms.

Months have no fixed length, but two that follow each other are never as far apart as one and a half.
"""

from collections.abc import Collection, Sequence
from enum import Enum

from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Hole

_ENOUGH = 200


def run_start(
    newest_first: Sequence[int], before_ms: int, interval: Interval, holes: Collection[Hole]
) -> int:
    """The first candle of the run that ends right before a moment; that moment when there is none."""
    start, step = before_ms, interval.ms
    farthest = step * 1.5
    for open_ms in newest_first:
        if start - open_ms > farthest and (open_ms + step, start) not in holes:
            break
        start = open_ms
    return start


def closed_of(page: Sequence[Candle], newest_ms: int) -> list[Candle]:
    """The candles of a page that are over: a later one is known, of the page itself or of `newest_ms`."""
    last_ms = max(newest_ms, page[-1].open_ms) if page else newest_ms
    return [candle for candle in page if candle.open_ms < last_ms]


class Past(Enum):
    """How what the venue tells of closed candles compares with what it told before."""

    SAME = "the same"
    PARTLY = "some candles differ"
    ANOTHER = "another past"


def compared(kept: Sequence[Candle], told: Sequence[Candle]) -> Past:
    """Compare what was kept with what is told now. A few candles are never enough for another past."""
    known = {candle.open_ms: candle for candle in kept}
    both = [known[candle.open_ms] != candle for candle in told if candle.open_ms in known]
    if not any(both):
        return Past.SAME
    return Past.ANOTHER if len(both) >= _ENOUGH and 2 * sum(both) > len(both) else Past.PARTLY
