"""Limits exactly at their border, and parts of a judgement that only show in one account or on one side."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Order, OrderStatus, OrderType, PositionSide, Side, Source
from terminal_app.trading.caps import Desk, money
from terminal_app.trading.exposure import Load, load_of
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.risk import RiskView, refusals, strategy_refusals, view_of
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID, limit_buy, position, prices, trigger_buy
from tests.helpers.fakes import FakePrices

D = Decimal
HEDGE, LONG, SHORT = HoldMode.HEDGE, PositionSide.LONG, PositionSide.SHORT
LIMITS = RiskLimits()
# Bid, ask and last of the examples lie at 64210.5 and above; here everything lies at 64000.
VIEW = replace(view_of(PERP_ID, prices(), None), bid=D(64_000), ask=D(64_000), last=D(64_000))
TINY = replace(VIEW, instrument=replace(PERP, min_notional=D(0)))
WORKING = replace(OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1), status=OrderStatus.OPEN)
REDUCE_ONLY = Desk(state=TradingState.REDUCE_ONLY)


def sell(price: str = "64000", size: str = "0.01") -> PlaceOrder:
    """A sell of the perpetual."""
    return replace(limit_buy(price=price, size=size), side=Side.SELL)


@pytest.mark.parametrize(
    ("command", "view", "limits"),
    [
        (limit_buy(size="0.0001"), VIEW, LIMITS),
        (limit_buy(), replace(VIEW, instrument=replace(PERP, min_notional=D(640))), LIMITS),
        (limit_buy(), replace(VIEW, instrument=replace(PERP, max_qty=D("0.01"))), LIMITS),
        (limit_buy(), VIEW, replace(LIMITS, max_order_notional=D(640))),
        (limit_buy(price="67200"), VIEW, LIMITS),
        (sell("60800"), VIEW, LIMITS),
        (limit_buy(price="65280"), VIEW, replace(LIMITS, max_price_distance=D("0.02"))),
        (sell("62720"), VIEW, replace(LIMITS, max_price_distance=D("0.02"))),
        (limit_buy(price="0.1", size="50"), VIEW, LIMITS),
    ],
    ids=[
        "the smallest size",
        "the smallest value",
        "the largest size",
        "the largest value",
        "the highest price of the venue",
        "the lowest price of the venue",
        "the highest price of ours",
        "the lowest price of ours",
        "a price below one",
    ],
)
def test_the_border_itself_is_allowed(command: PlaceOrder, view: RiskView, limits: RiskLimits) -> None:
    assert refusals(command, view, limits) == ()


@pytest.mark.parametrize(
    ("command", "view", "limits"),
    [
        (limit_buy(price="67200.1"), VIEW, LIMITS),
        (sell("60799.9"), VIEW, LIMITS),
        (limit_buy(price="65280.1"), VIEW, replace(LIMITS, max_price_distance=D("0.02"))),
        (sell("62719.9"), VIEW, replace(LIMITS, max_price_distance=D("0.02"))),
        (sell("0.5"), replace(TINY, last=None), LIMITS),
        (sell("0.5"), replace(TINY, bid=None, ask=None), LIMITS),
    ],
)
def test_one_step_beyond_is_not(command: PlaceOrder, view: RiskView, limits: RiskLimits) -> None:
    assert len(refusals(command, view, limits)) == 1


def test_a_price_of_nothing_is_refused_for_that_alone() -> None:
    assert refusals(sell("0"), VIEW, LIMITS) == ("The price must be above zero.",)
    assert refusals(sell(size="0"), VIEW, LIMITS) == ("The size must be above zero.",)


def test_amounts_are_cut_to_cents_and_small_ones_are_told_whole() -> None:
    assert (money(D("640.129")), money(D("0.00129")), money(D(1))) == ("640.12", "0.00129", "1")


def test_nothing_is_said_of_doubt_where_there_is_none() -> None:
    (reason,) = refusals(limit_buy(), replace(VIEW, desk=Desk(load=Load(bought=D(249_500)))), LIMITS)
    assert reason.endswith("position and open orders would make it 250140 USDT.")


@pytest.mark.parametrize(("side", "held"), [(Side.SELL, LONG), (Side.BUY, SHORT)])
def test_in_hedge_mode_the_position_tells_what_reduces(side: Side, held: PositionSide) -> None:
    view = replace(VIEW, hold_mode=HEDGE, desk=REDUCE_ONLY)
    out = replace(limit_buy(), side=side, position_side=held)
    assert refusals(out, view, LIMITS) == ()
    assert refusals(replace(out, side=side.opposite), view, LIMITS) == ("Trading is reduce-only.",)


@pytest.mark.parametrize(("side", "held"), [(Side.SELL, LONG), (Side.BUY, SHORT)])
def test_so_it_does_for_a_trigger_order_and_for_a_change(side: Side, held: PositionSide) -> None:
    view = replace(VIEW, hold_mode=HEDGE, desk=REDUCE_ONLY)
    waits = replace(trigger_buy(), side=side, position_side=held)
    refused = ("Trading is reduce-only.",)
    assert refused[0] not in strategy_refusals(waits, view, LIMITS)
    assert refused[0] in strategy_refusals(replace(waits, side=side.opposite), view, LIMITS)
    order = replace(WORKING, side=side, position_side=held)
    larger = AmendOrder("tb-1", PERP_ID, D("0.02"), D(64_000))
    assert refusals(larger, replace(view, order=order), LIMITS) == ()
    assert refusals(larger, replace(view, order=replace(order, side=side.opposite)), LIMITS) == refused


def test_a_change_is_judged_on_the_side_of_its_order() -> None:
    limits = replace(LIMITS, max_price_distance=D("0.02"))
    low = AmendOrder("tb-1", PERP_ID, D("0.02"), D(62_000))
    assert refusals(low, replace(VIEW, order=WORKING), limits) == ()
    assert len(refusals(low, replace(VIEW, order=replace(WORKING, side=Side.SELL)), limits)) == 1


def test_a_change_to_the_same_terms_is_no_new_risk() -> None:
    same = AmendOrder("tb-1", PERP_ID, D("0.01"), D(64_000))
    assert refusals(same, replace(VIEW, order=WORKING, desk=REDUCE_ONLY), LIMITS) == ()


def test_the_view_holds_what_the_stores_say() -> None:
    found = view_of(PERP_ID, _market(), HEDGE)
    assert (found.bid, found.ask, found.last, found.mark) == (
        D("64210.5"),
        D("64210.6"),
        D("64210.5"),
        D(64_205),
    )
    assert found.hold_mode is HEDGE


def _market() -> FakePrices:
    market = prices()
    market.tickers[PERP_ID] = replace(market.tickers[PERP_ID], mark=D(64_205))
    return market


# ------------------------------------------------------------------------------------------- what is carried


def carried(
    orders: tuple[Order, ...] = (), leaving: tuple[PlaceOrder, ...] = (), hold_mode: HoldMode = HEDGE
) -> Load:
    """What the perpetual carries at 60,000."""
    return load_of(PERP_ID, orders, leaving, (), hold_mode, D(60_000))


def test_in_hedge_mode_buys_and_sells_that_open_add_up() -> None:
    opens = replace(WORKING, position_side=LONG)
    other = replace(WORKING, client_oid="tb-2", side=Side.SELL, position_side=SHORT)
    assert carried((opens, other)) == Load(D(1_280), D(1_280), D(0), 2)


def test_a_closing_order_that_is_leaving_adds_nothing_in_hedge_mode() -> None:
    out = replace(sell(), position_side=LONG)
    assert carried(leaving=(out,)) == Load(open_orders=1)
    assert carried(leaving=(replace(out, position_side=SHORT),)).sold == D(640)


def test_a_sell_that_is_leaving_is_worth_the_market() -> None:
    assert carried(leaving=(sell("50000"),), hold_mode=HoldMode.ONE_WAY).sold == D(600)


def test_positions_elsewhere_hide_none_here() -> None:
    elsewhere = replace(position(), instrument=SPOT_ID)
    crossed, isolated = position(), position("0.02")
    for side in (LONG, SHORT):
        held = [elsewhere, replace(crossed, side=side), replace(isolated, side=side)]
        load = load_of(PERP_ID, (), (), held, HoldMode.ONE_WAY, D(60_000))
        assert (load.bought if side is LONG else load.sold) == D(1_800)


def test_a_size_is_in_base_coin_whatever_the_order() -> None:
    market = replace(sell(), order_type=OrderType.MARKET, price=None, size=BaseQty(D("0.02")))
    assert carried(leaving=(market,), hold_mode=HoldMode.ONE_WAY).sold == D(1_200)
