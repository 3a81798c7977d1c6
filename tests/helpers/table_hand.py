"""A mouse on the cells of a table."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QTableView

from tests.helpers import mouse

_LEFT = Qt.MouseButton.LeftButton


def middle_of(table: QTableView, row: int, column: int) -> QPoint:
    """The middle of a cell, on the viewport."""
    return table.visualRect(table.model().index(row, column)).center()


def click_cell(
    table: QTableView, row: int, column: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    """Press a cell."""
    QTest.mouseClick(table.viewport(), _LEFT, keys, middle_of(table, row, column))


def double_click_cell(table: QTableView, row: int, column: int) -> None:
    """Press a cell twice, as a hand does."""
    click_cell(table, row, column)
    QTest.mouseDClick(table.viewport(), _LEFT, pos=middle_of(table, row, column))


def menu_of_cell(table: QTableView, row: int, column: int) -> QMenu:
    """Open the context menu of a cell; whoever asked closes it."""
    mouse.menu(table.viewport(), middle_of(table, row, column))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def press_entry(menu: QMenu, beginning: str) -> None:
    """Press the entry that begins like that, and close the menu."""
    action = next(action for action in menu.actions() if action.text().startswith(beginning))
    assert action.isEnabled(), action.text()
    QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(action).center())
    menu.close()
