"""The first trade, by mouse and keyboard: typed, placed, seen working, cancelled; filled, held, closed."""

import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import OrderStatus, Side
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import send, trade_at_market
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SIZE = Decimal("0.02")


async def _limit_order_is_placed_and_cancelled(terminal: Terminal) -> None:
    panels, session = terminal.window.panels, terminal.session
    ticket = panels.ticket
    book = session.hub.book(FIRST_INSTRUMENT)
    best = await eventually(lambda: book.best_bid if book.good else None)
    instrument = session.hub.instruments.get(FIRST_INSTRUMENT)
    assert instrument is not None
    assert best is not None
    price = instrument.snap_price(best[0] * Decimal("0.99"), Side.BUY)
    type_into(ticket.fields.price.line, plain(price))
    type_into(ticket.fields.size_edit.line, plain(_SIZE))
    await send(terminal, Side.BUY)
    await eventually(lambda: [order.status for order in session.blotter.all()] == [OrderStatus.OPEN])
    order = session.blotter.all()[0]
    assert (order.side, order.price, order.size) == (Side.BUY, price, BaseQty(_SIZE))
    assert order.order_id

    terminal.window.docks.bring("orders")
    table = panels.orders.table
    await eventually(lambda: table.model().rowCount() == 1)
    assert table.model().index(0, 3).data().replace("\u2009", "") == plain(price)
    last = table.model().columnCount() - 1
    click_cell(table, 0, last)
    await eventually(lambda: session.blotter.all()[0].status is OrderStatus.CANCELLED)
    await eventually(lambda: table.model().rowCount() == 0)


async def _market_order_fills_and_is_closed(terminal: Terminal) -> None:
    panels, session = terminal.window.panels, terminal.session
    terminal.window.docks.bring("positions")
    before = session.balances.snapshot
    assert before is not None
    await trade_at_market(terminal, Side.SELL, _SIZE)
    positions = await eventually(session.positions.all)
    assert [(p.instrument, p.size) for p in positions] == [(FIRST_INSTRUMENT, _SIZE)]
    table = panels.positions.table
    await eventually(lambda: table.model().rowCount() == 1)
    await eventually(lambda: panels.fills.table.model().rowCount() > 0 or session.blotter.fills.all())

    last = table.model().columnCount() - 1
    click_cell(table, 0, last)
    await eventually(lambda: not session.positions.all())
    await eventually(lambda: table.model().rowCount() == 0)
    # Two taker fees were paid: the balances have followed.
    await eventually(lambda: _balance(terminal) != before.balances)


def _balance(terminal: Terminal) -> object:
    snapshot = terminal.session.balances.snapshot
    return snapshot.balances if snapshot else None


async def _ctrl_enter_sends_once(terminal: Terminal) -> None:
    session, ticket = terminal.session, terminal.window.panels.ticket
    before = len(session.blotter.all())
    click(ticket.fields.market)
    line = ticket.fields.size_edit.line
    type_into(line, plain(_SIZE))
    await eventually(ticket.buttons[Side.BUY].isEnabled)
    for _ in range(5):
        QTest.keyClick(line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await eventually(lambda: len(session.blotter.all()) > before)
    await eventually(lambda: all(order.status.is_final for order in session.blotter.all()))
    assert len(session.blotter.all()) == before + 1


def test_from_ticket_to_fill(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _limit_order_is_placed_and_cancelled(terminal)
            await _market_order_fills_and_is_closed(terminal)
            await _ctrl_enter_sends_once(terminal)

    qt_run(story(), timeout=150)
    journal = sqlite3.connect(data_dir / "profiles" / "paper" / "journal.sqlite3")
    try:
        intents = journal.execute("SELECT COUNT(*) FROM intents").fetchone()[0]
        outcomes = journal.execute("SELECT COUNT(DISTINCT intent_id) FROM outcomes").fetchone()[0]
    finally:
        journal.close()
    assert intents == 5
    assert outcomes >= intents - 1
