"""Tests for `ui/widgets/filter_field.py`: with keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.filter_field import FilterField

pytestmark = pytest.mark.gui


def test_escape_empties_first_and_then_belongs_to_the_window(qtbot: QtBot) -> None:
    window, pressed = QWidget(), list[int]()
    qtbot.addWidget(window)
    field = FilterField("Filter", "Filter the items")
    QVBoxLayout(window).addWidget(field)
    QShortcut(QKeySequence("Esc"), window).activated.connect(lambda: pressed.append(1))
    window.show()
    window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "btc")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), pressed) == ("", [])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert pressed == [1]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down])
def test_return_and_down_go_on_to_the_rows(qtbot: QtBot, key: Qt.Key) -> None:
    field = FilterField("Filter", "Filter the items")
    qtbot.addWidget(field)
    assert field.accessibleName() == "Filter the items"
    with qtbot.waitSignal(field.left):
        QTest.keyClick(field, key)
