"""The number field: keys and wheel step it, text stays as typed, errors stand below."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.decimal_edit import DecimalEdit

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

pytestmark = pytest.mark.gui


@pytest.fixture
def edit(qtbot: QtBot) -> DecimalEdit:
    """A field with the step 0.5."""
    return shown(qtbot, lambda: Decimal("0.5"))


def shown(qtbot: QtBot, step: Callable[[], Decimal | None]) -> DecimalEdit:
    """A field in a window."""
    field = DecimalEdit("Price", step)
    qtbot.addWidget(field)
    field.show()
    return field


def wheel(target: QWidget, notches: int, modifier: Qt.KeyboardModifier = NONE) -> bool:
    """Turn the wheel over a widget; whether it took the turn."""
    event = QWheelEvent(
        QPointF(2, 2),
        QPointF(2, 2),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(target, event)
    return event.isAccepted()


@pytest.mark.parametrize(
    ("key", "modifier", "before", "after"),
    [
        (Qt.Key.Key_Up, NONE, "10", "10.5"),
        (Qt.Key.Key_Down, NONE, "10", "9.5"),
        (Qt.Key.Key_Up, SHIFT, "10", "15.0"),
        (Qt.Key.Key_Up, CONTROL, "10", "60.0"),
        (Qt.Key.Key_Up, NONE, "10.3", "10.5"),
        (Qt.Key.Key_Down, NONE, "10.3", "10.0"),
        (Qt.Key.Key_Down, CONTROL, "10", "0"),
        (Qt.Key.Key_Up, NONE, "", "0.5"),
        (Qt.Key.Key_Up, NONE, "1 000,5", "1001.0"),
        (Qt.Key.Key_Up, NONE, "1,234", "1,234"),
        (Qt.Key.Key_Up, ALT, "10", "10"),
    ],
)
def test_arrow_keys(
    edit: DecimalEdit, key: Qt.Key, modifier: Qt.KeyboardModifier, before: str, after: str
) -> None:
    edit.set_text(before)
    QTest.keyClick(edit.line, key, modifier)
    assert edit.text() == after


def test_without_a_step_arrow_keys_do_nothing(qtbot: QtBot) -> None:
    edit = shown(qtbot, lambda: None)
    edit.set_text("10")
    QTest.keyClick(edit.line, Qt.Key.Key_Up)
    assert edit.text() == "10"


def test_typing_is_heard_and_kept(qtbot: QtBot, edit: DecimalEdit) -> None:
    with qtbot.waitSignal(edit.changed):
        QTest.keyClicks(edit.line, "0,25*3")
    assert edit.text() == "0,25*3"


def test_the_wheel_turns_only_the_field_with_the_focus(qtbot: QtBot, edit: DecimalEdit) -> None:
    edit.set_text("10")
    edit.line.clearFocus()
    assert not wheel(edit.line, 1)
    assert edit.text() == "10"
    edit.activateWindow()
    edit.setFocus()
    qtbot.waitUntil(edit.line.hasFocus)
    assert wheel(edit.line, 1)
    assert edit.text() == "10.5"
    wheel(edit.line, -1, SHIFT)
    assert edit.text() == "5.5"


def test_an_error_stands_below_the_field(edit: DecimalEdit) -> None:
    edit.show_error("Too small.")
    edit.show_error("Too small.")
    assert edit.error() == "Too small."
    assert edit.line.property("state") == "error"
    edit.show_error("")
    assert edit.error() == ""
    assert edit.line.property("state") == ""


def test_it_has_a_name(edit: DecimalEdit) -> None:
    assert edit.line.accessibleName() == "Price"
