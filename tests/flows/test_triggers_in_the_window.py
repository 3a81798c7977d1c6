"""A stop is placed from a position, seen in the table, moved there and cancelled: on the paper exchange."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.ui.panels.chart.lines import LineKind
from terminal_app.ui.panels.positions.protecting import badge_text
from terminal_app.ui.panels.triggers.panel import TriggersPanel
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import buy_and_hold, press_in_menu
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]


def _waiting(panel: TriggersPanel) -> list[tuple[str, Decimal]]:
    """Kind of state and stop of what the table shows as waiting."""
    columns = panel.model.columns
    status = next(column for column in columns if column.title == "Status")
    return [
        (status.text(row), row.order.stop_loss.trigger)
        for row in panel.model.rows()
        if row.order.stop_loss is not None
    ]


def _lines(terminal: Terminal) -> list[Decimal]:
    """Where the chart shows stop-losses."""
    lines = terminal.window.panels.chart.state.lines
    return [line.price for line in lines if line.kind is LineKind.STOP_LOSS]


def _protection(terminal: Terminal) -> str:
    """What the table of positions says of the guard of the first."""
    (row,) = terminal.window.panels.positions.model.rows()
    return badge_text(row)


async def _set_a_stop(terminal: Terminal) -> tuple[Decimal, Decimal]:
    """A stop for the whole position, by menu and keys; it, and one nearer to the price."""
    positions = terminal.window.panels.positions
    terminal.window.docks.bring("positions")
    await buy_and_hold(terminal)
    (row,) = positions.model.rows()
    assert row.mark is not None
    assert row.instrument is not None
    first = row.instrument.snap_price(row.mark * Decimal("0.95"), Side.BUY)
    second = row.instrument.snap_price(row.mark * Decimal("0.96"), Side.BUY)
    # A stop only makes risk smaller: it is taken although orders are shut.
    terminal.session.arm(armed=False)
    await press_in_menu(terminal, "Take-profit and stop-loss")
    type_into(positions.guard_bar.stop_loss.line, plain(first))
    QTest.keyClick(positions.guard_bar.stop_loss.line, Qt.Key.Key_Return)
    return first, second


def test_a_stop_is_seen_moved_and_cancelled_in_the_table(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            window, panel = terminal.window, terminal.window.panels.triggers
            first, second = await _set_a_stop(terminal)
            await eventually(lambda: _lines(terminal) == [first])
            await eventually(lambda: "● Protected 100 % \u2212" in _protection(terminal))
            await eventually(lambda: window.docks.dock("triggers").windowTitle() == "Triggers / TP-SL (1)")
            window.docks.bring("triggers")
            await eventually(lambda: _waiting(panel) == [("Waiting", first)])
            assert [panel.model.index(0, column).data() for column in (1, 3)] == [
                "Stop-loss",
                "whole position",
            ]

            terminal.session.arm(armed=True)
            panel.table.select(0)
            QTest.keyClick(panel.table, Qt.Key.Key_Return)
            type_into(panel.amend_bar.stop_loss.line, plain(second))
            click(panel.amend_bar.confirm)
            await eventually(lambda: _waiting(panel) == [("Waiting", second)])
            await eventually(lambda: _lines(terminal) == [second])

            panel.table.select(0)
            QTest.keyClick(panel.table, Qt.Key.Key_Delete)
            await eventually(lambda: panel.model.rowCount() == 0)
            assert terminal.session.strategy_orders.open() == []
            await eventually(lambda: _lines(terminal) == [])
            window.docks.bring("positions")
            await eventually(lambda: _protection(terminal) == "○ Naked")

    qt_run(story(), timeout=60)
