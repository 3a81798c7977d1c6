"""The five chips: they fit, they say themselves, and one of them is worked with."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.ladder.size_bar import SizeBar
from terminal_app.ui.panels.ladder.sizes import Sizes
from tests.helpers.clipping import clipped
from tests.helpers.examples import PERP

pytestmark = pytest.mark.gui
SMALL = Sizes(tuple(Decimal(text) for text in ("0.0007", "0.0010", "0.0030", "0.0070", "0.0100")), 1)
LARGE = Sizes(tuple(Decimal(text) * 1_000_000 for text in ("1", "2", "3", "4", "5")), 4)


@pytest.fixture
def bar(qtbot: QtBot) -> SizeBar:
    made = SizeBar()
    qtbot.addWidget(made)
    made.resize(244, 60)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_without_sizes_nothing_can_be_picked(bar: SizeBar) -> None:
    bar.show_sizes(None, None)
    assert [chip.text() for chip in bar.chips] == ["—"] * 5
    assert not any(chip.isEnabled() for chip in bar.chips)
    bar.open_editor(0)
    assert not bar.editor.isVisible()


@pytest.mark.parametrize("sizes", [SMALL, LARGE])
def test_every_size_has_its_room(bar: SizeBar, sizes: Sizes, qtbot: QtBot) -> None:
    bar.show_sizes(PERP, sizes)
    qtbot.waitUntil(lambda: clipped(bar) == [])
    # How many rows long sizes need depends on the font.
    qtbot.waitUntil(lambda: (len({chip.y() for chip in bar.chips}) == 1) is (sizes is SMALL))
    assert [chip.isChecked() for chip in bar.chips].index(True) == sizes.picked


def test_a_chip_that_is_pressed_stays_pressed_until_it_is_told(bar: SizeBar, qtbot: QtBot) -> None:
    bar.show_sizes(PERP, SMALL)
    with qtbot.waitSignal(bar.picked) as signal:
        QTest.mouseClick(bar.chips[3], Qt.MouseButton.LeftButton)
    assert signal.args == [3]
    bar.show_sizes(PERP, SMALL.pick(3))
    assert [chip.isChecked() for chip in bar.chips] == [False, False, False, True, False]


def test_f2_edits_the_chip_with_the_keyboard(bar: SizeBar) -> None:
    bar.show_sizes(PERP, SMALL)
    QTest.keyClick(bar.chips[2], Qt.Key.Key_F2)
    assert bar.editor.edit.text() == "0.0030"
    assert bar.chips[2].accessibleName() == "Working size 3: 0.0030"
