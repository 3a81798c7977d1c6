"""Tests for `ui/panels/balances/panel.py`."""

from decimal import Decimal

from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSnapshot, Balance
from terminal_app.core.changes import Kind
from terminal_app.core.clock import ManualClock
from terminal_app.core.market import Stamp
from terminal_app.ui.honesty.freshness import ACCOUNT_SECONDS, fresh_by
from terminal_app.ui.honesty.veil import StaleVeil
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
    assert panel.table.empty_text.startswith("No coins in this account.")


def test_an_account_that_is_too_old_is_veiled(qtbot: QtBot) -> None:
    clock = ManualClock()
    stamp = Stamp(clock.now_ms(), clock.monotonic())
    panel = BalancesPanel(
        lambda: None,
        DARK,
        lambda over: StaleVeil(over, DARK, clock, lambda: fresh_by(stamp, ACCOUNT_SECONDS)),
    )
    qtbot.addWidget(panel)
    panel.show()
    panel.on_tick()
    assert panel.veil is not None
    assert not panel.veil.isVisible()
    clock.advance(13)
    panel.on_tick()
    assert panel.veil.sentence == "No update for 13 s"
    assert panel.veil.geometry() == panel.table.rect()


def test_the_columns_are_remembered(qtbot: QtBot) -> None:
    panel, other = BalancesPanel(lambda: None, DARK), BalancesPanel(lambda: None, DARK)
    for made in (panel, other):
        qtbot.addWidget(made)
    with qtbot.waitSignal(panel.changed_choice):
        panel.table.columns.set_shown("Debt", shown=False)
    other.recall(panel.remember())
    assert other.table.isColumnHidden(4)


def test_a_filter_looks_for_coins(qtbot: QtBot) -> None:
    coins = [Balance(coin, Decimal(1), Decimal(1), Decimal(0)) for coin in ("USDT", "BTC", "USDC")]
    panel = BalancesPanel(lambda: AccountSnapshot(STAMP, Decimal(3), tuple(coins)), DARK)
    qtbot.addWidget(panel)
    panel.show_frame(batch(Kind.BALANCES))
    QTest.keyClicks(panel.filter, "usd")
    assert [balance.coin for balance in panel.model.rows()] == ["USDC", "USDT"]
    assert panel.hidden.text() == "2 of 3 shown"
