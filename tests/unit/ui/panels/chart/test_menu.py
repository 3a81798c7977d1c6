"""Tests for `ui/panels/chart/menu.py`."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.panels.chart.menu import Entry, open_menu

pytestmark = pytest.mark.gui


def test_entries_run_switch_or_say_why_not(qtbot: QtBot) -> None:
    over = QWidget()
    qtbot.addWidget(over)
    with qtbot.waitExposed(over):
        over.show()
    ran: list[str] = []
    entries = [
        Entry("Buy A&B", lambda: ran.append("buy")),
        Entry("Sell: no size", None),
        Entry("Fills", lambda: ran.append("fills"), checked=True, separated=True),
    ]
    menu = open_menu(over, over.mapToGlobal(QPoint(5, 5)), entries)
    buy, sell, line, fills = menu.actions()
    assert buy.text() == "Buy A&&B"
    assert [action.isEnabled() for action in (buy, sell, fills)] == [True, False, True]
    assert line.isSeparator()
    assert fills.isChecked()
    buy.trigger()
    sell.trigger()
    fills.trigger()
    assert ran == ["buy", "fills"]
    with qtbot.waitSignal(menu.destroyed):
        menu.close()
