"""The worst case of an instrument: position, open orders and unknown ones, in the direction that hurts."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import PlaceOrder, PlaceTrigger
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import Order, OrderStatus, OrderType, PositionSide, Side, Source
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from terminal_app.trading.exposure import Load, Weights, load_of
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.examples import PERP_ID, SPOT_ID, limit_buy, position, trigger_buy, waiting

D = Decimal
S = OrderStatus
PRICE = D(60_000)


def order(
    status: OrderStatus = S.OPEN, filled: str = "0", client_oid: str = "tb-1", price: str = "64000"
) -> Order:
    """A buy of 0.01."""
    made = OrderBlotter().submitted(limit_buy(client_oid, price), Source.MANUAL, 1)
    return replace(made, status=status, filled=D(filled))


def load(
    orders: Sequence[Order] = (),
    leaving: Sequence[PlaceOrder | PlaceTrigger] = (),
    positions: Sequence[Position] = (),
    hold_mode: HoldMode | None = HoldMode.ONE_WAY,
    price: Decimal | None = PRICE,
    without: str = "",
    triggers: Sequence[StrategyOrder] = (),
) -> Load:
    """What the perpetual carries."""
    return load_of(PERP_ID, orders, leaving, positions, hold_mode, price, without, triggers)


def test_nothing_is_nothing() -> None:
    assert load() == Load()


def test_an_open_order_counts_with_what_is_left_of_it() -> None:
    assert load([order(filled="0.004")]) == Load(bought=D(384), open_orders=1)


@pytest.mark.parametrize("status", [S.UNKNOWN, S.INTENT])
def test_an_order_nobody_knows_of_is_reserved_whole(status: OrderStatus) -> None:
    assert load([order(status)]) == Load(bought=D(640), unknown=D(640), open_orders=1)


def test_an_order_that_is_leaving_counts_already() -> None:
    assert load(leaving=[limit_buy()]) == Load(bought=D(640), unknown=D(640), open_orders=1)


def test_another_instrument_counts_as_an_order_only() -> None:
    assert load([replace(order(), instrument=SPOT_ID)]) == Load(open_orders=1)


def test_an_order_that_is_replaced_does_not_count() -> None:
    assert load([order()], without="tb-1") == Load()


def test_a_position_is_worth_its_mark_or_the_price_or_its_entry() -> None:
    assert load(positions=[position()]).bought == D(600)
    assert load(positions=[replace(position(), mark=D(61_000))]).bought == D(610)
    assert load(positions=[position()], price=None).bought == D(640)


def test_one_way_nets_the_directions() -> None:
    sell = replace(order(client_oid="tb-2", price="66000"), side=Side.SELL)
    assert load([order(), sell], positions=[position()]) == Load(D(600 + 640), D(660 - 600), D(0), 2)
    short = position(side=PositionSide.SHORT)
    assert load(positions=[short]) == Load(D(-600), D(600))


def test_hedge_mode_adds_both_positions() -> None:
    hedge = HoldMode.HEDGE
    long, short = position(hold_mode=hedge), position(side=PositionSide.SHORT, hold_mode=hedge)
    opening = replace(order(), position_side=PositionSide.LONG)
    closing = replace(order(client_oid="tb-2"), position_side=PositionSide.SHORT)
    made = load([opening, closing], positions=[long, short], hold_mode=hedge)
    assert made == Load(D(1840), D(1840), D(0), 2)


def test_what_only_reduces_adds_nothing() -> None:
    reducing = replace(order(), reduce_only=True)
    assert load([reducing], [replace(limit_buy("tb-3"), reduce_only=True)]) == Load(open_orders=2)


def test_a_sell_below_the_market_is_worth_the_market() -> None:
    sell = replace(order(price="50000"), side=Side.SELL)
    assert load([sell]).sold == D(600)
    assert load([sell], price=None).sold == D(500)


def test_sizes_in_quote_coin_and_at_market() -> None:
    spent = replace(order(filled="0.001"), size=QuoteQty(D(100)), price=None)
    assert load([spent]).bought == D(40)
    assert load([replace(spent, filled=D(1))]).bought == D(0)
    market = replace(limit_buy(), order_type=OrderType.MARKET, price=None, size=BaseQty(D("0.02")))
    assert load(leaving=[market]).bought == D(1200)


def test_a_waiting_trigger_order_counts_where_it_is_set_off_or_at_its_limit() -> None:
    assert load(triggers=[waiting()]) == Load(bought=D(650), open_orders=1)
    assert load(triggers=[replace(waiting(), price=D(66_000))]) == Load(bought=D(660), open_orders=1)
    # A sell below where it is set off is executed at the market there.
    sell = replace(waiting(), side=Side.SELL, price=D(50_000))
    assert load(triggers=[sell]) == Load(sold=D(650), open_orders=1)
    assert load(triggers=[waiting()], without="tb-s1") == Load()


def test_a_trigger_order_nobody_knows_of_is_reserved_and_one_that_leaves_too() -> None:
    unknown = waiting(status=StrategyStatus.UNKNOWN)
    assert load(triggers=[unknown]) == Load(bought=D(650), unknown=D(650), open_orders=1)
    assert load(leaving=[trigger_buy()]) == Load(bought=D(650), unknown=D(650), open_orders=1)


def test_what_only_closes_does_not_grow_anything() -> None:
    closing = replace(waiting(), side=Side.SELL, reduce_only=True)
    assert load(triggers=[closing]) == Load(open_orders=1)
    exits = replace(waiting(), kind=StrategyKind.TP_SL, side=Side.SELL, trigger=None)
    assert load(triggers=[exits]) == Load()
    hedged = replace(waiting(), side=Side.SELL, position_side=PositionSide.LONG)
    assert load(triggers=[hedged], hold_mode=HoldMode.HEDGE) == Load(open_orders=1)


def test_a_trigger_order_elsewhere_counts_as_an_order_only() -> None:
    assert load(triggers=[replace(waiting(), instrument=SPOT_ID)]) == Load(open_orders=1)


def test_a_trailing_order_counts_like_a_trigger_order_and_a_trailing_exit_does_not() -> None:
    armed = waiting()
    trailing = replace(armed, kind=StrategyKind.TRAILING, callback=D("0.01"))
    assert load(triggers=[trailing]) == load(triggers=[armed])
    ending = replace(trailing, kind=StrategyKind.TRAILING_STOP, side=Side.SELL, reduce_only=True)
    assert load(triggers=[ending]).bought == load(triggers=[ending]).sold == 0


def test_what_an_order_weighs_is_kept_until_it_or_the_hold_mode_is_another() -> None:
    weights = Weights()
    resting = order()
    assert weights.of(resting, HoldMode.ONE_WAY, PRICE) == 640
    assert weights.of(resting, HoldMode.ONE_WAY, D(1)) == 640
    assert weights.of(replace(resting, filled=D("0.005")), HoldMode.ONE_WAY, PRICE) == 320
    closing = replace(resting, reduce_only=True)
    assert weights.of(closing, HoldMode.ONE_WAY, PRICE) == 0
    assert weights.of(replace(closing, position_side=PositionSide.LONG), HoldMode.HEDGE, PRICE) == 640


@pytest.mark.parametrize(
    "moving",
    [replace(order(), side=Side.SELL), replace(order(), order_type=OrderType.MARKET, price=None)],
)
def test_what_depends_on_the_price_is_never_kept(moving: Order) -> None:
    weights = Weights()
    assert weights.of(moving, HoldMode.ONE_WAY, D(70_000)) == 700
    assert weights.of(moving, HoldMode.ONE_WAY, D(80_000)) == 800


def test_the_weights_are_bounded() -> None:
    weights = Weights()
    for number in range(3_000):
        weights.of(order(client_oid=f"tb-{number}"), HoldMode.ONE_WAY, PRICE)
        assert weights.kept <= 1_000


def test_with_and_without_a_memory_the_load_is_the_same() -> None:
    weights = Weights()
    orders = [order(S.UNKNOWN), order(client_oid="tb-2"), replace(order(client_oid="tb-3"), side=Side.SELL)]
    for price in (D(60_000), D(70_000)):
        for hold_mode in HoldMode:
            fresh = load(orders, hold_mode=hold_mode, price=price)
            kept = load_of(PERP_ID, orders, (), (), hold_mode, price, weights=weights)
            assert kept == fresh
