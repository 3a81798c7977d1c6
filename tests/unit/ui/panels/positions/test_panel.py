"""Tests for `ui/panels/positions/panel.py`: with mouse and keys."""

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Position
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import ClosePosition
from terminal_app.core.events import TickerSeen
from terminal_app.core.orders import PositionSide, Side
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.theme import DARK
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, position, ticker
from tests.helpers.waiting import eventually

CLOSE, SYMBOL, PNL = 13, 0, 8


class Stage:
    """The panel over a list of positions."""

    def __init__(self, qtbot: QtBot) -> None:
        self.desk = Desk()
        self.positions: list[Position] = [position()]
        self.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "64100")))
        self.panel = PositionsPanel(
            lambda: self.positions,
            self.desk.hub.instruments.get,
            self.desk.mark_price,
            self.desk.sender,
            self.desk.ui_tasks,
            DARK,
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
        table = self.panel.table
        place = table.visualRect(table.model().index(0, column)).center()
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


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
    table = stage.panel.table
    place = table.visualRect(table.model().index(0, PNL)).center()
    with qtbot.waitSignal(stage.panel.close_wanted) as wanted:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert wanted.args == [ClosingDraft(BTC_PERP, Side.SELL, Decimal("0.5"), PositionSide.NET)]


def test_the_context_menu_repeats_every_action_and_offers_a_part(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.table.select(0)
    menu = stage.panel.table.menu()
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts[:2] == ["Close at market\tDelete", "Close in the ticket\tReturn"]
    half = next(action for action in menu.actions() if "50 %" in action.text())
    with qtbot.waitSignal(stage.panel.close_wanted) as wanted:
        half.trigger()
    assert wanted.args == [ClosingDraft(BTC_PERP, Side.SELL, Decimal("0.250"), PositionSide.NET)]
    menu.deleteLater()


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
