"""The venue's clock: the median of round trips, doubted when ours jumps."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.clock_offset import ClockOffset, RoundTrip
from terminal_app.core.clock import ManualClock


def test_before_a_measurement_ours_is_all_there_is() -> None:
    clock = ManualClock()
    offset = ClockOffset(clock)
    assert (offset.ms, offset.needs_measuring, offset.venue_ms()) == (None, True, clock.now_ms())


def test_one_slow_round_trip_does_not_move_the_median() -> None:
    clock = ManualClock()
    offset = ClockOffset(clock)
    now = clock.now_ms()
    offset.learn(
        [
            RoundTrip(now, now + 3000 + 900, now + 1000),  # the connection was still being made
            RoundTrip(now, now + 3000 + 50, now + 100),
            RoundTrip(now, now + 3000 + 51, now + 100),
        ]
    )
    assert offset.ms == 3001
    assert offset.venue_ms() == now + 3001
    assert not offset.needs_measuring


@given(st.integers(-3_600_000, 3_600_000), st.integers(0, 2000), st.integers(0, 2000))
def test_the_error_is_at_most_half_the_round_trip(ahead: int, there: int, back: int) -> None:
    clock = ManualClock()
    offset = ClockOffset(clock)
    before = clock.now_ms()
    offset.learn([RoundTrip(before, before + there + ahead, before + there + back)])
    assert offset.ms is not None
    assert abs(offset.ms - ahead) <= (there + back) // 2 + 1


def test_time_that_passes_is_no_jump() -> None:
    clock = ManualClock()
    offset = ClockOffset(clock)
    offset.learn([RoundTrip(clock.now_ms(), clock.now_ms(), clock.now_ms())])
    clock.advance(3600)
    assert not offset.needs_measuring


def test_a_jump_of_more_than_a_second_either_way_is_noticed_once() -> None:
    for jump, noticed in ((1.5, True), (-1.5, True), (0.5, False)):
        clock = ManualClock()
        offset = ClockOffset(clock)
        offset.learn([RoundTrip(clock.now_ms(), clock.now_ms(), clock.now_ms())])
        clock.step_wall(jump)
        assert offset.needs_measuring is noticed
        offset.learn([RoundTrip(clock.now_ms(), clock.now_ms(), clock.now_ms())])
        assert not offset.needs_measuring
