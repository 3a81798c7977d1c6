"""Whether candles show that an alert was reached while nobody looked. Pure.

Candles are of the last price: of the mark price they tell nothing.
"""

from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from terminal_app.core.market import Candle, Interval
from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.values import Gap

_MOST = 900
_INTERVALS = (Interval.M1, Interval.M5, Interval.M15, Interval.H1, Interval.H4, Interval.D1)


class Verdict(Enum):
    """What history says."""

    REACHED = "reached"
    NOT = "not"
    UNKNOWN = "unknown"


class Judged(NamedTuple):
    """What history says, and when the first candle that reached it opened (Unix ms)."""

    verdict: Verdict
    at_ms: int = 0


def needed(gap: Gap, now_ms: int) -> tuple[Interval, int] | None:
    """Which candles, and how many of the newest, tell of a gap; `None` when none can."""
    if gap.alert.by is not TriggerBy.LAST:
        return None
    for interval in _INTERVALS:
        count = (max(now_ms, gap.until_ms) - gap.since_ms) // interval.ms + 2
        if count <= _MOST:
            return interval, count
    return None


def judge(gap: Gap, candles: Sequence[Candle], interval: Interval) -> Judged:
    """What candles, oldest first, say of a gap.

    A candle that began before the gap, or goes on after it, may have reached the price outside of it: what it
    shows proves nothing, what it does not show does.
    """
    inside = [
        candle
        for candle in candles
        if candle.open_ms + interval.ms > gap.since_ms and candle.open_ms <= gap.until_ms
    ]
    doubtful = False
    for candle in inside:
        if not any(gap.alert.reached(price) for price in (candle.high, candle.low)):
            continue
        if candle.open_ms >= gap.since_ms and candle.open_ms + interval.ms <= gap.until_ms:
            return Judged(Verdict.REACHED, candle.open_ms)
        doubtful = True
    return Judged(Verdict.NOT if _whole(gap, inside, interval) and not doubtful else Verdict.UNKNOWN)


def _whole(gap: Gap, inside: Sequence[Candle], interval: Interval) -> bool:
    """Whether the candles leave nothing of the gap out."""
    if not inside or inside[0].open_ms > gap.since_ms or inside[-1].open_ms + interval.ms <= gap.until_ms:
        return False
    return all(after.open_ms - before.open_ms == interval.ms for before, after in pairwise(inside))
