"""The ticket with mouse and keys: one press is one order, and what the eye has seen is what is sent."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.account import AccountSettings, HoldMode, SymbolSetting
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import Command, PlaceOrder, PlaceTrigger
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
)
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Rejected
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.book.state import SizeClicked
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, Stores
from terminal_app.ui.panels.ticket.margin_dialog import MarginDialog
from terminal_app.ui.panels.ticket.panel import TicketPanel
from terminal_app.ui.resources import icon_folder
from terminal_app.ui.sheet import sheet
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import DARK
from tests.helpers.asking import Answers
from tests.helpers.examples import PERP_ID, SPOT_ID, account, position, prices, ticker
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

D = Decimal
BUY, SELL = Side.BUY, Side.SELL
LEFT = Qt.MouseButton.LeftButton
MARGIN = 9
CONTROL = Qt.KeyboardModifier.ControlModifier

pytestmark = pytest.mark.gui


@dataclass(frozen=True)
class Picked:
    """A click in the order book."""

    instrument: InstrumentId
    price: Decimal


class Stage:
    """A ticket on screen, and the road behind it."""

    def __init__(self, qtbot: QtBot, confirm: Confirmer = never_ask) -> None:
        self.sent: list[PlaceOrder] = []
        self.waiting: list[PlaceTrigger] = []
        self.outcomes: list[Outcome] = []
        self.outcome: Outcome | Exception = Accepted()
        self.hold: asyncio.Event | None = None
        self.block: str | None = None
        self.reducing: str | None = None
        self.clock = ManualClock()
        self.prices = prices()
        self.positions = PositionBook()
        self.hold_mode = HoldMode.ONE_WAY
        self.balances = BalanceSheet()
        self.balances.apply(account())
        self.owner = TaskOwner("test")
        symbol = SymbolSetting(PERP_ID, MarginMode.CROSSED, D(10))
        self.panel = TicketPanel(
            submit=self.submit,
            stores=Stores(self.prices, self.positions, self.balances),
            entry_block=lambda: self.block,
            settings=lambda: AccountSettings("1", self.hold_mode, (symbol,)),
            tasks=UiTasks(self.owner, NoticeBoard(self.clock)),
            clock=self.clock,
            confirm=confirm,
            reducing=lambda: self.reducing,
        )
        self.window = QWidget()
        box = QVBoxLayout(self.window)
        box.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        box.addWidget(self.panel)
        qtbot.addWidget(self.window)
        self.window.resize(300 + 2 * MARGIN, 520)
        self.window.show()
        self.fields = self.panel.fields

    async def submit(self, command: Command) -> Outcome:
        """The road: it remembers, and answers when the test lets it."""
        if isinstance(command, PlaceTrigger):
            self.waiting.append(command)
            return Accepted()
        assert isinstance(command, PlaceOrder)
        self.sent.append(command)
        if self.outcomes:
            return self.outcomes.pop(0)
        if self.hold is not None:
            await self.hold.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome

    def fill_in(self, price: str = "64000", size: str = "0.01") -> None:
        """Type a good limit order on the perpetual."""
        self.panel.show_instrument(PERP_ID)
        for edit, text in ((self.fields.price, price), (self.fields.size_edit, size)):
            edit.line.clear()
            QTest.keyClicks(edit.line, text)

    def click(self, widget: QWidget) -> None:
        """One click with the left button."""
        QTest.mouseClick(widget, LEFT)

    def label(self, side: Side = BUY) -> str:
        """What a send button says."""
        return self.panel.buttons[side].text()

    def frame(self, *topics: Topic) -> None:
        """A frame with these changes."""
        self.panel.show_frame(Batch(frozenset(topics), ()))


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket without an instrument."""
    return Stage(qtbot)


def run(qt_run: QtRunner, stage: Stage, story: Callable[[], object], orders: int = 1) -> None:
    """Do something that sends, and wait until all of it is decided."""

    async def told() -> None:
        story()
        await eventually(lambda: len(stage.sent) == orders)
        await stage.owner.drain()

    qt_run(told())


def test_what_is_typed_is_what_is_sent(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in("64 000,05", "0.25*3/10")
    shown = stage.panel.preview.text().replace("\u2009", " ")
    assert "Buy: 0.0750 BTC at 64 000.0" in shown
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    order = stage.sent[0]
    assert (order.side, order.price, order.size) == (BUY, D("64000.0"), BaseQty(D("0.075")))
    assert order.client_oid.startswith("tb-")
    assert stage.panel.answer().replace("\u2009", " ") == "Buy 0.0750 BTC at 64 000.0: accepted."


def test_after_sending_the_ticket_is_armed_again_with_its_numbers(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]))
    assert (stage.fields.price.text(), stage.fields.size_edit.text()) == ("64000", "0.01")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]), orders=2)
    assert stage.sent[0].client_oid != stage.sent[1].client_oid


def test_a_double_click_is_one_order(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    button = stage.panel.buttons[BUY]

    async def double_click() -> None:
        QTest.mousePress(button, LEFT)
        QTest.mouseRelease(button, LEFT)
        await eventually(lambda: stage.sent)
        await stage.owner.drain()  # the answer is there before the second half of the double-click
        assert button.isEnabled()
        QTest.mouseDClick(button, LEFT)
        QTest.mouseRelease(button, LEFT)
        await stage.owner.drain()

    qt_run(double_click())
    assert len(stage.sent) == 1


def test_clicks_while_sending_are_nothing(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.hold = asyncio.Event()

    async def impatient() -> None:
        assert stage.hold is not None
        for _ in range(5):
            stage.click(stage.panel.buttons[BUY])
            stage.click(stage.panel.buttons[SELL])
            QTest.keyClick(stage.fields.price.line, Qt.Key.Key_Return, CONTROL)
        await eventually(lambda: stage.sent)
        assert not stage.panel.buttons[BUY].isEnabled()
        assert not stage.panel.buttons[SELL].isEnabled()
        stage.hold.set()
        await stage.owner.drain()

    qt_run(impatient())
    assert len(stage.sent) == 1


@pytest.mark.parametrize(("key", "text"), [(Qt.Key.Key_Space, " "), (Qt.Key.Key_Return, "\r")])
def test_a_held_key_is_one_order(stage: Stage, qt_run: QtRunner, key: Qt.Key, text: str) -> None:
    stage.fill_in()
    button = stage.panel.buttons[SELL]

    async def hold_down() -> None:
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_Space)
        await eventually(lambda: stage.sent)
        await stage.owner.drain()
        for _ in range(9):
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                repeat = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, True)
                QApplication.sendEvent(button, repeat)
            await asyncio.sleep(0)
        await stage.owner.drain()

    qt_run(hold_down())
    assert [order.side for order in stage.sent] == [SELL]


def test_enter_in_a_field_never_sends_and_ctrl_enter_does(
    stage: Stage, qt_run: QtRunner, qtbot: QtBot
) -> None:
    stage.fill_in()
    stage.panel.activateWindow()
    stage.fields.price.setFocus()
    qtbot.waitUntil(stage.fields.price.line.hasFocus)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QTest.keyClick(stage.fields.price.line, key)
        QTest.keyClick(stage.fields.size_edit.line, key)
    assert stage.sent == []
    run(qt_run, stage, lambda: QTest.keyClick(stage.fields.price.line, Qt.Key.Key_Return, CONTROL))
    assert stage.sent[0].side is BUY


def test_ctrl_enter_sends_the_chosen_side(stage: Stage, qt_run: QtRunner, qtbot: QtBot) -> None:
    stage.fill_in()
    stage.panel.activateWindow()
    stage.panel.choose(SELL)
    qtbot.waitUntil(stage.fields.size_edit.line.hasFocus)
    assert stage.label(SELL) == "Sell / Short  ↵"
    assert stage.label(BUY) == "Buy / Long"
    assert stage.panel.preview.text().startswith("Sell: ")
    run(qt_run, stage, lambda: QTest.keyClick(stage.fields.size_edit.line, Qt.Key.Key_Enter, CONTROL))
    assert stage.sent[0].side is SELL


def test_choosing_a_side_goes_to_the_first_empty_field(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.panel.activateWindow()
    stage.panel.choose(BUY)
    qtbot.waitUntil(stage.fields.price.line.hasFocus)


def test_the_mouse_shows_what_a_side_would_do_without_choosing_it(stage: Stage) -> None:
    stage.fill_in("64000.05")
    button = stage.panel.buttons[SELL]
    QApplication.sendEvent(button, QEnterEvent(QPointF(1, 1), QPointF(1, 1), QPointF(1, 1)))
    assert stage.panel.preview.text().replace("\u2009", " ").startswith("Sell: 0.0100 BTC at 64 000.1")
    QApplication.sendEvent(button, QEvent(QEvent.Type.Leave))
    assert stage.panel.preview.text().startswith("Buy: ")
    assert stage.label(BUY).endswith("↵")


def test_a_button_that_gets_the_focus_is_the_chosen_side(stage: Stage, qtbot: QtBot) -> None:
    stage.fill_in()
    stage.panel.activateWindow()
    stage.panel.buttons[SELL].setFocus()
    qtbot.waitUntil(lambda: stage.label(SELL).endswith("↵"))
    assert stage.panel.preview.text().startswith("Sell: ")


def test_the_button_says_how_the_waiting_goes(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.hold = asyncio.Event()

    async def wait() -> None:
        assert stage.hold is not None
        stage.click(stage.panel.buttons[BUY])
        assert stage.label() == "Sending…"
        stage.clock.advance(2)
        await eventually(lambda: stage.label() == "Waiting for Bitget")
        stage.clock.advance(3)
        await eventually(lambda: stage.label() == "Unknown – checking")
        assert not stage.panel.buttons[BUY].isEnabled()
        stage.hold.set()
        await eventually(lambda: stage.label() == "Buy / Long  ↵")

    qt_run(wait())


def test_a_no_is_said_under_the_button(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.outcome = Rejected("43012", "The balance is too small.")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.panel.answer() == "The balance is too small. (43012)"
    stage.outcome = Refused(("Orders are shut.",))
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=2)
    assert stage.panel.answer() == "Not sent. Orders are shut."


def test_a_program_that_fails_is_armed_again_and_says_so(
    stage: Stage, qt_run: QtRunner, expect_log: Callable[[str], None]
) -> None:
    expect_log("an action of the window failed")
    stage.fill_in()
    stage.outcome = RuntimeError("a bug")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert "the program failed while sending" in stage.panel.answer()
    assert stage.panel.buttons[BUY].isEnabled()


def test_a_ticket_that_was_closed_meanwhile_disturbs_nobody(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.hold = asyncio.Event()

    async def close() -> None:
        assert stage.hold is not None
        stage.click(stage.panel.buttons[BUY])
        await eventually(lambda: stage.sent)
        shiboken6.delete(stage.panel)
        stage.hold.set()
        await stage.owner.drain()

    qt_run(close())
    assert len(stage.sent) == 1


def test_without_an_instrument_there_is_nothing_to_press(stage: Stage) -> None:
    assert stage.panel.reason() == "Choose an instrument."
    assert not stage.fields.isEnabled()
    stage.click(stage.panel.buttons[BUY])
    QTest.keyClick(stage.panel, Qt.Key.Key_Return, CONTROL)
    assert stage.sent == []
    stage.panel.fields.price_wanted.emit("Bid")
    assert stage.panel.topics == {Kind.POSITIONS, Kind.BALANCES, Kind.TRADING, Kind.INSTRUMENTS}


def test_a_disabled_button_says_why(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    assert stage.panel.reason() == "Enter a price."
    stage.fill_in(size="0.00001")
    assert stage.panel.reason() == "Correct the size."
    assert stage.fields.size_edit.error() == "This is less than the smallest step, 0.0001 BTC."
    stage.block = "Orders are shut."
    stage.frame(Topic(Kind.TRADING))
    assert stage.panel.reason() == "Orders are shut."
    assert not stage.panel.buttons[BUY].isEnabled()


def test_what_only_reduces_passes_while_only_that_is_allowed(stage: Stage) -> None:
    stage.block = stage.reducing = "Only orders that reduce a position are allowed."
    stage.fill_in()
    assert stage.panel.reason() == stage.block
    stage.click(stage.fields.reduce_only)
    assert stage.panel.reason() != stage.block
    stage.block = "The connection is down."
    stage.frame(Topic(Kind.TRADING))
    assert stage.panel.reason() == stage.block


def test_ctrl_enter_on_a_ticket_that_is_not_ready_sends_nothing(stage: Stage, qtbot: QtBot) -> None:
    stage.fill_in(size="1")
    stage.panel.activateWindow()
    stage.fields.price.setFocus()
    qtbot.waitUntil(stage.fields.price.line.hasFocus)
    QTest.keyClick(stage.fields.price.line, Qt.Key.Key_Return, CONTROL)
    assert stage.sent == []
    assert stage.panel.reason().startswith(
        "Buy: Your limit is 50000 USDT per order; this order is 64000 USDT."
    )


def test_another_instrument_clears_the_price_and_keeps_type_and_unit(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)
    stage.click(stage.fields.unit)
    QTest.keyClicks(stage.fields.size_edit.line, "250")
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.price.text() == "64000"
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.price.text() == ""
    assert stage.fields.form().order_type is OrderType.MARKET
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("USDT ⇄", "250")
    assert not stage.fields.reduce_only.isVisible()


def test_a_size_in_coins_is_not_taken_to_another_instrument(stage: Stage) -> None:
    stage.fill_in()
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.size_edit.text() == ""
    stage.click(stage.fields.size_chips[0])
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.size_edit.text() == "25%"


def test_the_unit_clears_a_number_and_keeps_a_percentage(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.unit)
    assert stage.fields.size_edit.text() == ""
    stage.click(stage.fields.size_chips[3])
    stage.click(stage.fields.unit)
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("% ⇄", "100%")
    stage.click(stage.fields.unit)
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("% risk ⇄", "")
    QTest.keyClicks(stage.fields.size_edit.line, "0.5%")
    stage.click(stage.fields.unit)
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("BTC ⇄", "")


def test_a_share_is_never_taken_for_a_risk(stage: Stage) -> None:
    stage.fill_in()
    stage.fields.size_box.set_unit(SizeUnit.RISK)
    stage.click(stage.fields.size_chips[1])
    assert (stage.fields.form().unit, stage.fields.size_edit.text()) == (SizeUnit.PERCENT, "50%")
    stage.fields.size_box.set_unit(SizeUnit.RISK)
    QTest.keyClick(stage.fields.slider, Qt.Key.Key_PageUp)
    assert stage.fields.form().unit is SizeUnit.PERCENT
    stage.fields.size_box.set_unit(SizeUnit.RISK)
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.form().unit is SizeUnit.BASE


def test_percent_is_a_unit_of_its_own(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.unit)
    stage.click(stage.fields.unit)
    QTest.keyClicks(stage.fields.size_edit.line, "50")
    shares = stage.panel.preview.text().splitlines()[0]
    stage.fields.size_edit.set_text("50%")
    assert stage.panel.preview.text().splitlines()[0] == shares
    assert "BTC at" in shares
    stage.fields.size_edit.set_text("101")
    assert stage.fields.size_edit.error() == "There is no more than 100 %."


def test_an_ambiguous_size_shows_both_readings_before_there_is_a_price(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    QTest.keyClicks(stage.fields.size_edit.line, "1,234")
    assert stage.fields.price.text() == ""
    assert stage.fields.size_edit.error() == "“1,234” can mean 1234 or 1.234. Type one of them."
    assert stage.fields.size_edit.findChildren(QLabel)[0].isVisible()
    assert stage.panel.reason() == "Correct the size."
    QTest.keyClicks(stage.fields.price.line, "64,000")
    assert "can mean" in stage.fields.price.error()
    assert "can mean" in stage.fields.size_edit.error()


def test_choices_come_back_with_the_instrument(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.show_instrument(PERP_ID)
    with qtbot.waitSignal(stage.panel.changed_choice):
        stage.click(stage.fields.market)
    stage.click(stage.fields.unit)
    stage.panel.show_instrument(SPOT_ID)
    stage.click(stage.fields.limit)
    stage.click(stage.fields.unit)
    stage.fields.post_only.setChecked(True)
    stage.fields.time_in_force.setCurrentIndex(1)
    saved = stage.panel.remember()
    stage.panel.show_instrument(PERP_ID)
    form = stage.fields.form()
    assert (form.order_type, form.unit) == (OrderType.MARKET, SizeUnit.QUOTE)
    stage.panel.recall(json.loads(json.dumps(saved)))
    stage.panel.show_instrument(SPOT_ID)
    form = stage.fields.form()
    assert (form.order_type, form.unit, form.post_only) == (OrderType.LIMIT, SizeUnit.PERCENT, True)
    assert form.time_in_force is TimeInForce.IOC
    stage.panel.recall({"choices": {str(PERP_ID): {"type": 3, "unit": [], "post-only": "x"}, "y": 1}})
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.form().unit is SizeUnit.PERCENT


def test_a_picked_size_is_in_base_coin(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.click(stage.fields.unit)
    stage.panel.on_size_clicked(SizeClicked(SPOT_ID, D(7)))
    assert stage.fields.size_edit.text() == ""
    stage.panel.on_size_clicked(SizeClicked(PERP_ID, D("0.0350")))
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("BTC ⇄", "0.0350")


def test_size_chips_say_what_they_are_a_part_of(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.size_chips[1].accessibleName() == "Size: 50% of what is available"
    stage.click(stage.fields.reduce_only)
    assert stage.fields.size_chips[1].accessibleName() == "Size: 50% of the position"


def test_arrow_keys_step_by_tick_and_lot(stage: Stage) -> None:
    stage.fill_in()
    QTest.keyClick(stage.fields.price.line, Qt.Key.Key_Up)
    QTest.keyClick(stage.fields.size_edit.line, Qt.Key.Key_Down)
    assert (stage.fields.price.text(), stage.fields.size_edit.text()) == ("64000.1", "0.0099")
    stage.click(stage.fields.unit)
    QTest.keyClick(stage.fields.size_edit.line, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert stage.fields.size_edit.text() == "10"


@pytest.mark.parametrize(
    ("number", "price"), [(0, "64210.5"), (1, "64210.5"), (2, "64210.6"), (3, "64210.5")]
)
def test_price_chips(stage: Stage, number: int, price: str) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.click(stage.fields.price_chips[number])
    assert stage.fields.price.text() == price


def test_a_chip_with_an_old_price_fills_nothing_in_and_says_why(stage: Stage) -> None:
    stage.fill_in()
    stage.prices.seconds_old = 12.0
    stage.click(stage.fields.price_chips[0])
    assert stage.fields.price.text() == "64000"
    assert stage.panel.answer() == "Not filled in: the last price is 12 s old."
    assert "Old prices: the market was last seen 12 s ago" in stage.panel.preview.text()
    stage.click(stage.fields.market)
    assert stage.panel.reason() == "No live price: the last one is 12 s old (limit 10 s)."


def test_a_chip_without_a_price_does_nothing(stage: Stage) -> None:
    stage.prices.tickers.clear()
    stage.fill_in()
    stage.click(stage.fields.price_chips[0])
    assert stage.fields.price.text() == "64000"


def test_a_price_of_the_book_fills_the_price(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)
    stage.panel.on_price_clicked(Picked(SPOT_ID, D(1)))
    assert stage.fields.form().order_type is OrderType.MARKET
    stage.panel.on_price_clicked(Picked(PERP_ID, D("64111.0")))
    assert stage.fields.form().order_type is OrderType.LIMIT
    assert stage.fields.price.text() == "64111.0"


def test_flags_go_into_the_order(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.fields.time_in_force.setCurrentText("IOC")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    stage.fields.post_only.click()
    stage.fields.reduce_only.click()
    assert not stage.fields.time_in_force.isEnabled()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]), orders=2)
    assert [order.time_in_force for order in stage.sent] == [TimeInForce.IOC, TimeInForce.POST_ONLY]
    assert [order.reduce_only for order in stage.sent] == [False, True]


def test_an_order_is_asked_about_before_it_is_sent(qtbot: QtBot, qt_run: QtRunner) -> None:
    questions: list[tuple[Asked, str, str]] = []
    answers = [False, True]

    async def confirm(parent: QWidget, asked: Asked, text: str, yes: str) -> bool:
        assert parent is stage.panel
        questions.append((asked, text, yes))
        await eventually(lambda: buy.text() == "Confirm…")
        assert not buy.isEnabled()
        return answers.pop(0)

    stage = Stage(qtbot, confirm)
    buy = stage.panel.buttons[BUY]
    stage.fill_in()
    stage.click(stage.fields.market)

    async def press() -> None:
        stage.click(buy)
        await stage.owner.drain()

    qt_run(press())
    assert (stage.sent, stage.panel.answer()) == ([], "Not sent. You said no.")
    qt_run(press())
    assert [order.order_type for order in stage.sent] == [OrderType.MARKET]
    assert questions[0] == questions[1]
    what, question, yes = questions[0]
    assert what == Asked(Ask.MARKET, notional=D("642.106"))
    assert question.splitlines()[:3] == [
        "Buy 0.0100 BTC at market",
        "Instrument: BTCUSDT perp",
        "Value, about: 642.11 USDT",
    ]
    assert yes == "Buy"


def test_the_keyboard_stays_at_the_button_that_sent(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    buy = stage.panel.buttons[BUY]

    async def story() -> None:
        stage.window.activateWindow()
        await eventually(stage.window.isActiveWindow)
        buy.setFocus()
        stage.hold = asyncio.Event()
        QTest.keyClick(buy, Qt.Key.Key_Space)
        await eventually(lambda: stage.sent)
        assert stage.panel.hasFocus()
        stage.hold.set()
        await stage.owner.drain()
        assert buy.hasFocus()

    qt_run(story())


def test_a_position_to_close_is_offered_and_not_sent(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.panel.on_close_wanted(ClosingDraft(SPOT_ID, SELL, D(7), PositionSide.NET))
    assert stage.fields.size_edit.text() == ""
    stage.panel.on_close_wanted(ClosingDraft(PERP_ID, SELL, D("0.0350"), PositionSide.NET))
    form = stage.fields.form()
    assert (form.order_type, form.size, form.reduce_only) == (OrderType.MARKET, "0.0350", True)
    assert stage.sent == []


def test_market_has_no_price_field(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)
    assert not stage.fields.price.isVisible()
    assert not stage.fields.post_only.isVisible()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert (stage.sent[0].order_type, stage.sent[0].price) == (OrderType.MARKET, None)


def test_frames_bring_new_prices_of_this_instrument_only(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.click(stage.fields.market)
    QTest.keyClicks(stage.fields.size_edit.line, "0.01")
    stage.prices.tickers[PERP_ID] = ticker(bid="70000.0", ask="70000.1")
    stage.frame(Topic(Kind.TICKER, SPOT_ID), Topic(Kind.ORDERS))
    assert "642.11" in stage.panel.preview.text()
    stage.frame(Topic(Kind.TICKER, PERP_ID))
    assert "700.00" in stage.panel.preview.text()


def test_the_order_on_the_screen_is_sent_even_if_the_price_has_moved_since(
    stage: Stage, qt_run: QtRunner
) -> None:
    stage.panel.show_instrument(SPOT_ID)
    stage.click(stage.fields.market)
    QTest.keyClicks(stage.fields.size_edit.line, "0.001")
    assert "for 64.21051 USDT at market" in stage.panel.preview.text()
    stage.prices.tickers[SPOT_ID] = ticker(SPOT_ID, "70000.00", "70000.01")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.sent[0].size.value == D("64.21051")


def test_nothing_is_clipped_at_the_usual_width(stage: Stage, qtbot: QtBot) -> None:
    stage.panel.setStyleSheet(sheet(DARK, icon_folder().as_posix()))
    stage.panel.setFont(body_font())
    stage.fill_in("64 210,53", "0.25*3/10")

    def clipped() -> list[str]:
        labels = [label for label in stage.panel.findChildren(QLabel) if label.isVisible()]
        return [
            label.text()
            for label in labels
            if not label.wordWrap() and label.width() < label.sizeHint().width()
        ]

    qtbot.waitUntil(lambda: clipped() == [])
    assert stage.panel.minimumSizeHint().width() <= 300


def test_everything_that_can_be_pressed_has_a_name(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    fields = stage.fields
    widgets = [
        fields.limit,
        fields.market,
        fields.price.line,
        fields.size_edit.line,
        fields.unit,
        fields.time_in_force,
        *fields.price_chips,
        *fields.size_chips,
        *stage.panel.buttons.values(),
    ]
    assert [widget for widget in widgets if not widget.accessibleName()] == []


def test_in_a_low_window_it_scrolls_and_nothing_is_squeezed(stage: Stage, qtbot: QtBot) -> None:
    stage.fill_in()
    edits = (stage.fields.price, stage.fields.size_edit)
    qtbot.waitUntil(lambda: all(edit.line.height() >= edit.line.sizeHint().height() for edit in edits))
    tall = {edit: edit.line.height() for edit in edits}
    stage.window.resize(320, 240)
    area = stage.panel.findChildren(QScrollArea)[0]
    qtbot.waitUntil(area.verticalScrollBar().isVisible)
    assert {edit: edit.line.height() for edit in tall} == tall
    assert not area.horizontalScrollBar().isVisible()


@pytest.mark.parametrize(
    ("typed", "size"), [("0.05", D("0.0500")), ("0.00005", D("0.0000")), ("", None), ("nonsense", None)]
)
def test_the_working_size_is_what_the_size_field_means(
    stage: Stage, typed: str, size: Decimal | None
) -> None:
    stage.fill_in(size=typed)
    assert stage.panel.working_size(PERP_ID) == size
    assert stage.panel.working_size(SPOT_ID) is None


def test_a_size_in_quote_coin_works_at_the_price_of_the_ticket(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.unit)
    stage.fields.size_edit.line.clear()
    QTest.keyClicks(stage.fields.size_edit.line, "640")
    assert stage.panel.working_size(PERP_ID) == D("0.0100")


def test_without_a_price_the_working_size_is_still_known(stage: Stage) -> None:
    assert stage.panel.working_size(PERP_ID) is None
    stage.fill_in(price="")
    assert stage.panel.working_size(PERP_ID) == D("0.0100")


def test_the_tab_key_goes_from_the_kind_of_order_to_the_buttons(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    fields = stage.fields

    async def story() -> None:
        stage.window.activateWindow()
        await eventually(stage.window.isActiveWindow)
        fields.limit.setFocus()
        seen = []
        for _ in range(21):
            QTest.keyClick(stage.window.focusWidget(), Qt.Key.Key_Tab)
            seen.append(stage.window.focusWidget())
        assert seen == [
            fields.price.line,
            *fields.price_chips,
            fields.size_edit.line,
            fields.unit,
            fields.slider,
            *fields.size_chips,
            fields.exits.on,
            fields.time_in_force,
            fields.post_only,
            fields.reduce_only,
            stage.panel.after.head,
            *stage.panel.buttons.values(),
            stage.panel.account,
            fields.limit,
        ]

    qt_run(story())


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_sends_nothing_wherever_it_is_pressed(stage: Stage, qt_run: QtRunner, key: Qt.Key) -> None:
    stage.fill_in()

    async def story() -> None:
        for widget in [*stage.fields.tab_order(), *stage.panel.buttons.values()]:
            widget.setFocus()
            QTest.keyClick(widget, key)
        await stage.owner.drain()

    qt_run(story())
    assert stage.sent == []


def test_slider_chips_field_preview_and_order_agree(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in(size="")
    fields = stage.fields
    presses: tuple[Callable[[], None], ...] = (
        lambda: QTest.keyClick(fields.slider, Qt.Key.Key_PageUp),
        lambda: stage.click(fields.size_chips[0]),
        lambda: QTest.keyClicks(fields.size_edit.line, "25%"),
    )
    for press in presses:
        fields.size_edit.line.clear()
        press()
        assert (fields.size_edit.text(), fields.slider.value()) == ("25%", 25)
        assert [chip.isChecked() for chip in fields.size_chips] == [True, False, False, False]
        assert "Buy: 0.0388 BTC at" in stage.panel.preview.text()
    fields.size_edit.line.clear()
    QTest.keyClicks(fields.size_edit.line, "0.0777")
    assert fields.slider.value() == 50
    assert not any(chip.isChecked() for chip in fields.size_chips)
    stage.click(fields.size_chips[3])
    assert "Capped by: fees" in stage.panel.preview.text()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.sent[0].size == BaseQty(D("0.1553"))


def test_size_buttons_belong_to_their_instrument(stage: Stage) -> None:
    stage.fill_in()
    stage.fields.size_chips[0].hold("0.02")
    assert "chips" in json.dumps(stage.panel.remember())
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.size_chips[0].text() == "25%"
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.size_chips[0].text() == "0.02"
    stage.click(stage.fields.size_chips[0])
    assert "Buy: —" in stage.panel.preview.text()
    stage.panel.on_price_clicked(Picked(PERP_ID, D(64000)))
    assert "Buy: 0.0200 BTC" in stage.panel.preview.text()


def test_hedge_mode_has_a_tab_for_closing(stage: Stage, qt_run: QtRunner) -> None:
    stage.hold_mode = HoldMode.HEDGE
    stage.positions.apply([position("0.03", hold_mode=HoldMode.HEDGE)])
    stage.panel.show_instrument(PERP_ID)
    fields = stage.fields
    assert not fields.reduce_only.isVisible()
    stage.click(fields.market)
    stage.click(fields.closes)
    stage.click(fields.size_chips[1])
    assert (stage.label(BUY), stage.label(SELL)) == ("Close short", "Close long  ↵")
    assert "Sell: 0.0150 BTC at market" in stage.panel.preview.text()
    assert fields.size_edit.error() == ""
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]))
    assert (stage.sent[0].position_side, stage.sent[0].size) == (PositionSide.LONG, BaseQty(D("0.015")))
    stage.click(fields.opens)
    assert (stage.label(BUY), fields.form().reduce_only) == ("Buy / Long", False)


def test_one_way_mode_and_spot_have_no_such_tab(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    assert not stage.fields.closes.isVisible()
    assert stage.fields.reduce_only.isVisible()
    stage.hold_mode = HoldMode.HEDGE
    stage.panel.show_instrument(SPOT_ID)
    assert not stage.fields.closes.isVisible()


def test_leverage_and_modes_are_shown_and_changed_in_a_dialog_only(stage: Stage) -> None:
    stage.panel.show_instrument(SPOT_ID)
    assert (stage.panel.account.text(), stage.panel.account.isEnabled()) == ("Spot", False)
    stage.panel.show_instrument(PERP_ID)
    assert stage.panel.account.text() == "Cross 10× · One-way"
    stage.click(stage.panel.account)
    stage.panel.head.on_account_wanted()
    (dialog,) = stage.panel.findChildren(MarginDialog)
    stage.hold_mode = HoldMode.HEDGE
    stage.frame(Topic(Kind.TRADING))
    assert dialog.now.text() == "Now: Cross 10× · Hedge"
    dialog.reject()
    stage.panel.head.on_account_wanted()
    assert stage.sent == []


def test_other_limits_hold_at_once(stage: Stage) -> None:
    stage.fill_in()
    stage.panel.use_limits(RiskLimits(D(100)))
    assert stage.panel.reason().startswith("Buy: Your limit is 100 USDT per order")


def test_a_trigger_order_is_typed_and_sent(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in(price="")
    fields = stage.fields
    stage.click(fields.trigger)
    assert not fields.exits.isVisible()
    assert stage.panel.reason() == "Enter the price that sets it off."
    stage.panel.on_price_clicked(Picked(PERP_ID, D(65000)))
    fields.trigger_by.setCurrentText("Mark price")
    assert stage.panel.preview.text().startswith("Buy when mark is 65\u2009000.0: 0.0100 BTC at market")

    async def press() -> None:
        stage.click(stage.panel.buttons[BUY])
        await stage.owner.drain()

    qt_run(press())
    (sent,) = stage.waiting
    assert (sent.trigger, sent.by, sent.price, sent.size) == (
        D(65000),
        TriggerBy.MARK,
        None,
        BaseQty(D("0.01")),
    )
    assert stage.panel.answer().endswith("when the mark price reaches 65\u2009000.0: accepted.")
    assert json.loads(json.dumps(fields.choices()))["type"] == "trigger"
    stage.panel.show_instrument(SPOT_ID)
    assert not fields.trigger.isVisible()
    assert fields.form().kind is OrderKind.PLAIN


def scale(stage: Stage) -> None:
    """Type three orders over a range."""
    stage.fill_in(price="")
    stage.click(stage.fields.scaled)
    for price in (D(63000), D(64000)):
        stage.panel.on_price_clicked(Picked(PERP_ID, price))
    QTest.keyClicks(stage.fields.prices.count.line, "3")


def test_scaled_orders_go_one_after_the_other(stage: Stage, qt_run: QtRunner) -> None:
    scale(stage)
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=3)
    assert [order.price for order in stage.sent] == [D(63000), D(63500), D(64000)]
    assert len({order.client_oid for order in stage.sent}) == 3
    assert stage.panel.answer() == "Buy 0.0100 BTC in 3 orders: all accepted."


def test_after_one_that_was_not_taken_no_other_is_sent(stage: Stage, qt_run: QtRunner) -> None:
    scale(stage)
    stage.outcomes = [Accepted(), Rejected("43012", "The balance is too small.")]
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=2)
    assert len(stage.sent) == 2
    assert stage.panel.answer() == (
        "Buy 0.0100 BTC in 3 orders: 1 of 3 accepted, the rest was not sent. "
        "The balance is too small. (43012)"
    )


def test_scaled_orders_are_one_question_with_all_of_them(qtbot: QtBot, qt_run: QtRunner) -> None:
    answers = Answers(answer=True)
    stage = Stage(qtbot, answers)
    scale(stage)
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]), orders=3)
    (question,) = answers.texts
    assert "Order 1: 0.0034 BTC at 63 000.0" in question
    assert "Order 3: 0.0033 BTC at 64 000.0" in question
    (asked,) = answers.asked
    assert asked.ask is Ask.LIMIT
    assert asked.away is not None
    assert abs(asked.away - (D("64210.55") - 63000) / D("64210.55")) < D("1e-20")


def test_exits_are_sent_with_the_order_and_cleared_if_chosen(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    exits = stage.fields.exits
    stage.click(exits.on)
    QTest.keyClicks(exits.stop.line, "63000")
    QTest.keyClicks(exits.target.line, "3R")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.sent[0].stop_loss == ExitLeg(D(63000))
    assert stage.sent[0].take_profit == ExitLeg(D(67000))
    assert exits.texts() == ("3R", "63000")
    exits.clear_after.trigger()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=2)
    assert exits.texts() == ("", "")
    stage.panel.choose(SELL)
    QTest.keyClicks(exits.stop.line, "63000")
    assert exits.stop.error() == "The stop-loss of a short must be above 64\u2009000.0."
    stage.panel.show_instrument(SPOT_ID)
    assert exits.texts() == ("", "")
    assert not exits.isVisible()


def test_the_consequences_are_open_where_there_is_room(qtbot: QtBot, stage: Stage) -> None:
    stage.fill_in()
    assert not stage.panel.after.is_open
    stage.window.resize(320, 1000)
    qtbot.waitUntil(lambda: stage.panel.after.is_open)
    assert "Average fill" in stage.panel.after.text()
    stage.click(stage.panel.after.head)
    stage.window.resize(320, 900)
    qtbot.waitUntil(lambda: stage.panel.height() < 950)
    assert not stage.panel.after.is_open
    assert stage.panel.remember()["consequences"] is False
    stage.panel.recall({"consequences": True})
    assert stage.panel.after.is_open


def test_a_busy_market_is_judged_ten_times_a_second_and_the_account_at_once(
    stage: Stage, qt_run: QtRunner
) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)

    def value() -> str:
        return next(line for line in stage.panel.preview.text().splitlines() if line.startswith("Value"))

    async def story() -> None:
        for bid in ("65000.0", "66000.0", "67000.0"):
            stage.prices.tickers[PERP_ID] = ticker(bid=bid, ask=bid)
            stage.frame(Topic(Kind.TICKER, PERP_ID), Topic(Kind.BOOK, PERP_ID))
        assert value() == "Value, about: 650.00 USDT"
        await eventually(lambda: value() == "Value, about: 670.00 USDT")
        stage.prices.tickers[PERP_ID] = ticker(bid="68000.0", ask="68000.0")
        stage.frame(Topic(Kind.TICKER, PERP_ID), Topic(Kind.POSITIONS))
        assert value() == "Value, about: 680.00 USDT"
        stage.window.hide()

    qt_run(story())
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))


def test_prices_that_grow_old_are_noticed_without_a_frame(stage: Stage) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)
    assert stage.panel.reason() == ""
    stage.prices.seconds_old = 11
    stage.panel.on_tick()
    assert "No live price: the last one is 11 s old" in stage.panel.reason()
