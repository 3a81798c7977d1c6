"""Scrolling the picture gives what painting it afresh gives."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.core.orders import Side
from terminal_app.ui.panels.tape.list_view import HEADER_PX, ROW_PX, TapeList
from terminal_app.ui.panels.tape.state import TapeRow
from terminal_app.ui.theme import DARK
from tests.helpers.painting import painted_by

pytestmark = pytest.mark.gui


def row(number: int) -> TapeRow:
    side = Side.BUY if number % 2 else Side.SELL
    return TapeRow("12:00:00", f"{number}.0", "1.0000", "▲" if number % 2 else "▼", side)


def rows(newest: int, count: int) -> tuple[TapeRow, ...]:
    return tuple(row(number) for number in range(newest, newest - count, -1))


def shown(qtbot: QtBot) -> TapeList:
    tape = TapeList(DARK)
    qtbot.addWidget(tape)
    tape.resize(240, HEADER_PX + 10 * ROW_PX + 7)
    with qtbot.waitExposed(tape):
        tape.show()
    return tape


@pytest.mark.parametrize("new", [0, 1, 3, 10, 11, 40])
def test_new_rows_push_the_others_down(qtbot: QtBot, new: int) -> None:
    tape = shown(qtbot)
    tape.show_rows(rows(100, tape.capacity))
    tape.repaint()
    tape.show_rows(rows(100 + new, tape.capacity))
    screen = tape.screen().grabWindow(tape.winId()).toImage()
    scrolled = tape.grab().toImage()
    tape.update()
    assert scrolled == tape.grab().toImage()
    assert not screen.isNull()


def test_a_cut_row_counts_as_one_that_fits(qtbot: QtBot) -> None:
    assert shown(qtbot).capacity == 11


def test_a_sentence_stands_where_rows_would_be(qtbot: QtBot) -> None:
    tape = shown(qtbot)
    blank = tape.grab().toImage()
    tape.show_sentence("Waiting for trades of BTCUSDT…")
    told = tape.grab().toImage()
    assert told != blank
    tape.show_rows(rows(3, 3))
    tape.show_sentence("")
    without = tape.grab().toImage()
    tape.show_sentence("Waiting for trades of BTCUSDT…")
    assert tape.grab().toImage() == without


def test_buys_and_sells_have_their_colours(qtbot: QtBot) -> None:
    tape = shown(qtbot)
    tape.show_rows(rows(4, 4))
    image = tape.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
    assert {DARK.buy.lower(), DARK.sell.lower()} <= colours


def test_a_growing_top_row_is_painted_with_the_new_ones(qtbot: QtBot) -> None:
    tape = shown(qtbot)
    tape.show_rows(rows(100, tape.capacity))
    grown = replace(row(100), size="9.0000", count=2)
    whole = (row(102), row(101), grown, *rows(99, tape.capacity - 3))
    painted = painted_by(qtbot, tape, lambda: tape.show_rows(whole))
    assert painted.boundingRect().height() == 3 * ROW_PX
    scrolled = tape.grab().toImage()
    tape.update()
    assert scrolled == tape.grab().toImage()


def test_other_colours(qtbot: QtBot) -> None:
    tape = shown(qtbot)
    tape.show_rows(rows(4, 4))
    before = tape.grab().toImage()
    tape.apply_theme(replace(DARK, buy="#0000ff"))
    assert tape.grab().toImage() != before
