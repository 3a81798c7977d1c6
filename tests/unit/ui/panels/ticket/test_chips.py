"""Size buttons that can be given other sizes."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.number_input import NotANumberError
from terminal_app.ui.panels.ticket.chips import USUAL_CHIPS, SizeChip, chip_text, chips_from_saved

LEFT = Qt.MouseButton.LeftButton


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("10%", "10%"),
        ("33,5 %", "33.5%"),
        ("0,05", "0.05"),
        ("2k", "2000"),
        ("0.50", "0.5"),
        ("100%", "100%"),
    ],
)
def test_what_a_button_can_hold(typed: str, text: str) -> None:
    assert chip_text(typed) == text
    assert chip_text(text) == text


@pytest.mark.parametrize("typed", ["", "x", "0", "0%", "101%", "1,234", "0.123456789"])
def test_what_it_cannot_hold(typed: str) -> None:
    with pytest.raises(NotANumberError):
        chip_text(typed)


@pytest.mark.parametrize(
    ("saved", "texts"),
    [
        (["5%", "0.1", "75%", "99%"], ("5%", "0.1", "75%", "99%")),
        (["5%", "nonsense", 7, "200%", "more"], ("5%", "50%", "75%", "100%")),
        (["1%"], ("1%", "50%", "75%", "100%")),
        (None, USUAL_CHIPS),
    ],
)
def test_what_was_kept_comes_back(saved: object, texts: tuple[str, ...]) -> None:
    assert chips_from_saved(saved) == texts


class Stage:
    """A button on the screen, and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.chip = SizeChip("25%")
        self.picked: list[str] = []
        self.edits = 0
        self.chip.picked.connect(self.picked.append)
        self.chip.edited.connect(self._on_edited)
        qtbot.addWidget(self.chip)
        self.chip.resize(70, 20)
        self.chip.show()
        self.chip.activateWindow()

    def type(self, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
        """Type into the open field and answer."""
        self.chip.editor.selectAll()
        QTest.keyClicks(self.chip.editor, text)
        QTest.keyClick(self.chip.editor, key)

    def _on_edited(self) -> None:
        self.edits += 1


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.gui
def test_a_press_picks_what_it_holds(stage: Stage) -> None:
    QTest.mouseClick(stage.chip, LEFT)
    assert stage.picked == ["25%"]


@pytest.mark.gui
def test_a_double_click_changes_it(stage: Stage) -> None:
    QTest.mouseDClick(stage.chip, LEFT)
    assert stage.chip.editor.isVisible()
    assert stage.chip.editor.size() == stage.chip.size()
    stage.type("0,05")
    assert (stage.chip.text(), stage.edits, stage.chip.editor.isVisible()) == ("0.05", 1, False)
    assert not stage.chip.is_share


@pytest.mark.gui
def test_escape_and_going_elsewhere_leave_it(stage: Stage) -> None:
    QTest.keyClick(stage.chip, Qt.Key.Key_F2)
    stage.type("10%", Qt.Key.Key_Escape)
    assert (stage.chip.text(), stage.chip.editor.isVisible()) == ("25%", False)
    stage.chip.edit()
    stage.chip.setFocus()
    stage.chip.editor.left.emit()
    assert (stage.chip.text(), stage.edits) == ("25%", 0)


@pytest.mark.gui
def test_nonsense_is_said_and_not_taken(stage: Stage) -> None:
    stage.chip.edit()
    stage.type("200%")
    assert stage.chip.editor.isVisible()
    assert stage.chip.editor.toolTip() == "There is no more than 100 %."
    stage.type("100%")
    assert stage.chip.text() == "100%"


@pytest.mark.gui
def test_the_menu_changes_it_and_brings_the_usual_back(stage: Stage) -> None:
    change, back = stage.chip.make_menu().actions()
    assert (back.text(), back.isEnabled()) == ("Back to 25%", False)
    change.trigger()
    stage.type("10%")
    back = stage.chip.make_menu().actions()[1]
    assert back.isEnabled()
    back.trigger()
    assert (stage.chip.text(), stage.edits) == ("25%", 2)
