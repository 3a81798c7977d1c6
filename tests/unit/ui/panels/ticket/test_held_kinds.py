"""Trailing stops, linked pairs and lifetimes: typed, shown, judged and sent."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import Lifetime, PlaceOco, PlaceTpSl, PlaceTrail
from terminal_app.core.held import Distance
from terminal_app.core.orders import ExitLeg, PositionSide, TriggerBy
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ticket.form import OrderKind
from tests.helpers.asking import Answers
from tests.helpers.examples import PERP_ID, SPOT_ID, position
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ticket_stage import BUY, SELL, D, Stage, run

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    """A ticket on a long position."""
    return with_long(Stage(qtbot))


def with_long(stage: Stage, hold_mode: HoldMode = HoldMode.ONE_WAY) -> Stage:
    stage.hold_mode = hold_mode
    stage.positions.apply((position(hold_mode=hold_mode),))
    stage.fill_in(price="", size="")
    return stage


def more(stage: Stage, tab: str) -> None:
    """Open a kind of the second row with the mouse."""
    stage.click(stage.fields.more)
    stage.click(getattr(stage.fields, tab))


def press(stage: Stage, qt_run: QtRunner, side: object = SELL) -> None:
    async def pressed() -> None:
        stage.click(stage.panel.buttons[SELL if side is SELL else BUY])
        await stage.owner.drain()

    qt_run(pressed())


def trail(stage: Stage, distance: str, activation: str = "") -> None:
    more(stage, "trailing")
    QTest.keyClicks(stage.fields.prices.distance.line, distance)
    QTest.keyClicks(stage.fields.prices.activation.line, activation)
    stage.panel.choose(SELL)


def test_the_second_row_opens_with_more_and_stays_while_it_is_chosen(stage: Stage) -> None:
    fields = stage.fields
    assert not fields.trailing.isVisible()
    more(stage, "trailing")
    assert fields.oco.isVisible()
    stage.click(fields.more)
    assert fields.trailing.isVisible()
    stage.click(fields.limit)
    assert not fields.trailing.isVisible()
    assert not fields.more.isChecked()


def test_a_trailing_stop_is_typed_and_sent_as_it_is_shown(stage: Stage, qt_run: QtRunner) -> None:
    trail(stage, "1.5%", "65000")
    stage.fields.trigger_by.setCurrentText("Last price")
    text = stage.panel.preview.text()
    assert "Trailing stop: whole position" in text
    assert "Stop now: 63\u2009247.4" in text
    assert "Stays behind: 1.5 % · last price" in text
    assert "Moves: from 65\u2009000.0" in text
    assert "the last stop stays" in stage.fields.kinds.hint.text()
    assert not stage.fields.reduce_only.isVisible()
    press(stage, qt_run)
    (sent,) = stage.held
    assert isinstance(sent, PlaceTrail)
    assert sent.client_oid
    assert (sent.side, sent.stop, sent.distance, sent.activation, sent.size, sent.by) == (
        SELL,
        D("63247.4"),
        Distance(D("1.5"), percent=True),
        D(65000),
        None,
        TriggerBy.LAST,
    )
    assert stage.panel.answer().endswith("now at 63\u2009247.4: accepted.")


def test_a_part_of_the_position_and_a_distance_in_money(stage: Stage, qt_run: QtRunner) -> None:
    trail(stage, "500")
    QTest.keyClicks(stage.fields.size_edit.line, "50%")
    press(stage, qt_run)
    (sent,) = stage.held
    assert isinstance(sent, PlaceTrail)
    assert (sent.size, sent.stop, sent.distance) == (D("0.005"), D("63710.5"), Distance(D(500)))


def test_only_the_side_that_closes_can_trail(stage: Stage) -> None:
    trail(stage, "1%")
    assert stage.panel.draft(BUY) is None
    assert stage.panel.reason() == "Buy: There is no position that this side would close."
    assert stage.label(SELL).startswith("Sell / Close")


def test_what_is_missing_or_wrong_is_said_by_its_field(stage: Stage) -> None:
    more(stage, "trailing")
    stage.panel.choose(SELL)
    assert "Sell: Enter how far the stop stays behind." in stage.panel.reason()
    QTest.keyClicks(stage.fields.prices.distance.line, "0.01")
    assert "Sell: Correct the distance." in stage.panel.reason()
    assert stage.fields.prices.distance.error() == "It must be at least 0.1."
    stage.fields.prices.distance.set_text("1%")
    stage.fields.prices.activation.set_text("60000")
    assert "It must be above 64210.5" in stage.fields.prices.activation.error()


def test_in_hedge_mode_a_trail_names_its_position(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = with_long(Stage(qtbot), HoldMode.HEDGE)
    trail(stage, "1%")
    assert not stage.fields.closes.isVisible()
    press(stage, qt_run)
    (sent,) = stage.held
    assert isinstance(sent, PlaceTrail)
    assert sent.position_side is PositionSide.LONG


def test_a_chip_fills_the_activation(stage: Stage) -> None:
    more(stage, "trailing")
    stage.click(stage.fields.price_chips[2])
    assert stage.fields.form().activation == "64210.6"


def pair(stage: Stage, limit: str, trigger: str) -> None:
    more(stage, "oco")
    QTest.keyClicks(stage.fields.price.line, limit)
    QTest.keyClicks(stage.fields.prices.trigger.line, trigger)


def test_a_linked_pair_is_typed_and_sent(stage: Stage, qt_run: QtRunner) -> None:
    pair(stage, "64000", "65000")
    QTest.keyClicks(stage.fields.size_edit.line, "0.02")
    assert stage.panel.preview.text().startswith(
        "Buy: 0.0200 BTC at 64\u2009000.0\nOr at market: when last is 65\u2009000.0"
    )
    assert "both stay" in stage.fields.kinds.hint.text()
    assert not stage.fields.lifetime.isVisible()
    press(stage, qt_run, BUY)
    (sent,) = stage.held
    assert isinstance(sent, PlaceOco)
    assert sent.limit.client_oid != sent.trigger.client_oid != ""
    assert (sent.limit.price, sent.trigger.trigger, sent.limit.size, sent.trigger.size) == (
        D(64000),
        D(65000),
        sent.trigger.size,
        sent.limit.size,
    )
    assert (sent.trigger.price, sent.trigger.margin_mode) == (None, sent.limit.margin_mode)


def test_a_trigger_on_the_wrong_side_of_the_limit_is_refused(stage: Stage) -> None:
    pair(stage, "64000", "63000")
    assert stage.fields.prices.trigger.error() == "Of a buy it must be above the limit price."
    stage.panel.choose(SELL)
    assert stage.fields.prices.trigger.error() == ""


def test_a_pair_that_closes_is_one_order_of_the_venue(stage: Stage, qt_run: QtRunner) -> None:
    more(stage, "oco")
    stage.click(stage.fields.reduce_only)
    assert stage.fields.kinds.hint.text().startswith("One order at Bitget")
    assert not stage.fields.post_only.isVisible()
    stage.fields.price.set_text("66000")
    stage.fields.prices.trigger.set_text("63000")
    stage.panel.choose(SELL)
    press(stage, qt_run)
    (sent,) = stage.held
    assert isinstance(sent, PlaceTpSl)
    assert (sent.side, sent.size, sent.take_profit, sent.stop_loss) == (
        SELL,
        None,
        ExitLeg(D(66000)),
        ExitLeg(D(63000)),
    )


def test_a_guard_is_asked_about_like_a_close(qtbot: QtBot, qt_run: QtRunner) -> None:
    answers = Answers(answer=True)
    stage = with_long(Stage(qtbot, answers))
    trail(stage, "1%")
    press(stage, qt_run)
    (asked,) = answers.asked
    assert asked.ask is Ask.CLOSE
    assert "Trailing stop 1 % behind the last price" in answers.texts[0]


def test_spot_has_neither(stage: Stage) -> None:
    more(stage, "oco")
    stage.panel.show_instrument(SPOT_ID)
    stage.click(stage.fields.more)
    assert stage.fields.form().kind is OrderKind.PLAIN
    assert stage.fields.scaled.isVisible()
    assert not stage.fields.oco.isVisible()


@pytest.mark.parametrize("tab", ["trailing", "oco"])
def test_the_kind_comes_back_with_its_instrument(stage: Stage, tab: str) -> None:
    more(stage, tab)
    stage.panel.show_instrument(SPOT_ID)
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.form().kind is OrderKind(tab)


def test_another_instrument_takes_no_distance_along(stage: Stage) -> None:
    trail(stage, "500", "65000")
    stage.panel.show_instrument(SPOT_ID)
    assert (stage.fields.form().distance, stage.fields.form().activation) == ("", "")


def test_the_keyboard_reaches_every_kind(stage: Stage) -> None:
    fields = stage.fields
    fields.more.setFocus()
    QTest.keyClick(fields.more, Qt.Key.Key_Space)
    assert fields.scaled.isVisible()
    fields.trailing.setFocus()
    QTest.keyClick(fields.trailing, Qt.Key.Key_Space)
    assert fields.form().kind is OrderKind.TRAILING
    order = fields.tab_order()
    assert {fields.more, fields.trailing, fields.oco, fields.lifetime} <= set(order)
    assert {fields.prices.distance.line, fields.prices.activation.line} <= set(order)


def test_an_order_of_the_session_says_so_and_is_remembered(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.fields.lifetime.setCurrentText("Session")
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[BUY]))
    assert stage.sent[0].lifetime is Lifetime.SESSION
    stage.panel.show_instrument(SPOT_ID)
    assert stage.fields.form().lifetime is Lifetime.SESSION
    stage.fields.lifetime.setCurrentText("Keep")
    stage.panel.show_instrument(PERP_ID)
    assert stage.fields.form().lifetime is Lifetime.SESSION


def test_what_closes_or_is_done_at_once_has_no_lifetime(stage: Stage, qt_run: QtRunner) -> None:
    stage.fill_in()
    stage.fields.lifetime.setCurrentText("Session")
    stage.click(stage.fields.reduce_only)
    assert not stage.fields.lifetime.isVisible()
    run(qt_run, stage, lambda: stage.click(stage.panel.buttons[SELL]))
    assert stage.sent[0].lifetime is Lifetime.KEEP
    stage.click(stage.fields.market)
    assert not stage.fields.lifetime.isVisible()
