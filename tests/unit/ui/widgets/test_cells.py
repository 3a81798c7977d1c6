"""Tests for `ui/widgets/cells.py`: what is painted, looked at pixel by pixel."""

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone
from terminal_app.ui.theme import DARK
from terminal_app.ui.widgets.cells import CellDelegate

COLUMNS: tuple[Column[str], ...] = (
    Column("Left", lambda word: word, 80),
    Column("Right", lambda word: word, 80, Align.RIGHT, tone=lambda _: Tone.UP),
    Column("Two", lambda word: word, 80, below=lambda _: "second", below_tone=lambda _: Tone.DOWN),
    Column("Act", lambda word: word, 80, action=True),
    Column("Tag", lambda word: word, 80, tag=lambda _: "perp"),
    Column("Long tag", lambda word: word, 80, tag=lambda _: "post-only, reduce-only, and more"),
)
BOX = QRect(0, 0, 120, 40)


class Easel:
    """A delegate over a model of one row."""

    def __init__(self, qtbot: QtBot, word: str) -> None:
        self.model: RowsModel[str] = RowsModel(COLUMNS, str, DARK)
        self.model.show([word])
        view = QTableView()
        qtbot.addWidget(view)
        self.delegate = CellDelegate(DARK, view)

    def paint(self, column: int, state: QStyle.StateFlag = QStyle.StateFlag.State_None) -> QImage:
        """One cell on a black ground."""
        image = QImage(BOX.size(), QImage.Format.Format_RGB32)
        image.fill(QColor("black"))
        option = QStyleOptionViewItem()
        option.rect = BOX
        option.state = state
        painter = QPainter(image)
        self.delegate.paint(painter, option, self.model.index(0, column))
        painter.end()
        return image


def columns_with(image: QImage, colour: str) -> list[int]:
    """The pixel columns that hold a colour, or nearly: letters are drawn with soft edges."""
    wanted = QColor(colour)
    return [
        x
        for x in range(image.width())
        if any(_near(image.pixelColor(x, y), wanted) for y in range(image.height()))
    ]


def _near(one: QColor, other: QColor) -> bool:
    channels = (one.red() - other.red(), one.green() - other.green(), one.blue() - other.blue())
    return all(abs(difference) < 45 for difference in channels)


def inked(image: QImage) -> list[int]:
    """The pixel columns that hold anything."""
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y).lightness() > 40 for y in range(image.height()))
    ]


@pytest.fixture
def easel(qtbot: QtBot) -> Easel:
    return Easel(qtbot, "HHH")


def test_words_begin_at_the_left_and_numbers_end_at_the_right(easel: Easel) -> None:
    assert max(columns_with(easel.paint(0), DARK.text)) < 60
    assert min(columns_with(easel.paint(1), DARK.buy)) > 60


def test_a_selected_row_keeps_the_colours_of_its_tones(easel: Easel) -> None:
    image = easel.paint(1, QStyle.StateFlag.State_Selected)
    assert image.pixelColor(2, 2) == QColor(DARK.selection)
    assert columns_with(image, DARK.buy)


def test_the_row_under_the_mouse_is_lit(easel: Easel) -> None:
    easel.delegate.hover_row = 0
    assert easel.paint(0).pixelColor(2, 2) == QColor(DARK.raised)


def test_a_second_line_stands_below_in_its_own_tone(easel: Easel) -> None:
    image = easel.paint(2)
    upper = image.copy(0, 0, BOX.width(), BOX.height() // 2)
    lower = image.copy(0, BOX.height() // 2, BOX.width(), BOX.height() // 2)
    assert columns_with(upper, DARK.text)
    assert not columns_with(upper, DARK.sell)
    assert columns_with(lower, DARK.sell)


def test_a_button_turns_red_under_the_mouse(easel: Easel) -> None:
    assert not columns_with(easel.paint(3), DARK.sell)
    easel.delegate.hover_row, easel.delegate.hover_column = 0, 3
    assert columns_with(easel.paint(3), DARK.sell)


def test_an_empty_button_is_not_there(qtbot: QtBot) -> None:
    image = Easel(qtbot, "").paint(3)
    assert not inked(image)


def test_a_tag_follows_the_text_in_a_fainter_colour(easel: Easel) -> None:
    tagged, bare = easel.paint(4), easel.paint(0)
    end = max(inked(bare))
    assert min(x for x in inked(tagged) if x > end) >= end + 4
    tag = tagged.copy(end + 1, 0, BOX.width() - end - 1, BOX.height())
    assert not columns_with(tag, DARK.text)


@pytest.mark.parametrize(("letters", "tagged"), [(7, True), (11, False)])
def test_a_tag_gets_the_room_that_the_text_leaves(qtbot: QtBot, letters: int, *, tagged: bool) -> None:
    easel = Easel(qtbot, "H" * letters)
    end = max(inked(easel.paint(0)))
    behind = [x for x in inked(easel.paint(5)) if x > end + 4]
    assert bool(behind) is tagged
    assert max(inked(easel.paint(5))) < BOX.width()


def test_too_long_a_text_stays_inside_its_cell(qtbot: QtBot) -> None:
    easel = Easel(qtbot, "H" * 60)
    assert max(columns_with(easel.paint(0), DARK.text)) < BOX.width() - 8
    assert easel.delegate.sizeHint(QStyleOptionViewItem(), easel.model.index(0, 0)).width() > BOX.width()
