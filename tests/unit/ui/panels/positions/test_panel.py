"""Tests for `ui/panels/positions/panel.py`: with mouse and keys."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Position
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import AmendStrategy, ClosePosition, PlaceOrder, PlaceTpSl
from terminal_app.core.events import TickerSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import ExitLeg, PositionSide, Side, TriggerBy
from terminal_app.core.outcomes import Refused
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui.confirming import Ask, Confirmer, never_ask
from terminal_app.ui.guarding import SET
from terminal_app.ui.panels.positions.closing import ADD_MARGIN, OVERTAKEN
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.panels.positions.pending import ON_ITS_WAY, WAIT_S, WAITING
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.theme import DARK
from tests.helpers.asked_person import Person
from tests.helpers.qt_loop import QtRunner
from tests.helpers.table_hand import click_cell, double_click_cell, menu_of_cell, press_entry
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, position, ticker, waiting
from tests.helpers.waiting import eventually

CLOSE, SYMBOL, PNL, PROTECTION = 14, 0, 8, 13


class Stage:
    """The panel over a list of positions."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.desk = Desk()
        self.positions: list[Position] = [position()]
        self.waiting: list[StrategyOrder] = []
        priced = replace(ticker(BTC_PERP, "64100"), bid=Decimal("64099.9"), ask=Decimal("64100.1"))
        self.desk.hub.apply(TickerSeen(priced))
        self.panel = PositionsPanel(
            lambda: self.positions,
            self.desk.hub.instruments.get,
            self.desk.mark_price,
            self.desk.sender,
            self.desk.ui_tasks,
            DARK,
            confirm=confirm,
            best=self.desk.best,
            clock=self.desk.clock,
            waiting=lambda: self.waiting,
        )
        qtbot.addWidget(self.panel)
        self.panel.resize(1200, 300)
        self.panel.show()
        self.panel.show_frame(batch(Kind.POSITIONS))

    def text(self, column: int) -> str:
        """What a cell of the first row says."""
        return str(self.panel.model.index(0, column).data())

    def click(self, column: int) -> None:
        """Press a cell of the first row."""
        click_cell(self.panel.table, 0, column)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.parametrize("way", ["button", "key"])
def test_a_position_is_closed_by_button_or_key(stage: Stage, qt_run: QtRunner, way: str) -> None:
    async def story() -> None:
        if way == "button":
            stage.click(CLOSE)
        else:
            stage.click(PNL)
            QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [ClosePosition(BTC_PERP)]


def test_the_gain_follows_the_mark_price(stage: Stage) -> None:
    assert stage.text(PNL) == "+50.00"
    assert (stage.panel.total.text(), stage.panel.total.property("state")) == ("+50.00", "up")
    assert Topic(Kind.TICKER, BTC_PERP) in stage.panel.topics
    stage.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "63900")))
    stage.panel.show_frame(batch(Topic(Kind.TICKER, BTC_PERP)))
    assert stage.text(PNL) == "\u221250.00"
    assert stage.panel.total.property("state") == "down"


def test_the_count_is_told_and_an_empty_table_says_what_to_do(stage: Stage, qtbot: QtBot) -> None:
    stage.positions = []
    with qtbot.waitSignal(stage.panel.count_changed) as told:
        stage.panel.show_frame(batch(Kind.POSITIONS))
    assert told.args == [0]
    assert "ticket" in stage.panel.table.empty_text
    assert Topic(Kind.TICKER, BTC_PERP) not in stage.panel.topics


def test_pressing_the_symbol_chooses_it(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.instrument_chosen) as chosen:
        stage.click(SYMBOL)
    assert chosen.args == [BTC_PERP]


def test_facts_alone_repaint_nothing(stage: Stage) -> None:
    stage.positions = []
    stage.panel.show_frame(batch())
    assert stage.panel.model.rowCount() == 1


def test_a_double_click_offers_the_closing_order_to_the_ticket(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.close_wanted) as wanted:
        double_click_cell(stage.panel.table, 0, PNL)
    assert wanted.args == [ClosingDraft(BTC_PERP, Side.SELL, Decimal("0.5"), PositionSide.NET)]


def entries(stage: Stage) -> dict[str, QAction]:
    """The entries of the context menu of the first row by what they say, keys left out."""
    stage.panel.table.select(0)
    menu = stage.panel.table.menu()
    return {action.text().partition("\t")[0]: action for action in menu.actions() if action.text()}


def press(stage: Stage, text: str) -> None:
    """Open the context menu over the first row with the mouse, and press an entry."""
    press_entry(menu_of_cell(stage.panel.table, 0, PNL), text)


def orders_sent(stage: Stage) -> list[PlaceOrder]:
    """The orders that took the road."""
    return [command for command in stage.desk.sent if isinstance(command, PlaceOrder)]


def test_the_context_menu_says_what_each_action_sends(stage: Stage) -> None:
    offered = entries(stage)
    assert list(offered) == [
        "Close at market: sell 0.500 BTC",
        "Close 75 % at market: sell 0.375 BTC",
        "Close 50 % at market: sell 0.250 BTC",
        "Close 25 % at market: sell 0.125 BTC",
        "Close with a limit at 64\u2009100.1: sell 0.500 BTC",
        "Reverse at market: sell 1.000 BTC, then 0.500 short",
        "Break-even stop: the exchange has not said where break-even is",
        SET,
        ADD_MARGIN,
        "Close in the ticket",
        "Show in chart, book and ticket",
        "Copy",
        "Export as CSV…",
        "Columns",
    ]
    assert offered["Close at market: sell 0.500 BTC"].text().endswith("\tDelete")
    assert offered["Close in the ticket"].text().endswith("\tReturn")
    assert [text for text, action in offered.items() if not action.isEnabled()] == [
        "Break-even stop: the exchange has not said where break-even is",
        ADD_MARGIN,
    ]


def test_an_entry_sends_what_it_says_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        half = entries(stage)["Close 50 % at market: sell 0.250 BTC"]
        half.trigger()
        half.trigger()
        await stage.desk.tasks.drain()
        # The position is still shown as it was: nothing is built on a size that is about to change.
        half.trigger()
        entries(stage)["Reverse at market: sell 1.000 BTC, then 0.500 short"].trigger()
        await stage.desk.tasks.drain()
        stage.positions = [position(size="0.25")]
        stage.panel.show_frame(batch(Kind.POSITIONS))
        press(stage, "Reverse at market: sell 0.500 BTC, then 0.250 short")
        await stage.desk.tasks.drain()

    qt_run(story())
    sent = orders_sent(stage)
    assert [(one.side, one.size.value, one.reduce_only) for one in sent] == [
        (Side.SELL, Decimal("0.250"), True),
        (Side.SELL, Decimal("0.500"), False),
    ]
    assert len({one.client_oid for one in sent}) == 2
    assert {shown.notice.text for shown in stage.desk.board.shown()} == {ON_ITS_WAY, WAITING}


def test_an_order_that_was_refused_can_be_chosen_again(stage: Stage, qt_run: QtRunner) -> None:
    stage.desk.answer = Refused(("Orders are shut.",))

    async def story() -> None:
        for _ in range(2):
            press(stage, "Close 25 % at market: sell 0.125 BTC")
            await stage.desk.tasks.drain()

    qt_run(story())
    assert len(orders_sent(stage)) == 2


def test_a_limit_close_rests_at_the_best_price(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        press(stage, "Close with a limit at 64\u2009100.1: sell 0.500 BTC")
        await stage.desk.tasks.drain()

    qt_run(story())
    (sent,) = orders_sent(stage)
    assert (sent.price, sent.size, sent.reduce_only) == (Decimal("64100.1"), BaseQty(Decimal("0.500")), True)


def shrink(stage: Stage) -> None:
    """Something else has closed a part of the position."""
    stage.positions = [position(size="0.4")]


def test_a_position_that_changed_under_the_question_is_left_alone(
    stage: Stage, qtbot: QtBot, qt_run: QtRunner
) -> None:
    person = Person(answer=True, meanwhile=lambda: shrink(stage))
    stage = Stage(qtbot, person)

    async def story() -> None:
        entries(stage)["Reverse at market: sell 1.000 BTC, then 0.500 short"].trigger()
        await stage.desk.tasks.drain()

    qt_run(story())
    assert [ask for ask, _, _ in person.asked] == [Ask.REVERSE]
    assert stage.desk.sent == []
    assert [shown.notice.text for shown in stage.desk.board.shown()] == [OVERTAKEN]


def test_a_no_sends_nothing_and_the_key_asks_too(qtbot: QtBot, qt_run: QtRunner) -> None:
    person = Person(answer=False)
    stage = Stage(qtbot, person)

    async def story() -> None:
        stage.click(PNL)
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert [(ask, yes) for ask, _, yes in person.asked] == [(Ask.CLOSE, "Close")]
    assert stage.desk.sent == []


def test_a_filter_narrows_what_the_button_closes_and_not_the_total(stage: Stage, qt_run: QtRunner) -> None:
    other = InstrumentId(BTC_PERP.product, "ETHUSDT")
    stage.positions = [position(), replace(position(other), mark=Decimal(64_200))]
    stage.panel.show_frame(batch(Kind.POSITIONS))
    total = stage.panel.total.text()
    assert stage.panel.close_all.text() == "Close all (2)"
    QTest.keyClicks(stage.panel.filter, "eth")
    assert stage.panel.close_all.text() == "Close 1 shown"
    assert "filter" in stage.panel.close_all.toolTip()
    assert stage.panel.total.text() == total
    assert Topic(Kind.TICKER, BTC_PERP) in stage.panel.topics

    async def story() -> None:
        QTest.mouseClick(stage.panel.close_all, Qt.MouseButton.LeftButton)
        box = await eventually(QApplication.activeModalWidget)
        assert isinstance(box, QMessageBox)
        assert "BTCUSDT" not in box.text()
        button = next(button for button in box.buttons() if button.text() == "Close 1 shown")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == [ClosePosition(other)]


@pytest.mark.parametrize("answer", ["Close all", "Cancel"])
def test_everything_is_closed_after_one_question_only(stage: Stage, qt_run: QtRunner, answer: str) -> None:
    assert stage.panel.close_all.text() == "Close all (1)"

    def box() -> QMessageBox:
        found = QApplication.activeModalWidget()
        assert isinstance(found, QMessageBox)
        return found

    async def story() -> None:
        QTest.mouseClick(stage.panel.close_all, Qt.MouseButton.LeftButton)
        asked = await eventually(box)
        assert "BTCUSDT perp" in asked.text()
        assert asked.defaultButton().text() == "Cancel"
        button = next(button for button in asked.buttons() if button.text() == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == ([ClosePosition(BTC_PERP)] if answer == "Close all" else [])


def test_several_closes_are_one_question_and_hold_back_orders_made_from_old_sizes(
    qtbot: QtBot, qt_run: QtRunner
) -> None:
    person = Person(answer=True)
    stage = Stage(qtbot, person)
    other = InstrumentId(BTC_PERP.product, "ETHUSDT")
    stage.positions.append(position(other, PositionSide.SHORT))
    stage.panel.show_frame(batch(Kind.POSITIONS))

    async def story() -> None:
        stage.panel.table.selectAll()
        QTest.keyClick(stage.panel.table, Qt.Key.Key_Delete)
        await stage.desk.tasks.drain()
        stage.click(PNL)
        press(stage, "Reverse at market: sell 1.000 BTC, then 0.500 short")
        await stage.desk.tasks.drain()
        stage.desk.clock.advance(WAIT_S)
        press(stage, "Reverse at market: sell 1.000 BTC, then 0.500 short")
        await stage.desk.tasks.drain()

    qt_run(story())
    assert [ask for ask, _, _ in person.asked] == [Ask.CLOSE, Ask.REVERSE]
    assert person.asked[0][1].splitlines()[0] == "Close 2 positions at market"
    assert stage.desk.sent[:2] == [ClosePosition(BTC_PERP), ClosePosition(other)]
    assert len(orders_sent(stage)) == 1
    assert {shown.notice.text for shown in stage.desk.board.shown()} == {WAITING}


def test_a_stop_is_typed_over_the_table_and_sent_once(stage: Stage, qt_run: QtRunner) -> None:
    async def story() -> None:
        press(stage, SET)
        bar = stage.panel.guard_bar
        assert bar.isVisible()
        QTest.keyClicks(bar.stop_loss.line, "63000")
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
        QTest.keyClick(bar.stop_loss.line, Qt.Key.Key_Return)
        await stage.desk.tasks.drain()

    qt_run(story())
    (sent,) = stage.desk.sent
    assert isinstance(sent, PlaceTpSl)
    assert sent.client_oid
    assert sent.stop_loss == ExitLeg(Decimal(63_000), TriggerBy.MARK)
    assert not stage.panel.guard_bar.isVisible()


def test_a_break_even_stop_follows_a_close_of_a_part_without_waiting(stage: Stage, qt_run: QtRunner) -> None:
    stage.positions = [replace(position(), break_even=Decimal(64_050))]
    stage.panel.show_frame(batch(Kind.POSITIONS))

    async def story() -> None:
        press(stage, "Close 50 % at market: sell 0.250 BTC")
        await stage.desk.tasks.drain()
        press(stage, "Break-even stop at 64\u2009050.0: sell 0.500 BTC")
        await stage.desk.tasks.drain()

    qt_run(story())
    assert [type(command) for command in stage.desk.sent] == [PlaceOrder, PlaceTpSl]
    assert stage.desk.board.shown() == ()


def test_the_guard_of_a_position_is_told_and_followed(stage: Stage) -> None:
    assert stage.text(PROTECTION) == "○ Naked"
    stage.waiting = [waiting(size="0.2")]
    stage.panel.show_frame(batch(Kind.STRATEGY))
    assert stage.text(PROTECTION) == "◐ Partly 40 %"
    stage.positions = [position(size="0.2")]
    stage.panel.show_frame(batch(Kind.POSITIONS))
    assert stage.text(PROTECTION) == "● Protected 100 % \u2212200.00"


def test_pressing_a_bare_guard_opens_the_bar(stage: Stage) -> None:
    stage.click(PROTECTION)
    assert stage.panel.guard_bar.isVisible()
    assert stage.desk.sent == []


def test_pressing_a_partial_guard_resizes_the_stop_once(stage: Stage, qt_run: QtRunner) -> None:
    stage.waiting = [waiting(size="0.2")]
    stage.panel.show_frame(batch(Kind.STRATEGY))

    async def story() -> None:
        stage.click(PROTECTION)
        stage.click(PROTECTION)
        await stage.desk.tasks.drain()

    qt_run(story())
    (sent,) = stage.desk.sent
    assert isinstance(sent, AmendStrategy)
    assert (sent.size, sent.stop_loss) == (Decimal("0.5"), waiting().stop_loss)
