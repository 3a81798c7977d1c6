"""Where the labels of the time axis go and what they say. Knows no Qt.

Bars that end with their time are labelled at round moments. Bars that end when enough was traded come at any
moment, so they are labelled at even distances, with the time at which they opened.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from terminal_app.market.candles import Column

TIME_SPACING_PX = 84.0
BREAK_SPACING_PX = 30.0

_MINUTE = 60_000
_DAY = 1440 * _MINUTE
_SESSIONS = (0, 480 * _MINUTE, 810 * _MINUTE)
"""When Asia, Europe and America begin, after midnight UTC."""

_SHORTEST_SESSION = 330 * _MINUTE
_INTRADAY = tuple(
    _MINUTE * minutes for minutes in (1, 2, 3, 5, 6, 10, 15, 20, 30, 60, 90, 120, 180, 240, 360, 480, 720)
)
_DAYS = (1, 2, 4, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_MONTH_MS = 30.44 * _DAY
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONDAY = 1
_LABELS_AT_MOST = 64
_NEAREST_SHARE = 0.6
_MOMENTS_KEPT = 8_192
_SECONDS_BELOW = 60


class TimeTick(NamedTuple):
    """A label of the time axis: its bar position, and whether a new day, month or year begins."""

    at: float
    text: str
    major: bool


def time_at(open_ms: Column, index: float, interval_ms: int) -> float:
    """The Unix time in ms at a bar position; beyond the ends it goes on at the interval."""
    count = len(open_ms)
    if not count:
        return 0.0
    place = math.floor(index + 0.5)
    inside = min(max(place, 0), count - 1)
    return float(open_ms[inside]) + (place - inside) * interval_ms


def index_of(open_ms: Column, milliseconds: float, interval_ms: int) -> float:
    """The bar position of a Unix time in ms; beyond the ends it goes on at the interval."""
    if milliseconds > open_ms[-1]:
        return len(open_ms) - 1 + (milliseconds - float(open_ms[-1])) / interval_ms
    if milliseconds < open_ms[0]:
        return (milliseconds - float(open_ms[0])) / interval_ms
    return float(open_ms.searchsorted(milliseconds))


def bar_of(open_ms: Column, milliseconds: float, interval_ms: int) -> int:
    """The bar within which a Unix time in ms lies; beyond the ends they go on at the interval."""
    if not len(open_ms):
        return 0
    if milliseconds < open_ms[0]:
        return math.floor((milliseconds - float(open_ms[0])) / interval_ms)
    last = len(open_ms) - 1
    if milliseconds >= open_ms[last] + interval_ms:
        return last + int((milliseconds - float(open_ms[last])) // interval_ms)
    return int(open_ms.searchsorted(milliseconds, side="right")) - 1


def time_ticks(
    open_ms: Column,
    left: float,
    right: float,
    spacing: float,
    interval_ms: int,
    zone: tzinfo | None = None,
    *,
    timed: bool = True,
) -> list[TimeTick]:
    """Labels for bars `left` to `right` at `spacing` pixels per bar; no zone is the local one.

    `timed` says whether bars end with their time.
    """
    if not len(open_ms) or not spacing > 0:
        return []
    if not timed:
        return _even_ticks(open_ms, left, right, spacing, zone)
    start = time_at(open_ms, max(left, 0.0), interval_ms)
    end = time_at(open_ms, right, interval_ms)
    least_ms = max(TIME_SPACING_PX / spacing * interval_ms, interval_ms)
    ticks: list[TimeTick] = []
    for moment in _moments(start, end, least_ms, interval_ms, zone):
        index = index_of(open_ms, moment.time_ms, interval_ms)
        if index < max(left, 0.0) or index > right:
            continue
        if ticks and (index - ticks[-1].at) * spacing < TIME_SPACING_PX * _NEAREST_SHARE:
            # After a hole many moments stand at one bar: the last says best when it opened.
            later = index == ticks[-1].at and not ticks[-1].major
            if not later and (not moment.major or ticks[-1].major):
                continue
            ticks.pop()
        ticks.append(TimeTick(index, moment.text, moment.major))
        if len(ticks) >= _LABELS_AT_MOST:
            break
    return ticks


def day_breaks(
    open_ms: Column, left: float, right: float, spacing: float, interval_ms: int, zone: tzinfo | None = None
) -> list[float]:
    """The positions at which days begin in sight: weeks, months or years where days lie too close.

    A break stands between two bars, half a bar before the first of the new day.
    """
    if not len(open_ms) or not spacing > 0:
        return []
    first, stop = max(math.floor(left), 1), min(math.ceil(right) + 1, len(open_ms))
    if first >= stop:
        return []
    shown = open_ms[first - 1 : stop]
    usual_ms = max(float(shown[-1] - shown[0]) / len(shown), 1.0)
    least_ms = max(BREAK_SPACING_PX / spacing * usual_ms, interval_ms * 2)
    ends = _local(float(shown[0]), zone), _local(float(shown[-1]), zone)
    if least_ms <= _DAY:
        moments = _days(*ends, 1, zone)
    elif least_ms <= 7 * _DAY:
        moments = _days(*ends, 7, zone)
    else:
        months = next((one for one in _MONTHS if one * _MONTH_MS >= least_ms), _MONTHS[-1])
        moments = _months(*ends, months, zone)
    places = {int(shown.searchsorted(moment.time_ms)) for moment in moments}
    return [first - 1 + place - 0.5 for place in sorted(places) if 0 < place < len(shown)]


def session_breaks(
    open_ms: Column, left: float, right: float, spacing: float, interval_ms: int
) -> list[float]:
    """The positions at which sessions begin in sight, by their hours in UTC; days where those are too close.

    A break stands between two bars, half a bar before the first of the new session.
    """
    first, stop = max(math.floor(left), 1), min(math.ceil(right) + 1, len(open_ms))
    if first >= stop or not spacing > 0:
        return []
    shown = open_ms[first - 1 : stop]
    usual_ms = max(float(shown[-1] - shown[0]) / len(shown), 1.0)
    if max(BREAK_SPACING_PX / spacing * usual_ms, interval_ms * 2) > _SHORTEST_SESSION:
        return day_breaks(open_ms, left, right, spacing, interval_ms, UTC)
    days = range(int(shown[0] // _DAY), int(shown[-1] // _DAY) + 1)
    moments = [day * _DAY + opens for day in days for opens in _SESSIONS]
    places = {int(shown.searchsorted(moment)) for moment in moments}
    return [first - 1 + place - 0.5 for place in sorted(places) if 0 < place < len(shown)]


class _Moment(NamedTuple):
    time_ms: float
    text: str
    major: bool


def _even_ticks(
    open_ms: Column, left: float, right: float, spacing: float, zone: tzinfo | None
) -> list[TimeTick]:
    step = _round_up(TIME_SPACING_PX / spacing)
    first = math.ceil(max(left, 0.0) / step) * step
    places = range(first, min(math.floor(right), len(open_ms) - 1) + 1, step)
    if not places:
        return []
    times = [_local(float(open_ms[index]), zone) for index in places]
    # Two labels that say the same minute would say nothing.
    quick = any((now - before).total_seconds() < _SECONDS_BELOW for before, now in pairwise(times))
    ticks = [TimeTick(float(first), f"{times[0]:%H:%M:%S}" if quick else f"{times[0]:%H:%M}", major=False)]
    for index, (before, now) in zip(places[1:], pairwise(times), strict=True):
        major = now.date() != before.date()
        text = _day_text(now) if major else f"{now:%H:%M:%S}" if quick else f"{now:%H:%M}"
        ticks.append(TimeTick(float(index), text, major))
    return ticks


def _round_up(at_least: float) -> int:
    power = int(10 ** math.floor(math.log10(max(at_least, 1.0))))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= at_least)


def _moments(
    start: float, end: float, least_ms: float, interval_ms: int, zone: tzinfo | None
) -> Iterator[_Moment]:
    first, last = _local(start, zone), _local(end, zone)
    for step in _INTRADAY:
        # Only at steps of whole bars does a label stand at the bar it names.
        if step >= least_ms and step % interval_ms == 0:
            return _within_days(first, last, step, zone)
    for days in _DAYS:
        if days * _DAY >= least_ms:
            return _days(first, last, days, zone)
    for months in _MONTHS:
        if months * _MONTH_MS >= least_ms:
            return _months(first, last, months, zone)
    return _months(first, last, _MONTHS[-1], zone)


def _within_days(first: datetime, last: datetime, step_ms: int, zone: tzinfo | None) -> Iterator[_Moment]:
    step = timedelta(milliseconds=step_ms)
    moment = first.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    moment += (first.replace(tzinfo=None) - moment) // step * step
    stop = last.replace(tzinfo=None)
    while moment <= stop:
        yield _of_day(moment, zone)
        moment += step


@lru_cache(_MOMENTS_KEPT)
def _of_day(moment: datetime, zone: tzinfo | None) -> _Moment:
    real = _in_zone(moment, zone)
    midnight = not (real.hour or real.minute)
    text = _day_text(real) if midnight else f"{real:%H:%M}"
    return _Moment(real.timestamp() * 1000, text, midnight)


def _days(first: datetime, last: datetime, days: int, zone: tzinfo | None) -> Iterator[_Moment]:
    moment = first.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    moment -= timedelta(days=(moment.toordinal() - _MONDAY) % days)
    stop = last.replace(tzinfo=None)
    while moment <= stop:
        yield _Moment(_of_day(moment, zone).time_ms, _day_text(moment), moment.day <= days)
        moment += timedelta(days=days)


def _day_text(moment: datetime) -> str:
    return f"{moment.day} {_MONTH_NAMES[moment.month - 1]}"


def _months(first: datetime, last: datetime, months: int, zone: tzinfo | None) -> Iterator[_Moment]:
    midnight = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    count = (first.year * 12 + first.month - 1) // months * months
    stop = last.year * 12 + last.month - 1
    while count <= stop:
        year, month = divmod(count, 12)
        text = str(year) if month == 0 else _MONTH_NAMES[month]
        moment = midnight.replace(year=year, month=month + 1)
        yield _Moment(_of_day(moment, zone).time_ms, text, month == 0)
        count += months


def _local(milliseconds: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).astimezone(zone)


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """The wall-clock time in the zone; one that summer time skips becomes the one after it."""
    placed = moment.astimezone() if zone is None else moment.replace(tzinfo=zone)
    return placed.astimezone(UTC).astimezone(zone)
