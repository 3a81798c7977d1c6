"""A clock that stands still until it is moved, and the computer's own."""

from terminal_app.core.clock import ManualClock, SystemClock


def test_time_passes_on_both_clocks() -> None:
    clock = ManualClock(1_000)
    before = clock.monotonic()
    clock.advance(1.5)
    assert clock.now_ms() == 2_500
    assert clock.monotonic() - before == 1.5


def test_setting_the_wall_clock_leaves_ages_alone() -> None:
    clock = ManualClock(10_000)
    before = clock.monotonic()
    clock.step_wall(-3)
    assert clock.now_ms() == 7_000
    assert clock.monotonic() == before


def test_the_system_clock_goes_forward() -> None:
    clock = SystemClock()
    assert clock.now_ms() > 1_700_000_000_000
    assert clock.monotonic() <= clock.monotonic()
