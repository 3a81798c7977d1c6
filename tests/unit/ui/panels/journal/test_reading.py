"""Tests for `ui/panels/journal/reading.py`."""

import asyncio
from collections import deque

import pytest

from terminal_app.core.errors import LinkError, TerminalError
from terminal_app.ui.panels.journal.reading import Reading
from tests.helpers.ui_desk import Desk

pytestmark = pytest.mark.asyncio


class Stage:
    """A reading of numbers; `answers` are what comes next, and each waits for the gate."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.answers: deque[int | TerminalError] = deque(range(1, 9))
        self.asked = 0
        self.ended = 0
        self.takes = 0.0
        self.gate = asyncio.Event()
        self.gate.set()
        self.reading: Reading[int] = Reading(
            self.read, self.on_ended, self.desk.ui_tasks, self.desk.clock, pause=5
        )

    async def read(self) -> int:
        """The next answer."""
        self.asked += 1
        await self.gate.wait()
        self.desk.clock.advance(self.takes)
        answer = self.answers.popleft()
        if isinstance(answer, TerminalError):
            raise answer
        return answer

    def on_ended(self) -> None:
        """A reading has ended."""
        self.ended += 1

    async def asked_and_done(self) -> None:
        """Ask, and wait for the end."""
        self.reading.ask()
        await self.desk.tasks.drain()


async def test_an_answer_that_nobody_asks_for_any_more_is_dropped() -> None:
    stage = Stage()
    stage.gate.clear()
    stage.reading.ask()
    stage.reading.ask()
    stage.reading.ask()
    assert (stage.reading.busy, stage.reading.begun) == (True, True)
    stage.gate.set()
    await stage.desk.tasks.drain()
    assert (stage.asked, stage.ended, stage.reading.value) == (1, 1, 1)

    stage.gate.clear()
    stage.reading.ask()
    await asyncio.sleep(0)
    stage.reading.ask()
    stage.gate.set()
    await stage.desk.tasks.drain()
    assert (stage.asked, stage.ended, stage.reading.value) == (3, 2, 3)


async def test_a_failure_keeps_what_was_read_and_says_why() -> None:
    stage = Stage()
    await stage.asked_and_done()
    stage.answers.appendleft(LinkError("Bitget did not answer."))
    await stage.asked_and_done()
    assert (stage.reading.value, stage.reading.trouble, stage.reading.busy) == (
        1,
        "Bitget did not answer.",
        False,
    )
    await stage.asked_and_done()
    assert (stage.reading.value, stage.reading.trouble) == (2, "")
    stage.reading.forget()
    assert stage.reading.value is None


async def test_what_has_changed_is_read_again_after_a_rest() -> None:
    stage = Stage()
    stage.reading.on_change()
    stage.reading.on_tick()
    assert stage.asked == 0  # nobody has asked for a first reading
    await stage.asked_and_done()
    stage.desk.clock.advance(60)
    stage.reading.on_tick()
    await stage.desk.tasks.drain()
    assert stage.asked == 1  # nothing has changed since

    stage.takes = 2.0
    stage.reading.on_change()
    stage.reading.on_tick()
    await stage.desk.tasks.drain()
    assert (stage.asked, stage.reading.changed) == (2, False)
    for seconds, asked in ((19, 2), (2, 3)):  # ten times as long as it took
        stage.reading.on_change()
        stage.desk.clock.advance(seconds)
        stage.reading.on_tick()
        await stage.desk.tasks.drain()
        assert stage.asked == asked
