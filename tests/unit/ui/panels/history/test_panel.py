"""Tests for `ui/panels/history/panel.py`: with mouse and keys."""

from collections import deque
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Fill
from terminal_app.core.changes import Kind
from terminal_app.core.errors import LinkError
from terminal_app.core.orders import Order, OrderStatus, VenueOrder, VenueStatus
from terminal_app.ui.panels.history.panel import PAGE, HistoryPanel
from terminal_app.ui.theme import DARK
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, NOW_MS, fill, order, venue_order

pytestmark = pytest.mark.gui

SYMBOL, REALISED, ENDED = 1, 9, 10


class Stage:
    """The panel over a venue with 150 finished orders."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk()
        self.ours: list[Order] = []
        self.fills: list[Fill] = []
        self.asked: list[int] = []
        self.failures: deque[LinkError] = deque()
        self.panel = HistoryPanel(
            lambda: self.ours,
            self.read,
            lambda: self.fills,
            lambda order: [fill for fill in self.fills if fill.order_id == order.order_id],
            self.desk.hub.instruments.get,
            self.desk.ui_tasks,
            self.desk.clock,
            DARK,
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1100, 300)

    def appear(self) -> None:
        """Be seen, and get the first frame."""
        self.panel.show()
        self.panel.show_frame(batch(Kind.ORDERS))

    async def read(self, count: int) -> list[VenueOrder]:
        """The venue's records."""
        self.asked.append(count)
        if self.failures:
            raise self.failures.popleft()
        done = replace(venue_order(BTC_PERP), status=VenueStatus.FILLED, filled=Decimal("0.25"))
        every = [replace(done, order_id=f"o{number}", updated_ms=NOW_MS - number) for number in range(150)]
        return every[:count]


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_it_reads_when_it_is_first_seen_and_then_page_by_page(stage: Stage, qt_run: QtRunner) -> None:
    panel = stage.panel

    async def story() -> None:
        assert stage.asked == []
        stage.appear()
        await stage.desk.tasks.drain()
        assert panel.model.rowCount() == PAGE
        assert panel.more.isVisible()
        QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()
        panel.hide()
        stage.appear()
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.asked == [PAGE, 2 * PAGE]
    assert panel.model.rowCount() == 150
    assert panel.note.text() == "150 orders"
    assert not panel.more.isVisible()


def test_a_failure_is_told_and_can_be_tried_again(stage: Stage, qt_run: QtRunner) -> None:
    stage.failures.append(LinkError("Bitget did not answer."))
    panel = stage.panel

    async def story() -> None:
        stage.appear()
        await stage.desk.tasks.drain()
        assert panel.note.text() == "Bitget did not answer."
        assert panel.more.text() == "Try again"
        QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.asked == [PAGE, PAGE]
    assert panel.note.text() == f"{PAGE} orders"


def test_the_first_reading_is_tried_again_when_trading_opens(stage: Stage, qt_run: QtRunner) -> None:
    stage.failures.append(LinkError("There is no connection to the exchange yet."))

    async def story() -> None:
        stage.appear()
        await stage.desk.tasks.drain()
        stage.panel.show_frame(batch(Kind.TRADING))
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.panel.model.rowCount() == PAGE


def test_an_order_that_ends_now_comes_on_top_and_its_symbol_can_be_chosen(
    stage: Stage, qt_run: QtRunner, qtbot: QtBot
) -> None:
    async def story() -> None:
        stage.appear()
        await stage.desk.tasks.drain()
        ended = order("tb-9", status=OrderStatus.REJECTED, note="Not enough margin.")
        stage.ours.append(replace(ended, updated_ms=NOW_MS + 5))
        stage.panel.show_frame(batch(Kind.ORDERS))

    qt_run(story())
    table = stage.panel.table
    assert str(table.model().index(0, ENDED).data()) == "Rejected. Not enough margin."
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        click_cell(table, 0, SYMBOL)
    assert chosen.args == [BTC_PERP]


def test_what_an_order_realised_is_known_when_all_its_fills_are_loaded(
    stage: Stage, qt_run: QtRunner
) -> None:
    closing = replace(fill(1), order_id="o0", size=Decimal("0.25"), realised_pnl=Decimal("12.5"))
    part = replace(fill(2), order_id="o1", size=Decimal("0.05"), realised_pnl=Decimal(3))
    stage.fills = [closing, part]

    async def story() -> None:
        stage.appear()
        await stage.desk.tasks.drain()

    qt_run(story())
    shown = [str(stage.panel.model.index(number, REALISED).data()) for number in range(2)]
    assert shown == ["+12.50", "—"]
    assert "2 fills · realised +15.50 USDT" in stage.panel.today.text()


def test_a_filter_finds_how_orders_ended(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.appear()
        await stage.desk.tasks.drain()
        stage.ours.append(order("tb-9", status=OrderStatus.REJECTED, note="Not enough margin."))
        stage.panel.show_frame(batch(Kind.ORDERS))
        QTest.keyClicks(stage.panel.filter, "status:margin")

    qt_run(story())
    assert [row.key for row in stage.panel.model.rows()] == ["id-tb-9"]
    assert stage.panel.hidden.text() == f"1 of {PAGE + 1} shown"
    assert stage.panel.note.text() == f"{PAGE + 1} orders"
