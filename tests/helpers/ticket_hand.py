"""A hand on the ticket and the positions of the real window."""

from decimal import Decimal

from terminal_app.app.terminal import Terminal
from terminal_app.core.money import plain
from terminal_app.core.orders import PositionSide, Side
from tests.helpers.leaks import running_tasks
from tests.helpers.table_hand import menu_of_cell, press_entry
from tests.helpers.terminal import click, type_into
from tests.helpers.waiting import eventually

USUAL_SIZE = Decimal("0.02")
_WHERE_SIDE_IS = 1


async def send(terminal: Terminal, side: Side) -> None:
    """Press buy or sell as soon as the ticket lets it be pressed."""
    button = terminal.window.panels.ticket.buttons[side]
    await eventually(button.isEnabled)
    click(button)


async def trade_at_market(terminal: Terminal, side: Side, size: Decimal) -> None:
    """Choose a market order, type its size in base coin, and send it; what came of it is not waited for."""
    fields = terminal.window.panels.ticket.fields
    click(fields.market)
    type_into(fields.size_edit.line, plain(size))
    await send(terminal, side)


async def buy_and_hold(terminal: Terminal, size: Decimal = USUAL_SIZE) -> None:
    """Buy at the market, and wait until the table of positions shows it."""
    await trade_at_market(terminal, Side.BUY, size)
    await held(terminal, PositionSide.LONG, size)


async def held(terminal: Terminal, side: PositionSide, size: Decimal) -> None:
    """Wait until the table shows one position, like that."""
    model = terminal.window.panels.positions.model
    await eventually(
        lambda: [(row.position.side, row.position.size) for row in model.rows()] == [(side, size)]
    )


async def press_in_menu(terminal: Terminal, beginning: str) -> None:
    """Open the context menu of the first position with the mouse, and press the entry that begins like that.

    A position may move before the order that moved it is answered; the next action waits for the answer.
    """
    await eventually(lambda: not any(":action:" in task for task in running_tasks(besides=set())))
    table = terminal.window.panels.positions.table
    press_entry(menu_of_cell(table, 0, _WHERE_SIDE_IS), beginning)
