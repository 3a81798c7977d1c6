"""Tests for `ui/bridge/dialogs.py`."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.secret import Secret
from terminal_app.ui.bridge.dialogs import ask, ask_password, confirm, show_text
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def box(kind: type[QDialog]) -> QDialog | None:
    """The open box of a kind."""
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, kind) and widget.isVisible():
            return widget
    return None


def press(text: str) -> None:
    """Press a button of the open message box."""
    opened = box(QMessageBox)
    assert isinstance(opened, QMessageBox)
    button = next(button for button in opened.buttons() if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("button", "answer"), [("Close it", True), ("Cancel", False)])
def test_a_confirmation_is_a_future(window: QWidget, qt_run: QtRunner, button: str, answer: bool) -> None:
    async def story() -> bool:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(confirm(window, "Close", "<b>Close</b> everything?", "Close it"))
            opened = await eventually(lambda: box(QMessageBox))
            assert isinstance(opened, QMessageBox)
            assert opened.textFormat() is Qt.TextFormat.PlainText
            press(button)
        return asked.result()

    assert qt_run(story()) is answer


def test_escape_and_return_are_a_no(window: QWidget, qt_run: QtRunner) -> None:
    async def story(key: Qt.Key) -> bool:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(confirm(window, "Close", "Close?", "Close it"))
            opened = await eventually(lambda: box(QMessageBox))
            assert opened is not None
            QTest.keyClick(opened, key)
        return asked.result()

    assert qt_run(story(Qt.Key.Key_Escape)) is False
    assert qt_run(story(Qt.Key.Key_Return)) is False


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Return, "new"), (Qt.Key.Key_Escape, None)])
def test_a_line_of_text_can_be_asked_for(
    window: QWidget, qt_run: QtRunner, key: Qt.Key, answer: str | None
) -> None:
    async def story() -> str | None:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(ask(window, "Name", "New name", "old"))
            opened = await eventually(lambda: box(QInputDialog))
            assert opened is not None
            field = opened.findChild(QLineEdit)
            assert field is not None
            assert field.text() == "old"
            field.selectAll()
            QTest.keyClicks(field, "new")
            QTest.keyClick(field, key)
        return asked.result()

    assert qt_run(story()) == answer


def test_a_text_is_shown_without_waiting(window: QWidget, qtbot: QtBot) -> None:
    shown = show_text(window, "About", "One & two")
    qtbot.waitUntil(shown.isVisible)
    assert shown.text() == "One & two"
    press("Close")
    qtbot.waitUntil(lambda: box(QMessageBox) is None)


@pytest.mark.parametrize(
    ("key", "answer"), [(Qt.Key.Key_Return, Secret("my word")), (Qt.Key.Key_Escape, None)]
)
def test_a_password_can_be_asked_for_without_showing_it(
    window: QWidget, qt_run: QtRunner, key: Qt.Key, answer: Secret | None
) -> None:
    async def story() -> Secret | None:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(ask_password(window, "Encrypted file", "Password"))
            opened = await eventually(lambda: box(QInputDialog))
            assert opened is not None
            field = opened.findChild(QLineEdit)
            assert field is not None
            QTest.keyClicks(field, "my word")
            assert field.displayText() != "my word"
            QTest.keyClick(field, key)
        return asked.result()

    assert qt_run(story()) == answer
