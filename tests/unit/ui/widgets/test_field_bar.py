"""Tests for `ui/widgets/field_bar.py`: with keys."""

from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.instrument import Instrument
from terminal_app.ui.widgets.field_bar import FieldBar, FieldSpec, Judged
from tests.helpers.ui_samples import BTC_PERP, RULES

pytestmark = pytest.mark.gui


@dataclass(frozen=True)
class Row:
    """A row whose number must be the one it wants."""

    wants: str
    instrument: Instrument | None = RULES[BTC_PERP]


class Bar(FieldBar[Row, str]):
    """Two fields; the second one is not of every row."""

    def __init__(self) -> None:
        specs = [FieldSpec(name, name, lambda rules: rules.tick) for name in ("Price", "Other")]
        super().__init__(specs, "Set", "Set it", "Leave it")
        self.told: list[tuple[Row, str]] = []

    def judged(self, row: Row) -> Judged[str]:
        """Only the right number will do."""
        typed = self.fields[0].text()
        if not typed:
            return Judged(whole="Type something.")
        if typed == row.wants:
            return Judged(typed, whole="Something moves along.")
        return Judged(wrong=("Not that one.", ""))

    def confirmed(self, row: Row, wanted: str) -> None:
        """Remember it."""
        self.told.append((row, wanted))


@pytest.fixture
def bar(qtbot: QtBot) -> Bar:
    made = Bar()
    qtbot.addWidget(made)
    made.begin(Row("5"), "A row", ("", None), made.fields[0])
    return made


def test_it_is_hidden_until_it_begins_and_shows_only_the_fields_of_the_row(qtbot: QtBot, bar: Bar) -> None:
    other = Bar()
    qtbot.addWidget(other)
    assert other.isHidden()
    assert (bar.isVisible(), bar.what.text()) == (True, "A row")
    assert [field.isVisible() for field in bar.fields] == [True, False]
    assert (bar.error.text(), bar.error.property("state")) == ("Type something.", "soft")


def test_only_what_is_right_is_confirmed_and_once(bar: Bar) -> None:
    line = bar.fields[0].line
    QTest.keyClicks(line, "4")
    assert (bar.error.text(), bar.error.property("state")) == ("Not that one.", "warning")
    assert line.property("state") == "error"
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (bar.told, bar.confirm.isEnabled()) == ([], False)
    bar.fields[0].set_text("5")
    assert (bar.error.text(), line.property("state")) == ("Something moves along.", "")
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (bar.told, bar.isVisible()) == ([(Row("5"), "5")], False)


def test_the_newest_state_of_the_row_judges_what_is_typed(bar: Bar) -> None:
    bar.fields[0].set_text("5")
    assert bar.confirm.isEnabled()
    bar.take(Row("6"))
    assert not bar.confirm.isEnabled()


def test_arrow_keys_step_by_the_rules_of_the_row(bar: Bar) -> None:
    bar.fields[0].set_text("5")
    QTest.keyClick(bar.fields[0].line, Qt.Key.Key_Up)
    assert bar.fields[0].text() == "5.1"


def test_escape_leaves_everything_as_it_is(bar: Bar) -> None:
    bar.fields[0].set_text("5")
    QTest.keyClick(bar.fields[0].line, Qt.Key.Key_Escape)
    assert (bar.isVisible(), bar.row, bar.told) == (False, None, [])
    bar.on_confirm()
    assert bar.told == []
