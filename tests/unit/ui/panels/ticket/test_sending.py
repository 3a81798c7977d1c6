"""One press is one order, and what the eye has seen is what is sent: with mouse and keys."""

import asyncio
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.money import BaseQty
from terminal_app.core.orders import (
    OrderType,
    TimeInForce,
)
from terminal_app.core.outcomes import Refused, Rejected
from terminal_app.ui.confirming import Ask, Asked
from tests.helpers.examples import SPOT_ID, ticker
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ticket_stage import BUY, CONTROL, LEFT, SELL, D, Stage, run
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket without an instrument."""
    return Stage(qtbot)


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


def test_market_has_no_price_field(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.click(stage.fields.market)
    assert not stage.fields.price.isVisible()
    assert not stage.fields.post_only.isVisible()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert (stage.sent[0].order_type, stage.sent[0].price) == (OrderType.MARKET, None)


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
