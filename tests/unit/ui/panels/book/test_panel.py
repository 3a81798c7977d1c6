"""The book panel under a real mouse, wheel and keyboard, and in doubt."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import BookBroken, BookDelta
from terminal_app.core.orders import Side
from terminal_app.market.book import WAITING
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.book.panel import HOLD_SECONDS, BookPanel
from terminal_app.ui.panels.book.state import PriceClicked
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID
from tests.helpers.market import book_snapshot, filled_hub, level, stamp

pytestmark = pytest.mark.gui


class Stage:
    """A visible book panel with its surroundings."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = ManualClock()
        self.hub: MarketHub
        self.changes: Changes
        self.hub, self.changes = filled_hub(self.clock)
        self.panel = BookPanel(self.hub, DARK)
        self.ladder = self.panel.ladder
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 560)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def book(self, best_bid: str = "64210.5") -> None:
        self.hub.apply(book_snapshot(PERP_ID, self.clock, best_bid))
        self.frame()

    def frame(self) -> None:
        self.panel.show_frame(self.changes.drain())

    @property
    def best(self) -> tuple[str, str]:
        view = self.ladder.view
        return view.bids[0].price_text, view.asks[0].price_text


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    made = Stage(qtbot)
    made.panel.show_instrument(PERP_ID)
    made.book()
    return made


def test_before_anything_is_known(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    assert stage.ladder.warning == "Select an instrument to see its order book."
    assert stage.panel.topics == frozenset()
    stage.frame()
    stage.panel.show_instrument(PERP_ID)
    assert stage.ladder.warning == WAITING
    assert stage.panel.topics == {Topic(Kind.BOOK, PERP_ID), Topic(Kind.INSTRUMENTS)}


def test_a_book_fills_the_rows(stage: Stage) -> None:
    assert stage.best == ("64\u2009210.5", "64\u2009210.6")
    assert len(stage.ladder.view.bids) == stage.ladder.row_count
    assert stage.ladder.warning == ""


def test_a_click_on_a_row_is_signalled(stage: Stage, qtbot: QtBot) -> None:
    stage.clock.advance(1)
    with qtbot.waitSignal(stage.panel.price_clicked) as signal:
        at = stage.ladder.row_box(Side.SELL, 1).center()
        mouse.click(stage.ladder, at)
    assert signal.args == [PriceClicked(PERP_ID, PERP.tick * 642_107, Side.SELL)]


def test_grouping_by_keys_wheel_and_list(stage: Stage) -> None:
    QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    assert (stage.panel.group, stage.best) == (10, ("64\u2009210.0", "64\u2009211.0"))
    QTest.keyClick(stage.panel, Qt.Key.Key_Minus)
    assert stage.panel.group == 5
    mouse.wheel(stage.panel, QPoint(100, 100), QPoint(0, 120), Qt.KeyboardModifier.ControlModifier)
    assert stage.panel.group == 2
    mouse.wheel(stage.panel, QPoint(100, 100), QPoint(0, -120), Qt.KeyboardModifier.ControlModifier)
    mouse.wheel(stage.panel, QPoint(100, 100), QPoint(0, -120), Qt.KeyboardModifier.NoModifier)
    assert stage.panel.group == 5
    stage.panel.grouping.setCurrentIndex(5)
    assert stage.panel.group == 100
    QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    assert stage.panel.group == 100
    texts = [stage.panel.grouping.itemText(row) for row in range(6)]
    assert texts == ["0.1", "0.2", "0.5", "1.0", "5.0", "10.0"]


def test_rows_hold_still_under_a_moving_pointer(stage: Stage) -> None:
    mouse.move(stage.ladder, stage.ladder.row_box(Side.BUY, 2).center())
    stage.book("64220.0")
    assert stage.best == ("64\u2009210.5", "64\u2009210.6")
    assert stage.ladder.view.asks[0].size_text == "—"
    stage.clock.advance(HOLD_SECONDS)
    stage.panel.on_age_check()
    assert stage.best == ("64\u2009220.0", "64\u2009220.1")


@pytest.mark.parametrize("way", ["space", "leave", "group", "resize"])
def test_held_rows_are_released(stage: Stage, way: str, qtbot: QtBot) -> None:
    mouse.move(stage.ladder, stage.ladder.row_box(Side.BUY, 2).center())
    stage.book("64220.0")
    assert stage.best == ("64\u2009210.5", "64\u2009210.6")
    if way == "space":
        QTest.keyClick(stage.panel, Qt.Key.Key_Space)
    elif way == "leave":
        QApplication.sendEvent(stage.panel, QEvent(QEvent.Type.Leave))
        stage.frame()
    elif way == "resize":
        stage.panel.resize(300, 700)
        qtbot.waitUntil(lambda: stage.ladder.row_count > 14)
    else:
        QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    assert stage.best[0] == "64\u2009220.0"


def test_a_silent_book_is_dimmed_with_its_age(stage: Stage) -> None:
    stage.clock.advance(1.4)
    stage.panel.on_age_check()
    assert stage.ladder.warning == ""
    stage.clock.advance(1.0)
    stage.panel.on_age_check()
    assert stage.ladder.warning == "No update for 2.4 s"
    stage.hub.apply(BookDelta(PERP_ID, (level("64210.5", "3"),), (), stamp(stage.clock)))
    stage.frame()
    assert stage.ladder.warning == ""
    assert stage.ladder.view.bids[0].size_text == "3.0000"


def test_a_broken_book_says_why_at_once_and_heals(stage: Stage) -> None:
    stage.hub.apply(BookBroken(PERP_ID, "An update was missed."))
    stage.frame()
    assert stage.ladder.warning == "An update was missed."
    assert stage.ladder.view.bids
    stage.book("64300.0")
    assert (stage.ladder.warning, stage.best[0]) == ("", "64\u2009300.0")


def test_another_instrument_starts_empty(stage: Stage) -> None:
    stage.panel.show_instrument(SPOT_ID)
    assert stage.ladder.view.bids == ()
    assert stage.ladder.warning == WAITING


def test_rules_that_come_late_rewrite_the_rows(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.hub.instruments.replace(PERP_ID.product, [])
    stage.panel.show_instrument(PERP_ID)
    stage.book()
    assert stage.ladder.view.bids[0].size_text == "1"
    stage.hub.instruments.replace(PERP_ID.product, [PERP])
    stage.frame()
    assert stage.ladder.view.bids[0].size_text == "1.0000"


def test_the_age_is_not_checked_while_hidden(stage: Stage, qtbot: QtBot) -> None:
    stage.clock.advance(5)
    qtbot.waitUntil(lambda: stage.ladder.warning == "No update for 5.0 s")
    stage.panel.hide()
    stage.clock.advance(5)
    qtbot.wait(300)
    assert stage.ladder.warning == "No update for 5.0 s"
