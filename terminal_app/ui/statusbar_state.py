"""What the status bar says: words first, colours only beside them. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from terminal_app.core.events import Link, LinkState
from terminal_app.core.ports import Budget, Health
from terminal_app.ui import format as text
from terminal_app.ui.link_state import LinkStates

FEED_STALE_SECONDS = 5.0
ACCOUNT_STALE_SECONDS = 12.0
SKEW_LIMIT_MS = 1_000
_LOW_BUDGET = 5
"""A budget is low when less than one part in so many is left."""

LINK_WORDS = {
    LinkState.CONNECTING: "connecting",
    LinkState.LIVE: "live",
    LinkState.DEGRADED: "slow",
    LinkState.DOWN: "down",
    LinkState.REFUSED: "refused",
}


class Mood(Enum):
    """How a value is to be taken. The value is the state that the style sheet matches."""

    NORMAL = ""
    GOOD = "good"
    UP = "up"
    SOFT = "soft"
    WARNING = "warning"
    BAD = "bad"
    DOWN = "down"


LINK_MOODS = {
    LinkState.CONNECTING: Mood.WARNING,
    LinkState.LIVE: Mood.GOOD,
    LinkState.DEGRADED: Mood.WARNING,
    LinkState.DOWN: Mood.BAD,
    LinkState.REFUSED: Mood.BAD,
}


@dataclass(frozen=True, slots=True)
class StatusItem:
    """One place of the status bar: a name, a value, how to take it, and what it means."""

    name: str
    value: str
    mood: Mood = Mood.NORMAL
    tip: str = ""


@dataclass(frozen=True, slots=True)
class StatusFacts:
    """What the bar is made from. Ages are in seconds, `None` when nothing has come yet.

    `account_limit` is the age from which the account is stale, `None` where it is not repeated.
    """

    feed_age: float | None
    account_age: float | None
    health: Health
    last_order_ms: float | None
    unconfirmed: int
    account_limit: float | None = ACCOUNT_STALE_SECONDS


def items(facts: StatusFacts, links: LinkStates) -> Sequence[StatusItem]:
    """Everything the bar says, left to right."""
    return (
        _link("Market", Link.PUBLIC, links),
        _link("Account", Link.PRIVATE, links),
        _age("Feed age", facts.feed_age, FEED_STALE_SECONDS, "since the last market data of this symbol"),
        _age("Account age", facts.account_age, facts.account_limit, "since the last account report"),
        _budget(facts.health.budgets),
        _skew(facts.health.clock_offset_ms),
        _last_order(facts.last_order_ms),
        _unconfirmed(facts.unconfirmed),
    )


def _link(name: str, link: Link, links: LinkStates) -> StatusItem:
    state = links.state(link)
    tip = links.sentence(link) or f"The {name.lower()} connection is {LINK_WORDS[state]}."
    return StatusItem(name, LINK_WORDS[state], LINK_MOODS[state], tip)


def _age(name: str, age: float | None, limit: float | None, meaning: str) -> StatusItem:
    old = age is not None and limit is not None and age > limit
    mood = Mood.SOFT if age is None else Mood.WARNING if old else Mood.NORMAL
    when = "it comes when something changes" if limit is None else f"stale from {text.age(limit)} on"
    return StatusItem(name, text.age(age), mood, f"Time {meaning}; {when}.")


def _budget(budgets: Sequence[Budget]) -> StatusItem:
    usable = [budget for budget in budgets if budget.limit > 0]
    if not usable:
        return StatusItem("REST", text.DASH, Mood.SOFT, "Calls left before the venue's rate limit.")
    tightest = min(usable, key=lambda budget: budget.left / budget.limit)
    low = tightest.left * _LOW_BUDGET < tightest.limit
    lines = "; ".join(f"{budget.name}: {budget.left} of {budget.limit}" for budget in usable)
    percent = 100 * tightest.left // tightest.limit
    return StatusItem(
        "REST",
        f"{percent}% left",
        Mood.WARNING if low else Mood.NORMAL,
        f"Calls left before the limit. {lines}",
    )


def _skew(offset_ms: int | None) -> StatusItem:
    if offset_ms is None:
        return StatusItem("Clock", text.DASH, Mood.SOFT, "The venue's clock has not been measured yet.")
    sign = text.MINUS if offset_ms < 0 else "+"
    mood = Mood.WARNING if abs(offset_ms) > SKEW_LIMIT_MS else Mood.NORMAL
    return StatusItem(
        "Clock",
        f"{sign}{text.latency(abs(offset_ms))}",
        mood,
        "The venue's clock against this computer's. Requests are signed with the venue's time.",
    )


def _last_order(milliseconds: float | None) -> StatusItem:
    mood = Mood.SOFT if milliseconds is None else Mood.NORMAL
    return StatusItem(
        "Last order", text.latency(milliseconds), mood, "From sending the last order to the venue's answer."
    )


def _unconfirmed(count: int) -> StatusItem:
    if count == 0:
        return StatusItem("Unconfirmed", "0", Mood.SOFT, "No order waits for an answer.")
    return StatusItem(
        "Unconfirmed",
        str(count),
        Mood.WARNING,
        "Orders without an answer. The venue is being asked about them. A click shows them.",
    )
