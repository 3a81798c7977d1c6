"""From when to when the journal is read, and whose days they are. Knows no Qt.

Days are those of the zone that times are shown in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum

from terminal_app.ui import format as text

_DAY_MS = 86_400_000
_WRONG = "Write a day as year, month and day: 2026-11-28."


class Period(Enum):
    """How far back; the value is what the choice says. A number of days counts today."""

    TODAY = "Today"
    WEEK = "7 days"
    MONTH = "30 days"
    QUARTER = "90 days"
    ALL = "Everything"
    OWN = "Own range"


_DAYS = {Period.TODAY: 1, Period.WEEK: 7, Period.MONTH: 30, Period.QUARTER: 90}


@dataclass(frozen=True, slots=True)
class Span:
    """From a moment to another one (Unix ms), both included."""

    since_ms: int
    until_ms: int


class SystemZone(tzinfo):
    """The zone of this computer with its changes of the clock, which a fixed offset does not know."""

    def utcoffset(self, when: datetime | None, /) -> timedelta | None:
        """The offset at a local time."""
        return None if when is None else when.replace(tzinfo=None).astimezone().utcoffset()

    def dst(self, when: datetime | None, /) -> timedelta | None:
        """Nothing asks for it."""
        del when
        return None

    def tzname(self, when: datetime | None, /) -> str | None:
        """The name at a local time."""
        return None if when is None else when.replace(tzinfo=None).astimezone().tzname()

    def fromutc(self, when: datetime, /) -> datetime:
        """The local time of a moment."""
        return when.replace(tzinfo=UTC).astimezone().replace(tzinfo=self)


def zone() -> tzinfo:
    """The zone that times are shown in."""
    return UTC if text.style().utc else SystemZone()


def span(period: Period, now_ms: int, own: Span) -> Span:
    """What a period means now; `own` is what the person's own range is."""
    if period is Period.OWN:
        return own
    today = text.day_start(now_ms)
    days = _DAYS.get(period)
    return Span(0 if days is None else _midnight_after(today, 1 - days), _midnight_after(today, 1) - 1)


def own_span(first: str, last: str) -> Span | str:
    """A range as it was typed, both days included; a sentence when it is none."""
    try:
        begin, end = date.fromisoformat(first.strip()), date.fromisoformat(last.strip())
        since_ms, day_ms = _midnight(begin), _midnight(end)
    except (ValueError, OverflowError, OSError):
        return _WRONG
    return (
        "The last day is before the first." if end < begin else Span(since_ms, _midnight_after(day_ms, 1) - 1)
    )


def day_text(time_ms: int) -> str:
    """The day of a moment, as a range is typed."""
    return text.date_time(time_ms)[:10]


def _midnight_after(midnight_ms: int, days: int) -> int:
    """The midnight so many days later: seen from noon, for a day may have 23 hours or 25."""
    return text.day_start(midnight_ms + days * _DAY_MS + _DAY_MS // 2)


def _midnight(day: date) -> int:
    begin = datetime(day.year, day.month, day.day, tzinfo=zone())
    return int(begin.timestamp()) * 1000
