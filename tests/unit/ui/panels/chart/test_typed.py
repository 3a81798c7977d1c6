"""Tests for `ui/panels/chart/typed.py`."""

import pytest

from terminal_app.core.market import Interval
from terminal_app.ui.panels.chart.typed import Typed, typed


def after(text: str) -> Typed:
    now = Typed()
    for letter in text:
        now = typed(now, letter)
    return now


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("1", Interval.M1),
        ("5", Interval.M5),
        ("15", Interval.M15),
        ("h", Interval.H1),
        ("4", Interval.H4),
        ("12h", Interval.H12),
        ("D", Interval.D1),
        ("1w", Interval.W1),
        ("2", None),
    ],
)
def test_digits_and_a_few_letters_name_an_interval(text: str, interval: Interval | None) -> None:
    assert after(text).interval is interval
    assert not after(text).search


@pytest.mark.parametrize("text", ["b", "do", "1i", "9"])
def test_anything_else_begins_a_search(text: str) -> None:
    assert after(text).search == text.upper()
    assert after(text).text == ""
