"""The measure for cut texts finds what is cut and nothing else."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK
from tests.helpers.clipping import clipped

LONG = "0.000004379"


def combo(parent: QWidget) -> QWidget:
    box = QComboBox(parent)
    box.addItem(LONG)
    return box


def field(parent: QWidget) -> QWidget:
    return QLineEdit(LONG, parent)


MAKERS: list[Callable[[QWidget], QWidget]] = [
    lambda parent: QLabel(LONG, parent),
    lambda parent: QPushButton(LONG, parent),
    lambda parent: QCheckBox(LONG, parent),
    combo,
    field,
]


class Painter(QWidget):
    """A view that paints one text in a box of a width."""

    def __init__(self, parent: QWidget, width: int) -> None:
        super().__init__(parent)
        self._box = QRect(0, 0, width, 20)

    def painted_texts(self) -> list[tuple[QRect, str, QFont]]:
        """Its one text."""
        return [(self._box, LONG, self.font())]


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    apply_theme(qapp, DARK)
    made = QWidget()
    made.resize(600, 300)
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize("make", MAKERS)
def test_a_text_with_room_is_no_problem_and_one_without_is(
    make: Callable[[QWidget], QWidget], window: QWidget
) -> None:
    widget = make(window)
    widget.setGeometry(10, 10, 200, 40)
    window.show()
    assert clipped(window) == []
    widget.setGeometry(10, 10, 60, 40)
    (problem,) = clipped(window)
    assert LONG in problem


def test_a_label_that_is_too_low_is_found(window: QWidget) -> None:
    label = QLabel("a sentence that needs several lines in a place as narrow as this", window)
    label.setWordWrap(True)
    label.setGeometry(0, 0, 100, 30)
    window.show()
    assert "of height" in clipped(window)[0]


def test_texts_over_each_other_are_found(window: QWidget) -> None:
    QLabel("one", window).setGeometry(0, 0, 80, 20)
    QLabel("other", window).setGeometry(70, 0, 80, 20)
    window.show()
    assert "lies over" in clipped(window)[0]


def test_a_text_that_its_place_cuts_off_is_found(window: QWidget) -> None:
    place = QWidget(window)
    place.setGeometry(0, 0, 50, 40)
    QLabel(LONG, place).setGeometry(0, 0, 200, 20)
    window.show()
    assert "cut off by what it stands in" in clipped(window)[0]


def test_painted_texts_are_measured(window: QWidget) -> None:
    Painter(window, 200)
    narrow = Painter(window, 40)
    window.show()
    assert len(clipped(window)) == 1
    narrow.hide()
    assert clipped(window) == []
