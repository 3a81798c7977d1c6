"""Alt and a letter belong to the chart while it has the keyboard, and to the menus at any other time."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.chart.drawings.keys import tool_of
from terminal_app.ui.panels.chart.drawings.values import TOOL_LETTERS, Tool
from tests.helpers.chart_stage import ChartStage

ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def pressed(key: Qt.Key, keys: Qt.KeyboardModifier) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, keys)


def test_every_tool_has_a_letter_of_its_own() -> None:
    assert len(set(TOOL_LETTERS.values())) == len(Tool) == len(TOOL_LETTERS)


def test_only_alt_and_the_letter_take_a_tool() -> None:
    assert tool_of(pressed(Qt.Key.Key_V, ALT)) is Tool.VERTICAL
    assert tool_of(pressed(Qt.Key.Key_V, NONE)) is None
    assert tool_of(pressed(Qt.Key.Key_V, ALT | Qt.KeyboardModifier.ControlModifier)) is None
    assert tool_of(pressed(Qt.Key.Key_A, ALT)) is None
    assert tool_of(pressed(Qt.Key.Key_Left, ALT)) is None


@pytest.mark.gui
def test_a_letter_of_a_menu_takes_a_tool_on_the_chart_and_opens_the_menu_elsewhere(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    window, inside = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    view = window.menuBar().addMenu("&View")
    view.addAction("Something")
    column = QVBoxLayout(inside)
    field = QLineEdit()
    column.addWidget(field)
    column.addWidget(stage.panel)
    window.setCentralWidget(inside)
    window.resize(900, 600)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    stage.canvas.setFocus()
    qtbot.waitUntil(stage.canvas.hasFocus)
    QTest.keyClick(stage.canvas, Qt.Key.Key_V, ALT)
    assert stage.panel.drawings.hand.tool is Tool.VERTICAL
    assert not view.isVisible()
    field.setFocus()
    with qtbot.waitSignal(view.aboutToShow):
        QTest.keyClick(field, Qt.Key.Key_V, ALT)
    view.close()
    # Two owners would delete it.
    stage.panel.setParent(None)
