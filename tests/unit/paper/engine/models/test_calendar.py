"""Candles lie on UTC: weeks from Monday, months by the calendar, everything else from the epoch."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.paper.engine.models.calendar import slot_at

MOMENT = datetime(2026, 2, 18, 13, 47, 12, tzinfo=UTC)
STARTS = {
    Interval.M1: (18, 13, 47),
    Interval.M3: (18, 13, 45),
    Interval.M5: (18, 13, 45),
    Interval.M15: (18, 13, 45),
    Interval.M30: (18, 13, 30),
    Interval.H1: (18, 13, 0),
    Interval.H4: (18, 12, 0),
    Interval.H6: (18, 12, 0),
    Interval.H12: (18, 12, 0),
    Interval.D1: (18, 0, 0),
    Interval.D3: (18, 0, 0),
    Interval.W1: (16, 0, 0),
    Interval.MO1: (1, 0, 0),
}


@pytest.mark.parametrize("interval", Interval)
def test_a_moment_falls_into_its_candle(interval: Interval) -> None:
    day, hour, minute = STARTS[interval]

    start_ms = slot_at(interval, int(MOMENT.timestamp() * 1000)).start_ms

    assert datetime.fromtimestamp(start_ms / 1000, UTC) == datetime(2026, 2, day, hour, minute, tzinfo=UTC)


@given(st.sampled_from(Interval), st.integers(0, 2_000_000_000_000))
def test_candles_follow_each_other_without_gap_or_overlap(interval: Interval, at_ms: int) -> None:
    slot = slot_at(interval, at_ms)
    end_ms = slot.last * slot.span.ms

    assert slot.start_ms <= at_ms < end_ms
    assert slot_at(interval, end_ms - 1) == slot
    assert slot_at(interval, end_ms).start_ms == end_ms
