"""Another account: one session closes, another opens, nothing leaks, and real money starts disarmed."""

import weakref
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.desk import FIRST_INSTRUMENT
from terminal_app.app.terminal import Terminal
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.keys import Environment, Profile, Storage
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side
from terminal_app.core.outcomes import Accepted, Refused
from terminal_app.ui.confirm_box import ConfirmBox
from terminal_app.ui.main_window import MainWindow
from tests.helpers.leaks import freed
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal
from tests.helpers.ticket_hand import USUAL_SIZE, trade_at_market
from tests.helpers.venues import disguised
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_MAIN = Profile("main", Environment.LIVE, Storage.SESSION)


def _order(now_ms: int) -> PlaceOrder:
    return PlaceOrder(
        client_oid=new_client_oid(now_ms),
        instrument=FIRST_INSTRUMENT,
        side=Side.BUY,
        order_type=OrderType.MARKET,
        size=BaseQty(Decimal("0.01")),
        margin_mode=MarginMode.CROSSED,
    )


async def _trades_on_paper_then_switches(terminal: Terminal, paper: PaperProcess) -> weakref.ref[MainWindow]:
    session = terminal.session
    assert isinstance(await session.submit(_order(session.clock.now_ms())), Accepted)
    await eventually(session.positions.all)
    key = paper.credentials
    await terminal.profiles.save(_MAIN, key, None)
    exchange, window = terminal.desk.child, weakref.ref(terminal.window)
    terminal.window.accounts.on_profile_asked(_MAIN)
    await eventually(lambda: terminal.session is not session, timeout=20)
    assert exchange.pid is None
    return window


async def _live_starts_disarmed_and_empty(terminal: Terminal) -> None:
    session, window = terminal.session, terminal.window
    # Nothing but the arming stands between this account and an order, once it is read.
    await eventually(lambda: "disarmed" in (session.entry_block() or ""), timeout=20)
    assert window.topbar.badge.text() == "LIVE"
    assert (session.blotter.all(), session.positions.all()) == ([], [])
    order = _order(session.clock.now_ms())
    refused = await session.submit(order)
    assert isinstance(refused, Refused)
    assert "Press ARM" in refused.reasons[0]

    click(window.topbar.arm)
    assert session.entry_block() is None
    await eventually(lambda: session.hub.tickers.get(FIRST_INSTRUMENT))
    assert isinstance(await session.submit(order), Accepted)
    await _a_market_order_is_asked_for_once_more(terminal)
    click(window.topbar.arm)
    assert isinstance(await session.submit(_order(session.clock.now_ms())), Refused)


async def _a_market_order_is_asked_for_once_more(terminal: Terminal) -> None:
    ticket, session = terminal.window.panels.ticket, terminal.session
    before = len(session.blotter.all())
    await trade_at_market(terminal, Side.BUY, USUAL_SIZE)
    box = await eventually(lambda: terminal.window.findChild(ConfirmBox))
    assert isinstance(box, ConfirmBox)
    assert "0.0200 BTC" in box.headline.text()
    assert box.focusWidget() is box.no
    assert len(session.blotter.all()) == before
    QTest.keyClick(box, Qt.Key.Key_Escape)
    await eventually(lambda: ticket.answer() == "Not sent. You said no.")
    assert len(session.blotter.all()) == before


def test_switching_profiles(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    with paper_process() as venue:

        def venues(_environment: Environment) -> Venue:
            return disguised(Badge.LIVE, venue.rest, venue.public_ws, venue.private_ws)

        async def story() -> None:
            async with running_terminal(qapp, data_dir, venues) as terminal:
                paper_window = await _trades_on_paper_then_switches(terminal, venue)
                await _live_starts_disarmed_and_empty(terminal)
                freed()
                assert paper_window() is None
                terminal.window.accounts.on_paper_asked()
                await eventually(lambda: terminal.window.topbar.badge.text() == "PAPER", timeout=20)
                await eventually(lambda: terminal.session.entry_block() is None, timeout=20)
                assert [position.size for position in terminal.session.positions.all()] == [Decimal("0.01")]

        qt_run(story(), timeout=150)
    assert (data_dir / "profiles" / "main" / "journal.sqlite3").is_file()
    assert (data_dir / "profiles" / "paper" / "journal.sqlite3").is_file()
