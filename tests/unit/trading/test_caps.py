"""Our own limits: each refusal names the limit and the number, and what reduces skips them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderStatus, OrderType, Side, Source
from terminal_app.trading.caps import Desk
from terminal_app.trading.exposure import Load
from terminal_app.trading.gate import TradingState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.risk import RiskView, refusals, view_of
from tests.helpers.examples import PERP_ID, limit_buy, prices

D = Decimal
LIMITS = RiskLimits()
VIEW = view_of(PERP_ID, prices(), None)
REDUCING = replace(limit_buy(), reduce_only=True)
MARKET = replace(limit_buy(), order_type=OrderType.MARKET, price=None)
WORKING = replace(OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1), status=OrderStatus.OPEN)
SMALLER = AmendOrder("tb-1", PERP_ID, D("0.005"), D(64000))
LARGER = AmendOrder("tb-1", PERP_ID, D("0.02"), D(64000))


CLEAR = Desk()


def at(desk: Desk = CLEAR, mark: Decimal | None = None, age: float | None = 0.5) -> RiskView:
    """The view with a desk, and some of it as the test wants it."""
    return replace(VIEW, desk=desk, order=WORKING, mark=mark, price_age=age)


FULL = Desk(load=Load(bought=D(249_500), sold=D(-249_500), unknown=D(1_000)))
BUSY = Desk(load=Load(open_orders=200))
FAST = Desk(lately=50)
TWIN = Desk(twin_ms=120)
HALTED = Desk(state=TradingState.HALTED, why="Trading is halted: switch.")
REDUCE = Desk(state=TradingState.REDUCE_ONLY)


@pytest.mark.parametrize(
    ("command", "view", "words"),
    [
        (
            limit_buy(),
            at(FULL),
            "per symbol; position and open orders would make it 250140 USDT, 1000 USDT of it not confirmed.",
        ),
        (limit_buy(), at(BUSY), "Your limit is 200 open orders; 200 are open."),
        (limit_buy(), at(FAST), "Your limit is 50 orders in ten seconds; 50 were sent."),
        (LARGER, at(FAST), "Your limit is 50 orders in ten seconds; 50 were sent."),
        (limit_buy(), at(TWIN), "The same order was sent 120 ms ago from another place (limit 300 ms)"),
        (limit_buy(), at(HALTED), "Trading is halted: switch."),
        (REDUCING, at(HALTED), "Trading is halted: switch."),
        (SMALLER, at(HALTED), "Trading is halted: switch."),
        (limit_buy(), at(REDUCE), "Trading is reduce-only."),
        (LARGER, at(REDUCE), "Trading is reduce-only."),
        (limit_buy(), at(age=None), "No live price for BTCUSDT, so an order cannot be judged."),
        (limit_buy(), at(age=10.5), "No live price: the last one is 10 s old (limit 10 s)."),
        (LARGER, at(age=10.5), "No live price"),
        (
            limit_buy(price="70700"),
            at(),
            "Your limit is 10 % above the mid price, 70631.6; this price is 70700.",
        ),
        (
            replace(limit_buy(price="57700"), side=Side.SELL),
            at(mark=D(65000)),
            "Your limit is 10 % below the mark price, 58500; this price is 57700.",
        ),
        (MARKET, at(mark=D(50000)), "Your limit is 10 % above the mark price, 55000; this price is 64210.6."),
        (replace(REDUCING, price=D(70700)), at(), "above the mid price"),
    ],
)
def test_every_limit_is_named_with_its_number(
    command: PlaceOrder | AmendOrder, view: RiskView, words: str
) -> None:
    assert words in " ".join(refusals(command, view, LIMITS))


@pytest.mark.parametrize("desk", [FULL, BUSY, FAST, TWIN, REDUCE])
@pytest.mark.parametrize("command", [REDUCING, SMALLER])
def test_what_makes_risk_smaller_skips_the_limits(command: PlaceOrder | AmendOrder, desk: Desk) -> None:
    assert refusals(command, at(desk, age=99.0), LIMITS) == ()


def test_a_way_out_is_not_shut_by_a_thin_book_or_a_dead_feed() -> None:
    out = replace(MARKET, reduce_only=True)
    assert refusals(out, at(mark=D(50000)), LIMITS) == ()
    assert refusals(out, replace(at(age=None), ask=None), LIMITS) == ()


def test_a_price_to_ones_own_advantage_is_never_too_far() -> None:
    assert refusals(limit_buy(price="30000"), at(mark=D(65000)), LIMITS) == ()


def test_the_limits_are_borders_and_not_beyond() -> None:
    just = Desk(load=Load(bought=D(249_360), open_orders=199), lately=49, twin_ms=300)
    assert refusals(limit_buy(), at(just, age=10.0), LIMITS) == ()
    assert refusals(replace(limit_buy(), side=Side.SELL, price=D(64300)), at(FULL), LIMITS) == ()


def test_the_limit_of_a_symbol_is_never_below_that_of_one_order() -> None:
    large = replace(limit_buy(), size=BaseQty(D(5)))
    limits = replace(LIMITS, max_order_notional=D(400_000))
    assert refusals(large, at(), limits) == ()
    assert "400000 USDT per symbol" in " ".join(refusals(large, at(FULL), limits))


def test_a_change_needs_no_place_among_the_open_orders() -> None:
    assert refusals(LARGER, at(BUSY), LIMITS) == ()


def test_an_order_that_turns_a_position_round_is_counted_from_where_it_stands() -> None:
    short = Desk(load=Load(bought=D(-249_500), sold=D(249_500)))
    big = replace(limit_buy(size="0.78"), size=BaseQty(D("0.78")))
    assert refusals(big, at(short), LIMITS) == ()
