"""The exchange's own switch: set only when the exchange takes it, and never left on when nobody renews it."""

import asyncio
from collections import deque

import pytest

from terminal_app.app.exchange_switch import switch_to
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.tasks import TaskOwner
from tests.helpers.waiting import eventually

NO = Rejected("40014", "This API key may not do that.")
LOST = Unknown("", "The connection broke.")


class Stage:
    """A venue that answers as it is told, and a watchdog that may not start."""

    def __init__(self, *answers: VenueOutcome, starts: bool = True) -> None:
        self.answers = deque(answers)
        self.starts = starts
        self.may_start = asyncio.Event()
        self.may_start.set()
        self.told: list[str] = []
        self.slept: list[float] = []

    async def countdown_cancel_all(self, seconds: int) -> VenueOutcome:
        """The venue."""
        self.told.append(f"venue {seconds}")
        return self.answers.popleft() if self.answers else Accepted()

    async def sleep(self, seconds: float) -> None:
        """Time passes."""
        self.slept.append(seconds)

    async def use_countdown(self, seconds: int) -> None:
        """The watchdog."""
        self.told.append(f"watchdog {seconds}")
        await self.may_start.wait()
        if not self.starts:
            raise EnvironmentTroubleError("The watchdog could not be started.")


async def test_the_venue_is_asked_for_its_longest_time_before_somebody_renews_it() -> None:
    stage = Stage()
    assert await switch_to(5, stage, stage, stage.sleep) == ""
    assert stage.told == ["venue 60", "watchdog 5"]


async def test_it_is_taken_off_at_the_venue_and_nobody_renews_it() -> None:
    stage = Stage()
    assert await switch_to(0, stage, stage, stage.sleep) == ""
    assert stage.told == ["venue 0", "watchdog 0"]


async def test_what_the_venue_refuses_is_said_in_plain_words_and_not_renewed() -> None:
    stage = Stage(NO)
    sentence = await switch_to(30, stage, stage, stage.sleep)
    assert sentence.startswith("This API key may not do that. (code 40014) Bitget gives its own switch to")
    assert stage.told == ["venue 60"]


async def test_what_did_not_leave_is_not_renewed() -> None:
    stage = Stage(NotSent("No connection."))
    assert await switch_to(30, stage, stage, stage.sleep) == "No connection."
    assert stage.told == ["venue 60"]


@pytest.mark.parametrize(
    ("seconds", "answers", "words"),
    [
        (30, (LOST,), "The connection broke."),
        (30, (LOST, LOST), "it cancels every order in 60 s"),
        (0, (LOST, LOST), "its switch may still be on"),
    ],
)
async def test_a_lost_answer_is_followed_by_taking_it_off(
    seconds: int, answers: tuple[VenueOutcome, ...], words: str
) -> None:
    stage = Stage(*answers)
    assert words in await switch_to(seconds, stage, stage, stage.sleep)
    assert stage.told[1:] == ["venue 0"]


@pytest.mark.parametrize(
    ("answers", "more"), [((), ""), ((Accepted(), LOST), "it cancels every order in 60 s")]
)
async def test_it_is_taken_off_again_when_nobody_would_renew_it(
    answers: tuple[VenueOutcome, ...], more: str
) -> None:
    stage = Stage(*answers, starts=False)
    sentence = await switch_to(30, stage, stage, stage.sleep)
    assert sentence.startswith("The watchdog could not be started.")
    assert more in sentence
    assert stage.told == ["venue 60", "watchdog 30", "venue 0"]


async def test_a_program_that_ends_meanwhile_takes_it_off() -> None:
    stage = Stage()
    stage.may_start.clear()
    owner = TaskOwner("test")
    task = owner.spawn(switch_to(30, stage, stage, stage.sleep), "switch")
    await eventually(lambda: "watchdog 30" in stage.told)
    task.cancel()
    await owner.drain()
    assert task.cancelled()
    assert stage.told == ["venue 60", "watchdog 30", "venue 0"]


async def test_a_call_too_soon_is_made_again_and_the_renewer_is_kept_apart() -> None:
    soon = Rejected("429", "Bitget asks to slow down.")
    stage = Stage(soon, soon)
    assert await switch_to(30, stage, stage, stage.sleep) == ""
    assert stage.told == ["venue 60", "venue 60", "venue 60", "watchdog 30"]
    assert all(seconds > 1 for seconds in stage.slept)
    assert len(stage.slept) == 3
    busy = Stage(*[soon] * 9)
    assert "(code 429)" in await switch_to(30, busy, busy, busy.sleep)
