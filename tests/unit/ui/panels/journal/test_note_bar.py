"""Tests for `ui/panels/journal/note_bar.py`: with keys."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.journal.note_bar import NoteBar
from terminal_app.ui.panels.journal.trips import TripRow, Written
from tests.helpers.fake_journal import trip
from tests.helpers.terminal import type_into

pytestmark = pytest.mark.gui

FIRST = TripRow(trip(1), None, "Too early.", ("fomo",))
SECOND = TripRow(trip(2), None)


class Stage:
    """A bar in a window with another field; `wanted` is what it asked to have kept."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        self.elsewhere = QLineEdit()
        self.bar = NoteBar()
        column = QVBoxLayout(self.window)
        column.addWidget(self.elsewhere)
        column.addWidget(self.bar)
        self.wanted: list[tuple[str, str, object]] = []
        self.bar.wanted.connect(lambda *what: self.wanted.append(what))
        qtbot.addWidget(self.window)
        with qtbot.waitActive(self.window):
            self.window.show()
            self.window.activateWindow()


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_it_is_there_only_for_one_trip(stage: Stage) -> None:
    assert not stage.bar.isVisible()
    stage.bar.show_row(FIRST)
    assert stage.bar.isVisible()
    assert (stage.bar.note.text(), stage.bar.tags.text()) == ("Too early.", "fomo")
    assert stage.bar.what.text().startswith("BTCUSDT ▲ long ")
    stage.bar.show_row(None)
    assert not stage.bar.isVisible()
    assert stage.wanted == []


def test_return_keeps_what_is_typed_once_and_goes_back_to_the_rows(stage: Stage, qtbot: QtBot) -> None:
    stage.bar.show_row(FIRST)
    type_into(stage.bar.note, "Waited.")
    assert stage.bar.status.text() == "↵ saves"
    with qtbot.waitSignal(stage.bar.left):
        QTest.keyClick(stage.bar.note, Qt.Key.Key_Return)
    assert stage.bar.status.text() == "Saving…"
    stage.bar.on_saved("t1")
    assert stage.bar.status.text() == "Saved"
    stage.elsewhere.setFocus()
    assert stage.wanted == [("t1", "Waited.", ("fomo",))]


def test_leaving_the_field_keeps_it_too(stage: Stage) -> None:
    stage.bar.show_row(SECOND)
    type_into(stage.bar.tags, "late #breakout late")
    stage.elsewhere.setFocus()
    assert stage.wanted == [("t2", "", ("late", "breakout"))]


def test_another_trip_keeps_what_was_typed_about_the_first(stage: Stage) -> None:
    stage.bar.show_row(FIRST)
    type_into(stage.bar.note, "Waited.")
    stage.bar.show_row(SECOND)
    assert stage.wanted == [("t1", "Waited.", ("fomo",))]
    assert stage.bar.note.text() == ""


def test_escape_puts_back_what_was_there(stage: Stage) -> None:
    stage.bar.show_row(FIRST)
    type_into(stage.bar.note, "Nonsense")
    QTest.keyClick(stage.bar.note, Qt.Key.Key_Escape)
    stage.elsewhere.setFocus()
    assert stage.bar.note.text() == "Too early."
    assert stage.wanted == []


def test_what_could_not_be_saved_stays_and_is_tried_again(stage: Stage) -> None:
    stage.bar.show_row(FIRST)
    type_into(stage.bar.note, "Waited.")
    QTest.keyClick(stage.bar.note, Qt.Key.Key_Return)
    stage.bar.show_row(SECOND)
    stage.bar.on_failed(
        "t1", Written("Waited.", ("fomo",)), Written("Too early.", ("fomo",)), "The disk is full."
    )
    assert stage.bar.status.text() == ""
    stage.bar.show_row(FIRST)
    assert (stage.bar.note.text(), stage.bar.status.text()) == ("Waited.", "Not saved")
    assert stage.bar.status.toolTip() == "The disk is full."
    stage.bar.note.setFocus()
    QTest.keyClick(stage.bar.note, Qt.Key.Key_Return)
    assert stage.wanted == [("t1", "Waited.", ("fomo",))] * 2


def test_a_newer_reading_is_shown_but_never_over_what_is_being_typed_or_saved(stage: Stage) -> None:
    stage.bar.show_row(FIRST)
    newer = replace(FIRST, note="From another window.")
    stage.bar.show_row(newer)
    assert stage.bar.note.text() == "From another window."
    type_into(stage.bar.note, "Mine")
    stage.bar.show_row(FIRST)
    assert stage.bar.note.text() == "Mine"
    QTest.keyClick(stage.bar.note, Qt.Key.Key_Return)
    stage.bar.show_row(FIRST)  # read before it was written
    assert stage.bar.note.text() == "Mine"
    stage.bar.on_saved("t1")
    stage.bar.show_row(replace(FIRST, note="Mine"))
    assert (stage.bar.note.text(), stage.bar.status.text()) == ("Mine", "Saved")
