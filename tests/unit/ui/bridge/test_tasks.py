"""Tests for `ui/bridge/tasks.py`."""

import asyncio

import shiboken6
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.tasks import TaskOwner
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, NoticeBoard
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner


def told(board: NoticeBoard) -> list[tuple[Level, str]]:
    """What is on the board."""
    return [(shown.notice.level, shown.notice.text) for shown in board.shown()]


def test_the_busy_widget_is_disabled_until_the_action_is_done(
    qtbot: QtBot, qt_run: QtRunner, manual_clock: ManualClock
) -> None:
    button = QPushButton()
    qtbot.addWidget(button)

    async def story() -> list[bool]:
        owner, gate = TaskOwner("test"), asyncio.Event()
        UiTasks(owner, NoticeBoard(manual_clock)).start(_wait_for(gate), button)
        await asyncio.sleep(0)
        seen = [button.isEnabled()]
        gate.set()
        await owner.drain()
        return [*seen, button.isEnabled()]

    assert qt_run(story()) == [False, True]


def test_a_known_error_is_told_in_its_own_words(qt_run: QtRunner, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)

    async def story() -> None:
        owner = TaskOwner("test")
        UiTasks(owner, board).start(_fail(LinkError("No answer. Try again.", "timeout")))
        await owner.drain()

    qt_run(story())
    assert told(board) == [(Level.ERROR, "No answer. Try again.")]


def test_our_own_mistake_is_told_without_its_details_and_logged(
    qt_run: QtRunner, manual_clock: ManualClock, expect_log: LogWatch
) -> None:
    board = NoticeBoard(manual_clock)
    expect_log("an action of the window failed")

    async def story() -> None:
        owner = TaskOwner("test")
        UiTasks(owner, board).start(_fail(KeyError("inside")))
        await owner.drain()

    qt_run(story())
    assert [level for level, _ in told(board)] == [Level.ERROR]
    assert "inside the program" in told(board)[0][1]


def test_a_cancelled_action_is_no_error_and_frees_its_widget(
    qtbot: QtBot, qt_run: QtRunner, manual_clock: ManualClock
) -> None:
    board, button = NoticeBoard(manual_clock), QPushButton()
    qtbot.addWidget(button)

    async def story() -> None:
        owner = TaskOwner("test")
        UiTasks(owner, board).start(_wait_for(asyncio.Event()), button)
        await asyncio.sleep(0)
        await owner.aclose()

    qt_run(story())
    assert told(board) == []
    assert button.isEnabled()


def test_the_widget_may_be_destroyed_first(qt_run: QtRunner, manual_clock: ManualClock) -> None:
    board = NoticeBoard(manual_clock)

    async def story() -> None:
        owner, gate, button = TaskOwner("test"), asyncio.Event(), QPushButton()
        UiTasks(owner, board).start(_wait_for(gate), button)
        await asyncio.sleep(0)
        shiboken6.delete(button)
        gate.set()
        await owner.drain()

    qt_run(story())
    assert told(board) == []


async def _wait_for(gate: asyncio.Event) -> None:
    await gate.wait()


async def _fail(error: Exception) -> None:
    raise error
