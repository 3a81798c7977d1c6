"""Tests for `ui/panels/journal/curve_scale.py`."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from terminal_app.ui import format as text
from terminal_app.ui.panels.journal.curve_scale import money_words, steps_of, time_ticks
from tests.helpers.ui_samples import NOW_MS

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


@pytest.fixture(autouse=True)
def in_utc() -> Iterator[None]:
    """Times are told in UTC."""
    before = text.style()
    text.use(text.Style(utc=True))
    yield
    text.use(before)


def test_the_line_stands_still_until_it_jumps() -> None:
    points = [(1_000, Decimal("2.5")), (3_000, Decimal(-1))]
    assert steps_of(points, 4_000) == [(1, 0), (1, 2.5), (3, 2.5), (3, -1), (4, -1)]
    assert steps_of([], 4_000) == []


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (3 * HOUR_MS, ["20:00", "21:00", "22:00"]),
        (3 * DAY_MS, ["11-12", "11-13", "11-14"]),
        (400 * DAY_MS, ["2022-10-11", "2023-10-11"]),
        (10 * 60_000, ["22:05", "22:10"]),
        (12_000, ["22:13:10", "22:13:15", "22:13:20"]),
        (0, ["22:13:20"]),
    ],
)
def test_marks_stand_at_full_hours_and_midnights(length: int, words: list[str]) -> None:
    ticks = time_ticks(NOW_MS - length, NOW_MS, 4)
    assert [tick.words for tick in ticks] == words


@pytest.mark.parametrize("most", [1, 2, 7, 40])
@pytest.mark.parametrize("days", [1, 9, 89, 2_000])
def test_there_are_never_more_marks_than_there_is_room_for(most: int, days: int) -> None:
    first_ms = NOW_MS - days * DAY_MS
    ticks = time_ticks(first_ms, NOW_MS, most)
    assert len(ticks) <= most
    assert all(first_ms <= tick.at_ms <= NOW_MS for tick in ticks)


def test_amounts_have_the_decimals_that_tell_the_marks_apart() -> None:
    assert [money_words(*pair) for pair in ((-1234.0, 500.0), (0.25, 0.05), (0.0002, 0.0001))] == [
        f"−1{text.THIN_SPACE}234",
        "0.25",
        "0.0002",
    ]
    assert money_words(-1e-12, 0.05) == "0"
