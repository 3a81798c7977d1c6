"""The risk check: a good order passes, and every broken rule is named with its limit and its number."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import AmendOrder, Approved, PlaceOrder, SetLeverage
from terminal_app.core.instrument import InstrumentStatus
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    MarginMode,
    Order,
    OrderStatus,
    OrderType,
    PositionSide,
    Side,
    Source,
    TimeInForce,
)
from terminal_app.core.outcomes import Refused
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.risk import RiskView, check, is_reducing, leverage_refusals, refusals, view_of
from tests.helpers.examples import PERP, PERP_ID, SPOT, SPOT_ID, limit_buy, prices
from tests.helpers.fakes import FakePrices

D = Decimal
LIMITS = RiskLimits()
ONE_WAY = HoldMode.ONE_WAY

VIEW = view_of(PERP_ID, prices(), ONE_WAY)
SPOT_VIEW = view_of(SPOT_ID, prices(), ONE_WAY)

MARKET = replace(limit_buy(), order_type=OrderType.MARKET, price=None)
SPOT_SELL = PlaceOrder("tb-1", SPOT_ID, Side.SELL, OrderType.LIMIT, BaseQty(D("0.001")), D("64300.00"))
SPOT_MARKET_BUY = PlaceOrder("tb-1", SPOT_ID, Side.BUY, OrderType.MARKET, QuoteQty(D(100)))
HEDGED = replace(VIEW, hold_mode=HoldMode.HEDGE)


WORKING = replace(OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1), status=OrderStatus.OPEN)


@pytest.mark.parametrize(
    ("command", "view"),
    [
        (limit_buy(), VIEW),
        (MARKET, VIEW),
        (replace(MARKET, side=Side.SELL), VIEW),
        (replace(limit_buy(), time_in_force=TimeInForce.POST_ONLY), VIEW),
        (replace(limit_buy(), position_side=PositionSide.LONG), HEDGED),
        (SPOT_SELL, SPOT_VIEW),
        (SPOT_MARKET_BUY, SPOT_VIEW),
        (limit_buy(), replace(VIEW, last=None)),
        (limit_buy(), replace(VIEW, hold_mode=None)),
    ],
)
def test_good_orders_are_approved(command: PlaceOrder, view: RiskView) -> None:
    assert check(command, view, LIMITS) == Approved(command)


def test_rules_that_changed_since_the_ticket_was_filled_in_hold() -> None:
    """An order is judged by the rules of the moment it leaves, whatever the ticket saw."""
    order = replace(limit_buy(), price=D("64000.5"))
    coarser = replace(VIEW, instrument=replace(PERP, tick=D(1)))
    larger = replace(VIEW, instrument=replace(PERP, min_qty=order.size.value * 2))

    assert check(order, VIEW, LIMITS) == Approved(order)
    for view, words in ((coarser, "steps of 1"), (larger, "Minimum is 0.02 BTC")):
        verdict = check(order, view, LIMITS)
        assert isinstance(verdict, Refused)
        assert any(words in reason for reason in verdict.reasons), verdict


@pytest.mark.parametrize(
    ("command", "view", "words"),
    [
        (limit_buy(), replace(VIEW, instrument=None), "rules of BTCUSDT are not loaded"),
        (replace(limit_buy(), price=None), VIEW, "limit order needs a price"),
        (replace(MARKET, price=D(1)), VIEW, "market order has no price"),
        (replace(MARKET, time_in_force=TimeInForce.POST_ONLY), VIEW, "Post-only is for limit orders"),
        (replace(limit_buy(), size=QuoteQty(D(100))), VIEW, "Futures are sized in the base coin"),
        (replace(limit_buy(), margin_mode=None), VIEW, "needs a margin mode"),
        (limit_buy(), HEDGED, "account is in hedge mode"),
        (replace(limit_buy(), position_side=PositionSide.LONG), VIEW, "account is in one-way mode"),
        (replace(SPOT_MARKET_BUY, size=BaseQty(D(1))), SPOT_VIEW, "sized in the coin that is spent"),
        (replace(SPOT_SELL, size=QuoteQty(D(1))), SPOT_VIEW, "Only a spot market buy"),
        (replace(SPOT_SELL, reduce_only=True), SPOT_VIEW, "no reduce-only"),
        (replace(SPOT_SELL, position_side=PositionSide.LONG), SPOT_VIEW, "no position side"),
        (replace(SPOT_SELL, margin_mode=MarginMode.CROSSED), SPOT_VIEW, "no margin mode"),
        (limit_buy(price="0"), VIEW, "price must be above zero"),
        (limit_buy(price="64000.05"), VIEW, "steps of 0.1; 64000.05 is between"),
        (limit_buy(size="0"), VIEW, "size must be above zero"),
        (limit_buy(size="0.00015"), VIEW, "steps of 0.0001 BTC"),
        (
            replace(SPOT_MARKET_BUY, size=QuoteQty(D("10.0000005"))),
            SPOT_VIEW,
            "Amounts go in steps of 0.000001 USDT",
        ),
        (limit_buy(size="0.0001", price="40000"), VIEW, "Minimum is 5 USDT; this order is 4 USDT."),
        (
            replace(SPOT_MARKET_BUY, size=QuoteQty(D("0.5"))),
            SPOT_VIEW,
            "Minimum is 1 USDT; this order is 0.5",
        ),
        (limit_buy(size="0.7813"), VIEW, "Your limit is 50000 USDT per order; this order is 50003.2 USDT."),
        (limit_buy(size="1201", price="0.1"), VIEW, "Maximum is 1200 BTC; this order is 1201 BTC."),
        (replace(MARKET, size=BaseQty(D(221))), VIEW, "Maximum is 220 BTC"),
        (MARKET, replace(VIEW, ask=None), "No live price for BTCUSDT"),
        (replace(MARKET, side=Side.SELL), replace(VIEW, bid=None), "No live price for BTCUSDT"),
        (MARKET, replace(VIEW, price_age=None), "No live price for BTCUSDT"),
        (MARKET, replace(VIEW, price_age=11.5), "the last one is 11 s old (limit 10 s)"),
        (limit_buy(price="67421.1", size="0.01"), VIEW, "up to 67421, 5 % above the last price"),
        (
            replace(limit_buy(price="60999.9"), side=Side.SELL),
            VIEW,
            "down to 61000, 5 % below the last price; this price is 60999.9.",
        ),
    ],
)
def test_every_broken_rule_is_named(command: PlaceOrder, view: RiskView, words: str) -> None:
    verdict = check(command, view, LIMITS)
    assert isinstance(verdict, Refused)
    assert words in " ".join(verdict.reasons)


def test_the_smallest_size_is_named() -> None:
    view = replace(VIEW, instrument=replace(PERP, min_qty=D("0.001"), min_notional=D(0)))
    assert refusals(limit_buy(size="0.0005"), view, LIMITS) == (
        "Minimum is 0.001 BTC; this order is 0.0005 BTC.",
    )


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (InstrumentStatus.HALTED, "not traded at the moment"),
        (InstrumentStatus.LISTED, "not traded yet"),
        (InstrumentStatus.CLOSE_ONLY, "can only be closed"),
    ],
)
def test_an_instrument_that_is_closed_takes_no_orders(status: InstrumentStatus, words: str) -> None:
    view = replace(VIEW, instrument=replace(PERP, status=status))
    assert words in " ".join(refusals(limit_buy(), view, LIMITS))
    closing = refusals(replace(limit_buy(), reduce_only=True), view, LIMITS)
    assert (closing == ()) is (status is InstrumentStatus.CLOSE_ONLY)


def test_all_reasons_are_given_at_once() -> None:
    assert len(refusals(limit_buy(price="80000.05", size="0.70005"), VIEW, LIMITS)) == 5


def test_reducing_orders_skip_the_amounts() -> None:
    assert refusals(replace(limit_buy(size="0.9"), reduce_only=True), VIEW, LIMITS) == ()
    dust = replace(limit_buy(size="0.0001", price="40000"), reduce_only=True)
    assert refusals(dust, VIEW, LIMITS) == ()


def test_a_deep_sell_counts_as_what_it_would_really_take() -> None:
    order = replace(limit_buy(price="62000", size="0.8"), side=Side.SELL)
    assert "this order is 51368.4 USDT" in " ".join(refusals(order, VIEW, LIMITS))
    assert refusals(order, replace(VIEW, bid=None), LIMITS) == ()


@pytest.mark.parametrize(
    ("side", "position", "mode", "reduce_only", "answer"),
    [
        (Side.SELL, PositionSide.LONG, HoldMode.HEDGE, False, True),
        (Side.BUY, PositionSide.LONG, HoldMode.HEDGE, False, False),
        (Side.BUY, PositionSide.SHORT, HoldMode.HEDGE, False, True),
        (Side.SELL, PositionSide.SHORT, HoldMode.HEDGE, False, False),
        (Side.BUY, PositionSide.NET, HoldMode.HEDGE, True, False),
        (Side.BUY, PositionSide.NET, HoldMode.ONE_WAY, True, True),
        (Side.BUY, PositionSide.NET, None, False, False),
    ],
)
def test_what_can_only_make_a_position_smaller(
    side: Side, position: PositionSide, mode: HoldMode | None, reduce_only: bool, answer: bool
) -> None:
    order = replace(limit_buy(), side=side, position_side=position, reduce_only=reduce_only)
    assert is_reducing(order, mode) is answer


AMEND = AmendOrder("tb-1", PERP_ID, D("0.02"), D("64100"))


def test_a_change_is_judged_like_a_new_order() -> None:
    view = replace(VIEW, order=WORKING)
    assert check(AMEND, view, LIMITS) == Approved(AMEND)
    assert "Your limit" in " ".join(refusals(replace(AMEND, size=D(1)), view, LIMITS))
    assert "between two" in " ".join(refusals(replace(AMEND, price=D("64100.05")), view, LIMITS))
    reducing = replace(VIEW, order=replace(WORKING, reduce_only=True))
    assert refusals(replace(AMEND, size=D(1)), reducing, LIMITS) == ()


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (None, "not known here"),
        (replace(WORKING, status=OrderStatus.FILLED), "order is filled and cannot be changed"),
        (replace(WORKING, order_type=OrderType.MARKET), "Only a limit order"),
        (
            replace(WORKING, filled=D("0.02")),
            "0.02 is filled already: the new size must be more than that, not 0.02.",
        ),
    ],
)
def test_a_change_that_cannot_be_is_refused(order: Order | None, words: str) -> None:
    assert words in " ".join(refusals(AMEND, replace(VIEW, order=order), LIMITS))


@pytest.mark.parametrize(("leverage", "good"), [("1", True), ("125", True), ("0.5", False), ("126", False)])
def test_leverage_has_bounds(leverage: str, good: bool) -> None:
    reasons = leverage_refusals(SetLeverage(PERP_ID, D(leverage)), PERP)
    assert reasons == (() if good else (f"Leverage must lie between 1× and 125×; this is {leverage}×.",))


def test_spot_has_no_leverage() -> None:
    assert leverage_refusals(SetLeverage(SPOT_ID, D(2)), SPOT) == ("Spot has no leverage.",)
    assert "not loaded" in leverage_refusals(SetLeverage(PERP_ID, D(2)), None)[0]


def test_a_view_without_prices_is_empty() -> None:
    assert view_of(PERP_ID, FakePrices(), None) == RiskView(None)


sizes = st.decimals(min_value=D("0.0001"), max_value=D(3), places=4)
limit_prices = st.decimals(min_value=D("61010"), max_value=D("67420"), places=1)


@given(sizes, limit_prices, st.sampled_from(Side))
def test_nothing_above_the_limit_is_ever_approved(size: Decimal, price: Decimal, side: Side) -> None:
    command = replace(limit_buy(), size=BaseQty(size), price=price, side=side)
    verdict = check(command, VIEW, LIMITS)
    if isinstance(verdict, Approved):
        assert size * price <= LIMITS.max_order_notional
    else:
        assert all(reason.endswith(".") for reason in verdict.reasons)
