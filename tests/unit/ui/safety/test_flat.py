"""Flat with proof at the keyboard: it takes a held key or a pressed button, and it never fires twice."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import CancelOrder
from terminal_app.trading.flat_state import Alive, AliveKind, FlatReport
from terminal_app.ui.safety.flat import Flattening
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import BTC_PERP, NOW_MS
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton
REPORT = FlatReport("F6 was held", NOW_MS, "SPOT, USDT-FUTURES")
ORDER = Alive(AliveKind.ORDER, "tb-1", BTC_PERP, "buy 1", CancelOrder("tb-1", BTC_PERP), "Too many requests.")
DOUBT = Alive(AliveKind.DOUBT, "tb-2", BTC_PERP, "buy 2", None, "Nobody knows.")


class Stage:
    """A window with a text field, and the sheet over it."""

    def __init__(self, qtbot: QtBot, *, live: bool = False) -> None:
        self.desk = Desk()
        self.guard = FakeGuard()
        self.window = QWidget()
        self.field = QLineEdit()
        QVBoxLayout(self.window).addWidget(self.field)
        self.flat = Flattening(
            self.window,
            self.guard,
            lambda: ("Cancel: 2 orders",),
            self.desk.ui_tasks,
            self.desk.board,
            self.desk.clock,
            live=live,
        )
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()
        self.field.setFocus()

    @property
    def sheet(self) -> QWidget:
        """The sheet."""
        return self.flat.sheet

    def told(self) -> list[str]:
        """Every notice."""
        return [shown.notice.text for shown in self.desk.board.shown()]


async def _hold(stage: Stage) -> None:
    QTest.keyPress(stage.field, Qt.Key.Key_F6)
    await eventually(stage.sheet.isVisible)


def test_a_short_press_only_says_how(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot)

    async def story() -> None:
        QTest.keyPress(stage.field, Qt.Key.Key_F6)
        QTest.keyRelease(stage.field, Qt.Key.Key_F6)
        await eventually(stage.told)

    qt_run(story())
    assert stage.told() == ["Hold F6 to cancel every order and close every position."]
    assert not stage.sheet.isVisible()
    assert stage.guard.asked == []


def test_leaving_the_window_with_the_key_down_does_nothing(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot)

    async def story() -> None:
        QTest.keyPress(stage.field, Qt.Key.Key_F6)
        QApplication.sendEvent(stage.window, QEvent(QEvent.Type.WindowDeactivate))
        await eventually(stage.told)

    qt_run(story())
    assert (stage.guard.asked, stage.sheet.isVisible()) == ([], False)


def test_held_in_a_text_field_it_runs_once_and_ends_with_the_stamp(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot)
    stage.guard.report = REPORT.read((ORDER,))

    async def story() -> None:
        await _hold(stage)
        await eventually(lambda: stage.guard.asked)
        QTest.keyRelease(stage.sheet, Qt.Key.Key_F6)
        stage.flat.on_tick()
        assert stage.flat.sheet.lines.toPlainText().endswith("Reading 1: 1 order left.")
        await _hold(stage)
        QTest.keyRelease(stage.field, Qt.Key.Key_F6)
        stage.flat.on_held()
        stage.flat.on_start()
        QTest.mouseClick(stage.flat.sheet.start, LEFT)
        stage.guard.report = replace(REPORT, running=False, rounds=3, empty=2, proven_ms=NOW_MS)
        stage.guard.may_end.set()
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.guard.asked == ["flatten: F6 was held"]
    sheet = stage.flat.sheet
    assert sheet.badge.text().startswith("FLAT, PROVEN")
    assert not sheet.start.isVisible()
    assert sheet.resume.isVisible()
    assert sheet.again == {}


def test_with_real_money_the_sheet_asks(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot, live=True)
    stage.guard.report = replace(REPORT, running=False, rounds=3, empty=2, proven_ms=NOW_MS)
    stage.guard.may_end.set()

    async def story() -> None:
        await _hold(stage)
        QTest.keyRelease(stage.sheet, Qt.Key.Key_F6)
        assert stage.guard.asked == []
        assert stage.flat.sheet.lines.toPlainText() == "Cancel: 2 orders"
        assert stage.flat.sheet.focusWidget() is stage.flat.sheet.leave
        QTest.mouseDClick(stage.flat.sheet.start, LEFT)
        QTest.mouseClick(stage.flat.sheet.start, LEFT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.guard.asked == ["flatten: F6 was held"]


def test_what_is_alive_is_listed_and_tried_again_row_by_row(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot)
    stage.guard.report = replace(REPORT, running=False, rounds=10, alive=(ORDER, DOUBT))
    stage.guard.may_end.set()
    sheet = stage.flat.sheet

    async def story() -> None:
        stage.flat.on_chosen()
        assert stage.guard.asked == []
        QTest.mouseClick(sheet.start, LEFT)
        await stage.desk.tasks.drain()
        assert sheet.badge.text() == "NOT FLAT  2 STILL ALIVE"
        first, second = sheet.again["tb-1"], sheet.again["tb-2"]
        QTest.mouseClick(first, LEFT)
        assert not first.isEnabled()
        QTest.mouseClick(first, LEFT)
        await stage.desk.tasks.drain()
        assert first.isEnabled()
        stage.guard.report = replace(REPORT, running=False, rounds=11, empty=1)
        QTest.mouseClick(second, LEFT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.guard.asked == ["flatten: chosen by hand", "again: tb-1", "ask: tb-2", "again: tb-2"]
    assert sheet.badge.text() == "NOT PROVEN YET"
    assert sheet.start.text() == "Run it again"
    assert sheet.start.isEnabled()


def test_without_a_connection_it_says_so_and_escape_hides(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = Stage(qtbot)
    stage.guard.may_end.set()

    async def story() -> None:
        stage.flat.on_chosen()
        QTest.mouseClick(stage.flat.sheet.start, LEFT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.flat.sheet.badge.text() == "NOT DONE"
    assert any("no connection" in text for text in stage.told())
    QTest.keyClick(stage.flat.sheet, Qt.Key.Key_Escape)
    assert not stage.sheet.isVisible()
