"""The send button by itself: one press, one click."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.core.orders import Side
from terminal_app.ui.panels.ticket.send_button import SendButton

pytestmark = pytest.mark.gui


@pytest.mark.parametrize("side", Side)
def test_it_looks_like_its_side(qtbot: QtBot, side: Side) -> None:
    button = SendButton(side)
    qtbot.addWidget(button)
    assert button.property("role") == side.value
    assert not button.autoDefault()


def test_a_double_click_and_repeats_are_one_click(qtbot: QtBot) -> None:
    button = SendButton(Side.BUY)
    qtbot.addWidget(button)
    button.show()
    clicks: list[bool] = []
    button.clicked.connect(lambda: clicks.append(True))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    for _ in range(9):
        repeat = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
        )
        QApplication.sendEvent(button, repeat)
    assert len(clicks) == 1
