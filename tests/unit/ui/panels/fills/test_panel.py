"""Tests for `ui/panels/fills/panel.py`."""

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Fill
from terminal_app.core.changes import Kind
from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from terminal_app.ui.panels.fills.panel import FillsPanel
from terminal_app.ui.theme import DARK
from tests.helpers.table_hand import click_cell
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, fill


def test_fills_are_shown_newest_first_and_their_symbol_can_be_chosen(qtbot: QtBot) -> None:
    desk, fills = Desk(), list[Fill]()
    panel = FillsPanel(lambda: fills, desk.hub.instruments.get, desk.clock, DARK)
    qtbot.addWidget(panel)
    panel.resize(1000, 300)
    panel.show()
    panel.show_frame(batch(Kind.FILLS))
    assert "execution" in panel.table.empty_text

    fills[:] = [fill(2), fill(1)]
    panel.show_frame(batch(Kind.ORDERS))
    assert panel.model.rowCount() == 0
    panel.show_frame(batch(Kind.FILLS))
    assert [row.fill.exec_id for row in panel.model.rows()] == ["e2", "e1"]

    with qtbot.waitSignal(panel.instrument_chosen) as chosen:
        click_cell(panel.table, 0, 1)
    assert chosen.args == [BTC_PERP]


def test_the_sums_over_the_table_are_of_what_is_shown_and_those_below_of_today(qtbot: QtBot) -> None:
    desk = Desk()
    fills = [replace(fill(1), realised_pnl=Decimal(10)), fill(2, side=Side.SELL)]
    panel = FillsPanel(lambda: fills, desk.hub.instruments.get, desk.clock, DARK)
    qtbot.addWidget(panel)
    panel.show()
    panel.show_frame(batch(Kind.FILLS))
    today = panel.today.text()
    assert "2 fills" in today
    QTest.keyClicks(panel.filter, "side:buy taker")
    assert panel.sums.text() == "1 fill · realised +10.00 USDT · fees −1.925946 USDT"
    assert (panel.hidden.text(), panel.today.text()) == ("1 of 2 shown", today)
    panel.table.selectAll()
    QTest.keyClick(panel.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == (
        "2023-11-14T22:13:19.000+00:00\tBTCUSDT\tusdt-futures\tbuy\t64198.2\t0.05\t3209.91\t1.925946\tUSDT\ttaker\t10"
    )


def test_another_style_of_numbers_and_times_is_worn_at_once(qtbot: QtBot) -> None:
    desk, before = Desk(), text.style()
    fills = [replace(fill(1), realised_pnl=Decimal(10))]
    panel = FillsPanel(lambda: fills, desk.hub.instruments.get, desk.clock, DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.FILLS))
    try:
        text.use(replace(before, decimal=",", utc=True))
        panel.apply_theme(DARK)
        assert "realised +10,00 USDT" in panel.sums.text()
        assert "realised +10,00 USDT" in panel.today.text()
        assert panel.zone.text() == "Times are UTC"
    finally:
        text.use(before)
