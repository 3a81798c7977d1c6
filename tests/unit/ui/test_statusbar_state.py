"""Tests for `ui/statusbar_state.py`."""

from dataclasses import replace

import pytest

from terminal_app.core.changes import Changes
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.ports import Budget, Health
from terminal_app.ui.link_state import LinkStates
from terminal_app.ui.statusbar_state import Mood, StatusFacts, StatusItem, items

QUIET = StatusFacts(None, None, Health(None, None, None, None, ()), None, 0)


def shown(facts: StatusFacts, links: LinkStates | None = None) -> dict[str, StatusItem]:
    """The bar's items by name."""
    return {item.name: item for item in items(facts, links or LinkStates(Changes()))}


def test_what_is_not_known_is_a_dash() -> None:
    bar = shown(QUIET)
    for name in ("Feed age", "Account age", "REST", "Clock", "Last order"):
        assert bar[name].value == "—"
    assert bar["Market"].value == bar["Account"].value == "connecting"


@pytest.mark.parametrize(
    ("state", "word", "mood"),
    [
        (LinkState.LIVE, "live", Mood.GOOD),
        (LinkState.DEGRADED, "slow", Mood.WARNING),
        (LinkState.DOWN, "down", Mood.BAD),
        (LinkState.REFUSED, "refused", Mood.BAD),
    ],
)
def test_a_link_is_a_word_beside_its_colour(state: LinkState, word: str, mood: Mood) -> None:
    links = LinkStates(Changes())
    links.apply(LinkChanged(Link.PRIVATE, state, "Because."))
    item = shown(QUIET, links)["Account"]
    assert (item.value, item.mood, item.tip) == (word, mood, "Because.")


@pytest.mark.parametrize(("age", "mood"), [(0.2, Mood.NORMAL), (5.1, Mood.WARNING)])
def test_an_old_feed_is_a_warning(age: float, mood: Mood) -> None:
    assert shown(replace(QUIET, feed_age=age))["Feed age"].mood is mood


@pytest.mark.parametrize(("age", "mood"), [(11.0, Mood.NORMAL), (12.1, Mood.WARNING)])
def test_an_old_account_is_a_warning(age: float, mood: Mood) -> None:
    assert shown(replace(QUIET, account_age=age))["Account age"].mood is mood


def test_the_tightest_budget_is_told() -> None:
    budgets = (Budget("all", 5_900, 6_000), Budget("orders", 1, 10), Budget("odd", 0, 0))
    item = shown(replace(QUIET, health=Health(0, None, None, None, budgets)))["REST"]
    assert (item.value, item.mood) == ("10% left", Mood.WARNING)
    assert "orders: 1 of 10" in item.tip
    assert "odd" not in item.tip


@pytest.mark.parametrize(
    ("offset", "value", "mood"),
    [(12, "+12 ms", Mood.NORMAL), (-340, "\u2212340 ms", Mood.NORMAL), (2_500, "+2.5 s", Mood.WARNING)],
)
def test_the_clock_skew_has_a_sign(offset: int, value: str, mood: Mood) -> None:
    item = shown(replace(QUIET, health=Health(offset, None, None, None, ())))["Clock"]
    assert (item.value, item.mood) == (value, mood)


def test_the_last_order_and_the_unconfirmed() -> None:
    bar = shown(replace(QUIET, last_order_ms=84.2, unconfirmed=2))
    assert bar["Last order"].value == "84 ms"
    assert (bar["Unconfirmed"].value, bar["Unconfirmed"].mood) == ("2", Mood.WARNING)
    assert shown(QUIET)["Unconfirmed"].mood is Mood.SOFT


def test_an_account_that_is_not_repeated_does_not_grow_stale() -> None:
    old = replace(QUIET, account_age=600.0)
    for facts, mood in ((old, Mood.WARNING), (replace(old, account_limit=None), Mood.NORMAL)):
        assert shown(facts)["Account age"].mood is mood
