"""The kinds of order that the ticket sends beside the plain ones, typed and sent."""

import json

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import (
    ExitLeg,
    PositionSide,
    TriggerBy,
)
from terminal_app.core.outcomes import Accepted, Rejected
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ticket.form import OrderKind
from tests.helpers.asking import Answers
from tests.helpers.examples import PERP_ID, SPOT_ID, position
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ticket_stage import BUY, SELL, D, Picked, Stage, run
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket without an instrument."""
    return Stage(qtbot)


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


def test_a_unified_account_says_why_spot_has_no_trigger_orders(stage: Stage) -> None:
    tab = stage.fields.trigger
    stage.panel.show_instrument(PERP_ID)
    assert (tab.isEnabled(), tab.toolTip()) == (True, "")
    tab.click()
    stage.panel.show_instrument(SPOT_ID)
    assert tab.isVisible()
    assert not tab.isEnabled()
    assert tab.toolTip() == "A unified account has trigger orders on futures only."
    assert stage.fields.kind is OrderKind.PLAIN


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
    assert not fields.trigger.isEnabled()
    assert fields.form().kind is OrderKind.PLAIN


def test_a_classic_account_has_trigger_orders_on_spot(stage: Stage, qt_run: QtRunner) -> None:
    stage.kind = AccountKind.CLASSIC
    stage.panel.show_instrument(SPOT_ID)
    fields = stage.fields
    stage.click(fields.trigger)
    QTest.keyClicks(fields.prices.trigger.line, "65000")
    QTest.keyClicks(fields.size_edit.line, "0.01")

    async def press() -> None:
        stage.click(stage.panel.buttons[BUY])
        await eventually(lambda: stage.waiting)

    qt_run(press())
    (sent,) = stage.waiting
    # A market buy of spot is sized in what it spends, but not one that waits for a price.
    assert (sent.instrument, sent.trigger, sent.price, sent.size, sent.margin_mode) == (
        SPOT_ID,
        D(65000),
        None,
        BaseQty(D("0.01")),
        None,
    )
    assert stage.sent == []


def scale(stage: Stage) -> None:
    """Type three orders over a range."""
    stage.fill_in(price="")
    stage.click(stage.fields.scaled)
    for price in (D(63000), D(64000)):
        stage.panel.on_price_clicked(Picked(PERP_ID, price))
    QTest.keyClicks(stage.fields.prices.count.line, "3")


def test_scaled_orders_leave_together(stage: Stage, qt_run: QtRunner) -> None:
    scale(stage)
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=3)
    assert stage.groups == [3]
    assert [order.price for order in stage.sent] == [D(63000), D(63500), D(64000)]
    assert len({order.client_oid for order in stage.sent}) == 3
    assert stage.panel.answer() == "Buy 0.0100 BTC in 3 orders: all accepted."


def test_one_of_them_that_was_not_taken_is_told(stage: Stage, qt_run: QtRunner) -> None:
    scale(stage)
    stage.outcomes = [Accepted(), Rejected("43012", "The balance is too small."), Accepted()]
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]), orders=3)
    assert stage.panel.answer() == (
        "Buy 0.0100 BTC in 3 orders: 2 of 3 accepted. The balance is too small. (43012)"
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
