"""Flat, proven: two orders, a stop and a position go by a held key, and the exchange itself has none left."""

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.paper_child import PaperChild
from terminal_app.app.paper_launch import PaperLaunch
from terminal_app.app.paths import Paths, paths_for
from terminal_app.app.session import PRODUCTS
from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.app.wiring import new_session
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted, Refused
from terminal_app.core.ports import Listeners
from terminal_app.trading.gate import TradingState
from tests.flows.test_guard_a_position import _stops
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal, type_into
from tests.helpers.ticket_hand import buy_and_hold, press_in_menu
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


def _resting(share: str, terminal: Terminal) -> PlaceOrder:
    """A buy far enough below the price to rest."""
    session = terminal.session
    ticker = session.hub.tickers.get(FIRST_INSTRUMENT)
    rules = session.hub.instruments.get(FIRST_INSTRUMENT)
    assert ticker is not None
    assert rules is not None
    return PlaceOrder(
        client_oid=new_client_oid(session.clock.now_ms()),
        instrument=FIRST_INSTRUMENT,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.01")),
        price=rules.snap_price(ticker.last * Decimal(share), Side.BUY),
        margin_mode=MarginMode.CROSSED,
    )


async def _alive(paths: Paths) -> tuple[int, int, int]:
    """Open orders, waiting orders and positions of the exchange, read by a client that nobody else uses."""
    child = PaperChild(PaperLaunch(paths.exchange, paths.logs / "again.log", seed=7))
    address = await child.start()
    venue = Venue.paper(address.rest, address.public_ws, address.private_ws)
    listeners = Listeners(lambda _: None, lambda _: None, lambda _: None)
    client = BitgetClient(venue, address.credentials, listeners, SystemClock())
    await client.start()
    try:
        futures = [product for product in PRODUCTS if product.is_futures]
        orders = [len(await client.open_orders(product)) for product in PRODUCTS]
        waiting = [len(await client.strategy_orders(product)) for product in futures]
        positions = [len(await client.positions(product)) for product in futures]
        return sum(orders), sum(waiting), sum(positions)
    finally:
        await client.aclose()
        await child.stop()


def test_everything_goes_and_the_stamp_is_true(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            window, session = terminal.window, terminal.session
            window.docks.bring("positions")
            await buy_and_hold(terminal)
            await press_in_menu(terminal, "Take-profit and stop-loss")
            (row,) = window.panels.positions.model.rows()
            assert row.mark is not None
            assert row.instrument is not None
            stop = row.instrument.snap_price(row.mark * Decimal("0.95"), Side.BUY)
            line = window.panels.positions.guard_bar.stop_loss.line
            type_into(line, plain(stop))
            QTest.keyClick(line, Qt.Key.Key_Return)
            await eventually(lambda: _stops(terminal) == [stop])
            for share in ("0.97", "0.96"):
                assert isinstance(await session.submit(_resting(share, terminal)), Accepted)

            # Disarmed, as with real money after a start, and from inside a text field.
            session.arm(armed=False)
            size = window.panels.ticket.fields.size_edit.line
            size.setFocus()
            QTest.keyPress(size, Qt.Key.Key_F6)
            sheet = window.flattening.sheet
            await eventually(sheet.isVisible)
            QTest.keyRelease(size, Qt.Key.Key_F6)
            await eventually(lambda: sheet.badge.text().startswith("FLAT, PROVEN"), timeout=30)
            told = sheet.lines.toPlainText()
            assert "Reading 1: 2 orders, 1 trigger order, TP or SL, 1 position left." in told

            session.arm(armed=True)
            await eventually(lambda: window.topbar.halted.text() == "HALTED")
            outcome = await session.submit(_resting("0.97", terminal))
            assert isinstance(outcome, Refused)
            assert "F6 was held" in outcome.reasons[0]

    qt_run(story(), timeout=90)
    paths = paths_for("paper", data_dir)
    assert asyncio.run(_alive(paths)) == (0, 0, 0)
    again = new_session(paths, "paper", SystemClock(), Changes())
    assert again.trading_state() is TradingState.HALTED
    assert "F6 was held" in (again.entry_block() or "")
    again.resume()
    third = new_session(paths, "paper", SystemClock(), Changes())
    assert third.trading_state() is TradingState.ENABLED
