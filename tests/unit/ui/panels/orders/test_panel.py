"""Tests for `ui/panels/orders/panel.py`: with mouse and keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.commands import CancelAll, CancelOrder
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Order, OrderStatus
from terminal_app.ui.panels.orders.panel import OrdersPanel
from terminal_app.ui.theme import DARK
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, order

CANCEL, SYMBOL, STATUS, AGE = 8, 0, 6, 7


class Stage:
    """The panel over a list of orders."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk()
        self.orders: list[Order] = [order("tb-1"), order("tb-2", ETH_SPOT)]
        self.panel = OrdersPanel(
            lambda: self.orders, self.desk.hub.instruments.get, self.desk.sender, self.desk.clock, DARK
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1200, 300)
        self.panel.show()
        self.refresh()

    def refresh(self) -> None:
        """One frame."""
        self.panel.show_frame(batch(Kind.ORDERS))

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return str(self.panel.model.index(row, column).data())

    def click(self, row: int, column: int) -> None:
        """Press a cell."""
        table = self.panel.table
        place = table.visualRect(table.model().index(row, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_the_cross_cancels_one_order_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.click(1, CANCEL)
        stage.click(1, CANCEL)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelOrder("tb-2", ETH_SPOT, "id-tb-2")]


def test_delete_cancels_the_selected_orders(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.panel.table.selectAll()
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert {command.client_oid for command in stage.desk.sent if isinstance(command, CancelOrder)} == {
        "tb-1",
        "tb-2",
    }


def test_the_button_over_the_table_counts_and_cancels_each_product(stage: Stage, qt_run: QtRunner) -> None:
    assert stage.panel.cancel_all.text() == "Cancel all (2)"

    async def story() -> None:
        QTest.mouseClick(stage.panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [CancelAll(ProductType.SPOT), CancelAll(ProductType.USDT_FUTURES)]


def test_an_order_being_cancelled_offers_no_second_cancel(stage: Stage, qt_run: QtRunner) -> None:
    stage.orders = [order("tb-1", status=OrderStatus.CANCEL_PENDING)]
    stage.refresh()
    assert (stage.text(0, STATUS), stage.text(0, CANCEL)) == ("cancelling", "")

    async def story() -> None:
        stage.click(0, CANCEL)
        stage.click(0, STATUS)
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []


def test_doubt_is_said_over_the_table(stage: Stage) -> None:
    assert stage.panel.summary.text() == ""
    stage.orders = [order("tb-1", status=OrderStatus.UNKNOWN)]
    stage.refresh()
    assert stage.panel.summary.text() == "1 unconfirmed: the venue is being asked"


def test_the_count_is_told_when_it_changes(stage: Stage, qtbot: QtBot) -> None:
    stage.orders = []
    with qtbot.waitSignal(stage.panel.count_changed) as told:
        stage.refresh()
    assert told.args == [0]
    assert not stage.panel.cancel_all.isEnabled()
    with qtbot.assertNotEmitted(stage.panel.count_changed):
        stage.refresh()


def test_pressing_a_symbol_chooses_it(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        stage.click(1, SYMBOL)
    assert chosen.args == [ETH_SPOT]


def test_ages_grow_with_the_time(stage: Stage) -> None:
    assert stage.text(0, AGE) == "3.0 s"
    stage.desk.clock.advance(60)
    stage.panel.on_tick()
    assert stage.text(0, AGE) == "1 min"


def test_other_topics_are_left_alone(stage: Stage) -> None:
    stage.orders = []
    stage.panel.show_frame(batch(Kind.FILLS))
    assert stage.panel.model.rowCount() == 2
    assert Kind.ORDERS in stage.panel.topics
    assert stage.text(0, SYMBOL) == BTC_PERP.symbol
