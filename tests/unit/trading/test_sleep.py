"""Noticing that time was lost: a sleep, a set clock, a program that stood still."""

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.trading.sleep import StillnessWatch, stillness_sentence


def watched() -> tuple[ManualClock, StillnessWatch]:
    """A clock, and a watch that looks at it."""
    clock = ManualClock()
    return clock, StillnessWatch(clock.now_ms(), clock.monotonic())


def test_ordinary_seconds_are_no_sleep() -> None:
    clock, watch = watched()
    for seconds in (1, 1, 3, 9, 1):
        clock.advance(seconds)
        clock.step_wall(0.4)
        assert watch.look(clock.now_ms(), clock.monotonic()) is None


@pytest.mark.parametrize("step", [6, 28_800, -3_600])
def test_a_wall_clock_that_runs_away_is_a_sleep(step: int) -> None:
    clock, watch = watched()
    clock.advance(1)
    clock.step_wall(step)
    assert watch.look(clock.now_ms(), clock.monotonic()) == abs(step + 1)
    clock.advance(1)
    assert watch.look(clock.now_ms(), clock.monotonic()) is None


def test_a_gap_without_a_look_is_a_sleep_where_the_clock_runs_on() -> None:
    clock, watch = watched()
    clock.advance(11)
    assert watch.look(clock.now_ms(), clock.monotonic()) == 11


def test_what_was_lost_is_known_before_the_next_look() -> None:
    clock, watch = watched()
    clock.advance(11)
    assert watch.lost(clock.now_ms(), clock.monotonic()) is None
    watch.look(clock.now_ms(), clock.monotonic())
    clock.advance(9)
    assert watch.lost(clock.now_ms(), clock.monotonic()) is None
    clock.advance(2)
    assert watch.lost(clock.now_ms(), clock.monotonic()) == 11
    assert watch.look(clock.now_ms(), clock.monotonic()) == 11
    clock.step_wall(3600)
    assert watch.lost(clock.now_ms(), clock.monotonic()) == 3600


@pytest.mark.parametrize(
    ("seconds", "words"), [(11, "(11 s)"), (150, "(2 min 30 s)"), (28_980, "(8 h 3 min)")]
)
def test_the_sentence_says_how_long(seconds: int, words: str) -> None:
    assert words in stillness_sentence(seconds)
