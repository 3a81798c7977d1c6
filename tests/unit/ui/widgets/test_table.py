"""Tests for `ui/widgets/table.py`."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QMessageBox
from pytestqt.qtbot import QtBot

from terminal_app.ui.bridge.rows import Column, RowsModel
from terminal_app.ui.theme import DARK
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from tests.helpers.table_hand import click_cell, double_click_cell, menu_of_cell, middle_of


@dataclass(frozen=True)
class Item:
    """A row; without a button when it is done."""

    name: str
    done: bool = False


COLUMNS: tuple[Column[Item], ...] = (
    Column(
        "Name", lambda item: item.name, 120, sort=lambda item: item.name, copy=lambda item: item.name.lower()
    ),
    Column("Done", lambda item: "yes" if item.done else "no", 60),
    Column("", lambda item: "" if item.done else "×", 40, action=True),
)
ACTION = 2


@pytest.fixture
def table(qtbot: QtBot) -> RowTable[Item]:
    model: RowsModel[Item] = RowsModel(COLUMNS, lambda item: item.name, DARK)
    made = RowTable(model, DARK, "Items", "No items. Add one.")
    model.setParent(made)
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    model.show([Item("A"), Item("B"), Item("C", done=True)])
    return made


def test_a_button_cell_tells_its_row_and_others_their_column(table: RowTable[Item]) -> None:
    acted: list[Item] = []
    clicked: list[tuple[Item, int]] = []
    table.action_clicked.connect(acted.append)
    table.cell_clicked.connect(lambda row, column: clicked.append((row, column)))
    click_cell(table, 1, ACTION)
    click_cell(table, 0, 1)
    click_cell(table, 2, ACTION)
    assert acted == [Item("B")]
    assert clicked == [(Item("A"), 1)]


def test_a_double_click_on_a_button_is_one_press(table: RowTable[Item]) -> None:
    acted: list[Item] = []
    opened: list[Item] = []
    table.action_clicked.connect(acted.append)
    table.row_activated.connect(opened.append)
    double_click_cell(table, 0, ACTION)
    assert acted == [Item("A")]
    assert opened == []
    double_click_cell(table, 1, 0)
    assert opened == [Item("B")]


def test_delete_acts_on_the_selection_once_however_long_it_is_held(table: RowTable[Item]) -> None:
    gone: list[tuple[Item, ...]] = []
    table.delete_pressed.connect(gone.append)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    assert gone == []
    click_cell(table, 0, 0)
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_Delete)
    held = QKeyEvent(
        QEvent.Type.KeyPress, Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, "", autorep=True
    )
    QApplication.sendEvent(table, held)
    assert gone == [(Item("A"), Item("B"))]


def test_return_opens_the_current_row(table: RowTable[Item]) -> None:
    opened: list[Item] = []
    table.row_activated.connect(opened.append)
    QTest.keyClick(table, Qt.Key.Key_Return)
    table.select(2)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert opened == [Item("C", done=True)]


def test_copy_gives_tab_separated_machine_text_without_buttons(table: RowTable[Item]) -> None:
    table.selectAll()
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "a\tno\nb\tno\nc\tyes"


def test_columns_share_the_width_until_one_is_set_by_hand(table: RowTable[Item]) -> None:
    widths = [table.columnWidth(column) for column in range(3)]
    assert 580 <= sum(widths) <= table.viewport().width()
    assert widths[ACTION] == 40
    table.horizontalHeader().resizeSection(0, 90)
    table.resize(900, 300)
    assert table.columnWidth(0) == 90


def test_rows_never_resize_columns(table: RowTable[Item]) -> None:
    before = [table.columnWidth(column) for column in range(3)]
    table.rows_model.show([Item("A very long name that does not fit into its column at all" * 3)])
    assert [table.columnWidth(column) for column in range(3)] == before


def test_an_empty_table_says_what_would_be_here(table: RowTable[Item]) -> None:
    table.rows_model.show([])
    empty = table.grab().toImage()
    table.empty_text = ""
    table.viewport().update()
    assert table.grab().toImage() != empty
    assert table.accessibleDescription() == "No items. Add one."


def test_a_selection_and_a_sort_survive_new_rows(table: RowTable[Item]) -> None:
    table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    table.select(0)
    assert table.selected() == (Item("C", done=True),)
    table.rows_model.show([Item("A"), Item("C", done=True), Item("D")])
    assert [row.name for row in table.rows_model.rows()] == ["D", "C", "A"]
    assert table.selected() == (Item("C", done=True),)


def test_the_mouse_lights_a_row_and_points_at_a_button(table: RowTable[Item], qtbot: QtBot) -> None:
    dark = table.grab().toImage()
    QTest.mouseMove(table.viewport(), middle_of(table, 0, ACTION))
    qtbot.waitUntil(lambda: table.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor)
    assert table.grab().toImage() != dark
    QTest.mouseMove(table.viewport(), middle_of(table, 0, 0))
    qtbot.waitUntil(lambda: table.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor)
    QApplication.sendEvent(table, QEvent(QEvent.Type.Leave))
    assert table.grab().toImage() == dark


def test_ctrl_s_writes_what_is_shown_as_csv(table: RowTable[Item], tmp_path: Path) -> None:
    QTest.keyClick(table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    (dialog,) = table.findChildren(QFileDialog)
    target = tmp_path / "items.csv"
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    assert target.read_text("utf-8").splitlines() == ["Name,Done", "a,no", "b,no", "c,yes"]


def test_a_file_that_cannot_be_written_is_said(table: RowTable[Item], tmp_path: Path) -> None:
    dialog = table.export()
    dialog.fileSelected.emit(str(tmp_path / "nowhere" / "items.csv"))
    dialog.reject()
    (box,) = table.findChildren(QMessageBox)
    assert "could not be written" in box.text()
    box.close()


def test_the_context_menu_acts_on_the_row_under_the_mouse(table: RowTable[Item]) -> None:
    done: list[tuple[Item, ...]] = []
    table.actions_of_rows = (
        RowAction("Do", lambda rows: done.append(tuple(rows)), "Return"),
        RowAction("Never", lambda rows: done.append(tuple(rows)), fits=lambda _: False),
    )
    menu = menu_of_cell(table, 1, 0)
    first, second = menu.actions()[:2]
    assert (first.text(), second.isEnabled()) == ("Do\tReturn", False)
    first.trigger()
    menu.close()
    assert done == [(Item("B"),)]


def test_a_double_click_can_mean_something_else_than_return(table: RowTable[Item]) -> None:
    opened: list[Item] = []
    doubled: list[Item] = []
    table.row_activated.connect(opened.append)
    table.double_click = doubled.append
    double_click_cell(table, 1, 0)
    assert (opened, doubled) == ([], [Item("B")])
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert (opened, doubled) == ([Item("B")], [Item("B")])


def test_the_menu_is_made_for_the_rows_it_acts_on(table: RowTable[Item]) -> None:
    table.actions_for = lambda rows: (RowAction(f"Do it to {len(rows)}", lambda _: None),)
    table.selectAll()
    menu = table.menu()
    assert menu.actions()[0].text() == "Do it to 3"
    menu.deleteLater()


def test_ctrl_f_and_escape_are_told(table: RowTable[Item], qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.filter_asked):
        QTest.keyClick(table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(table.escape_pressed):
        QTest.keyClick(table, Qt.Key.Key_Escape)


def test_the_columns_are_within_reach_of_the_keyboard(table: RowTable[Item]) -> None:
    table.select(0)
    menu = table.menu()
    columns = next(action.menu() for action in menu.actions() if action.text() == "Columns")
    assert isinstance(columns, QMenu)
    next(action for action in columns.actions() if action.text() == "Done").trigger()
    assert table.isColumnHidden(1)
    menu.deleteLater()


def test_a_row_is_selected_whatever_keys_are_held(table: RowTable[Item]) -> None:
    QTest.keyPress(table, Qt.Key.Key_Shift, Qt.KeyboardModifier.ShiftModifier)
    try:
        table.select(0)
        table.rows_model.show([Item("Z"), Item("A")])
        assert table.selected() == (Item("A"),)
    finally:
        QTest.keyRelease(table, Qt.Key.Key_Shift)
