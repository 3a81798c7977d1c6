"""The ladder panel in doubt, left alone or out of sight: it disarms, and nothing is sent."""

import json
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.commands import (
    CancelOrder,
)
from terminal_app.core.events import BookBroken, Link, LinkChanged, LinkState
from terminal_app.core.orders import Side
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ladder.arming import IDLE_SECONDS
from terminal_app.ui.panels.ladder.intents import Column, Scheme
from tests.helpers import mouse
from tests.helpers.examples import PERP_ID, SPOT_ID, position
from tests.helpers.ladder_stage import LadderStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import order
from tests.helpers.waiting import eventually

D = Decimal
BID, PRICE, ASK = Column.BID, Column.PRICE, Column.ASK
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.gui


def test_another_scheme_disarms(armed: LadderStage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(armed.panel.changed_choice):
        armed.panel.head.choose_scheme(Scheme.BUTTONS)
    assert not armed.is_armed()


def test_a_disarmed_ladder_sends_no_stop(stage: LadderStage) -> None:
    stage.hold(position("0.02"))
    for keys in (CTRL, SHIFT):
        stage.click("64209.9", BID, LEFT, keys)
    assert stage.sent == []


@pytest.mark.parametrize("doubt", ["old", "broken", "block", "public", "private"])
def test_a_doubt_disarms_and_nothing_is_sent(armed: LadderStage, doubt: str) -> None:
    match doubt:
        case "old":
            armed.clock.advance(2)
        case "broken":
            armed.hub.apply(BookBroken(PERP_ID, "A push was missed."))
        case "block":
            armed.block = "Orders are shut."
        case "public":
            armed.links.apply(LinkChanged(Link.PUBLIC, LinkState.DOWN, "The line is cut."))
        case _:
            armed.links.apply(LinkChanged(Link.PRIVATE, LinkState.DOWN, "The line is cut."))
    armed.panel.on_tick()
    assert not armed.is_armed()
    assert armed.strip.startswith("Disarmed. ")
    QTest.mouseClick(armed.panel.head.arm, LEFT)
    assert not armed.is_armed()
    assert not armed.panel.head.arm.isChecked()
    armed.click("64210.2", BID, RIGHT)
    assert (armed.sent, armed.asked) == ([], [])


@pytest.mark.parametrize(("doubt", "why"), [("old", "No update for 2.5 s"), ("broken", "A push was missed")])
def test_a_click_on_a_book_in_doubt_is_refused_with_the_reason(
    armed: LadderStage, doubt: str, why: str
) -> None:
    # No tick has come yet: the hand is faster than the clock of the window.
    if doubt == "old":
        armed.clock.advance(2)
    else:
        armed.hub.apply(BookBroken(PERP_ID, "A push was missed."))
    armed.click("64210.2", BID)
    assert (armed.sent, armed.asked, armed.picked) == ([], [], [])
    assert not armed.is_armed()
    assert armed.refreshed == [PERP_ID]
    assert armed.told == [f"Ladder of BTCUSDT perp: {why}. Nothing was sent. A fresh book is asked for."]
    assert "Nothing was sent." in armed.panel.veil.sentence


def test_a_cancel_passes_a_book_in_doubt(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.own(order("a", PERP_ID, price="64210.2"))
    armed.clock.advance(2)

    async def story() -> None:
        mouse.click(armed.view, armed.view.cross_box(armed.row("64210.2"), Side.BUY).center())
        await eventually(lambda: armed.sent)

    qt_run(story())
    assert armed.sent == [CancelOrder("a", PERP_ID, "id-a")]


def test_fifteen_idle_minutes_disarm(armed: LadderStage) -> None:
    for _ in range(IDLE_SECONDS // 15 - 1):
        armed.clock.advance(15)
        armed.market()
        armed.panel.on_tick()
    assert armed.is_armed()
    armed.clock.advance(15)
    armed.market()
    assert not armed.is_armed()
    assert armed.strip == "Disarmed. Nothing was done here for 15 minutes."


def test_use_keeps_it_armed(armed: LadderStage) -> None:
    for _ in range(IDLE_SECONDS // 15 * 2):
        armed.clock.advance(15)
        armed.market()
        QTest.keyClick(armed.panel, Qt.Key.Key_Space)
    assert armed.is_armed()


def test_another_symbol_disarms(armed: LadderStage) -> None:
    armed.panel.show_instrument(SPOT_ID)
    assert not armed.is_armed()
    assert armed.view.picture.rungs == ()


def test_out_of_sight_disarms(armed: LadderStage) -> None:
    armed.panel.hide()
    armed.panel.show()
    assert not armed.is_armed()


def test_a_no_sends_nothing(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.answer = False

    async def story() -> None:
        armed.click("64210.2", BID)
        await eventually(lambda: armed.asked)

    qt_run(story())
    asked, text = armed.asked[0]
    assert asked.ask is Ask.LIMIT
    assert asked.notional == D("64210.2") * D("0.0007")
    assert text.splitlines() == ["Buy limit 0.0007 @ 64\u2009210.2", "BTCUSDT perp", "Value 44.95 USDT"]
    assert armed.sent == []


def test_what_came_in_doubt_during_the_question_is_not_sent(armed: LadderStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        armed.click("64210.2", BID)
        armed.clock.advance(3)
        await eventually(lambda: armed.strip.startswith("Not sent: No update for"))

    qt_run(story())
    assert len(armed.asked) == 1
    assert armed.sent == []


def test_what_is_remembered_never_arms(armed: LadderStage, qtbot: QtBot) -> None:
    saved = json.loads(json.dumps(armed.panel.remember()))
    again = LadderStage(qtbot)
    again.panel.recall(saved)
    again.show()
    assert not again.is_armed()
