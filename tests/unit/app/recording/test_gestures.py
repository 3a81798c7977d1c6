"""Clicks and keys in a recording, and never what was typed into a line of text."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.app.recording.gestures import Gestures
from terminal_app.ui.keys.fields import SecretEdit
from terminal_app.ui.widgets.decimal_edit import DecimalEdit
from tests.helpers.secret_scan import KEY, SECRET, hits

pytestmark = pytest.mark.gui


class Page(QWidget):
    """A window with every kind of field."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.button = QPushButton("Buy")
        self.button.setObjectName("buy")
        self.amount = DecimalEdit("Size", lambda: Decimal("0.01"))
        self.line, self.secret = QLineEdit(), SecretEdit()
        column = QVBoxLayout(self)
        for part in (self.button, self.amount, self.line, self.secret):
            column.addWidget(part)


def test_gestures_are_noted_and_texts_are_not(qtbot: QtBot) -> None:
    noted: list[bytes] = []
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    page = Page()
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    gestures = Gestures(application, noted.append)
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.amount.line, "1.5")
    QTest.keyClicks(page.line, KEY)
    QTest.keyClicks(page.secret, SECRET)
    QTest.keyClick(page.line, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(page.line, Qt.Key.Key_Escape)
    gestures.close()
    QTest.mouseClick(page.button, Qt.MouseButton.LeftButton)

    rows = [json.loads(body) for body in noted]
    presses = [row for row in rows if "press" in row]
    assert [(row["press"], row["on"]) for row in presses] == [("LeftButton", "Page#page/QPushButton#buy")]
    assert [row.get("label") for row in rows[:2]] == ["Buy", "Size"]
    keys = [row["key"] for row in rows if "key" in row]
    assert keys[:3] == ["1", ".", "5"]
    assert keys[3 : 3 + len(KEY) + len(SECRET)] == ["a character"] * (len(KEY) + len(SECRET))
    assert keys[-2:] == ["Ctrl+K", "Esc"]
    assert hits(b"\n".join(noted)) == []
