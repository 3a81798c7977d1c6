"""Tests for `ui/panels/balances/panel.py`."""

from decimal import Decimal

from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.changes import Kind
from terminal_app.ui.panels.balances.panel import BalancesPanel
from terminal_app.ui.theme import DARK
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import STAMP


def test_the_newest_snapshot_is_shown(qtbot: QtBot) -> None:
    held: list[AccountSnapshot | None] = [None]
    panel = BalancesPanel(lambda: held[0], DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.BALANCES))
    assert panel.table.empty_text == "The account has not been read yet."

    usdt = Balance("USDT", Decimal("1000.5"), Decimal(900), Decimal("100.5"), usd_value=Decimal("1000.5"))
    held[0] = AccountSnapshot(STAMP, Decimal("1000.5"), (usdt,))
    panel.show_frame(batch(Kind.ORDERS))
    assert panel.model.rowCount() == 0
    panel.show_frame(batch(Kind.BALANCES))
    cells = [panel.model.index(0, column).data() for column in range(6)]
    assert cells == ["USDT", "1\u2009000.50", "900.00", "100.50", "0.00", "1\u2009000.50"]

    held[0] = AccountSnapshot(STAMP, Decimal(0), ())
    panel.show_frame(batch(Kind.BALANCES))
    assert panel.table.empty_text == "No coins in this account."
