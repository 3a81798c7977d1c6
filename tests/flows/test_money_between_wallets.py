"""Money is moved between the wallets of a classic account: by mouse, on the paper exchange."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.guards import Guards
from terminal_app.app.paths import paths_for
from terminal_app.app.terminal import Terminal
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.keys import CLASSIC_PAPER_PROFILE
from terminal_app.core.orders import Side
from terminal_app.trading.transfers import TransferStatus
from terminal_app.ui.panels.balances.move_bar import MoveBar
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import trade_at_market
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES


def _held(terminal: Terminal, product: ProductType) -> Decimal:
    balance = terminal.session.balances.balance("USDT", product)
    assert balance is not None
    assert balance.wallet is not None
    return balance.wallet


def _bar(terminal: Terminal) -> MoveBar:
    bar = terminal.window.panels.balances.move_bar
    assert bar is not None
    return bar


async def _moves_to_the_futures(terminal: Terminal) -> None:
    window, session = terminal.window, terminal.session
    await eventually(lambda: session.account.kind is AccountKind.CLASSIC)
    window.docks.bring("balances")
    panel, bar = window.panels.balances, _bar(terminal)
    await eventually(panel.move_button.isVisible)
    spot, futures = _held(terminal, SPOT), _held(terminal, USDT_M)
    click(panel.move_button)
    bar.coin.setCurrentText("USDT")
    type_into(bar.amount.line, "250.5")
    await eventually(bar.confirm.isEnabled)
    click(bar.confirm)
    await eventually(lambda: [one.status for one in session.transfers.all()] == [TransferStatus.DONE])
    await eventually(
        lambda: (
            (_held(terminal, SPOT), _held(terminal, USDT_M))
            == (spot - Decimal("250.5"), futures + Decimal("250.5"))
        )
    )


async def _sees_what_taking_margin_does(terminal: Terminal) -> None:
    bar = _bar(terminal)
    await trade_at_market(terminal, Side.BUY, Decimal("0.5"))
    await eventually(terminal.session.positions.all)
    bar.begin(USDT_M, "USDT")
    bar.target.setCurrentText("Spot")
    type_into(bar.amount.line, "20000")
    await eventually(lambda: "BTCUSDT perp long: liquidation" in bar.said.text())
    assert "margin ratio" in bar.said.text()
    type_into(bar.amount.line, "1m")
    await eventually(lambda: "can be moved out of the USDT-M wallet" in bar.said.text())
    assert not bar.confirm.isEnabled()


async def _takes_nothing_out_while_halted(terminal: Terminal) -> None:
    bar = _bar(terminal)
    type_into(bar.amount.line, "20000")
    await eventually(bar.confirm.isEnabled)
    terminal.session.halt("by hand")
    bar.on_typed()
    assert "Trading is halted" in bar.said.text()
    assert not bar.confirm.isEnabled()


def test_money_moves_between_wallets(qapp: QApplication, data_dir: Path, qt_run: QtRunner) -> None:
    paths = paths_for(CLASSIC_PAPER_PROFILE, data_dir)
    paths.make()
    # As after a first start: the kind of account is remembered.
    Guards(paths, SystemClock()).keep_account_kind(AccountKind.CLASSIC)

    async def story() -> None:
        async with running_terminal(qapp, data_dir, profile=CLASSIC_PAPER_PROFILE) as terminal:
            await _moves_to_the_futures(terminal)
            await _sees_what_taking_margin_does(terminal)
            await _takes_nothing_out_while_halted(terminal)

    qt_run(story(), timeout=120)
