"""Field, unit, slider and buttons of the size: one text behind them all."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.ticket.form import SizeUnit
from terminal_app.ui.panels.ticket.size_box import SizeBox
from tests.helpers.examples import PERP

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def box(qtbot: QtBot) -> SizeBox:
    made = SizeBox()
    qtbot.addWidget(made)
    made.show_instrument(PERP)
    made.show()
    return made


def test_the_slider_types_a_percentage(box: SizeBox) -> None:
    QTest.keyClick(box.slider, Qt.Key.Key_PageUp)
    assert box.text() == "25%"
    QTest.keyClick(box.slider, Qt.Key.Key_Home)
    assert box.text() == ""


def test_a_button_types_what_it_holds_and_counts_it_right(box: SizeBox) -> None:
    box.take_held(["10%", "0.05", "75%", "100%"])
    box.set_unit(SizeUnit.QUOTE)
    QTest.mouseClick(box.chips[0], LEFT)
    assert (box.text(), box.counted) == ("10%", SizeUnit.QUOTE)
    QTest.mouseClick(box.chips[1], LEFT)
    assert (box.text(), box.counted) == ("0.05", SizeUnit.BASE)
    assert box.held() == ["10%", "0.05", "75%", "100%"]


def test_the_button_that_holds_the_text_is_lit(box: SizeBox) -> None:
    box.take_held(["10%", "0.05", "75%", "100%"])
    lit = []
    for unit, text in (
        (SizeUnit.BASE, "10%"),
        (SizeUnit.PERCENT, "10"),
        (SizeUnit.BASE, "0.05"),
        (SizeUnit.QUOTE, "0.05"),
        (SizeUnit.BASE, "10"),
    ):
        box.set_unit(unit)
        box.set_text(text)
        box.show_share(0)
        lit.append([chip.isChecked() for chip in box.chips].index(True) if any_lit(box) else None)
    assert lit == [0, 0, 1, None, None]


def any_lit(box: SizeBox) -> bool:
    """Whether a button is lit."""
    return any(chip.isChecked() for chip in box.chips)


def test_a_button_pressed_twice_stays_lit(box: SizeBox) -> None:
    box.changed.connect(lambda: box.show_share(25))
    for _ in range(2):
        QTest.mouseClick(box.chips[0], LEFT)
    assert box.chips[0].isChecked()
    assert box.text() == "25%"


@pytest.mark.parametrize(
    ("text", "key", "keys", "stepped"),
    [
        ("25%", Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, "26%"),
        ("25%", Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier, "15%"),
        ("25%", Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, "100%"),
        ("0.5", Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier, "0.5100"),
        ("0.00015", Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier, "0.0001"),
    ],
)
def test_arrow_keys_step(
    box: SizeBox, text: str, key: Qt.Key, keys: Qt.KeyboardModifier, stepped: str
) -> None:
    box.set_text(text)
    QTest.keyClick(box.edit.line, key, keys)
    assert box.text() == stepped


def test_buttons_and_unit_are_choices(qtbot: QtBot, box: SizeBox) -> None:
    with qtbot.waitSignal(box.chosen):
        box.unit.click()
    with qtbot.waitSignal(box.chosen):
        box.chips[2].hold("0.3")
    assert box.chips[2].accessibleName() == "Size: 0.3 BTC"
    box.name_whole("the position")
    assert box.chips[0].accessibleName() == "Size: 25% of the position"
