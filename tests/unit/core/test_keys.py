"""Tests for `core/keys.py`."""

import pytest

from terminal_app.core.keys import KeyFault, KeyReport, name_problem


@pytest.mark.parametrize("name", ["main", "A-b_9", "x" * 32])
def test_a_plain_word_is_a_name(name: str) -> None:
    assert name_problem(name) is None


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "1 to 32"),
        ("x" * 33, "1 to 32"),
        ("../up", "1 to 32"),
        ("ma\u0131n", "1 to 32"),
        ("main\n", "1 to 32"),
        ("Paper", "built-in"),
        ("NUL", "device"),
        ("com1", "device"),
        ("MAIN", "already"),
    ],
)
def test_other_names_are_refused_with_the_reason(name: str, says: str) -> None:
    assert says in (name_problem(name, ["main"]) or "")


def test_a_report_works_when_nothing_is_at_fault() -> None:
    assert KeyReport(None, "Fine.").works
    assert not KeyReport(KeyFault.KEY, "Unknown key.").works
