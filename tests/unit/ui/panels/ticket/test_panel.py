"""What the ticket shows and says of the world as it is, and what it takes from elsewhere."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.orders import (
    OrderType,
    PositionSide,
    TimeInForce,
)
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.panels.book.state import SizeClicked
from terminal_app.ui.panels.positions.state import ClosingDraft
from terminal_app.ui.panels.ticket.form import SizeUnit
from tests.helpers.examples import PERP_ID, SPOT_ID, ticker
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ticket_stage import BUY, CONTROL, SELL, D, Picked, Stage, run
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket without an instrument."""
    return Stage(qtbot)


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


def test_a_position_to_close_is_offered_and_not_sent(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.panel.on_close_wanted(ClosingDraft(SPOT_ID, SELL, D(7), PositionSide.NET))
    assert stage.fields.size_edit.text() == ""
    stage.panel.on_close_wanted(ClosingDraft(PERP_ID, SELL, D("0.0350"), PositionSide.NET))
    form = stage.fields.form()
    assert (form.order_type, form.size, form.reduce_only) == (OrderType.MARKET, "0.0350", True)
    assert stage.sent == []


def test_frames_bring_new_prices_of_this_instrument_only(stage: Stage) -> None:
    stage.panel.show_instrument(PERP_ID)
    stage.click(stage.fields.market)
    QTest.keyClicks(stage.fields.size_edit.line, "0.01")
    stage.prices.tickers[PERP_ID] = ticker(bid="70000.0", ask="70000.1")
    stage.frame(Topic(Kind.TICKER, SPOT_ID), Topic(Kind.ORDERS))
    assert "642.11" in stage.panel.preview.text()
    stage.frame(Topic(Kind.TICKER, PERP_ID))
    assert "700.00" in stage.panel.preview.text()


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


def test_other_limits_hold_at_once(stage: Stage) -> None:
    stage.fill_in()
    stage.panel.use_limits(RiskLimits(D(100)))
    assert stage.panel.reason().startswith("Buy: Your limit is 100 USDT per order")


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
