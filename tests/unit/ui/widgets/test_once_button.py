"""A button for what must not happen twice."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.once_button import OnceButton
from tests.helpers import mouse

pytestmark = pytest.mark.gui
NO_KEY = Qt.KeyboardModifier.NoModifier


def shown(qtbot: QtBot) -> tuple[OnceButton, list[bool]]:
    button = OnceButton("Close", "Close the position at market")
    qtbot.addWidget(button)
    with qtbot.waitExposed(button):
        button.show()
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    return button, clicks


def test_a_double_click_is_one(qtbot: QtBot) -> None:
    button, clicks = shown(qtbot)
    mouse.double_click(button, button.rect().center())
    assert len(clicks) == 1


def test_a_held_key_is_one(qtbot: QtBot) -> None:
    button, clicks = shown(qtbot)
    for _ in range(10):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Space, NO_KEY, " ", True, 1)
        QApplication.sendEvent(button, held)
    assert not button.isDown()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(clicks) == 1


def test_it_says_why_it_cannot_be_pressed(qtbot: QtBot) -> None:
    button, clicks = shown(qtbot)
    button.allow("No position here <yet>.")
    mouse.click(button, button.rect().center())
    assert clicks == []
    assert button.toolTip() == "<span>No position here &lt;yet&gt;.</span>"
    assert button.accessibleDescription() == "No position here <yet>."
    button.allow(tip="Close long 0.02 at market")
    assert (button.isEnabled(), button.toolTip()) == (True, "Close long 0.02 at market")
    button.allow()
    assert button.toolTip() == "Close the position at market"
