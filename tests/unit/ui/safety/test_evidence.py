"""Asking again, and the sheet of evidence."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.safety.evidence import AskingAgain, EvidenceSheet
from tests.helpers.fake_guard import FakeGuard
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_samples import order

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("answers", [True, False])
def test_an_order_is_asked_about_once_at_a_time(qtbot: QtBot, qt_run: QtRunner, *, answers: bool) -> None:
    del qtbot
    desk, guard = Desk(), FakeGuard()
    guard.answers = answers
    asking = AskingAgain(guard, desk.sender)

    async def story() -> None:
        asking.ask(order("tb-1"))
        asking.ask(order("tb-1"))
        asking.ask(order("tb-2"))
        await desk.tasks.drain()
        asking.ask(order("tb-1"))
        await desk.tasks.drain()

    qt_run(story())
    assert guard.asked == ["ask: tb-1", "ask: tb-2", "ask: tb-1"]
    assert bool(desk.board.shown()) is not answers


def test_the_text_is_plain_and_can_be_copied(qtbot: QtBot) -> None:
    sheet = EvidenceSheet("Evidence", "<b>sent</b>\nanswer")
    qtbot.addWidget(sheet)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    sheet.show()
    assert not sheet.isModal()
    assert sheet.text.isReadOnly()
    QTest.mouseClick(sheet.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "<b>sent</b>\nanswer"
    QTest.mouseClick(sheet.leave, Qt.MouseButton.LeftButton)
    assert not sheet.isVisible()
