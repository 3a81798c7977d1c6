"""Axis labels are round, on the tick, in the right zone, and not on top of each other."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.core.money import is_multiple
from terminal_app.market.candles import Column
from terminal_app.ui.panels.chart.scale import (
    PRICE_SPACING_PX,
    TIME_SPACING_PX,
    nearest_tick,
    price_levels,
    time_at,
    time_ticks,
)

D = Decimal
BERLIN = ZoneInfo("Europe/Berlin")


def times(start: float, count: int, interval_ms: float) -> Column:
    return np.arange(count, dtype=np.float64) * interval_ms + start


def ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> float:
    return datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000


@given(
    st.floats(0.01, 1e5),
    st.floats(1e-6, 0.5),
    st.floats(60, 2_000),
    st.sampled_from([D("0.1"), D("0.00001"), D("0.5"), D(25)]),
)
def test_price_labels_are_on_the_tick_and_far_enough_apart(
    low: float, share: float, height: float, tick: Decimal
) -> None:
    high = low * (1 + share)
    prices = price_levels(low, high, height, tick)
    assert all(is_multiple(price, tick) for price in prices)
    assert all(low - 1e-9 <= float(price) <= high + 1e-9 for price in prices)
    if len(prices) > 1:
        pixels = float(prices[1] - prices[0]) / (high - low) * height
        assert pixels >= PRICE_SPACING_PX * 0.999


def test_price_labels_are_round() -> None:
    assert price_levels(63_480, 64_130, 480, D("0.1")) == [
        D("63500.0"),
        D("63600.0"),
        D("63700.0"),
        D("63800.0"),
        D("63900.0"),
        D("64000.0"),
        D("64100.0"),
    ]
    assert price_levels(5, 5, 100, D(1)) == []
    assert price_levels(1, 5, 0, D(1)) == []


def test_a_pixel_means_the_nearest_tick() -> None:
    assert nearest_tick(64_210.5499, D("0.1")) == D("64210.5")
    assert nearest_tick(0.0000123449, D("0.00000001")) == D("0.00001234")


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
