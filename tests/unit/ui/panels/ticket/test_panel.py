"""The ticket with mouse and keys: one press is one order, and what the eye has seen is what is sent."""

import asyncio
import json
from collections.abc import Awaitable, Callable
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
from terminal_app.core.commands import Command, PlaceOrder
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.core.outcomes import Accepted, Outcome, Refused, Rejected
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.positions import PositionBook
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import NoticeBoard
from terminal_app.ui.panels.book.state import SizeClicked
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.panels.ticket.form import SizeUnit, Stores
from terminal_app.ui.panels.ticket.panel import TicketPanel
from terminal_app.ui.resources import icon_folder
from terminal_app.ui.sheet import sheet
from terminal_app.ui.style import body_font
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP_ID, SPOT_ID, account, prices, ticker
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

    def __init__(
        self, qtbot: QtBot, confirm: Callable[[QWidget, str], Awaitable[bool]] | None = None
    ) -> None:
        self.sent: list[PlaceOrder] = []
        self.outcome: Outcome | Exception = Accepted()
        self.hold: asyncio.Event | None = None
        self.block: str | None = None
        self.clock = ManualClock()
        self.prices = prices()
        self.balances = BalanceSheet()
        self.balances.apply(account())
        self.owner = TaskOwner("test")
        symbol = SymbolSetting(PERP_ID, MarginMode.CROSSED, D(10))
        self.panel = TicketPanel(
            submit=self.submit,
            stores=Stores(self.prices, PositionBook(), self.balances),
            entry_block=lambda: self.block,
            settings=lambda: AccountSettings("1", HoldMode.ONE_WAY, (symbol,)),
            tasks=UiTasks(self.owner, NoticeBoard(self.clock)),
            clock=self.clock,
            confirm=confirm,
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
        assert isinstance(command, PlaceOrder)
        self.sent.append(command)
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
    assert (stage.fields.unit.text(), stage.fields.size_edit.text()) == ("BTC ⇄", "100%")


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
    assert stage.fields.size_chips[1].toolTip() == "50% of what is available"
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


def test_a_market_order_with_real_money_is_asked_for_once_more(qtbot: QtBot, qt_run: QtRunner) -> None:
    asked: list[str] = []
    answers = [False, True]

    async def confirm(_ticket: QWidget, question: str) -> bool:
        asked.append(question)
        assert buy.text() == "Confirm…"
        assert not buy.isEnabled()
        return answers.pop(0)

    stage = Stage(qtbot, confirm)
    buy = stage.panel.buttons[BUY]
    stage.fill_in()
    run(qt_run, stage, lambda: stage.click(buy))
    assert (asked, len(stage.sent)) == ([], 1)
    stage.click(stage.fields.market)

    async def press() -> None:
        stage.click(buy)
        await stage.owner.drain()

    qt_run(press())
    assert (len(stage.sent), stage.panel.answer()) == (1, "Not sent. You said no.")
    qt_run(press())
    assert [order.order_type for order in stage.sent] == [OrderType.LIMIT, OrderType.MARKET]
    assert asked == ["Buy 0.0100 BTC at market on BTCUSDT perp, with real money?"] * 2


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
    tall = {edit: edit.line.height() for edit in (stage.fields.price, stage.fields.size_edit)}
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
