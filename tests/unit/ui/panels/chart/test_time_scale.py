"""Labels of the time axis stand at the bars they name, in the right zone, and not on top of each other."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.time_scale import (
    TIME_SPACING_PX,
    bar_of,
    day_breaks,
    session_breaks,
    time_at,
    time_ticks,
)

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


def times(start: float, count: int, interval_ms: float) -> Column:
    return np.arange(count, dtype=np.float64) * interval_ms + start


def ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000


def test_time_goes_on_beyond_the_ends() -> None:
    open_ms = np.array([1_000.0, 2_000.0, 5_000.0])
    assert [time_at(open_ms, index, 1_000) for index in (-1, 0.4, 1.6, 2, 4)] == [
        0,
        1_000,
        5_000,
        5_000,
        7_000,
    ]
    assert time_at(np.array([]), 3, 1_000) == 0


def labels(
    interval: Interval, count: int, spacing: float, zone: ZoneInfo, start: float
) -> list[tuple[str, bool]]:
    open_ms = times(start, count, interval.ms)
    return [(tick.text, tick.major) for tick in time_ticks(open_ms, 0, count - 1, spacing, interval.ms, zone)]


def test_minutes_are_labelled_in_the_zone_and_days_stand_out() -> None:
    got = labels(Interval.M1, 61, 8, BERLIN, ms(2024, 1, 14, 22, 30))
    assert got == [
        ("23:30", False),
        ("23:45", False),
        ("15 Jan", True),
        ("00:15", False),
        ("00:30", False),
    ]


def test_the_hour_that_summer_time_skips_is_not_labelled_twice() -> None:
    got = labels(Interval.M15, 24, 30, BERLIN, ms(2024, 3, 30, 23))
    assert [text for text, _ in got] == ["31 Mar", "01:00", "03:00", "04:00", "05:00", "06:00"]


@pytest.mark.parametrize(
    ("interval", "spacing", "first"),
    [
        (Interval.H4, 10.0, ("2 Jan", True)),
        (Interval.D1, 6.0, ("8 Jan", True)),
        (Interval.W1, 10.0, ("Mar", False)),
        (Interval.W1, 0.5, ("2025", True)),
    ],
)
def test_longer_spans_are_labelled_by_days_months_and_years(
    interval: Interval, spacing: float, first: tuple[str, bool]
) -> None:
    got = labels(interval, 400, spacing, ZoneInfo("UTC"), ms(2024, 1, 2))
    assert got[0] == first


@given(
    st.sampled_from(list(Interval)),
    st.floats(0.01, 100),
    st.integers(1, 2_000),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York"]),
)
def test_labels_never_overlap(interval: Interval, spacing: float, count: int, zone: str) -> None:
    open_ms = times(ms(2020, 1, 1), count, interval.ms)
    ticks = time_ticks(open_ms, -20, count + 20, spacing, interval.ms, ZoneInfo(zone))
    gaps = np.diff([tick.at for tick in ticks]) * spacing
    assert (gaps >= TIME_SPACING_PX * 0.59).all()
    assert all(-20 <= tick.at <= count + 20 for tick in ticks)


def test_labels_stand_at_the_bar_of_their_time() -> None:
    open_ms = times(ms(2024, 1, 2), 240, 60_000)
    for tick in time_ticks(open_ms, 0, 239, 8, 60_000, ZoneInfo("UTC")):
        moment = datetime.fromtimestamp(float(open_ms[int(tick.at)]) / 1000, tz=UTC)
        assert tick.text in (f"{moment:%H:%M}", "2 Jan")


def test_without_a_zone_the_computers_is_used() -> None:
    open_ms = times(ms(2024, 1, 2), 240, 60_000)
    assert len(time_ticks(open_ms, 0, 239, 8, 60_000)) > 10


def test_nothing_to_label() -> None:
    assert time_ticks(np.array([]), 0, 10, 8, 60_000) == []


@pytest.mark.parametrize("interval", [one for one in Interval if one.ms < Interval.D1.ms])
@pytest.mark.parametrize("spacing", [0.3, 1, 8, 40, 120])
def test_a_label_within_a_day_names_the_bar_it_stands_at(interval: Interval, spacing: float) -> None:
    open_ms = times(ms(2024, 1, 2), 3_000, interval.ms)
    for tick in time_ticks(open_ms, 0, 2_999, spacing, interval.ms, UTC_ZONE):
        moment = datetime.fromtimestamp(float(open_ms[int(tick.at)]) / 1000, tz=UTC)
        wanted = {f"{moment:%H:%M}", f"{moment.day} {moment:%b}", f"{moment:%b}", f"{moment.year}"}
        assert tick.text in wanted
        assert tick.at == int(tick.at)


def test_the_axis_goes_on_after_the_newest_bar() -> None:
    open_ms = times(ms(2024, 1, 2), 60, 60_000)
    ticks = time_ticks(open_ms, 0, 120, 8, 60_000, UTC_ZONE)
    assert [tick.text for tick in ticks if tick.at > 60] == ["01:15", "01:30", "01:45", "02:00"]


def test_after_a_hole_the_label_names_the_time_it_went_on() -> None:
    open_ms = np.concatenate((times(ms(2024, 1, 2), 30, 60_000), times(ms(2024, 1, 2, 3, 45), 30, 60_000)))
    ticks = {tick.at: tick.text for tick in time_ticks(open_ms, 0, 59, 8, 60_000, UTC_ZONE)}
    assert ticks[30] == "03:45"


def test_a_day_that_begins_in_a_hole_is_named_all_the_same() -> None:
    before, after = times(ms(2024, 1, 2, 23), 30, 60_000), times(ms(2024, 1, 3, 3, 40), 30, 60_000)
    ticks = time_ticks(np.concatenate((before, after)), 0, 59, 8, 60_000, UTC_ZONE)
    assert {tick.at: tick.text for tick in ticks}[30] == "3 Jan"


def test_bars_that_come_at_any_moment_are_labelled_at_even_distances() -> None:
    chance = np.random.default_rng(1)
    open_ms = ms(2024, 1, 2, 23, 30) + np.cumsum(chance.integers(3_100, 9_000, 2_000)).astype(np.float64)
    ticks = time_ticks(open_ms, 3.5, 1_990, 8, 4_000, UTC_ZONE, timed=False)
    assert {tick.at % 20 for tick in ticks} == {0}
    assert len(ticks) == 99
    assert sum(tick.major for tick in ticks) == 1
    for tick in ticks:
        moment = datetime.fromtimestamp(float(open_ms[int(tick.at)]) / 1000, tz=UTC)
        assert tick.text == (f"{moment.day} Jan" if tick.major else f"{moment:%H:%M}")
    near = time_ticks(open_ms, 0, 40, 40, 4_000, UTC_ZONE, timed=False)
    assert all(tick.text.count(":") == 2 for tick in near)


def test_days_are_parted_where_they_begin_in_the_zone() -> None:
    open_ms = times(ms(2024, 1, 2, 12), 48, Interval.H1.ms)
    assert day_breaks(open_ms, 0, 47, 8, Interval.H1.ms, UTC_ZONE) == [11.5, 35.5]
    assert day_breaks(open_ms, 0, 47, 8, Interval.H1.ms, BERLIN) == [10.5, 34.5]
    assert day_breaks(open_ms, 12, 30, 8, Interval.H1.ms, UTC_ZONE) == [11.5]


def test_sessions_are_parted_at_their_hours_and_days_where_those_are_too_close() -> None:
    open_ms = times(ms(2024, 1, 2, 12), 96, Interval.M30.ms)
    assert session_breaks(open_ms, 0, 95, 8, Interval.M30.ms) == [2.5, 23.5, 39.5, 50.5, 71.5, 87.5]
    days = day_breaks(open_ms, 0, 95, 1, Interval.M30.ms, UTC_ZONE)
    assert session_breaks(open_ms, 0, 95, 1, Interval.M30.ms) == days == [23.5, 71.5]
    assert session_breaks(open_ms[:1], 0, 1, 8, Interval.M30.ms) == []


@given(st.sampled_from([Interval.M1, Interval.H1, Interval.H4, Interval.D1]), st.floats(0.001, 60))
def test_breaks_never_lie_too_close(interval: Interval, spacing: float) -> None:
    open_ms = times(ms(2020, 1, 1), 4_000, interval.ms)
    places = day_breaks(open_ms, 0, 3_999, spacing, interval.ms, UTC_ZONE)
    assert (np.diff(places) * spacing >= 20).all()
    assert all(place == int(place) + 0.5 for place in places)


@given(st.floats(-500, 1_500))
def test_every_moment_lies_in_the_bar_that_holds_it(minutes: float) -> None:
    open_ms = times(ms(2024, 1, 2), 1_000, 60_000)
    place = bar_of(open_ms, float(open_ms[0]) + minutes * 60_000, 60_000)
    assert abs(place - (minutes - 0.5)) <= 0.5 + 1e-6


def test_a_moment_in_a_hole_belongs_to_the_bar_before_it() -> None:
    assert bar_of(np.array([0.0, 60_000.0, 300_000.0]), 200_000, 60_000) == 1
