"""The fields of take-profit and stop-loss."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.orders import TriggerBy
from terminal_app.ui.panels.ticket.exit_box import ExitBox

pytestmark = pytest.mark.gui


@pytest.fixture
def box(qtbot: QtBot) -> ExitBox:
    made = ExitBox(lambda: Decimal("0.1"))
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


def test_put_away_there_are_no_exits(box: ExitBox) -> None:
    box.on.click()
    QTest.keyClicks(box.target.line, "2R")
    QTest.keyClicks(box.stop.line, "63000")
    assert box.texts() == ("2R", "63000")
    QTest.keyClick(box.stop.line, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert box.texts() == ("2R", "63001.0")
    box.on.click()
    assert box.texts() == ("", "")
    assert not box.target.isVisible()


def test_every_change_is_heard(qtbot: QtBot, box: ExitBox) -> None:
    for change in (box.on.click, lambda: box.stop.set_text("1"), box.kinds.actions()[1].trigger):
        with qtbot.waitSignal(box.changed):
            change()
    assert box.by is TriggerBy.MARK
    assert box.more.text() == "Mark price ▾"
    assert [action.isChecked() for action in box.kinds.actions()] == [False, True]


def test_they_are_cleared_after_sending_only_if_that_is_chosen(qtbot: QtBot, box: ExitBox) -> None:
    box.on.click()
    box.stop.set_text("63000")
    box.on_sent()
    assert box.texts() == ("", "63000")
    with qtbot.waitSignal(box.chosen):
        box.clear_after.trigger()
    box.on_sent()
    assert box.texts() == ("", "")


def test_choices_come_back(qtbot: QtBot, box: ExitBox) -> None:
    box.on.click()
    box.kinds.actions()[1].trigger()
    box.clear_after.trigger()
    told = box.choices()
    other = ExitBox(lambda: None)
    qtbot.addWidget(other)
    other.take_choices({"on": 1, "by": None, "clear": "x"})
    assert other.choices() == {"on": False, "by": "last", "clear": False}
    other.take_choices(told)
    assert other.choices() == told == {"on": True, "by": "mark", "clear": True}


def test_errors_and_forgetting(box: ExitBox) -> None:
    box.show_errors("a", "b")
    assert (box.target.error(), box.stop.error()) == ("a", "b")
    box.on.click()
    box.target.set_text("1")
    box.forget()
    assert box.texts() == ("", "")
