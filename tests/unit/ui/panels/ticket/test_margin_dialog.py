"""The dialog of leverage and modes: each change is one press on purpose, and its answer is said."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command, SetHoldMode, SetLeverage
from terminal_app.core.orders import MarginMode
from terminal_app.core.outcomes import Accepted, Outcome, Rejected
from terminal_app.tasks import TaskOwner
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import view_of
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.ticket.form import TicketView
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from tests.helpers.examples import PERP, PERP_ID, prices
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui

D = Decimal
LEFT = Qt.MouseButton.LeftButton
VIEW = TicketView(PERP, view_of(PERP_ID, prices(), HoldMode.ONE_WAY), RiskLimits(), leverage=D(10))


class Stage:
    """A dialog on the screen, and the road behind it."""

    def __init__(self, qtbot: QtBot, view: TicketView = VIEW) -> None:
        self.sent: list[Command] = []
        self.outcome: Outcome | Exception = Accepted()
        self.hold: asyncio.Event | None = None
        self.owner = TaskOwner("test")
        tasks = UiTasks(self.owner, NoticeBoard(ManualClock()))
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.dialog = MarginDialog(view, self.submit, tasks, self.window)
        self.dialog.show()

    async def submit(self, command: Command) -> Outcome:
        """The road."""
        self.sent.append(command)
        if self.hold is not None:
            await self.hold.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def type(self, text: str) -> None:
        """Type a leverage."""
        self.dialog.leverage.line.clear()
        QTest.keyClicks(self.dialog.leverage.line, text)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_opening_and_typing_changes_nothing(stage: Stage) -> None:
    dialog = stage.dialog
    assert dialog.now.text() == "Now: Cross 10× · One-way"
    stage.type("25")
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(dialog.leverage.line, key)
    assert stage.sent == []
    QTest.mouseClick(dialog.done_button, LEFT)
    assert (stage.sent, dialog.isVisible()) == ([], False)


def test_leverage_and_margin_mode_are_set_together(stage: Stage, qt_run: QtRunner) -> None:
    dialog = stage.dialog

    async def story() -> None:
        dialog.mode.setCurrentText("Isolated")
        stage.type("25")
        stage.hold = asyncio.Event()
        QTest.mouseClick(dialog.set_leverage, LEFT)
        QTest.mouseClick(dialog.set_leverage, LEFT)
        dialog.on_set()
        assert not dialog.switch.isEnabled()
        await eventually(lambda: stage.sent)
        stage.hold.set()
        await stage.owner.drain()

    qt_run(story())
    assert stage.sent == [SetLeverage(PERP_ID, D(25), MarginMode.ISOLATED)]
    assert dialog.answer.text() == "Isolated 25× on BTCUSDT perp: set."
    assert dialog.set_leverage.isEnabled()


def test_a_wrong_leverage_cannot_be_set(stage: Stage) -> None:
    stage.type("126")
    assert stage.dialog.leverage.error() == "A whole number from 1 to 125."
    assert not stage.dialog.set_leverage.isEnabled()
    stage.dialog.on_set()
    assert stage.sent == []


def test_the_position_mode_is_switched_and_a_no_is_said(stage: Stage, qt_run: QtRunner) -> None:
    stage.outcome = Rejected("40920", "Close every position first.")

    async def story() -> None:
        QTest.mouseClick(stage.dialog.switch, LEFT)
        await stage.owner.drain()

    qt_run(story())
    assert stage.sent == [SetHoldMode(HoldMode.HEDGE)]
    assert stage.dialog.answer.text() == "Close every position first. (40920)"
    stage.dialog.show_view(replace(VIEW, risk=replace(VIEW.risk, hold_mode=HoldMode.HEDGE)))
    assert stage.dialog.switch.text() == "Switch to one-way"
    assert stage.dialog.now.text() == "Now: Cross 10× · Hedge"


def test_an_unknown_mode_cannot_be_switched(qtbot: QtBot) -> None:
    view = replace(VIEW, risk=replace(VIEW.risk, hold_mode=None), leverage=None)
    stage = Stage(qtbot, view)
    assert not stage.dialog.switch.isEnabled()
    assert not stage.dialog.set_leverage.isEnabled()
    assert stage.dialog.leverage.error() == ""
    stage.dialog.on_switch()
    assert stage.sent == []


def test_a_dialog_that_was_closed_meanwhile_disturbs_nobody(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.hold = asyncio.Event()
        QTest.mouseClick(stage.dialog.switch, LEFT)
        await eventually(lambda: stage.sent)
        shiboken6.delete(stage.dialog)
        stage.hold.set()
        await stage.owner.drain()

    qt_run(story())
    assert len(stage.sent) == 1
