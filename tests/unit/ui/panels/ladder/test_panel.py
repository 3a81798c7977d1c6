"""The ladder panel under a real mouse: what a press does, armed and disarmed."""

from dataclasses import replace
from decimal import Decimal
from functools import partial
from itertools import combinations

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import HoldMode
from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
)
from terminal_app.core.money import BaseQty, trimmed
from terminal_app.core.orders import ExitLeg, OrderStatus, OrderType, PositionSide, Side, TriggerBy
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.book.state import PriceClicked
from terminal_app.ui.panels.ladder.desk import NOT_ARMED, Deed
from terminal_app.ui.panels.ladder.intents import Column, Scheme
from tests.helpers import mouse
from tests.helpers.examples import PERP_ID, SPOT, SPOT_ID, position
from tests.helpers.ladder_stage import LadderStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import order, trigger_order
from tests.helpers.waiting import eventually

D = Decimal
BID, PRICE, ASK = Column.BID, Column.PRICE, Column.ASK
LEFT, RIGHT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
pytestmark = pytest.mark.gui


def limit_of(command: object) -> tuple[Side, Decimal | None, object]:
    assert isinstance(command, PlaceOrder)
    assert command.order_type is OrderType.LIMIT
    return command.side, command.price, command.size


def test_before_anything_is_known(qtbot: QtBot) -> None:
    stage = LadderStage(qtbot)
    assert stage.view.sentence == "Select an instrument to see its ladder."
    assert stage.panel.topics == frozenset()
    assert not stage.panel.arm()
    stage.panel.show_instrument(SPOT_ID)
    assert "rules of BTCUSDT are not loaded" in stage.view.sentence
    assert stage.panel.topics == {
        Topic(Kind.BOOK, SPOT_ID),
        Topic(Kind.TICKER, SPOT_ID),
        Topic(Kind.TRADES, SPOT_ID),
        *(Topic(kind) for kind in (Kind.ORDERS, Kind.POSITIONS, Kind.STRATEGY, Kind.INSTRUMENTS)),
        *(Topic(kind) for kind in (Kind.LINK, Kind.TRADING)),
    }


def test_disarmed_a_left_click_only_fills_the_price_in(stage: LadderStage) -> None:
    stage.click("64210.2", BID)
    stage.click("64210.9", ASK)
    stage.click("64211.0", PRICE)
    assert stage.picked == [
        PriceClicked(PERP_ID, D("64210.2"), Side.BUY),
        PriceClicked(PERP_ID, D("64210.9"), Side.SELL),
        PriceClicked(PERP_ID, D("64211.0"), Side.BUY),
    ]
    assert stage.strip == "64\u2009211.0 into the order ticket"
    for button in (RIGHT, MIDDLE):
        stage.click("64210.2", BID, button)
        assert stage.strip == "Disarmed. Nothing was sent."
    stage.click("64210.2", BID, LEFT, CTRL)
    assert len(stage.picked) == 3
    assert (stage.sent, stage.asked) == ([], [])


def test_armed_one_click_is_one_order_of_the_working_size(armed: LadderStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        armed.click("64210.2", BID)
        await eventually(lambda: len(armed.sent) == 1)
        armed.click("64210.9", ASK)
        await eventually(lambda: len(armed.sent) == 2)

    qt_run(story())
    size = BaseQty(D("0.0007"))
    assert [limit_of(command) for command in armed.sent] == [
        (Side.BUY, D("64210.2"), size),
        (Side.SELL, D("64210.9"), size),
    ]
    ids = {command.client_oid for command in armed.sent if isinstance(command, PlaceOrder)}
    assert len(ids) == 2
    assert "" not in ids
    assert armed.picked == []


def test_a_double_click_is_one_order_and_the_pause_holds(armed: LadderStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        at = armed.cell("64210.2", BID)
        mouse.double_click(armed.view, at)
        # A third press is a press of its own, but too soon.
        mouse.click(armed.view, at)
        await eventually(lambda: armed.sent)
        armed.clock.advance(0.2)
        mouse.click(armed.view, at)
        await eventually(lambda: len(armed.sent) == 2)

    qt_run(story())
    assert len(armed.sent) == 2


def test_right_is_a_market_order_into_that_side(armed: LadderStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        armed.click("64210.2", BID, RIGHT)
        armed.click("64210.9", ASK, RIGHT)
        await eventually(lambda: len(armed.sent) == 2)

    qt_run(story())
    assert [(c.side, c.order_type) for c in armed.sent if isinstance(c, PlaceOrder)] == [
        (Side.SELL, OrderType.MARKET),
        (Side.BUY, OrderType.MARKET),
    ]


def test_by_the_second_scheme_the_button_is_the_side(stage: LadderStage, qt_run: QtRunner) -> None:
    stage.panel.head.choose_scheme(Scheme.BUTTONS)
    stage.panel.arm()

    async def story() -> None:
        stage.click("64210.9", ASK, LEFT)
        stage.click("64210.9", ASK, RIGHT)
        await eventually(lambda: len(stage.sent) == 2)

    qt_run(story())
    assert [limit_of(command)[:2] for command in stage.sent] == [
        (Side.BUY, D("64210.9")),
        (Side.SELL, D("64210.9")),
    ]


def test_the_price_column_never_trades(armed: LadderStage) -> None:
    armed.click("64210.2", PRICE)
    assert armed.picked == [PriceClicked(PERP_ID, D("64210.2"), Side.BUY)]


def test_ctrl_and_left_is_a_stop_entry(armed: LadderStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        armed.click("64210.9", BID, LEFT, CTRL)
        armed.click("64210.9", BID, LEFT, CTRL)
        await eventually(lambda: armed.sent)
        await armed.tasks.drain()

    qt_run(story())
    (sent,) = armed.sent
    assert isinstance(sent, PlaceTrigger)
    assert sent.client_oid
    assert (sent.side, sent.trigger, sent.by, sent.price, sent.reduce_only) == (
        Side.BUY,
        D("64210.9"),
        TriggerBy.LAST,
        None,
        False,
    )
    assert [asked.ask for asked, _ in armed.asked] == [Ask.MARKET]


def test_shift_and_left_is_the_stop_of_the_position(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.click("64209.9", ASK, LEFT, SHIFT)
    assert armed.strip == "Not sent: No position here."
    armed.hold(position("0.02"))
    armed.clock.advance(0.5)

    async def story() -> None:
        armed.click("64209.9", ASK, LEFT, SHIFT)
        await eventually(lambda: armed.sent)

    qt_run(story())
    (sent,) = armed.sent
    assert isinstance(sent, PlaceTpSl)
    assert sent.client_oid
    assert (sent.side, sent.size, sent.stop_loss) == (
        Side.SELL,
        None,
        ExitLeg(D("64209.9"), TriggerBy.MARK),
    )


def test_what_waits_is_seen_in_its_row_and_said_under_the_mouse(stage: LadderStage) -> None:
    stage.waiting = [replace(trigger_order(trigger="64210.9"), instrument=PERP_ID)]
    stage.changes.mark(Topic(Kind.STRATEGY))
    stage.frame()
    rung = stage.view.rung(stage.row("64210.9"))
    assert rung is not None
    assert rung.waits == "T"
    stage.click("64210.9", PRICE)  # no key is held any more, whatever an earlier test has pressed
    mouse.move(stage.view, stage.cell("64210.9", BID))
    assert stage.strip.splitlines()[-1] == "Waits: Trigger buy market 0.2500 by last"
    stage.waiting = []
    stage.changes.mark(Topic(Kind.STRATEGY))
    stage.frame()
    rung = stage.view.rung(stage.row("64210.9"))
    assert rung is not None
    assert rung.waits == ""


def test_middle_cancels_what_is_ours_at_that_price(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.own(
        order("a", PERP_ID, price="64210.2"),
        order("b", PERP_ID, price="64210.2"),
        order("c", PERP_ID, price="64210.1"),
    )

    async def story() -> None:
        armed.click("64210.2", ASK, MIDDLE)
        await eventually(lambda: len(armed.sent) == 2)

    qt_run(story())
    assert armed.sent == [CancelOrder("a", PERP_ID, "id-a"), CancelOrder("b", PERP_ID, "id-b")]
    armed.click("64210.4", BID, MIDDLE)
    assert armed.strip == "Not sent: There is no order of yours to cancel."


def test_the_strip_says_what_is_sent(armed: LadderStage, qt_run: QtRunner) -> None:
    mouse.move(armed.view, armed.cell("64210.2", BID))
    assert armed.strip.splitlines() == [
        "Buy limit 0.0007 @ 64\u2009210.2",
        "Right: Sell market 0.0007 · now 64\u2009210.5",
    ]
    armed.market("64210.4")
    assert armed.strip.splitlines()[1] == "Right: Sell market 0.0007 · now 64\u2009210.4"

    async def story() -> None:
        armed.click("64210.2", BID)
        await eventually(lambda: armed.sent)

    qt_run(story())
    assert limit_of(armed.sent[0]) == (Side.BUY, D("64210.2"), BaseQty(D("0.0007")))
    assert armed.strip == "Sent: Buy limit 0.0007 @ 64\u2009210.2"
    mouse.move(armed.view, armed.cell("64210.9", BID))
    assert armed.strip.startswith("Buy limit 0.0007 @ 64\u2009210.9 · fills at once")


def test_the_amount_that_was_read_is_sent(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = LadderStage(qtbot, SPOT)
    stage.panel.show_instrument(SPOT_ID)
    stage.market("64210.50")
    stage.clock.advance(0.5)
    assert stage.panel.arm()
    mouse.move(stage.view, stage.cell("64210.55", ASK))
    said = stage.strip.splitlines()[1]
    assert said.startswith("Right: Buy market for 44.9")

    async def story() -> None:
        stage.click("64210.55", ASK, RIGHT)
        await eventually(lambda: stage.sent)

    qt_run(story())
    (command,) = stage.sent
    assert isinstance(command, PlaceOrder)
    assert f"for {trimmed(command.size.value)} USDT" in said


def test_a_chip_is_dragged_to_another_row(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.own(order("a", PERP_ID, price="64210.2", filled="0.05", status=OrderStatus.PARTIAL))
    start = armed.view.chip_box(armed.row("64210.2"), Side.BUY).center()

    async def story() -> None:
        mouse.press(armed.view, start)
        for price in ("64210.1", "64210.0", "64209.9", "64209.8"):
            mouse.move(armed.view, armed.cell(price, BID), held=LEFT)
        assert armed.strip.splitlines()[0] == "Move buy 0.2000: 64\u2009210.2 → 64\u2009209.8"
        mouse.release(armed.view, armed.cell("64209.8", BID))
        await eventually(lambda: armed.sent)

    qt_run(story())
    assert armed.sent == [AmendOrder("a", PERP_ID, D("0.25"), D("64209.8"), "id-a")]
    assert [asked.ask for asked, _ in armed.asked] == [Ask.AMEND_BY_DRAG]


def test_a_chip_dragged_out_is_cancelled(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.own(order("a", PERP_ID, price="64210.2"))
    start = armed.view.chip_box(armed.row("64210.2"), Side.BUY).center()

    async def story() -> None:
        mouse.drag(armed.view, start, QPoint(-30, start.y()))
        await eventually(lambda: armed.sent)

    qt_run(story())
    assert armed.sent == [CancelOrder("a", PERP_ID, "id-a")]


def test_escape_while_dragging_is_nothing_and_again_disarms(armed: LadderStage) -> None:
    armed.own(order("a", PERP_ID, price="64210.2"))
    mouse.press(armed.view, armed.view.chip_box(armed.row("64210.2"), Side.BUY).center())
    mouse.move(armed.view, armed.cell("64209.8", BID), held=LEFT)
    QTest.keyClick(armed.panel, Qt.Key.Key_Escape)
    assert armed.is_armed()
    mouse.release(armed.view, armed.cell("64209.8", BID))
    assert armed.asked == []
    QTest.keyClick(armed.panel, Qt.Key.Key_Escape)
    assert not armed.is_armed()
    assert armed.panel.head.arm.text() == "ARM"
    assert armed.sent == []


def test_disarmed_nothing_is_dragged_but_the_cross_cancels(stage: LadderStage, qt_run: QtRunner) -> None:
    stage.own(order("a", PERP_ID, price="64210.2"))
    mouse.drag(
        stage.view, stage.view.chip_box(stage.row("64210.2"), Side.BUY).center(), stage.cell("64209.8", BID)
    )
    assert stage.asked == []

    async def story() -> None:
        mouse.double_click(stage.view, stage.view.cross_box(stage.row("64210.2"), Side.BUY).center())
        await eventually(lambda: stage.sent)

    qt_run(story())
    assert stage.sent == [CancelOrder("a", PERP_ID, "id-a")]


def test_the_buttons_say_why_they_cannot_be_pressed(stage: LadderStage) -> None:
    buttons = stage.panel.foot.buttons
    assert not buttons[Deed.REVERSE].isEnabled()
    assert buttons[Deed.REVERSE].toolTip() == buttons[Deed.CLOSE].toolTip() == "No position here."
    assert buttons[Deed.CANCEL_BIDS].toolTip() == "You have no bids here to cancel."
    assert buttons[Deed.CANCEL_ALL].isEnabled()
    stage.hold(position("0.02"))
    assert stage.panel.foot.position.text() == "▲ Long 0.0200 @ 64\u2009000.00"
    assert stage.panel.foot.pnl.text() == "+4.21"
    assert buttons[Deed.CLOSE].isEnabled()
    assert buttons[Deed.REVERSE].toolTip() == NOT_ARMED
    stage.panel.arm()
    assert buttons[Deed.REVERSE].isEnabled()


def test_the_buttons(armed: LadderStage, qt_run: QtRunner) -> None:
    armed.own(order("a", PERP_ID, price="64210.2"), order("b", PERP_ID, price="64211.0", side=Side.SELL))
    armed.hold(position("0.02"))
    buttons = armed.panel.foot.buttons

    def sent_more_than(count: int) -> bool:
        return len(armed.sent) > count

    async def story() -> None:
        for deed in Deed:
            before = len(armed.sent)
            QTest.mouseClick(buttons[deed], LEFT)
            QTest.mouseClick(buttons[deed], LEFT)
            await eventually(partial(sent_more_than, before))

    qt_run(story())
    bids, everything, asks, reverse, close = armed.sent
    assert bids == CancelOrder("a", PERP_ID, "id-a")
    assert everything == CancelAll(PERP_ID.product, "BTCUSDT")
    assert asks == CancelOrder("b", PERP_ID, "id-b")
    assert isinstance(reverse, PlaceOrder)
    assert (reverse.side, reverse.size, reverse.order_type) == (
        Side.SELL,
        BaseQty(D("0.04")),
        OrderType.MARKET,
    )
    assert close == ClosePosition(PERP_ID, PositionSide.NET)
    assert [asked.ask for asked, _ in armed.asked] == [
        Ask.CANCEL,
        Ask.CANCEL,
        Ask.CANCEL,
        Ask.REVERSE,
        Ask.CLOSE,
    ]


def test_in_hedge_mode_reversing_is_refused_in_words(qtbot: QtBot) -> None:
    stage = LadderStage(qtbot, hold_mode=HoldMode.HEDGE)
    stage.show()
    stage.hold(position("0.02", hold_mode=HoldMode.HEDGE))
    stage.panel.arm()
    button = stage.panel.foot.buttons[Deed.REVERSE]
    assert not button.isEnabled()
    assert button.toolTip().startswith("In hedge mode")


def test_what_has_no_room_under_the_rows_is_left_out_and_comes_back(stage: LadderStage) -> None:
    panel, foot = stage.panel, stage.panel.foot
    panel.setMinimumSize(1, 1)  # as in a dock, which may be lower than all this
    seen: list[set[Deed]] = []
    for height in range(500, 180, -20):
        panel.resize(300, height)
        QCoreApplication.sendPostedEvents()  # layouts follow a little later
        gone = {deed for deed, button in foot.buttons.items() if not button.isVisible()}
        seen += [gone] if gone not in seen else []
        boxes = [one.geometry() for one in (foot.strip, foot.position, foot.sizes) if one.isVisible()]
        boxes += [button.geometry() for button in foot.buttons.values() if button.isVisible()]
        assert all(not one.intersects(other) for one, other in combinations(boxes, 2)), height
    assert seen == [set(), {Deed.REVERSE, Deed.CLOSE}, set(Deed)]
    assert foot.strip.isVisible()
    assert not foot.sizes.isVisible()
    panel.resize(300, 500)
    assert foot.sizes.isVisible()
    assert all(button.isVisible() for button in foot.buttons.values())
