"""What an action would send: every act, every doubt, and the words that are the command."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendOrder, CancelAll, CancelOrder, ClosePosition, PlaceOrder
from terminal_app.core.instrument import Instrument, InstrumentStatus
from terminal_app.core.money import BaseQty, QuoteQty, parse_decimal
from terminal_app.core.orders import MarginMode, Order, OrderStatus, OrderType, PositionSide, Side
from terminal_app.trading.limits import DEFAULT_LIMITS
from terminal_app.trading.risk import RiskView
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.ladder import plans
from terminal_app.ui.panels.ladder.intents import NOTHING, Act, Intent
from terminal_app.ui.panels.ladder.plans import NO_POSITION, NO_SIZE, Plan, World, plan_of
from tests.helpers.examples import PERP, PERP_ID, SPOT, position
from tests.helpers.ui_samples import order

D = Decimal
BID, ASK = D("64210.5"), D("64210.6")


def world(
    rules: Instrument = PERP,
    *,
    size: str | None = "0.05",
    hold_mode: HoldMode = HoldMode.ONE_WAY,
    doubt: str = "",
    orders: tuple[Order, ...] = (),
) -> World:
    view = RiskView(rules, BID, ASK, BID, 0.1, hold_mode)
    working = None if size is None else D(size)
    return World(rules, view, DEFAULT_LIMITS, size=working, doubt=doubt, orders=orders)


def placed(plan: Plan | None) -> PlaceOrder:
    assert plan is not None
    (command,) = plan.commands
    assert isinstance(command, PlaceOrder)
    return command


def nowhere(order: Order) -> bool:
    del order
    return False


def test_a_limit_order() -> None:
    plan = plan_of(Intent(Act.LIMIT, Side.BUY), D("64200.1"), world(), nowhere)
    assert plan is not None
    assert (plan.text, plan.note, plan.ask) == ("Buy limit 0.0500 @ 64\u2009200.1", "", Ask.LIMIT)
    assert plan.ready
    assert plan.notional == D("3210.005")
    assert plan.away == 0
    assert placed(plan) == PlaceOrder(
        "",
        PERP_ID,
        Side.BUY,
        OrderType.LIMIT,
        BaseQty(D("0.05")),
        D("64200.1"),
        margin_mode=MarginMode.CROSSED,
    )


@pytest.mark.parametrize(
    ("side", "price", "crosses"),
    [
        (Side.BUY, "64210.5", False),
        (Side.BUY, "64210.6", True),
        (Side.SELL, "64210.6", False),
        (Side.SELL, "64210.5", True),
    ],
)
def test_a_limit_order_that_meets_the_market_says_so(side: Side, price: str, crosses: bool) -> None:
    plan = plans.limit(side, D(price), world())
    assert (plan.note == "fills at once") is crosses
    assert plan.ready
    assert plan.away is not None
    assert (plan.away > 0) is crosses


def test_a_market_order_says_what_it_meets() -> None:
    plan = plan_of(Intent(Act.MARKET, Side.SELL), D(1), world(), nowhere)
    assert plan is not None
    assert (plan.text, plan.note, plan.ask) == ("Sell market 0.0500", "now 64\u2009210.5", Ask.MARKET)
    assert placed(plan).price is None
    assert placed(plan).size == BaseQty(D("0.05"))


def test_a_market_buy_on_spot_says_what_it_spends() -> None:
    plan = plans.market(Side.BUY, world(SPOT))
    assert plan.text == "Buy market for 3\u2009210.53 USDT"
    assert placed(plan).size == QuoteQty(D("3210.53"))
    assert placed(plan).margin_mode is None


@pytest.mark.parametrize(
    ("side", "position_side"), [(Side.BUY, PositionSide.LONG), (Side.SELL, PositionSide.SHORT)]
)
def test_in_hedge_mode_an_order_opens_and_says_so(side: Side, position_side: PositionSide) -> None:
    hedge = world(hold_mode=HoldMode.HEDGE)
    for plan in (plans.limit(side, BID, hedge), plans.market(side, hedge)):
        assert placed(plan).position_side is position_side
        assert plan.text.endswith(f"· opens {position_side.value}")
        assert plan.ready


@pytest.mark.parametrize("act", [Act.STOP_ENTRY, Act.PROTECT])
def test_a_stop_without_a_size_or_a_position_is_refused(act: Act) -> None:
    side = Side.BUY if act is Act.STOP_ENTRY else None
    plan = plan_of(Intent(act, side), D("64200.1"), world(size=None), nowhere)
    assert plan is not None
    reason = NO_POSITION if side is None else NO_SIZE
    assert (plan.reason, plan.commands, plan.ready) == (reason, (), False)
    assert plan.text.lower().endswith("@ 64\u2009200.1")


def test_a_doubt_holds_up_a_stop_entry_but_not_the_stop_of_a_position() -> None:
    doubtful = replace(world(doubt="No feed."), positions=(position(),))
    entry = plan_of(Intent(Act.STOP_ENTRY, Side.BUY), D("64300"), doubtful, nowhere)
    guard = plan_of(Intent(Act.PROTECT), D("63000"), doubtful, nowhere)
    assert entry is not None
    assert guard is not None
    assert (entry.reason, entry.ready, entry.ask) == ("No feed.", False, Ask.MARKET)
    assert (guard.ready, guard.reduces, guard.ask) == (True, True, Ask.CLOSE)


def test_what_means_nothing_sends_nothing() -> None:
    assert plan_of(NOTHING, BID, world(), nowhere) is None
    assert plan_of(Intent(Act.FILL), BID, world(), nowhere) is None


def test_without_a_size_nothing_is_traded() -> None:
    assert plans.limit(Side.BUY, BID, world(size=None)).reason == NO_SIZE
    assert plans.market(Side.BUY, world(size=None)).reason == NO_SIZE


def test_a_doubt_stops_what_can_open_and_nothing_else() -> None:
    mine = order("a", PERP_ID, price="64200.1")
    doubtful = replace(world(doubt="No feed."), orders=(mine,), positions=(position(),))
    for stopped in (
        plans.limit(Side.BUY, BID, doubtful),
        plans.market(Side.BUY, doubtful),
        plans.move([mine], BID, doubtful),
        plans.reverse(doubtful),
    ):
        assert (stopped.reason, stopped.ready, stopped.reduces) == ("No feed.", False, False)
    for passing in (
        plans.cancels([mine], doubtful),
        plans.cancel_side(Side.BUY, doubtful),
        plans.cancel_all(doubtful),
        plans.close(doubtful),
    ):
        assert (passing.reason, passing.ready, passing.reduces) == ("", True, True)


def test_our_own_limits_are_said_before_the_road_would() -> None:
    assert plans.limit(Side.BUY, BID, world(size="1")).reason.startswith("Your limit is 50000 USDT")
    assert plans.limit(Side.BUY, D("10.0"), world()).reason.startswith("Minimum is 5 USDT")
    halted = replace(PERP, status=InstrumentStatus.HALTED)
    assert "is not traded" in plans.limit(Side.BUY, BID, world(halted)).reason


def test_cancels_of_a_row() -> None:
    here = order("a", PERP_ID, price="64200.1", filled="0.05", status=OrderStatus.PARTIAL)
    sending = order("b", PERP_ID, price="64200.1", status=OrderStatus.INTENT)
    other = order("c", PERP_ID, price="64100.0", side=Side.SELL)
    mine = world(orders=(here, sending, other))
    plan = plan_of(Intent(Act.CANCEL), D("64200.1"), mine, lambda one: one.price == D("64200.1"))
    assert plan is not None
    assert plan.commands == (CancelOrder("a", PERP_ID, "id-a"),)
    assert plan.text == "Cancel buy 0.2000"
    everything = plans.cancels(mine.orders, mine)
    assert everything.text == "Cancel 2 orders, 0.4500"
    assert plans.cancels([sending], mine).reason.startswith("Your order is on its way")
    assert plans.cancels([], mine).reason == "There is no order of yours to cancel."


def test_cancels_of_a_side_and_of_all() -> None:
    buy, sell = order("a", PERP_ID), order("b", PERP_ID, side=Side.SELL)
    mine = world(orders=(buy, sell))
    assert plans.cancel_side(Side.BUY, mine).commands == (CancelOrder("a", PERP_ID, "id-a"),)
    assert plans.cancel_side(Side.SELL, mine).commands == (CancelOrder("b", PERP_ID, "id-b"),)
    assert plans.cancel_all(mine).commands == (CancelAll(PERP_ID.product, "BTCUSDT"),)
    assert plans.cancel_side(Side.SELL, world()).reason == "You have no asks here to cancel."
    assert plans.cancel_all(world()).ready


def test_moving_a_chip_is_one_change_for_each_order() -> None:
    one = order("a", PERP_ID, price="64200.1", filled="0.05", status=OrderStatus.PARTIAL)
    plan = plans.move([one], D("64190.0"), world())
    assert plan.commands == (AmendOrder("a", PERP_ID, D("0.25"), D("64190.0"), "id-a"),)
    assert plan.text == "Move buy 0.2000: 64\u2009200.1 → 64\u2009190.0"
    assert (plan.ask, plan.note, plan.ready) == (Ask.AMEND_BY_DRAG, "", True)
    assert plans.move([one], ASK, world()).note == "fills at once"
    both = plans.move([one, order("b", PERP_ID, price="64200.0")], D("64190.0"), world())
    assert len(both.commands) == 2
    assert "2 orders → 64\u2009190.0" in both.text


@pytest.mark.parametrize(
    "status",
    [OrderStatus.INTENT, OrderStatus.UNKNOWN, OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN],
)
def test_an_order_that_is_not_sure_is_not_moved(status: OrderStatus) -> None:
    plan = plans.move([order("a", PERP_ID, status=status)], D("64190.0"), world())
    assert not plan.ready
    assert "cannot be changed now" in plan.reason


def test_an_order_that_has_ended_meanwhile_is_not_moved() -> None:
    assert plans.move([], D("64190.0"), world()).reason == "The order has ended meanwhile."


@pytest.mark.parametrize(("held", "side"), [(PositionSide.LONG, Side.SELL), (PositionSide.SHORT, Side.BUY)])
def test_reversing_is_one_market_order_of_twice_the_size(held: PositionSide, side: Side) -> None:
    plan = plans.reverse(replace(world(), positions=(position("0.02", held),)))
    command = placed(plan)
    assert (command.side, command.size, command.order_type) == (side, BaseQty(D("0.04")), OrderType.MARKET)
    assert not command.reduce_only
    assert plan.ask is Ask.REVERSE
    assert plan.text.startswith("Reverse: ")
    assert plan.ready


def test_why_there_is_nothing_to_reverse_or_close() -> None:
    assert plans.reverse(world()).reason == plans.close(world()).reason == NO_POSITION
    assert plans.reverse(world(SPOT)).reason == "Spot has no position to reverse."
    assert plans.close(world(SPOT)).reason.startswith("Spot has no position to close")
    hedge = replace(world(hold_mode=HoldMode.HEDGE), positions=(position(),))
    assert plans.reverse(hedge).reason.startswith("In hedge mode")


def test_closing() -> None:
    plan = plans.close(replace(world(), positions=(position("0.02"),)))
    assert plan.commands == (ClosePosition(PERP_ID, PositionSide.NET),)
    assert (plan.text, plan.ask, plan.ready) == ("Close long 0.0200 at market", Ask.CLOSE, True)
    both = tuple(
        position("0.02", side, hold_mode=HoldMode.HEDGE) for side in (PositionSide.LONG, PositionSide.SHORT)
    )
    plan = plans.close(replace(world(hold_mode=HoldMode.HEDGE), positions=both))
    assert plan.commands == (
        ClosePosition(PERP_ID, PositionSide.LONG),
        ClosePosition(PERP_ID, PositionSide.SHORT),
    )


def test_the_question_says_all() -> None:
    text = plans.question(plans.limit(Side.BUY, ASK, world()), PERP)
    assert text == "Buy limit 0.0500 @ 64\u2009210.6 (fills at once)\nBTCUSDT perp\nValue 3\u2009210.53 USDT"


SAID = re.compile(
    r"(?P<side>Buy|Sell) (?P<kind>limit|market)(?: for (?P<quote>[0-9.]+) USDT| (?P<size>[0-9.]+))"
    r"(?: @ (?P<price>[0-9.]+))?(?: · opens (?P<opens>long|short))?"
)


@given(
    act=st.sampled_from([Act.LIMIT, Act.MARKET]),
    side=st.sampled_from(Side),
    ticks=st.integers(1, 2_000_000),
    lots=st.integers(1, 10_000_000),
    rules=st.sampled_from([PERP, SPOT]),
    hold_mode=st.sampled_from(HoldMode),
)
def test_what_the_strip_says_is_the_command(
    act: Act, side: Side, ticks: int, lots: int, rules: Instrument, hold_mode: HoldMode
) -> None:
    size, price = rules.lot * lots, rules.tick * ticks
    plan = plan_of(
        Intent(act, side), price, world(rules, size=format(size, "f"), hold_mode=hold_mode), nowhere
    )
    command = placed(plan)
    assert plan is not None
    said = SAID.fullmatch(plan.text.replace("\u2009", ""))
    assert said is not None
    assert said["side"].lower() == command.side.value == side.value
    assert said["kind"] == command.order_type.value == act.value
    if said["quote"]:
        assert QuoteQty(parse_decimal(said["quote"])) == command.size
    else:
        assert BaseQty(parse_decimal(said["size"])) == command.size == BaseQty(size)
    assert (said["price"] and parse_decimal(said["price"])) == command.price
    assert (said["opens"] or "net") == command.position_side.value
    if act is Act.LIMIT:
        assert command.price == price
