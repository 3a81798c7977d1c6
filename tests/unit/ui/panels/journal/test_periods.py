"""Tests for `ui/panels/journal/periods.py`."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from terminal_app.ui import format as text
from terminal_app.ui.panels.journal.periods import Period, Span, day_text, own_span, span, zone

NOON_MS = 1_700_049_600_000  # 2023-11-15 12:00 UTC
DAY_MS = 86_400_000
NOTHING = Span(1, 2)


@pytest.fixture
def in_utc() -> Iterator[None]:
    """Times are told in UTC."""
    before = text.style()
    text.use(text.Style(utc=True))
    yield
    text.use(before)


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This computer stands in Berlin: clocks went back on 2023-10-29."""
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def moment(*when: int) -> int:
    """A moment in UTC as Unix ms."""
    year, month, day, *rest = when
    hour, minute = (*rest, 0, 0)[:2]
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp()) * 1000


@pytest.mark.usefixtures("in_utc")
def test_a_number_of_days_counts_today_and_ends_with_it() -> None:
    today = moment(2023, 11, 15)
    assert span(Period.TODAY, NOON_MS, NOTHING) == Span(today, today + DAY_MS - 1)
    assert span(Period.WEEK, NOON_MS, NOTHING).since_ms == moment(2023, 11, 9)
    assert span(Period.QUARTER, NOON_MS, NOTHING).since_ms == today - 89 * DAY_MS
    assert span(Period.ALL, NOON_MS, NOTHING) == Span(0, today + DAY_MS - 1)
    assert span(Period.OWN, NOON_MS, NOTHING) is NOTHING


@pytest.mark.usefixtures("in_utc")
def test_a_typed_range_includes_both_days_and_one_without_sense_says_so() -> None:
    assert own_span("2023-11-15", " 2023-11-15 ") == Span(moment(2023, 11, 15), moment(2023, 11, 16) - 1)
    assert own_span("2023-11-16", "2023-11-15") == "The last day is before the first."
    for wrong in ("15.11.2023", "", "2023-02-30", "99999-01-01"):
        assert own_span(wrong, "2023-11-15") == "Write a day as year, month and day: 2026-11-28."
    assert day_text(NOON_MS) == "2023-11-15"


@pytest.mark.usefixtures("in_berlin")
def test_days_are_those_of_the_zone_also_when_the_clocks_are_changed() -> None:
    now_ms = moment(2023, 10, 31, 12)
    since = span(Period.WEEK, now_ms, NOTHING).since_ms
    assert since == moment(2023, 10, 24, 22)  # midnight of the 25th in summer time
    assert own_span("2023-10-29", "2023-10-29") == Span(
        moment(2023, 10, 28, 22), moment(2023, 10, 29, 23) - 1
    )
    in_summer = datetime.fromtimestamp(moment(2023, 10, 28, 21, 59) / 1000, tz=zone())
    in_winter = datetime.fromtimestamp(moment(2023, 10, 29, 22, 59) / 1000, tz=zone())
    assert (in_summer.date(), in_winter.date()) == (date(2023, 10, 28), date(2023, 10, 29))
    assert (in_summer.strftime("%z"), in_winter.strftime("%z %Z")) == ("+0200", "+0100 CET")
