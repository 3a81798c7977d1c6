"""Tests for `ui/panels/fills/panel.py`."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Fill
from terminal_app.core.changes import Kind
from terminal_app.ui.panels.fills.panel import FillsPanel
from terminal_app.ui.theme import DARK
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

    place = panel.table.visualRect(panel.model.index(0, 1)).center()
    with qtbot.waitSignal(panel.instrument_chosen) as chosen:
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [BTC_PERP]
