"""A trailing stop and a linked pair, from the ticket by mouse and keys to the table: on the paper market."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.held import Oco, Trail
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain
from terminal_app.core.orders import PositionSide, Side
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import buy_and_hold, send
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

D = Decimal


def _near(terminal: Terminal, share: str) -> str:
    """A price on the tick, a share of the last one, as a person types it."""
    ticker = terminal.session.hub.tickers.get(FIRST_INSTRUMENT)
    rules = terminal.session.hub.instruments.get(FIRST_INSTRUMENT)
    assert ticker is not None
    assert isinstance(rules, Instrument)
    return plain(rules.snap_price(ticker.last * D(share), Side.BUY))


def _rows(terminal: Terminal) -> list[tuple[str, str]]:
    """Kind and state of what the table of triggers shows."""
    panel = terminal.window.panels.triggers
    titles = [column.title for column in panel.model.columns]
    kind, status = titles.index("Kind"), titles.index("Status")
    return [
        (str(panel.model.index(row, kind).data()), str(panel.model.index(row, status).data()))
        for row in range(panel.model.rowCount())
    ]


def test_a_trailing_stop_is_typed_seen_and_listed_before_leaving(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            window, ticket = terminal.window, terminal.window.panels.ticket
            window.docks.bring("positions")
            await buy_and_hold(terminal)
            click(ticket.fields.more)
            click(ticket.fields.trailing)
            type_into(ticket.fields.prices.distance.line, "1.5%")
            type_into(ticket.fields.size_edit.line, "")
            QTest.keyClick(ticket.fields.size_edit.line, Qt.Key.Key_Backspace)
            ticket.choose(Side.SELL)
            await eventually(ticket.buttons[Side.SELL].isEnabled)
            QTest.keyClick(
                ticket.fields.prices.distance.line, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
            )
            await eventually(lambda: "accepted" in ticket.answer())
            window.docks.bring("triggers")
            await eventually(lambda: _rows(terminal) == [("Trailing stop", "Trailing")])
            (trail,) = terminal.session.held.running()
            assert isinstance(trail, Trail)
            assert terminal.session.positions.get(FIRST_INSTRUMENT, PositionSide.LONG) is not None

            window.close()
            box = await eventually(_leave_box)
            assert box is not None
            assert "Trailing stop on BTCUSDT perp. Trails in this program; the stop at" in box.text()
            assert "Stays alive at Bitget:" in box.text()
            QTest.keyClick(box, Qt.Key.Key_Escape)
            await eventually(lambda: _leave_box() is None)

            panel = window.panels.triggers
            panel.on_end_held(panel.model.rows())
            await eventually(lambda: _rows(terminal) == [("Stop-loss", "Waiting")])
            assert len(terminal.session.strategy_orders.open()) == 1

    qt_run(story(), timeout=90)


def test_a_linked_pair_is_typed_and_cancelled_together(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            window, ticket = terminal.window, terminal.window.panels.ticket
            session = terminal.session
            click(ticket.fields.more)
            click(ticket.fields.oco)
            await eventually(lambda: session.hub.tickers.get(FIRST_INSTRUMENT))
            type_into(ticket.fields.price.line, _near(terminal, "0.97"))
            type_into(ticket.fields.prices.trigger.line, _near(terminal, "1.03"))
            type_into(ticket.fields.size_edit.line, "0.01")
            await send(terminal, Side.BUY)
            await eventually(lambda: "accepted" in ticket.answer())
            window.docks.bring("triggers")
            await eventually(lambda: _rows(terminal) == [("OCO buy market", "Linked")])
            (pair,) = session.held.running()
            assert isinstance(pair, Oco)
            assert [order.client_oid for order in session.blotter.open()] == [pair.limit_oid]

            panel = window.panels.triggers
            panel.on_end_held(panel.model.rows())
            await eventually(lambda: not session.held.running())
            assert session.blotter.open() == []
            assert session.strategy_orders.open() == []

    qt_run(story(), timeout=90)


def _leave_box() -> QMessageBox | None:
    """The question before leaving, while it stands."""
    boxes = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]
    return next((box for box in boxes if box.isVisible() and "Leave" in box.windowTitle()), None)
