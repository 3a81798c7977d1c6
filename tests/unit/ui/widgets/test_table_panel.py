"""Tests for `ui/widgets/table_panel.py`: with mouse and keys."""

import json
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.ui.bridge.rows import Column, RowsModel
from terminal_app.ui.bridge.shapes import side_column, symbol_column
from terminal_app.ui.theme import DARK, LIGHT
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel
from terminal_app.ui.widgets.text import plain_label
from tests.helpers.table_hand import click_cell, menu_of_cell
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT

pytestmark = pytest.mark.gui

EMPTY = "No items. Add one."


@dataclass(frozen=True)
class Item:
    """A row."""

    name: int
    which: InstrumentId
    side: Side


ITEMS = (Item(1, BTC_PERP, Side.BUY), Item(2, BTC_PERP, Side.SELL), Item(3, ETH_SPOT, Side.SELL))


class ItemPanel(TablePanel[Item]):
    """A panel of items that counts how often it was told of other rows."""

    def __init__(self) -> None:
        columns: tuple[Column[Item], ...] = (
            symbol_column(lambda item: item.which, 120),
            side_column(lambda item: item.side, 80),
        )
        model: RowsModel[Item] = RowsModel(columns, lambda item: item.name, DARK)
        super().__init__(RowTable(model, DARK, "Items", EMPTY), EMPTY, lambda item: item.which)
        self.told = 0
        self.lay_out(below=(plain_label("A foot"),))
        self.table.actions_of_rows = (self.show_action(),)

    def on_shown(self) -> None:
        """Count."""
        self.told += 1

    def numbers(self) -> list[int]:
        """What is shown."""
        return [item.name for item in self.model.rows()]


def panel_of(qtbot: QtBot) -> ItemPanel:
    """A visible panel with three items."""
    made = ItemPanel()
    qtbot.addWidget(made)
    made.resize(600, 300)
    made.show()
    made.activateWindow()
    made.show_rows(ITEMS)
    return made


@pytest.fixture
def panel(qtbot: QtBot) -> ItemPanel:
    return panel_of(qtbot)


def test_typing_hides_rows_and_says_so_and_escape_brings_them_back(panel: ItemPanel, qtbot: QtBot) -> None:
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.filter.hasFocus)
    told = panel.told
    with qtbot.waitSignal(panel.changed_choice):
        QTest.keyClicks(panel.filter, "btc sell")
    assert panel.numbers() == [2]
    assert panel.hidden.text() == "1 of 3 shown"
    assert panel.filtered
    assert panel.told > told
    QTest.keyClick(panel.filter, Qt.Key.Key_Escape)
    assert (panel.numbers(), panel.hidden.text(), panel.filtered) == ([1, 2, 3], "", False)


def test_escape_on_the_rows_shows_all_too(panel: ItemPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.filter, "eth")
    QTest.keyClick(panel.filter, Qt.Key.Key_Down)
    qtbot.waitUntil(panel.table.hasFocus)
    assert [item.name for item in panel.table.selected()] == [3]
    QTest.keyClick(panel.table, Qt.Key.Key_Escape)
    assert panel.numbers() == [1, 2, 3]
    assert [item.name for item in panel.table.selected()] == [3]


def test_an_empty_table_says_whether_the_filter_did_it(panel: ItemPanel) -> None:
    QTest.keyClicks(panel.filter, "zzz")
    assert panel.table.empty_text == "Nothing here fits the filter “zzz”. Esc shows all 3 again."
    panel.show_rows(())
    assert panel.table.empty_text == EMPTY
    panel.set_empty("Reading…")
    assert panel.table.empty_text == "Reading…"


def test_new_rows_pass_the_filter_too(panel: ItemPanel) -> None:
    QTest.keyClicks(panel.filter, "side:buy")
    panel.show_rows((*ITEMS, Item(4, ETH_SPOT, Side.BUY)))
    assert panel.numbers() == [1, 4]
    assert panel.hidden.text() == "2 of 4 shown"


def test_the_filter_and_the_columns_survive_json(panel: ItemPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.filter, "side:sell")
    QTest.mouseClick(panel.table.horizontalHeader().viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    saved = json.loads(json.dumps(dict(panel.remember())))
    other = panel_of(qtbot)
    other.recall(saved)
    assert other.filter.text() == "side:sell"
    assert other.numbers() == panel.numbers()
    assert other.remember() == panel.remember()
    other.recall({"filter": 7, "order": "?"})
    assert other.numbers()[0] in (1, 3)


def test_the_menu_of_a_cell_narrows_to_rows_like_it(panel: ItemPanel) -> None:
    table = panel.table
    table.selectAll()
    for column, expected in ((1, "side:Sell"), (0, "side:Sell symbol:ETHUSDT")):
        menu = menu_of_cell(table, table.model().rowCount() - 1, column)
        next(action for action in menu.actions() if action.text().startswith("Show only")).trigger()
        menu.close()
        assert panel.filter.text() == expected
    assert panel.numbers() == [3]


def test_pressing_a_symbol_or_its_entry_chooses_it(panel: ItemPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.instrument_chosen) as chosen:
        click_cell(panel.table, 2, 0)
    assert chosen.args == [ETH_SPOT]
    menu = panel.table.menu()
    with qtbot.waitSignal(panel.instrument_chosen) as chosen:
        menu.actions()[0 if not menu.actions()[0].isSeparator() else 1].trigger()
    assert chosen.args == [ETH_SPOT]
    menu.deleteLater()


def test_only_what_is_shown_is_copied(panel: ItemPanel) -> None:
    QTest.keyClicks(panel.filter, "btc")
    panel.table.selectAll()
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "BTCUSDT\tusdt-futures\tbuy\nBTCUSDT\tusdt-futures\tsell"


def test_it_wears_other_colours(panel: ItemPanel) -> None:
    before = panel.table.grab().toImage()
    panel.apply_theme(LIGHT)
    assert panel.table.grab().toImage() != before
