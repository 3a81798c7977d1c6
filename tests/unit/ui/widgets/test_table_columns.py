"""Tests for `ui/widgets/table_columns.py`: with mouse and keys."""

import json
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from terminal_app.ui.bridge.rows import Column, RowsModel
from terminal_app.ui.theme import DARK
from terminal_app.ui.widgets.table import RowTable

pytestmark = pytest.mark.gui


@dataclass(frozen=True)
class Item:
    """A row."""

    name: str
    size: int


def columns() -> tuple[Column[Item], ...]:
    return (
        Column("Name", lambda item: item.name, 120, sort=lambda item: item.name, fixed=True),
        Column("Size", lambda item: str(item.size), 60, sort=lambda item: item.size),
        Column("Note", lambda item: item.name * 2, 100),
        Column("Secret", lambda item: item.name, 80, hidden=True),
        Column("", lambda _: "×", 40, action=True, name="cancel", fixed=True),
    )


def table_of(qtbot: QtBot) -> RowTable[Item]:
    """A visible table with three rows."""
    model: RowsModel[Item] = RowsModel(columns(), lambda item: item.name, DARK)
    made = RowTable(model, DARK, "Items", "None.")
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    model.show([Item("B", 1), Item("A", 3), Item("C", 2)])
    return made


@pytest.fixture
def table(qtbot: QtBot) -> RowTable[Item]:
    return table_of(qtbot)


def titles(table: RowTable[Item]) -> list[str]:
    """What can be seen, left to right."""
    return [column.id for column in table.columns.shown()]


def test_a_column_is_hidden_and_shown_by_the_menu_of_the_header(table: RowTable[Item]) -> None:
    assert titles(table) == ["Name", "Size", "Note", "cancel"]
    head = table.horizontalHeader()
    head.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    offered = {action.text(): action for action in menu.actions()}
    assert "Name" not in offered
    offered["Secret"].trigger()
    offered["Size"].trigger()
    menu.close()
    assert titles(table) == ["Name", "Note", "Secret", "cancel"]


def test_the_arrangement_survives_json(table: RowTable[Item], qtbot: QtBot) -> None:
    head = table.horizontalHeader()
    told: list[None] = []
    table.changed_choice.connect(lambda: told.append(None))
    head.moveSection(head.visualIndex(1), 0)
    head.resizeSection(2, 210)
    table.columns.set_shown("Secret", shown=True)
    QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert len(told) >= 4
    saved = json.loads(json.dumps(dict(table.remember())))
    other = table_of(qtbot)
    other.recall(saved)
    assert titles(other) == ["Size", "Name", "Note", "Secret", "cancel"]
    assert other.columnWidth(2) == 210
    assert [row.size for row in other.rows_model.rows()] == [row.size for row in table.rows_model.rows()]
    assert other.rows_model.row(0).size in (1, 3)
    assert other.remember() == table.remember()


@pytest.mark.parametrize(
    "saved",
    [
        {"order": ["?", 3, "Note"], "hidden": ["Name", "?"], "widths": {"Size": "wide", "Note": -5}},
        {"order": 7, "hidden": {}, "widths": [], "sort": "Note"},
        {},
    ],
)
def test_rubbish_is_passed_over(table: RowTable[Item], saved: dict[str, object]) -> None:
    table.recall(saved)
    assert {"Name", "Size", "Note", "cancel"} <= set(titles(table))
    assert table.columnWidth(1) >= 60


def test_the_last_column_and_a_fixed_one_cannot_be_hidden(table: RowTable[Item]) -> None:
    table.columns.set_shown("Name", shown=False)
    assert "Name" in titles(table)


def test_reset_brings_back_what_the_program_proposes(table: RowTable[Item]) -> None:
    before = table.remember()
    table.horizontalHeader().moveSection(2, 0)
    table.horizontalHeader().resizeSection(1, 33)
    table.columns.set_shown("Secret", shown=True)
    table.columns.reset()
    assert table.remember() == before


def test_sorting_rows_with_hidden_columns_does_not_count_as_resizing(table: RowTable[Item]) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert "widths" not in table.remember()


def test_what_else_can_be_chosen_stands_in_the_menu_of_the_header(table: RowTable[Item]) -> None:
    chosen: list[bool] = []

    def fill(menu: QMenu) -> None:
        menu.addAction("A double-click does it").triggered.connect(lambda: chosen.append(True))

    table.columns.choices = fill
    menu = table.columns.menu()
    menu.actions()[-1].trigger()
    assert chosen == [True]
    assert titles(table) == ["Name", "Size", "Note", "cancel"]
    menu.deleteLater()
