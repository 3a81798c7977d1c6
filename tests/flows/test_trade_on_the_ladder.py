"""One order on the ladder against the paper exchange: armed, clicked, seen, dragged, cancelled."""

import contextlib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Order, OrderStatus, Side
from terminal_app.ui.panels.ladder.intents import Column
from terminal_app.ui.panels.ladder.panel import LadderPanel
from terminal_app.ui.panels.ladder.state import Rung
from tests.helpers import mouse
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import click, running_terminal
from tests.helpers.waiting import eventually

T = TypeVar("T")

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

NO_KEY = Qt.KeyboardModifier.NoModifier


def deep_rung(ladder: LadderPanel, above_the_last: int) -> Rung:
    """A row far below the market, where an order rests."""
    return ladder.view.picture.rungs[-1 - above_the_last]


def cell(ladder: LadderPanel, row: int) -> QPoint:
    """The bid side of a row, beside the price."""
    box = ladder.view.box_of(row, Column.BID)
    return QPoint(box.right() - 6, box.center().y())


def working(terminal: Terminal) -> Order | None:
    """The only open order, once the exchange has it."""
    orders = terminal.session.blotter.open()
    return orders[0] if len(orders) == 1 and orders[0].status is OrderStatus.OPEN else None


async def an_armed_ladder(terminal: Terminal) -> LadderPanel:
    """The ladder beside the book, with wide rows so that its last ones are far from the market."""
    window, session = terminal.window, terminal.session
    window.docks.bring("ladder")
    ladder = window.panels.ladder
    await eventually(lambda: session.hub.book(FIRST_INSTRUMENT).good and ladder.view.picture.rungs)
    ladder.head.choose_group(50)
    # The mouse is here: rows keep their prices from now on.
    point = QPointF(5, 5)
    QApplication.sendEvent(ladder, QEnterEvent(point, point, point))
    await eventually(lambda: ladder.desk.sizes is not None)
    assert not ladder.armed
    click(ladder.head.arm)
    await eventually(lambda: ladder.armed)
    QTest.keyClick(ladder, Qt.Key.Key_5)
    return ladder


async def insist(ladder: LadderPanel, act: Callable[[], object], done: Callable[[], T]) -> T:
    """Act until it is done: a press just after the rows have moved is ignored, as it should be."""
    for _ in range(5):
        await eventually(lambda: ladder.view.settled)
        act()
        with contextlib.suppress(AssertionError):
            return await eventually(done, timeout=4)
    return await eventually(done)


def test_armed_clicked_dragged_cancelled(qapp: QApplication, qt_run: QtRunner, data_dir: Path) -> None:
    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            ladder = await an_armed_ladder(terminal)
            sizes = ladder.desk.sizes
            assert sizes is not None
            target = deep_rung(ladder, 1)
            left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
            order = await insist(
                ladder,
                lambda: QTest.mouseClick(ladder.view, left, NO_KEY, cell(ladder, target.index)),
                lambda: working(terminal),
            )
            assert order is not None
            assert (order.side, order.price) == (Side.BUY, target.price)
            assert order.size == BaseQty(sizes.working)
            assert sizes.working > Decimal(0)

            await eventually(lambda: seen(ladder, target.index))
            below = target.index - 1
            await insist(
                ladder,
                lambda: mouse.drag(
                    ladder.view,
                    ladder.view.chip_box(target.index, Side.BUY).center(),
                    cell(ladder, below),
                ),
                lambda: (order := working(terminal)) and order.price == target.price - step(ladder),
            )
            await eventually(lambda: seen(ladder, below) and not seen(ladder, target.index))

            await insist(
                ladder,
                lambda: QTest.mouseClick(ladder.view, middle, NO_KEY, cell(ladder, below)),
                lambda: not terminal.session.blotter.open(),
            )
            await eventually(lambda: not seen(ladder, below))
            assert [one.status for one in terminal.session.blotter.all()] == [OrderStatus.CANCELLED]

            QTest.keyClick(ladder, Qt.Key.Key_Escape)
            assert not ladder.armed

    qt_run(story(), timeout=150)


def step(ladder: LadderPanel) -> Decimal:
    """The row step."""
    assert ladder.desk.state is not None
    return ladder.desk.state.step


def seen(ladder: LadderPanel, row: int) -> bool:
    """Whether an order of ours stands on a row."""
    rung = ladder.view.rung(row)
    return rung is not None and rung.buy is not None
