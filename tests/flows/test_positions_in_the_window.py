"""A position is closed in part, offered with a limit, and turned around: by mouse, on the paper exchange."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.money import plain
from terminal_app.core.orders import OrderType, PositionSide, Side
from tests.helpers.leaks import running_tasks
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SIZE = Decimal("0.02")
_WHERE_SIDE_IS = 1


async def _buy(terminal: Terminal) -> None:
    ticket = terminal.window.panels.ticket
    click(ticket.fields.market)
    type_into(ticket.fields.size_edit.line, plain(_SIZE))
    await eventually(ticket.buttons[Side.BUY].isEnabled)
    click(ticket.buttons[Side.BUY])
    await _held(terminal, PositionSide.LONG, _SIZE)


async def _held(terminal: Terminal, side: PositionSide, size: Decimal) -> None:
    """Wait until the table shows the position like that."""
    model = terminal.window.panels.positions.model
    await eventually(
        lambda: [(row.position.side, row.position.size) for row in model.rows()] == [(side, size)]
    )


async def _press(terminal: Terminal, beginning: str) -> None:
    """Open the context menu of the position with the mouse, and press the entry that begins like that.

    A position may move before the order that moved it is answered; the next action waits for the answer.
    """
    await eventually(lambda: not any(":action:" in task for task in running_tasks(besides=set())))
    table = terminal.window.panels.positions.table
    at = table.visualRect(table.model().index(0, _WHERE_SIDE_IS)).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, table.viewport().mapToGlobal(at))
    QApplication.sendEvent(table.viewport(), event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(action for action in menu.actions() if action.text().startswith(beginning))
    assert action.isEnabled(), action.text()
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    menu.close()


def test_a_position_is_closed_in_part_and_turned_around(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path
) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            blotter, panels = terminal.session.blotter, terminal.window.panels
            terminal.window.docks.bring("positions")
            await _buy(terminal)

            await _press(terminal, "Close 50 % at market: sell 0.0100 BTC")
            await _held(terminal, PositionSide.LONG, _SIZE / 2)

            await _press(terminal, "Reverse at market: sell 0.0200 BTC, then 0.0100 short")
            await _held(terminal, PositionSide.SHORT, _SIZE / 2)

            before = len(blotter.all())
            await _press(terminal, "Close with a limit at")
            await eventually(lambda: len(blotter.all()) > before)
            newest = blotter.all()[0]
            assert (newest.order_type, newest.side, newest.reduce_only) == (OrderType.LIMIT, Side.BUY, True)
            assert newest.instrument == FIRST_INSTRUMENT

            panels.fills.today.refresh()
            assert "realised" in panels.fills.today.text()
            assert "missing" not in panels.fills.today.text()

    qt_run(story(), timeout=150)
