"""What is chosen for the exchange: one switch at a time, kept only when it holds, and never left half set."""

import asyncio
from pathlib import Path

import pytest

from terminal_app.app.exchange_choosing import ExchangeChoosing
from terminal_app.app.guards import Guards
from terminal_app.app.paths import Paths, paths_for
from terminal_app.core.clock import ManualClock
from terminal_app.core.outcomes import Accepted, Rejected, VenueOutcome
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.tasks import TaskOwner
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

NO = Rejected("40014", "This API key may not do that.")


class Venue:
    """Answers when it may, and is its own watchdog."""

    def __init__(self, answer: VenueOutcome) -> None:
        self.answer = answer
        self.may_answer = asyncio.Event()
        self.told: list[int] = []

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """The venue's own switch."""
        self.told.append(seconds)
        if seconds:
            await self.may_answer.wait()
        return self.answer

    async def use_countdown(self, seconds: int) -> None:
        """The watchdog."""


@pytest.fixture
def paths(data_dir: Path) -> Paths:
    """The places of a profile."""
    made = paths_for("paper", data_dir)
    made.make()
    return made


@pytest.fixture
def guards(paths: Paths) -> Guards:
    """Nothing has been chosen."""
    return Guards(paths, ManualClock())


async def test_a_switch_is_set_once_at_a_time_and_what_is_refused_is_not_kept(guards: Guards) -> None:
    tasks, venue = TaskOwner("test"), Venue(NO)
    choosing = ExchangeChoosing(guards, tasks)
    first = tasks.spawn(choosing.use_countdown(30, venue, venue), "first")
    await eventually(lambda: venue.told)
    assert "being set already" in await choosing.use_countdown(10, venue, venue)
    venue.may_answer.set()
    assert "40014" in await first
    assert (venue.told, guards.choices) == ([60], ExchangeChoices())
    await tasks.aclose()


async def test_what_holds_is_kept_for_the_next_start(guards: Guards, paths: Paths) -> None:
    tasks, venue = TaskOwner("test"), Venue(Accepted())
    venue.may_answer.set()
    choosing = ExchangeChoosing(guards, tasks)
    assert choosing.choose_orders_over(OrdersOver.AUTO) == ""
    assert await choosing.use_countdown(30, venue, venue) == ""
    assert Guards(paths, ManualClock()).choices == ExchangeChoices(OrdersOver.AUTO, 30)
    await tasks.aclose()


async def test_a_switch_that_is_being_set_is_taken_back_at_the_end(guards: Guards) -> None:
    tasks, venue = TaskOwner("test"), Venue(Accepted())
    choosing = ExchangeChoosing(guards, tasks)
    await choosing.end_switching()
    first = tasks.spawn(choosing.use_countdown(30, venue, venue), "first")
    await eventually(lambda: venue.told)
    await choosing.end_switching()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (venue.told, guards.choices) == ([60, 0], ExchangeChoices())
    await tasks.aclose()


def test_a_choice_that_cannot_be_written_down_holds_and_says_so(
    guards: Guards, monkeypatch: pytest.MonkeyPatch, expect_log: LogWatch
) -> None:
    def full(_new: ExchangeChoices) -> None:
        raise OSError("no space left")

    expect_log("could not be kept")
    monkeypatch.setattr(guards, "keep_choices", full)
    choosing = ExchangeChoosing(guards, TaskOwner("test"))
    assert "Check the disk" in choosing.choose_orders_over(OrdersOver.AUTO)
