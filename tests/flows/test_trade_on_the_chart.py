"""An order placed, moved and cancelled with the mouse on the chart; a position guarded and closed there."""

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.money import BaseQty, plain
from terminal_app.core.orders import OrderStatus, Side
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.line_places import Placed, button_middle
from terminal_app.ui.panels.chart.lines import LineAction, LineKind
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import send
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SIZE = Decimal("0.02")
_LEFT = Qt.MouseButton.LeftButton


def line(canvas: ChartCanvas, kind: LineKind) -> Placed | None:
    return next((place for place in canvas.lines.placed if place.line.kind is kind), None)


def press(canvas: ChartCanvas, kind: LineKind, action: LineAction) -> None:
    place = line(canvas, kind)
    assert place is not None
    x, y = button_middle(place, action)
    mouse.click(canvas.viewport(), QPoint(x, HEADER_PX + y))


async def _place_from_the_menu(terminal: Terminal) -> None:
    panels, session = terminal.window.panels, terminal.session
    canvas = panels.chart.canvas
    await eventually(lambda: canvas.view is not None and session.hub.tickers.get(FIRST_INSTRUMENT))
    await eventually(lambda: not panels.chart.trader.block())
    type_into(panels.ticket.fields.size_edit.line, plain(_SIZE))
    mouse.menu(canvas.viewport(), QPoint(400, int(canvas.plot_height) + HEADER_PX - 6))
    menu = canvas.findChild(QMenu, "chart_menu")
    assert isinstance(menu, QMenu)
    buy = next(action for action in menu.actions() if action.text().startswith("Buy limit"))
    price = Decimal(buy.text().rpartition(" at ")[2].replace("\u2009", ""))
    QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(buy).center())
    await eventually(lambda: [one.status for one in session.blotter.all()] == [OrderStatus.OPEN], every=0)
    await eventually(lambda: (one := line(canvas, LineKind.ORDER)) is not None and one.line.movable, every=0)
    (order,) = session.blotter.all()
    assert (order.side, order.price, order.size) == (Side.BUY, price, BaseQty(_SIZE))


async def _drag(terminal: Terminal) -> None:
    session, canvas = terminal.session, terminal.window.panels.chart.canvas
    place = line(canvas, LineKind.ORDER)
    assert place is not None
    at = QPoint(500, HEADER_PX + place.y)
    mouse.press(canvas.viewport(), at)
    for by in (-10, -30):
        mouse.move(canvas.viewport(), at + QPoint(0, by), held=_LEFT)
    moving = canvas.lines.placed[0].line
    assert moving.price > place.line.price
    mouse.release(canvas.viewport(), at + QPoint(0, -30))
    await eventually(lambda: session.blotter.all()[0].price == moving.price)
    assert [order.status for order in session.blotter.all()] == [OrderStatus.OPEN]
    await eventually(lambda: [one.line.price for one in canvas.lines.placed] == [moving.price])


async def _cancel(terminal: Terminal) -> None:
    session, canvas = terminal.session, terminal.window.panels.chart.canvas
    press(canvas, LineKind.ORDER, LineAction.CANCEL)
    await eventually(lambda: session.blotter.all()[0].status is OrderStatus.CANCELLED)
    await eventually(lambda: not canvas.lines.placed)


async def _pull_exits_out(terminal: Terminal) -> None:
    session, canvas = terminal.session, terminal.window.panels.chart.canvas
    place = line(canvas, LineKind.POSITION)
    assert place is not None
    chip = QPoint(40, HEADER_PX + place.middle)
    mouse.press(canvas.viewport(), chip)
    for by in (60, 120):
        mouse.move(canvas.viewport(), chip + QPoint(0, by), held=_LEFT)
    profit = line(canvas, LineKind.TAKE_PROFIT)
    assert profit is not None
    mouse.release(canvas.viewport(), chip + QPoint(0, 120))
    await eventually(lambda: [one.take_profit for one in session.strategy_orders.open()] != [None])
    (guard,) = await eventually(session.strategy_orders.open)
    assert guard.take_profit is not None
    assert (guard.side, guard.take_profit.trigger, guard.stop_loss) == (Side.BUY, profit.line.price, None)
    await eventually(lambda: (one := line(canvas, LineKind.TAKE_PROFIT)) is not None and one.line.movable)
    press(canvas, LineKind.TAKE_PROFIT, LineAction.CANCEL)
    await eventually(lambda: not session.strategy_orders.open())


async def _reverse_and_close_a_position(terminal: Terminal) -> None:
    panels, session = terminal.window.panels, terminal.session
    canvas = panels.chart.canvas
    click(panels.ticket.fields.market)
    await send(terminal, Side.SELL)
    await eventually(lambda: line(canvas, LineKind.POSITION))
    await _pull_exits_out(terminal)
    press(canvas, LineKind.POSITION, LineAction.REVERSE)
    await eventually(lambda: [(p.side.value, p.size) for p in session.positions.all()] == [("long", _SIZE)])
    await eventually(lambda: (one := line(canvas, LineKind.POSITION)) is not None and one.line.id == "long")
    press(canvas, LineKind.POSITION, LineAction.CLOSE)
    await eventually(lambda: not session.positions.all())
    await eventually(lambda: line(canvas, LineKind.POSITION) is None)


def test_the_chart_trades(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            await _place_from_the_menu(terminal)
            await _drag(terminal)
            await _cancel(terminal)
            await _reverse_and_close_a_position(terminal)

    qt_run(story(), timeout=150)
