"""Tests for `ui/actions.py`."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from terminal_app.ui.actions import ActionSpec, fill_menus


def test_menus_and_shortcuts_come_from_the_table(qtbot: QtBot) -> None:
    ran: list[str] = []
    window = QMainWindow()
    qtbot.addWidget(window)
    table = (
        ActionSpec("&File", "&Quit", lambda: ran.append("quit"), ("Ctrl+Q",)),
        ActionSpec("&View", "&Big", lambda: ran.append("big"), ("F11",)),
        ActionSpec("&View", "&Reset", lambda: ran.append("reset"), separated=True),
    )
    menus = fill_menus(window.menuBar(), window, table)
    assert list(menus) == ["File", "View"]
    assert [action.isSeparator() for action in menus["View"].actions()] == [False, True, False]
    assert not any(action.autoRepeat() for menu in menus.values() for action in menu.actions()[:1])

    window.setCentralWidget(QLineEdit())
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_F11)
    menus["View"].actions()[2].trigger()
    qtbot.waitUntil(lambda: ran == ["big", "reset"])


def test_a_switch_shows_its_state(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    ran: list[str] = []
    table = (ActionSpec("&View", "&Lock", lambda: ran.append("lock"), checked=True),)
    (action,) = fill_menus(window.menuBar(), window, table)["View"].actions()
    assert action.isChecked()
    action.trigger()
    assert not action.isChecked()
    assert ran == ["lock"]
