"""The lines of a position in a real window: entry, break-even and liquidation, from opening to close."""

from decimal import Decimal
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.core.account import Position
from terminal_app.core.orders import PositionSide, Side
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.line_places import Placed, button_middle
from terminal_app.ui.panels.chart.lines import LineAction, LineKind, Tint
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal, type_into
from tests.helpers.ticket_hand import trade_at_market
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_SIZE = Decimal("0.3")
_FEES_TWICE = Decimal("0.0012")
_KINDS = (LineKind.POSITION, LineKind.BREAK_EVEN, LineKind.LIQUIDATION)


def lines(canvas: ChartCanvas) -> dict[LineKind, Placed]:
    return {place.line.kind: place for place in canvas.lines.placed if place.line.kind in _KINDS}


def press(canvas: ChartCanvas, action: LineAction) -> None:
    mouse.click(
        canvas.viewport(), QPoint(0, HEADER_PX) + QPoint(*button_middle(lines(canvas)[_KINDS[0]], action))
    )


async def isolate(terminal: Terminal) -> None:
    """A margin of its own at 50×: the liquidation is near enough to be seen."""
    ticket = terminal.window.panels.ticket
    await eventually(lambda: ticket.account.text() == "Cross 20× · One-way")
    click(ticket.account)
    dialog = await eventually(lambda: ticket.findChild(MarginDialog))
    assert dialog is not None
    QTest.keyClick(dialog.mode, Qt.Key.Key_Down)
    type_into(dialog.leverage.line, "50")
    click(dialog.set_leverage)
    await eventually(lambda: dialog.now.text() == "Now: Isolated 50× · One-way")
    click(dialog.done_button)
    await eventually(lambda: terminal.session.entry_block() is None)


async def zoom_out(canvas: ChartCanvas) -> None:
    """Pull at the prices until there is room for a liquidation on either side."""
    at = QPoint(canvas.viewport().width() - 12, HEADER_PX + 40)
    for _ in range(30):
        view = canvas.view
        assert view is not None
        if view.frame.high > view.frame.low * 1.08:
            return
        mouse.drag(canvas.viewport(), at, at + QPoint(0, 100))
        await eventually(partial(_another_view, canvas, view))
    raise AssertionError("the prices do not come closer together")


def _another_view(canvas: ChartCanvas, before: ChartView) -> bool:
    return canvas.view is not before


async def shown(terminal: Terminal, side: PositionSide, size: Decimal) -> Position:
    """The position, once all its lines stand where the account says."""
    canvas, positions = terminal.window.panels.chart.canvas, terminal.session.positions
    await eventually(lambda: [(one.side, one.size) for one in positions.all()] == [(side, size)])

    def agree() -> bool:
        (held,) = positions.all()
        wanted = {
            LineKind.POSITION: held.avg_price,
            LineKind.BREAK_EVEN: held.break_even,
            LineKind.LIQUIDATION: held.liquidation,
        }
        return {kind: place.line.price for kind, place in lines(canvas).items()} == wanted

    await eventually(agree)
    (held,) = positions.all()
    return held


def judge(canvas: ChartCanvas, held: Position) -> None:
    """What the labels say, where they stand, and whether the prices can be right."""
    found, view, long = lines(canvas), canvas.view, held.side is PositionSide.LONG
    assert view is not None
    assert held.break_even is not None
    assert held.liquidation is not None
    entry, even, liquidation = (found[kind] for kind in _KINDS)
    assert entry.line.tint is (Tint.BUY if long else Tint.SELL)
    assert entry.line.text.startswith("▲ Long" if long else "▼ Short")
    assert even.line.text == f"Break-even · {fmt.fixed(held.break_even, 2)}"
    assert liquidation.line.text == f"Liquidation · {fmt.fixed(held.liquidation, 1)}"
    for place in found.values():
        assert place.y == int(view.frame.y_of(float(place.line.price)))
        assert place.top is not None
    tops = sorted(place.top for place in found.values() if place.top is not None)
    assert all(below - above >= 18 for above, below in pairwise(tops))
    away = abs(held.break_even / held.avg_price - 1)
    assert abs(away - _FEES_TWICE) < Decimal("0.0001")
    order = [held.liquidation, held.avg_price, held.break_even]
    assert order == sorted(order, reverse=not long)


def test_its_lines_follow_it(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            canvas = terminal.window.panels.chart.canvas
            await eventually(lambda: canvas.view is not None)
            assert lines(canvas) == {}
            await isolate(terminal)
            await trade_at_market(terminal, Side.SELL, _SIZE)
            await eventually(lambda: LineKind.POSITION in lines(canvas))
            await zoom_out(canvas)
            judge(canvas, await shown(terminal, PositionSide.SHORT, _SIZE))

            press(canvas, LineAction.REVERSE)
            judge(canvas, await shown(terminal, PositionSide.LONG, _SIZE))

            await trade_at_market(terminal, Side.BUY, _SIZE / 2)
            judge(canvas, await shown(terminal, PositionSide.LONG, _SIZE * 3 / 2))

            press(canvas, LineAction.CLOSE)
            await eventually(lambda: not terminal.session.positions.all())
            await eventually(lambda: lines(canvas) == {})

    qt_run(story(), timeout=120)
