"""Ages, limits and their words."""

import pytest

from terminal_app.core.market import Stamp
from terminal_app.ui.honesty.freshness import Freshness, fresh_by


@pytest.mark.parametrize(
    ("age", "sentence"),
    [(0.0, ""), (1.5, ""), (1.6, "No update for 1.6 s"), (75.0, "No update for 1 min")],
)
def test_past_its_limit_it_says_its_age(age: float, sentence: str) -> None:
    seen = fresh_by(Stamp(1, 10.0), 1.5)
    assert seen.sentence(10.0 + age) == sentence
    assert seen.is_stale(10.0 + age) is bool(sentence)


def test_trouble_is_said_at_once() -> None:
    assert fresh_by(Stamp(1, 10.0), 1.5, "An update was missed.").sentence(10.0) == "An update was missed."


def test_what_never_came_is_not_old() -> None:
    never = fresh_by(None, 1.5)
    assert (never.age(99.0), never.sentence(99.0), never.detail(99.0)) == (None, "", "nothing yet")


def test_without_a_limit_nothing_is_old() -> None:
    assert not fresh_by(Stamp(1, 10.0), None).is_stale(9_999.0)


def test_the_detail_has_source_time_and_age() -> None:
    detail = Freshness(1_700_000_000_000, 10.0, 1.5).detail(10.44)
    assert detail.endswith(":20, 0.4 s ago")


def test_an_age_is_never_negative() -> None:
    assert Freshness(1, 10.0, 1.5).age(9.0) == 0.0
