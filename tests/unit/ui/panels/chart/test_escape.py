"""Tests for `ui/panels/chart/escape.py`."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.chart.escape import EscapeKeeper

pytestmark = pytest.mark.gui


def test_escape_is_the_shortcut_of_the_window_unless_there_is_something_to_end(qtbot: QtBot) -> None:
    window, field = QWidget(), QLineEdit()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    pressed: list[str] = []
    for key in ("Esc", "F5"):
        shortcut = QShortcut(QKeySequence(key), window)
        shortcut.activated.connect(lambda key=key: pressed.append(key))
    busy = [False]
    keeper = EscapeKeeper(field, lambda: busy[0])
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    field.setFocus()
    for busy[0] in (False, True, False):
        keeper.settle()
        QTest.keyClick(field, Qt.Key.Key_Escape)
        QTest.keyClick(field, Qt.Key.Key_F5)
    assert pressed == ["Esc", "F5", "F5", "Esc", "F5"]
