"""Tests for `ui/panels/triggers/panel.py`: with mouse and keys."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Position
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import AmendStrategy, CancelStrategy
from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.ui.confirming import Ask, Confirmer, never_ask
from terminal_app.ui.panels.triggers import state
from terminal_app.ui.panels.triggers.panel import TriggersPanel
from terminal_app.ui.theme import DARK
from tests.helpers.asked_person import Person
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell, double_click_cell
from tests.helpers.terminal import type_into
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, position, ticker, trigger_order, waiting

pytestmark = pytest.mark.gui

KIND, TRIGGER, BY, THEN, DISTANCE, STATUS, CANCEL = 1, 4, 5, 6, 7, 8, 13
STOP = CancelStrategy("tb-s1", BTC_PERP, "id-tb-s1")
ENTRY = CancelStrategy("tb-t1", BTC_PERP, "id-tb-t1")


class Stage:
    """The panel over a list of orders."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.desk = Desk()
        self.desk.hub.tickers.apply(ticker(BTC_PERP, "64000", mark="63500"))
        self.orders: list[StrategyOrder] = [waiting(), trigger_order()]
        self.positions: list[Position] = [position()]
        self.panel = TriggersPanel(
            lambda: self.orders,
            lambda: self.positions,
            self.desk.hub.instruments.get,
            self.desk.hub.tickers.get,
            self.desk.sender,
            self.desk.clock,
            DARK,
            confirm=confirm,
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1400, 300)
        self.panel.show()
        self.refresh()

    def refresh(self) -> None:
        """One frame."""
        self.panel.show_frame(batch(Kind.STRATEGY))

    def text(self, row: int, column: int) -> str:
        """What a cell says."""
        return str(self.panel.model.index(row, column).data())

    def click(self, row: int, column: int) -> None:
        """Press a cell."""
        click_cell(self.panel.table, row, column)

    def double_click(self, row: int) -> None:
        """Press a row twice, as a hand does."""
        double_click_cell(self.panel.table, row, STATUS)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_the_rows_say_what_waits(stage: Stage) -> None:
    assert [stage.text(0, column) for column in (KIND, 3, TRIGGER, BY, THEN, DISTANCE, STATUS)] == [
        "Stop-loss",
        "whole position",
        "63\u2009000.0",
        "mark",
        "Market",
        "\u22120.79%",
        "Waiting",
    ]
    assert stage.text(1, KIND) == "Trigger buy market"


def test_the_cross_cancels_one_order_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.click(1, CANCEL)
        stage.click(1, CANCEL)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [ENTRY]


def test_delete_cancels_the_selected_orders(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        stage.panel.table.selectAll()
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [STOP, ENTRY]


def test_a_button_cancels_the_selected_orders(stage: Stage, qt_run: QtRunner) -> None:
    assert stage.panel.cancel_selected.isHidden()
    stage.panel.table.selectAll()
    assert stage.panel.cancel_selected.text() == f"Cancel selected ({len(stage.panel.model.rows())})"

    async def story() -> None:
        QTest.mouseClick(stage.panel.cancel_selected, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert len(stage.desk.sent) == len(stage.panel.model.rows()) > 1


def test_the_button_cancels_each_and_with_a_filter_only_what_is_shown(stage: Stage, qt_run: QtRunner) -> None:
    assert stage.panel.cancel_all.text() == "Cancel all (2)"

    async def story() -> None:
        stage.panel.filter.setText("kind:stop")
        assert stage.panel.cancel_all.text() == "Cancel 1 shown"
        QTest.mouseClick(stage.panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()
        assert stage.desk.sent == [STOP]
        stage.panel.filter.clear()
        QTest.mouseClick(stage.panel.cancel_all, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [STOP, STOP, ENTRY]


def test_a_person_who_says_no_keeps_the_order(qtbot: QtBot, qt_run: QtRunner) -> None:
    person = Person(answer=False)
    stage = Stage(qtbot, person)

    async def story() -> None:
        stage.click(0, CANCEL)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []
    ((ask, text, _),) = person.asked
    assert ask is Ask.CANCEL
    assert "Stop-loss whole position at 63\u2009000.0" in text


def test_a_double_click_moves_the_stop_by_one_command(stage: Stage, qt_run: QtRunner) -> None:
    bar = stage.panel.amend_bar

    async def story() -> None:
        stage.panel.activateWindow()
        stage.double_click(0)
        assert bar.isVisible()
        assert not bar.trigger.isVisible()
        assert bar.stop_loss.text() == "63000"
        assert not bar.confirm.isEnabled()
        type_into(bar.stop_loss.line, "63100")
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()

    qt_run(story())
    leg = ExitLeg(Decimal(63100), TriggerBy.MARK)
    assert stage.desk.sent == [AmendStrategy("tb-s1", BTC_PERP, "id-tb-s1", stop_loss=leg)]
    assert not bar.isVisible()


def test_a_stop_on_the_wrong_side_is_not_sent(stage: Stage, qt_run: QtRunner) -> None:
    bar = stage.panel.amend_bar

    async def story() -> None:
        stage.double_click(0)
        type_into(bar.stop_loss.line, "63600")
        assert "below the mark price" in bar.error.text()
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Escape)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []
    assert not bar.isVisible()


def test_an_order_that_was_set_off_is_not_changed_any_more(stage: Stage) -> None:
    stage.double_click(1)
    assert stage.panel.amend_bar.trigger.isVisible()
    stage.orders = [waiting(), trigger_order(status=StrategyStatus.SUBMITTING)]
    stage.refresh()
    assert not stage.panel.amend_bar.isVisible()
    assert stage.panel.summary.text() == "The order you were changing is no longer waiting."
    assert (stage.text(1, STATUS), stage.text(1, CANCEL)) == ("Firing", "")
    stage.double_click(1)
    assert stage.panel.summary.text() == "This order is firing: it cannot be changed now."


def test_the_distance_follows_the_price(stage: Stage) -> None:
    topic = Topic(Kind.TICKER, BTC_PERP)
    assert topic in stage.panel.topics
    stage.desk.hub.tickers.apply(ticker(BTC_PERP, "64000", mark="64000"))
    stage.panel.show_frame(batch(topic))
    assert stage.text(0, DISTANCE) == "\u22121.56%"


def test_the_count_leaves_out_what_is_over(stage: Stage, qtbot: QtBot) -> None:
    stage.orders = [waiting(status=StrategyStatus.FAILED, note="No."), trigger_order()]
    with qtbot.waitSignal(stage.panel.count_changed) as told:
        stage.refresh()
    assert told.args == [1]
    assert stage.text(0, STATUS) == "Failed: No."


def test_what_is_over_goes_after_a_while(stage: Stage) -> None:
    stage.orders = [waiting(status=StrategyStatus.DONE)]
    stage.refresh()
    assert stage.panel.model.rowCount() == 1
    stage.desk.clock.advance(state.LINGER_MS / 1000 + 1)
    stage.panel.on_tick()
    assert stage.panel.model.rowCount() == 0


def test_the_empty_table_says_how_something_comes_here(stage: Stage) -> None:
    stage.orders = []
    stage.refresh()
    assert "menu of a position" in stage.panel.table.empty_text
    assert not stage.panel.cancel_all.isEnabled()


def test_a_change_that_was_overtaken_is_not_sent(qtbot: QtBot, qt_run: QtRunner) -> None:
    stages: list[Stage] = []

    def meanwhile() -> None:
        stages[0].orders = [replace(waiting(), stop_loss=ExitLeg(Decimal(62000))), trigger_order()]

    stages.append(Stage(qtbot, Person(answer=True, meanwhile=meanwhile)))
    (stage,) = stages

    async def story() -> None:
        stage.double_click(0)
        type_into(stage.panel.amend_bar.stop_loss.line, "63100")
        QTest.keyClick(stage.panel.amend_bar.stop_loss.line, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []
    assert "has changed meanwhile" in stage.desk.board.shown()[0].notice.text
