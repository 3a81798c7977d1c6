"""A position gets its stop by mouse and keys, the stop is moved and taken away: on the paper exchange."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.core.strategy_orders import StrategyStatus
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import buy_and_hold, press_in_menu
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


def _stops(terminal: Terminal) -> list[Decimal]:
    """The stop-losses that the exchange is known to hold."""
    return [
        order.stop_loss.trigger
        for order in terminal.session.strategy_orders.open()
        if order.status is StrategyStatus.PENDING and order.stop_loss is not None
    ]


def test_a_stop_is_set_moved_and_taken_away(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            panel = terminal.window.panels.positions
            terminal.window.docks.bring("positions")
            await buy_and_hold(terminal)
            (row,) = panel.model.rows()
            assert row.mark is not None
            assert row.instrument is not None
            first = row.instrument.snap_price(row.mark * Decimal("0.95"), Side.BUY)
            second = row.instrument.snap_price(row.mark * Decimal("0.96"), Side.BUY)

            await press_in_menu(terminal, "Take-profit and stop-loss")
            type_into(panel.guard_bar.stop_loss.line, plain(first))
            QTest.keyClick(panel.guard_bar.stop_loss.line, Qt.Key.Key_Return)
            await eventually(lambda: _stops(terminal) == [first])

            await press_in_menu(terminal, "Take-profit and stop-loss")
            assert Decimal(panel.guard_bar.stop_loss.text()) == first
            type_into(panel.guard_bar.stop_loss.line, plain(second))
            click(panel.guard_bar.confirm)
            await eventually(lambda: _stops(terminal) == [second])

            await press_in_menu(terminal, "Take-profit and stop-loss")
            type_into(panel.guard_bar.stop_loss.line, "")
            QTest.keyClick(panel.guard_bar.stop_loss.line, Qt.Key.Key_Delete)
            click(panel.guard_bar.confirm)
            await eventually(lambda: _stops(terminal) == [])

    qt_run(story(), timeout=150)
