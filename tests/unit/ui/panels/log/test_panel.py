"""Tests for `ui/panels/log/panel.py`."""

from collections import deque
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.ui.panels.log.line import LogLine
from terminal_app.ui.panels.log.panel import LogPanel
from terminal_app.ui.theme import DARK
from tests.helpers.ui_desk import batch


def texts(panel: LogPanel) -> list[str]:
    """The lines shown."""
    return [line.text for line in panel.model.rows()]


def test_lines_come_and_old_ones_go(qtbot: QtBot) -> None:
    lines: deque[LogLine] = deque(maxlen=2)
    panel = LogPanel(lines, DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.LOG))
    assert panel.table.empty_text.startswith("Nothing to report")
    for number in range(3):
        lines.append(LogLine(number, "INFO", f"line {number}"))
    panel.show_frame(batch(Kind.ORDERS))
    assert texts(panel) == []
    panel.show_frame(batch(Kind.LOG))
    assert texts(panel) == ["line 2", "line 1"]
    lines.append(LogLine(9, "INFO", "line 9"))
    panel.table.select(0)
    panel.show_frame(batch(Kind.LOG))
    assert texts(panel) == ["line 9", "line 2"]
    assert [line.text for line in panel.table.selected()] == ["line 2"]


def test_a_level_and_words_can_be_picked(qtbot: QtBot) -> None:
    lines = [LogLine(1, "INFO", "connected"), LogLine(2, "ERROR", "refused")]
    panel = LogPanel(lines, DARK)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_frame(batch(Kind.LOG))
    QTest.mouseClick(panel.levels.button(2), Qt.MouseButton.LeftButton)
    assert texts(panel) == ["refused"]
    QTest.keyClicks(panel.words, "conn")
    assert texts(panel) == []
    assert panel.table.empty_text.startswith("No line of the log matches the filter.")
    QTest.mouseClick(panel.levels.button(0), Qt.MouseButton.LeftButton)
    assert texts(panel) == ["connected"]


def test_what_is_on_show_can_be_copied_and_saved(qtbot: QtBot, tmp_path: Path) -> None:
    lines = [LogLine(1, "INFO", "first"), LogLine(2, "ERROR", "second")]
    panel = LogPanel(lines, DARK)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_frame(batch(Kind.LOG))
    QTest.mouseClick(panel.copy, Qt.MouseButton.LeftButton)
    assert [line.split(" ", 2)[2] for line in QGuiApplication.clipboard().text().splitlines()] == [
        "first",
        "second",
    ]
    QTest.mouseClick(panel.levels.button(2), Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.export, Qt.MouseButton.LeftButton)
    (dialog,) = panel.findChildren(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "log.txt"))
    dialog.reject()
    assert (tmp_path / "log.txt").read_text("utf-8").endswith("ERROR second\n")


def test_the_level_is_remembered(qtbot: QtBot) -> None:
    panel = LogPanel([LogLine(1, "INFO", "first")], DARK)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.changed_choice):
        QTest.mouseClick(panel.levels.button(1), Qt.MouseButton.LeftButton)
    other = LogPanel([LogLine(1, "INFO", "first")], DARK)
    qtbot.addWidget(other)
    other.recall(panel.remember())
    assert other.levels.button(1).isChecked()
    assert texts(other) == []


def test_the_words_are_remembered_and_escape_empties_them(qtbot: QtBot) -> None:
    lines = [LogLine(1, "INFO", "first"), LogLine(2, "INFO", "second")]
    panel, other = LogPanel(lines, DARK), LogPanel(lines, DARK)
    for made in (panel, other):
        qtbot.addWidget(made)
    with qtbot.waitSignal(panel.changed_choice):
        QTest.keyClicks(panel.words, "fir")
    other.recall(panel.remember())
    assert (texts(other), other.hidden.text()) == (["first"], "1 of 2 shown")
    QTest.keyClick(other.words, Qt.Key.Key_Escape)
    assert (texts(other), other.hidden.text()) == (["second", "first"], "")
    QTest.keyClicks(other.words, "sec")
    QTest.keyClick(other.table, Qt.Key.Key_Escape)
    assert other.words.text() == ""
