"""Where the marks under the equity curve stand and what they say. Knows no Qt."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from terminal_app.ui import format as text

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_MINUTE = 60_000
_STEPS = (
    1_000,
    5_000,
    15_000,
    _MINUTE,
    _HOUR // 12,
    _HOUR // 4,
    _HOUR // 2,
    _HOUR,
    2 * _HOUR,
    4 * _HOUR,
    6 * _HOUR,
    12 * _HOUR,
    _DAY,
    2 * _DAY,
    7 * _DAY,
    14 * _DAY,
    30 * _DAY,
    91 * _DAY,
    365 * _DAY,
)


class Tick(NamedTuple):
    """A mark: when (Unix ms), and its words."""

    at_ms: int
    words: str


def steps_of(points: Sequence[tuple[int, Decimal]], until_ms: int) -> Sequence[tuple[float, float]]:
    """The corners of the line, in seconds and money: it stands still, then jumps, and begins at nothing."""
    corners: list[tuple[float, float]] = []
    height = 0.0
    for at_ms, value in points:
        corners += ((at_ms / 1000, height), (at_ms / 1000, float(value)))
        height = float(value)
    return [*corners, (until_ms / 1000, height)] if corners else []


def time_ticks(first_ms: int, last_ms: int, most: int) -> Sequence[Tick]:
    """At most so many marks at full seconds, minutes, hours or midnights of the zone times are shown in."""
    length = max(1, last_ms - first_ms)
    step = next((step for step in _STEPS if length / step < most), length // max(1, most) + 1)
    ticks: list[Tick] = []
    at_ms = text.day_start(first_ms)
    if step >= _DAY and at_ms < first_ms:
        at_ms = text.day_start(at_ms + _DAY + _DAY // 2)
    elif step < _DAY:
        at_ms += -((at_ms - first_ms) // step) * step
    while at_ms <= last_ms and len(ticks) <= most:
        ticks.append(Tick(at_ms, _words(at_ms, length, step)))
        after = at_ms + step
        # A day may have 23 hours or 25: whole days go from midnight to midnight.
        at_ms = text.day_start(after + _DAY // 2) if step >= _DAY else after
    return ticks[:most]


def money_words(value: float, spacing: float) -> str:
    """What stands beside the curve: no more decimals than the marks need to differ."""
    places = 0 if spacing >= 1 else 2 if spacing >= 0.01 else 4
    return text.number(f"{value:.{places}f}" if round(value, places) else "0")


def _words(at_ms: int, length: int, step: int) -> str:
    if step < _MINUTE:
        return text.time_of_day(at_ms)
    at_midnight = text.day_start(at_ms) == at_ms
    if length > 300 * _DAY:
        return text.date_time(at_ms)[:10]
    return text.date_time(at_ms)[5:10] if at_midnight else text.time_of_day(at_ms)[:5]
