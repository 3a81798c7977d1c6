"""Tests for `ui/bridge/asking.py`."""

import asyncio
from collections.abc import Sequence

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import CancelAll, ClosePosition
from terminal_app.core.instrument import ProductType
from terminal_app.core.outcomes import Accepted, Outcome, Rejected
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.confirming import Ask, Asked
from tests.helpers.asked_person import Person
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import BTC_PERP

CLOSE = ClosePosition(BTC_PERP)
CANCEL = CancelAll(ProductType.SPOT)


def wish(*commands: ClosePosition | CancelAll, overtaken: str = "") -> Wish:
    """A wish for these commands."""
    return Wish("key", commands, Asked(Ask.CLOSE), "Close it", "Close", lambda: overtaken)


@pytest.mark.parametrize("answer", [True, False])
def test_a_wish_is_asked_about_once_and_sent_as_answered(
    qtbot: QtBot, qt_run: QtRunner, answer: bool
) -> None:
    desk, parent, told = Desk(), QWidget(), list[Sequence[Outcome | None]]()
    qtbot.addWidget(parent)

    async def story() -> None:
        person = Person(answer=answer, ready=False)
        ask_first = AskFirst(desk.sender, person)
        assert ask_first.send(parent, wish(CLOSE, CANCEL), told.append)
        assert not ask_first.send(parent, wish(CLOSE, CANCEL), told.append)
        await asyncio.sleep(0)
        assert desk.sent == []
        person.ready.set()
        await desk.tasks.drain()
        assert person.asked == [(Ask.CLOSE, "Close it", "Close")]
        assert ask_first.send(parent, wish())
        await desk.tasks.drain()

    qt_run(story())
    assert desk.sent == ([CLOSE, CANCEL] if answer else [])
    assert told == ([[Accepted(), Accepted()]] if answer else [()])


def test_what_was_overtaken_while_the_question_stood_is_not_sent(qtbot: QtBot, qt_run: QtRunner) -> None:
    desk, parent = Desk(), QWidget()
    qtbot.addWidget(parent)

    async def story() -> None:
        AskFirst(desk.sender).send(parent, wish(CLOSE, overtaken="The position has changed."))
        await desk.tasks.drain()

    qt_run(story())
    assert desk.sent == []
    assert [shown.notice.text for shown in desk.board.shown()] == ["The position has changed."]


def test_a_no_of_the_venue_is_told_and_handed_on(qtbot: QtBot, qt_run: QtRunner) -> None:
    desk, parent, told = Desk(), QWidget(), list[Sequence[Outcome | None]]()
    qtbot.addWidget(parent)
    desk.answer = Rejected("40762", "Not enough margin.", "")

    async def story() -> None:
        AskFirst(desk.sender).send(parent, wish(CLOSE), told.append)
        await desk.tasks.drain()

    qt_run(story())
    assert told == [[desk.answer]]
    assert "Not enough margin." in desk.board.shown()[0].notice.text
