"""The book panel under a real mouse, wheel and keyboard, and in doubt."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelOrder, Command
from terminal_app.core.events import BookBroken, BookDelta
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Order, OrderStatus, Side
from terminal_app.core.outcomes import Accepted, Outcome
from terminal_app.market.book import WAITING
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.ui import format as fmt
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.book.own import Standing
from terminal_app.ui.panels.book.panel import HOLD_SECONDS, BookPanel
from terminal_app.ui.panels.book.state import PriceClicked, SizeClicked
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.asking import Answers
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID
from tests.helpers.market import book_snapshot, filled_hub, level, stamp
from tests.helpers.qt_loop import QtRunner
from tests.helpers.roads import one_by_one
from tests.helpers.ui_samples import order
from tests.helpers.waiting import eventually

D = Decimal
pytestmark = pytest.mark.gui


class Stage:
    """A visible book panel with its surroundings."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.clock = ManualClock()
        self.hub: MarketHub
        self.changes: Changes
        self.hub, self.changes = filled_hub(self.clock)
        self.orders: list[Order] = []
        self.sent: list[Command] = []
        self.asked: list[InstrumentId] = []
        self.board = NoticeBoard(self.clock)
        self.tasks = TaskOwner("book")
        sender = Sender(self.submit, UiTasks(self.tasks, self.board), self.board, one_by_one(self.submit))
        self.panel = BookPanel(self.hub, DARK, lambda: self.orders, sender, self.asked.append, confirm)
        self.ladder = self.panel.ladder
        qtbot.addWidget(self.panel)
        self.panel.resize(300, 560)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    async def submit(self, command: Command) -> Outcome:
        self.sent.append(command)
        return Accepted()

    @property
    def warning(self) -> str:
        """What is said of the book, over the rows or in their place."""
        return self.panel.veil.sentence or (self.ladder.sentence if not self.ladder.view.bids else "")

    @property
    def told(self) -> list[str]:
        return [shown.notice.text for shown in self.board.shown()]

    def own(self, *orders: Order) -> None:
        self.orders = list(orders)
        self.changes.mark(Topic(Kind.ORDERS))
        self.frame()

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
    assert stage.warning == "Select an instrument to see its order book."
    assert stage.panel.topics == frozenset()
    stage.frame()
    stage.panel.show_instrument(PERP_ID)
    assert stage.warning == WAITING
    assert stage.panel.topics == {
        Topic(Kind.BOOK, PERP_ID),
        Topic(Kind.INSTRUMENTS),
        Topic(Kind.ORDERS),
    }


def test_a_book_fills_the_rows(stage: Stage) -> None:
    assert stage.best == ("64\u2009210.5", "64\u2009210.6")
    assert len(stage.ladder.view.bids) == stage.ladder.row_count
    assert stage.warning == ""


def test_a_click_on_a_row_is_signalled(stage: Stage, qtbot: QtBot) -> None:
    stage.clock.advance(1)
    with qtbot.waitSignal(stage.panel.price_clicked) as signal:
        at = stage.ladder.row_box(Side.SELL, 1).center()
        mouse.click(stage.ladder, at)
    assert signal.args == [PriceClicked(PERP_ID, PERP.tick * 642_107, Side.SELL)]


def test_shift_takes_the_size_up_to_the_row(stage: Stage) -> None:
    stage.clock.advance(1)
    picked: list[object] = []
    stage.panel.price_clicked.connect(picked.append)
    stage.panel.size_clicked.connect(picked.append)
    at = stage.ladder.row_box(Side.SELL, 2).center()
    QTest.mouseClick(stage.ladder, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, at)
    price, size = PriceClicked(PERP_ID, PERP.tick * 642_108, Side.SELL), SizeClicked(PERP_ID, D(3))
    assert picked == [price, size]


def test_a_double_click_on_a_size_takes_that_size(stage: Stage) -> None:
    stage.clock.advance(1)
    picked: list[object] = []
    stage.panel.size_clicked.connect(picked.append)
    mouse.double_click(stage.ladder, stage.ladder.size_box(Side.BUY, 3).center())
    mouse.double_click(stage.ladder, QPoint(30, stage.ladder.row_box(Side.BUY, 3).center().y()))
    assert picked == [SizeClicked(PERP_ID, D(1))]


@pytest.mark.parametrize("doubt", ["old", "broken"])
def test_a_click_on_a_book_in_doubt_fills_nothing_in_and_says_why(stage: Stage, doubt: str) -> None:
    clicked: list[object] = []
    stage.panel.price_clicked.connect(clicked.append)
    stage.panel.size_clicked.connect(clicked.append)
    if doubt == "old":
        stage.clock.advance(4.2)
    else:
        stage.hub.apply(BookBroken(PERP_ID, "An update was missed."))
        stage.frame()
        stage.clock.advance(1)
    mouse.double_click(stage.ladder, stage.ladder.size_box(Side.BUY, 3).center())
    assert clicked == []
    why = "No update for 4.2 s" if doubt == "old" else "An update was missed"
    nothing = "Nothing was filled in."
    assert stage.told == [f"Order book of BTCUSDT perp: {why}. {nothing} A fresh book is asked for."]
    assert stage.warning.splitlines()[1] == nothing
    assert set(stage.asked) == {PERP_ID}
    stage.clock.advance(HOLD_SECONDS)
    stage.book("64300.0")
    stage.clock.advance(0.3)
    mouse.click(stage.ladder, stage.ladder.row_box(Side.BUY, 0).center())
    assert clicked == [PriceClicked(PERP_ID, D("64300.0"), Side.BUY)]
    assert stage.warning == ""


def test_own_orders_are_marked_and_cancelled_by_their_cross(stage: Stage, qt_run: QtRunner) -> None:
    unmarked = stage.ladder.grab(stage.ladder.row_box(Side.BUY, 1)).toImage()
    stage.own(
        order("a", price="64210.4", filled="0.05", status=OrderStatus.PARTIAL),
        order("b", price="64210.4"),
        order("c", price="64210.4", status=OrderStatus.INTENT),
        order("d", price="64210.8", side=Side.SELL, status=OrderStatus.CANCEL_PENDING),
        order("e", price=None),
    )
    bid, ask = stage.ladder.view.bids[1], stage.ladder.view.asks[2]
    assert bid.own is not None
    assert ask.own is not None
    assert (bid.own.text, ask.own.text, ask.own.cancels) == ("…0.7000", "0.2500", ())
    assert (bid.own.standing, ask.own.standing) == (Standing.SENDING, Standing.ENDING)
    assert bid.own.oids == ("a", "b", "c")
    assert stage.ladder.grab(stage.ladder.row_box(Side.BUY, 1)).toImage() != unmarked
    clicked: list[object] = []
    stage.panel.price_clicked.connect(clicked.append)

    async def story() -> None:
        mouse.double_click(stage.ladder, stage.ladder.cancel_box(Side.BUY, 1).center())
        await eventually(lambda: len(stage.sent) == 2)

    qt_run(story())
    assert stage.sent == [CancelOrder("a", PERP_ID, "id-a"), CancelOrder("b", PERP_ID, "id-b")]
    assert clicked == []
    mouse.click(stage.ladder, stage.ladder.cancel_box(Side.SELL, 2).center())
    assert len(stage.sent) == 2
    stage.own()
    assert stage.ladder.view.bids[1].own is None


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (OrderStatus.OPEN, "0.2500"),
        (OrderStatus.INTENT, "…0.2500"),
        (OrderStatus.UNKNOWN, "?0.2500"),
        (OrderStatus.CANCEL_UNKNOWN, "?0.2500"),
        (OrderStatus.CANCEL_PENDING, "0.2500"),
    ],
)
def test_an_own_order_that_is_not_sure_looks_different(stage: Stage, status: OrderStatus, text: str) -> None:
    box = stage.ladder.row_box(Side.BUY, 1)
    stage.own(order("a", price="64210.4"))
    working = stage.ladder.grab(box).toImage()
    stage.own(order("a", price="64210.4", status=status))
    own = stage.ladder.view.bids[1].own
    assert own is not None
    assert own.text == text
    assert (stage.ladder.grab(box).toImage() == working) is (status is OrderStatus.OPEN)


@pytest.mark.parametrize("answer", [True, False])
def test_a_cancel_is_asked_about_as_the_person_wants(qtbot: QtBot, qt_run: QtRunner, answer: bool) -> None:
    answers = Answers(answer)
    stage = Stage(qtbot, answers)
    stage.panel.show_instrument(PERP_ID)
    stage.book()
    stage.own(order("a", price="64210.4"))

    async def story() -> None:
        mouse.click(stage.ladder, stage.ladder.cancel_box(Side.BUY, 1).center())
        await stage.tasks.drain()

    qt_run(story())
    assert answers.asked == [Asked(Ask.CANCEL)]
    assert answers.texts == ["Cancel what is ours at 64 210.4\nBTCUSDT perp: 0.2500"]
    assert len(stage.sent) == int(answer)


def test_own_orders_follow_the_row_step(stage: Stage) -> None:
    stage.own(order("a", price="64205.3"), order("b", price="64215.3", side=Side.SELL))
    stage.panel.grouping.setCurrentIndex(3)
    assert [row.price for row in stage.ladder.view.bids if row.own] == [D("64205.0")]
    assert [row.price for row in stage.ladder.view.asks if row.own] == [D("64216.0")]


def test_the_row_step_is_remembered_by_instrument(stage: Stage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stage.panel.changed_choice):
        QTest.keyClick(stage.panel, Qt.Key.Key_Plus)
    stage.panel.show_instrument(SPOT_ID)
    assert stage.panel.group == 1
    saved = stage.panel.remember()
    other = Stage(qtbot)
    other.panel.recall(saved)
    other.panel.show_instrument(PERP_ID)
    assert other.panel.group == 2
    other.panel.recall({"groups": {"BTCUSDT perp": 3, "x": "y"}})
    assert other.panel.group == 1
    other.panel.recall({"groups": 7})


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


def test_rows_rest_under_a_pointer_that_rests(stage: Stage) -> None:
    mouse.move(stage.ladder, stage.ladder.row_box(Side.BUY, 2).center())
    stage.clock.advance(0.3)
    stage.book("64210.3")  # two of the bids are asks now
    for _ in range(20):
        stage.clock.advance(0.5)
        stage.hub.apply(BookDelta(PERP_ID, (level("64210.2", "7"),), (), stamp(stage.clock)))
        stage.frame()
    assert [row.price for row in stage.ladder.view.bids[:3]] == [D("64210.5"), D("64210.4"), D("64210.3")]
    assert [row.side for row in stage.ladder.view.bids[:3]] == [Side.SELL, Side.SELL, Side.BUY]
    assert stage.ladder.view.bids[3].size_text == "7.0000"


def test_rows_hold_still_under_a_moving_pointer(stage: Stage) -> None:
    mouse.move(stage.ladder, stage.ladder.row_box(Side.BUY, 2).center())
    stage.book("64220.0")
    assert stage.best == ("64\u2009210.5", "64\u2009210.6")
    assert stage.ladder.view.asks[0].size_text == "—"
    stage.clock.advance(HOLD_SECONDS)
    stage.panel.on_tick()
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
    stage.panel.on_tick()
    assert stage.warning == ""
    stage.clock.advance(1.0)
    stage.panel.on_tick()
    assert stage.warning == "No update for 2.4 s"
    stage.hub.apply(BookDelta(PERP_ID, (level("64210.5", "3"),), (), stamp(stage.clock)))
    stage.frame()
    assert stage.warning == ""
    assert stage.ladder.view.bids[0].size_text == "3.0000"


def test_a_broken_book_says_why_at_once_and_heals(stage: Stage) -> None:
    stage.hub.apply(BookBroken(PERP_ID, "An update was missed."))
    stage.frame()
    assert stage.warning == "An update was missed."
    assert stage.ladder.view.bids
    stage.book("64300.0")
    assert (stage.warning, stage.best[0]) == ("", "64\u2009300.0")


def test_another_instrument_starts_empty(stage: Stage) -> None:
    stage.panel.show_instrument(SPOT_ID)
    assert stage.ladder.view.bids == ()
    assert stage.warning == WAITING


def test_rules_that_come_late_rewrite_the_rows(qtbot: QtBot) -> None:
    stage = Stage(qtbot)
    stage.hub.instruments.replace(PERP_ID.product, [])
    stage.panel.show_instrument(PERP_ID)
    stage.book()
    assert stage.ladder.view.bids[0].size_text == "1"
    stage.hub.instruments.replace(PERP_ID.product, [PERP])
    stage.frame()
    assert stage.ladder.view.bids[0].size_text == "1.0000"


def test_the_time_from_arrival_to_paint_is_measured(stage: Stage) -> None:
    stage.ladder.repaint()
    measured = stage.panel.meter.times()
    before = 0 if measured is None else measured.samples
    stage.hub.apply(BookDelta(PERP_ID, (level("64210.5", "3"),), (), stamp(stage.clock)))
    stage.clock.advance(0.004)
    stage.hub.apply(BookDelta(PERP_ID, (level("64210.5", "4"),), (), stamp(stage.clock)))
    stage.frame()
    stage.clock.advance(0.006)
    stage.ladder.repaint()
    times = stage.panel.meter.times()
    assert times is not None
    assert (times.samples, round(times.worst)) == (before + 1, 10)
    # Nothing that is seen changes: nothing is painted, and nothing is counted.
    stage.hub.apply(BookDelta(PERP_ID, (level("60000", "3"),), (), stamp(stage.clock)))
    stage.frame()
    stage.clock.advance(5)
    stage.ladder.repaint()
    assert stage.panel.meter.times() == times
    stage.panel.hide()
    assert stage.hub.listeners == []


def test_another_style_of_numbers_is_taken_at_once(stage: Stage) -> None:
    assert stage.ladder.view.spread_percent == "0.0002%"
    before = fmt.style()
    fmt.use(fmt.Style(".", ",", utc=False))
    try:
        stage.panel.apply_theme(DARK)
        assert stage.ladder.view.spread_percent == "0,0002%"
        assert stage.ladder.view.bids[0].price_text == "64.210,5"
    finally:
        fmt.use(before)
