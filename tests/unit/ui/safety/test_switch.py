"""The kill switch in the window: thrown at once, opened again with one question where it is real money."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.trading.day import DayResult, loss_lock
from terminal_app.trading.gate import Gate, TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.safety.switch import KillSwitch
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui


class Stage:
    """A switch over a fake guard."""

    def __init__(self, qtbot: QtBot, *, live: bool) -> None:
        self.desk = Desk()
        self.guard = FakeGuard()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.switch = KillSwitch(self.window, self.guard, self.desk.ui_tasks, self.desk.board, live=live)

    def told(self) -> str:
        """The newest notice."""
        return self.desk.board.shown()[-1].notice.text


def test_halting_and_reducing_need_no_question(qtbot: QtBot) -> None:
    stage = Stage(qtbot, live=True)
    stage.switch.on_halt()
    assert (stage.guard.trading_state(), "halted" in stage.told()) == (TradingState.HALTED, True)
    stage.switch.on_reduce_only()
    assert (stage.guard.trading_state(), "reduce" in stage.told()) == (TradingState.REDUCE_ONLY, True)
    assert stage.window.findChildren(QMessageBox) == []


def test_without_real_money_resuming_is_one_press(qtbot: QtBot) -> None:
    stage = Stage(qtbot, live=False)
    stage.switch.on_resume()
    assert (stage.guard.asked, stage.told()) == ([], "Trading is not halted.")
    stage.switch.on_halt()
    stage.switch.on_resume()
    assert stage.guard.asked == ["resume"]


@pytest.mark.parametrize(("button", "asked"), [("Resume", ["resume"]), ("Stay halted", [])])
def test_real_money_is_asked_about_once(
    qtbot: QtBot, qt_run: QtRunner, button: str, asked: list[str]
) -> None:
    stage = Stage(qtbot, live=True)
    stage.switch.on_halt()

    async def story() -> None:
        stage.switch.on_resume()
        stage.switch.on_resume()
        (box,) = await eventually(lambda: stage.window.findChildren(QMessageBox))
        (pressed,) = [one for one in box.buttons() if one.text() == button]
        assert stage.guard.asked == []
        QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.guard.asked == asked


def test_a_lock_after_a_loss_is_told_with_its_numbers_and_its_end(qtbot: QtBot) -> None:
    stage = Stage(qtbot, live=False)
    clock = stage.desk.clock
    gate = Gate(clock)
    lock = loss_lock(DayResult(Decimal("-120.507")), RiskLimits(max_daily_loss=Decimal(100)), clock.now_ms())
    assert lock is not None
    gate.lock(*lock)
    stage.guard.state = gate.state
    # Resuming opens what a person shut, and says what stays shut.
    stage.guard.lock_why = gate.reducing()
    stage.switch.on_resume()
    assert stage.told() == (
        "Only orders that reduce a position are allowed: today's loss is 120.5 and your limit is 100. "
        "It ends 15 Nov 00:00 UTC."
    )
