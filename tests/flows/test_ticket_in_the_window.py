"""Stories of the ticket: all there is and half of it; what was foretold and what came; orders that wait."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.account import HoldMode
from terminal_app.core.orders import Order, OrderStatus, PositionSide, Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.confirm_box import ConfirmBox
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from terminal_app.ui.settings.dialog import SettingsDialog
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import send
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

D = Decimal


async def _margin_is_set_on_purpose(terminal: Terminal) -> None:
    ticket = terminal.window.panels.ticket
    await eventually(lambda: ticket.account.text() == "Cross 20× · One-way")
    click(ticket.account)
    dialog = await eventually(lambda: ticket.findChild(MarginDialog))
    assert dialog is not None
    type_into(dialog.leverage.line, "1")
    click(dialog.set_leverage)
    await eventually(lambda: dialog.now.text() == "Now: Cross 1× · One-way")
    click(dialog.switch)
    await eventually(lambda: dialog.now.text() == "Now: Cross 1× · Hedge")
    click(dialog.done_button)
    await eventually(lambda: terminal.session.entry_block() is None)


async def _everything_is_bought(terminal: Terminal) -> Decimal:
    session, ticket = terminal.session, terminal.window.panels.ticket
    limits = RiskLimits(D(1_000_000))
    assert session.set_limits(limits, loosen=True) is None
    ticket.use_limits(limits)
    click(ticket.fields.market)
    QTest.keyClick(ticket.fields.slider, Qt.Key.Key_End)
    assert ticket.fields.size_edit.text() == "100%"
    await send(terminal, Side.BUY)
    order = await eventually(lambda: next(iter(session.blotter.all()), None))
    assert order is not None
    await eventually(lambda: session.blotter.all()[0].status is OrderStatus.FILLED)
    position = await eventually(lambda: session.positions.get(FIRST_INSTRUMENT, PositionSide.LONG))
    assert position is not None
    assert position.size == order.size.value
    return position.size


async def _a_half_is_closed(terminal: Terminal, held: Decimal) -> None:
    session, ticket = terminal.session, terminal.window.panels.ticket
    click(ticket.fields.closes)
    click(ticket.fields.size_chips[1])
    await eventually(ticket.buttons[Side.SELL].isEnabled)
    assert ticket.buttons[Side.SELL].text().startswith("Close long")
    click(ticket.buttons[Side.SELL])
    half = session.hub.instruments.get(FIRST_INSTRUMENT)
    assert half is not None
    left = held - half.floor_size(held / 2)

    def size() -> Decimal:
        position = session.positions.get(FIRST_INSTRUMENT, PositionSide.LONG)
        return position.size if position else D(0)

    await eventually(lambda: size() == left)
    assert session.account.settings() is not None
    assert terminal.window.panels.ticket.account.text() == "Cross 1× · Hedge"


def test_all_of_it_and_half_of_it(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _margin_is_set_on_purpose(terminal)
            settings = terminal.session.account.settings()
            assert settings is not None
            assert settings.hold_mode is HoldMode.HEDGE
            held = await _everything_is_bought(terminal)
            await _a_half_is_closed(terminal, held)

    qt_run(story(), timeout=150)


async def _isolated_at_twenty(terminal: Terminal) -> None:
    ticket = terminal.window.panels.ticket
    await eventually(lambda: ticket.account.text() == "Cross 20× · One-way")
    click(ticket.account)
    dialog = await eventually(lambda: ticket.findChild(MarginDialog))
    assert dialog is not None
    dialog.mode.setCurrentText("Isolated")
    click(dialog.set_leverage)
    await eventually(lambda: dialog.now.text() == "Now: Isolated 20× · One-way")
    click(dialog.done_button)


async def _foretold_and_came(terminal: Terminal, side: Side, size: str) -> None:
    """Send a market order; its fills and the position after it are those that the ticket showed."""
    session, ticket = terminal.session, terminal.window.panels.ticket
    type_into(ticket.fields.size_edit.line, size)
    await eventually(ticket.buttons[side].isEnabled)
    before = {order.client_oid for order in session.blotter.all()}
    draft = ticket.draft(side)
    assert draft is not None
    found = draft.found
    assert found is not None
    assert found.fee is not None
    click(ticket.buttons[side])
    order = await eventually(
        lambda: next((o for o in session.blotter.all() if o.client_oid not in before), None)
    )
    assert order is not None

    def done() -> Order | None:
        known = session.blotter.get(order.client_oid)
        return known if known is not None and known.status is OrderStatus.FILLED else None

    filled = await eventually(done)
    assert filled is not None
    assert filled.avg_price is not None
    assert found.fills.average is not None
    # The market moves between the look and the fill, and with it everything that follows from the price.
    assert abs(filled.avg_price / found.fills.average - 1) < D("0.001")
    assert abs(filled.fee / found.fee - 1) < D("0.001")

    def position_is_as_foretold() -> bool:
        held = session.positions.get(FIRST_INSTRUMENT)
        if found.after is None or held is None:
            return found.after is None and held is None
        assert found.liquidation is not None
        if held.size != found.after.size or held.liquidation is None:
            return False
        return abs(held.avg_price / found.after.entry - 1) < D("0.001") and abs(
            held.liquidation / found.liquidation - 1
        ) < D("0.001")

    await eventually(position_is_as_foretold)


def test_what_is_foretold_comes_true(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _isolated_at_twenty(terminal)
            ticket = terminal.window.panels.ticket
            click(ticket.fields.market)
            await eventually(lambda: "Liquidation after" in ticket.after.text())
            await eventually(lambda: ticket.draft(Side.BUY) is None)
            orders = (
                (Side.BUY, "0.05"),
                (Side.BUY, "0.2"),
                (Side.SELL, "0.1"),
                (Side.SELL, "0.25"),
                (Side.BUY, "0.1"),
            )
            for side, size in orders:
                await _foretold_and_came(terminal, side, size)

    qt_run(story(), timeout=150)


def test_exits_and_triggers_wait_at_the_exchange(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            session, ticket = terminal.session, terminal.window.panels.ticket
            fields = ticket.fields
            click(fields.market)
            type_into(fields.size_edit.line, "0.05")
            click(fields.exits.on)
            type_into(fields.exits.stop.line, "2%")
            type_into(fields.exits.target.line, "3R")
            await eventually(ticket.buttons[Side.BUY].isEnabled)
            draft = ticket.draft(Side.BUY)
            assert draft is not None
            await send(terminal, Side.BUY)
            exits = await eventually(lambda: next(iter(session.strategy_orders.open()), None))
            assert exits is not None
            assert (exits.stop_loss, exits.take_profit) == (draft.order.stop_loss, draft.order.take_profit)
            await eventually(ticket.buttons[Side.BUY].isEnabled)
            click(fields.trigger)
            ticker = session.hub.tickers.get(FIRST_INSTRUMENT)
            assert ticker is not None
            type_into(fields.prices.trigger.line, f"{ticker.last * 2:.1f}")
            # Twice the price is twice the value.
            type_into(fields.size_edit.line, "0.01")
            await send(terminal, Side.BUY)
            await eventually(
                lambda: any(
                    order.kind is StrategyKind.TRIGGER and order.status is StrategyStatus.PENDING
                    for order in session.strategy_orders.open()
                )
            )

    qt_run(story(), timeout=150)


async def _asked(terminal: Terminal, answer: str) -> ConfirmBox:
    """Press buy, and answer the question."""
    await send(terminal, Side.BUY)
    box = await eventually(
        lambda: next((b for b in terminal.window.findChildren(ConfirmBox) if b.isVisible()), None)
    )
    assert box is not None
    assert box.headline.text() == "Buy 0.0500 BTC at market"
    click(box.yes if answer == "yes" else box.no)
    return box


def test_who_wants_to_be_asked_is_asked(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            window, session, ticket = terminal.window, terminal.session, terminal.window.panels.ticket
            window.settings.open()
            settings = await eventually(lambda: window.findChild(SettingsDialog))
            assert settings is not None
            settings.confirmations.choices[Rule.MARKET].setCurrentText("Everywhere")
            click(settings.keep)
            click(ticket.fields.market)
            type_into(ticket.fields.size_edit.line, "0.05")
            await _asked(terminal, "no")
            await eventually(lambda: ticket.answer() == "Not sent. You said no.")
            assert session.blotter.all() == []
            await _asked(terminal, "yes")
            await eventually(lambda: [o.status for o in session.blotter.all()] == [OrderStatus.FILLED])

    qt_run(story(), timeout=150)
