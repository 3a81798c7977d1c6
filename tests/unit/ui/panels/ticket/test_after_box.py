"""The consequences as a box that can be put away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.ticket.after_box import ROWS, AfterBox
from terminal_app.ui.panels.ticket.draft import Line

pytestmark = pytest.mark.gui

LINES = [Line("Average fill", "64 000.0"), Line("At stop-loss", "too late", warning=True)]


@pytest.fixture
def box(qtbot: QtBot) -> AfterBox:
    made = AfterBox()
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    return made


def test_put_away_it_says_what_matters_most(box: AfterBox) -> None:
    box.show_lines(LINES, "liq. 58 000.0")
    assert (box.is_open, box.short.text()) == (False, "liq. 58 000.0")
    assert box.short.property("state") == "warning"
    QTest.mouseClick(box.head, Qt.MouseButton.LeftButton)
    box.show_lines(LINES[:1], "liq. 58 000.0")
    assert (box.is_open, box.short.text()) == (True, "")
    assert box.text() == "Average fill: 64 000.0"
    assert box.head.accessibleName() == "Consequences, shown"


def test_its_height_does_not_change_with_its_lines(qtbot: QtBot, box: AfterBox) -> None:
    box.open(wanted=True)
    box.show_lines([], "")
    qtbot.waitUntil(lambda: box.sizeHint().height() > box.room())
    empty = box.sizeHint().height()
    box.show_lines(LINES, "")
    assert box.sizeHint().height() == empty


def test_more_lines_than_usual_find_room(box: AfterBox) -> None:
    box.open(wanted=True)
    box.show_lines([Line(f"Order {number}", "x") for number in range(ROWS + 5)], "")
    assert box.text().endswith(f"Order {ROWS + 4}: x")
    box.show_lines(LINES, "")
    assert box.text() == "Average fill: 64 000.0\nAt stop-loss: too late"


def test_only_the_person_makes_a_choice(qtbot: QtBot, box: AfterBox) -> None:
    with qtbot.assertNotEmitted(box.chosen):
        box.open(wanted=True)
    with qtbot.waitSignal(box.chosen):
        QTest.mouseClick(box.head, Qt.MouseButton.LeftButton)
