"""What the replay bar says."""

import pytest

from terminal_app.ui.replay.state import POSITIONS, WAITING, ReplayPlace, time_at, words

START = 1_700_000_000_000


def place(at_ms: int, length_ms: int = 5_400_000, *, paused: bool = False) -> ReplayPlace:
    return ReplayPlace(START + at_ms, START, START + length_ms, 5, paused)


def test_before_it_has_begun() -> None:
    assert words(None) == WAITING
    assert not WAITING.can_play


def test_time_and_position() -> None:
    now = words(place(2_700_000))

    assert now.time == "2023-11-14  22:58:20 UTC"
    assert now.passed == "45:00 of 1:30:00"
    assert now.position == POSITIONS // 2
    assert (now.play, now.can_play, now.speed) == ("Pause", True, 5)


def test_standing_still_it_offers_to_go_on() -> None:
    now = words(place(1_000, paused=True))

    assert (now.play, now.play_name) == ("Play", "Go on with the replay")


@pytest.mark.parametrize("length", [0, 5_400_000])
def test_at_its_end(length: int) -> None:
    now = words(place(length, length, paused=True))

    assert now.passed.endswith("ended")
    assert now.position == POSITIONS
    assert not now.can_play


@pytest.mark.parametrize(
    ("position", "passed"), [(0, 0), (POSITIONS // 4, 1_350_000), (POSITIONS, 5_400_000)]
)
def test_a_position_is_a_time(position: int, passed: int) -> None:
    assert time_at(place(0), position) == START + passed
