"""Where the axis labels of a chart go and what they say. Knows no Qt."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from terminal_app.market.candles import Column

PRICE_SPACING_PX = 44.0
TIME_SPACING_PX = 84.0

_MINUTE = 60_000
_DAY = 1440 * _MINUTE
_INTRADAY = tuple(_MINUTE * minutes for minutes in (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720))
_DAYS = (1, 2, 4, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120, 240)
_MONTH_MS = 30.44 * _DAY
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONDAY = 1
_LABELS_AT_MOST = 64


class TimeTick(NamedTuple):
    """A label of the time axis: its bar position, and whether a new day, month or year begins."""

    at: float
    text: str
    major: bool


def price_levels(low: float, high: float, height: float, tick: Decimal) -> list[Decimal]:
    """Round prices between `low` and `high`, about `PRICE_SPACING_PX` apart on `height` pixels, lowest first.

    They are multiples of the tick, so they can be written with exactly its decimals.
    """
    if not height > 0 or not high > low:
        return []
    one = float(tick)
    per_label = (high - low) / height * PRICE_SPACING_PX / one
    step = tick * _round_number(per_label)
    width = float(step)
    first, last = math.ceil(low / width), math.floor(high / width)
    return [step * count for count in range(first, last + 1)]


def value_levels(low: float, high: float, height: float) -> list[Decimal]:
    """Round numbers between `low` and `high`, about `PRICE_SPACING_PX` apart on `height` pixels, lowest first."""
    if not height > 0 or not high > low:
        return []
    step = round_step((high - low) / height * PRICE_SPACING_PX)
    width = float(step)
    return [step * count for count in range(math.ceil(low / width), math.floor(high / width) + 1)]


def round_step(at_least: float) -> Decimal:
    """The next of 1, 2, 5 times a power of ten."""
    power = math.floor(math.log10(at_least))
    factor = next((one for one in (1, 2, 5) if one * 10.0**power >= at_least), 10)
    return Decimal(factor).scaleb(power)


def nearest_tick(value: float, tick: Decimal) -> Decimal:
    """The price on the tick that a pixel or a float stands for. For display only, never for an order."""
    return tick * math.floor(value / float(tick) + 0.5)


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
    return float(np.searchsorted(open_ms, milliseconds))


def time_ticks(
    open_ms: Column, left: float, right: float, spacing: float, interval_ms: int, zone: tzinfo | None = None
) -> list[TimeTick]:
    """Labels for bars `left` to `right` at `spacing` pixels per bar; no zone is the local one."""
    if not len(open_ms) or not spacing > 0:
        return []
    start = time_at(open_ms, max(left, 0.0), interval_ms)
    end = time_at(open_ms, right, interval_ms)
    least_ms = TIME_SPACING_PX / spacing * interval_ms
    ticks: list[TimeTick] = []
    for moment in _moments(start, end, max(least_ms, interval_ms), zone):
        milliseconds = moment.moment.timestamp() * 1000
        index = index_of(open_ms, milliseconds, interval_ms)
        if index < max(left, 0.0) or index > right:
            continue
        if ticks and (index - ticks[-1].at) * spacing < TIME_SPACING_PX * 0.6:
            if not moment.major or ticks[-1].major:
                continue
            ticks.pop()
        ticks.append(TimeTick(index, moment.text, moment.major))
        if len(ticks) >= _LABELS_AT_MOST:
            break
    return ticks


def _round_number(at_least: float) -> int:
    if at_least <= 1:
        return 1
    power = int(10 ** math.floor(math.log10(at_least)))
    for factor in (1, 2, 5, 10):
        if factor * power >= at_least:
            return factor * power
    return 10 * power


class _Moment(NamedTuple):
    moment: datetime
    text: str
    major: bool


def _moments(start: float, end: float, least_ms: float, zone: tzinfo | None) -> Iterator[_Moment]:
    first, last = _local(start, zone), _local(end, zone)
    for step in _INTRADAY:
        if step >= least_ms:
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
        real = _in_zone(moment, zone)
        midnight = not (real.hour or real.minute)
        text = f"{real.day} {_MONTH_NAMES[real.month - 1]}" if midnight else f"{real:%H:%M}"
        yield _Moment(real, text, midnight)
        moment += step


def _days(first: datetime, last: datetime, days: int, zone: tzinfo | None) -> Iterator[_Moment]:
    moment = first.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    moment -= timedelta(days=(moment.toordinal() - _MONDAY) % days)
    stop = last.replace(tzinfo=None)
    while moment <= stop:
        new_month = moment.day <= days
        text = f"{moment.day} {_MONTH_NAMES[moment.month - 1]}"
        yield _Moment(_in_zone(moment, zone), text, new_month)
        moment += timedelta(days=days)


def _months(first: datetime, last: datetime, months: int, zone: tzinfo | None) -> Iterator[_Moment]:
    midnight = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    count = (first.year * 12 + first.month - 1) // months * months
    stop = last.year * 12 + last.month - 1
    while count <= stop:
        year, month = divmod(count, 12)
        text = str(year) if month == 0 else _MONTH_NAMES[month]
        yield _Moment(_in_zone(midnight.replace(year=year, month=month + 1), zone), text, month == 0)
        count += months


def _local(milliseconds: float, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=UTC).astimezone(zone)


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """The wall-clock time in the zone; one that summer time skips becomes the one after it."""
    placed = moment.astimezone() if zone is None else moment.replace(tzinfo=zone)
    return placed.astimezone(UTC).astimezone(zone)
