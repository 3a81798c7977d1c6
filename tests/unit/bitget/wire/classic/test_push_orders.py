"""Private pushes of the classic streams, decoded: orders, fills and plans."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.classic.channels import read_arg
from terminal_app.bitget.wire.classic.push_account import read_private
from terminal_app.bitget.wire.pushes import BAD_FRAME, read_head
from terminal_app.core.account import (
    Fill,
    Liquidity,
)
from terminal_app.core.events import (
    AccountEvent,
    FillsSeen,
    OrdersSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import (
    ExitLeg,
    MarginMode,
    OrderType,
    PositionSide,
    Side,
    TimeInForce,
    TriggerBy,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers import classic_frames as frames
from tests.helpers.stream_frames import Row, push

SPOT = InstrumentId(ProductType.SPOT, "BTCUSDT")
BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
NOW = Stamp(1_789_456_512_454, 12.5)

SPOT_ORDER: Row = {
    "instId": "BTCUSDT",
    "orderId": "1",
    "clientOid": "tb-1",
    "size": "32000",
    "newSize": "0.5",
    "notional": "32000",
    "price": "64000",
    "orderType": "limit",
    "force": "post_only",
    "side": "buy",
    "fillPrice": "64001",
    "tradeId": "9",
    "baseVolume": "0.1",
    "fillFee": "-0.0001",
    "accBaseVolume": "0.2",
    "priceAvg": "64001",
    "status": "partially_filled",
    "cTime": "1758180740324",
    "uTime": "1758180740399",
    "feeDetail": [{"feeCoin": "BTC", "fee": "-0.0002"}],
}
MIX_ORDER: Row = {
    "instId": "BTCUSDT",
    "orderId": "1",
    "clientOid": "tb-1",
    "price": "64000",
    "size": "0.5",
    "leverage": "20",
    "marginCoin": "USDT",
    "marginMode": "isolated",
    "posMode": "one_way_mode",
    "posSide": "net",
    "tradeSide": "buy_single",
    "side": "buy",
    "reduceOnly": "yes",
    "orderType": "limit",
    "force": "gtc",
    "baseVolume": "0.1",
    "accBaseVolume": "0.2",
    "priceAvg": "64001",
    "status": "partially_filled",
    "feeDetail": [{"feeCoin": "USDT", "fee": "-1.5"}],
    "cTime": "1758180740324",
    "uTime": "1758180740399",
}
SPOT_FILL: Row = {
    "orderId": "1",
    "tradeId": "9",
    "symbol": "BTCUSDT",
    "orderType": "limit",
    "side": "buy",
    "priceAvg": "64001",
    "size": "0.2",
    "amount": "12800.2",
    "tradeScope": "maker",
    "feeDetail": [{"feeCoin": "BTC", "deduction": "no", "totalDeductionFee": "0", "totalFee": "0.0002"}],
    "cTime": "1758185294046",
    "uTime": "1758185294046",
}
MIX_FILL: Row = {
    "orderId": "1",
    "clientOid": "tb-1",
    "tradeId": "9",
    "symbol": "BTCUSDT",
    "orderType": "market",
    "side": "sell",
    "price": "64001",
    "baseVolume": "0.2",
    "quoteVolume": "12800.2",
    "profit": "-3",
    "tradeSide": "sell_single",
    "posMode": "one_way_mode",
    "tradeScope": "taker",
    "feeDetail": [{"feeCoin": "USDT", "deduction": "no", "totalDeductionFee": "0", "totalFee": "-7.68"}],
    "cTime": "1758185294046",
}
MIX_PLAN: Row = {
    "instId": "BTCUSDT",
    "orderId": "7",
    "clientOid": "tb-7",
    "triggerPrice": "65000",
    "triggerType": "mark_price",
    "triggerTime": "1695719197612",
    "planType": "pl",
    "price": "65100",
    "size": "0.02",
    "actualSize": "0",
    "orderType": "limit",
    "side": "buy",
    "tradeSide": "open",
    "posSide": "long",
    "posMode": "hedge_mode",
    "marginCoin": "USDT",
    "status": "live",
    "stopSurplusTriggerPrice": "70000",
    "stopSurplusTriggerType": "fill_price",
    "stopLossTriggerPrice": "60000",
    "stopLossTriggerType": "mark_price",
    "stopLossExecutePrice": "59900",
    "cTime": "1695719197612",
    "uTime": "1695719197613",
}
SPOT_PLAN: Row = {
    "instId": "BTCUSDT",
    "orderId": "7",
    "clientOid": "tb-7",
    "triggerPrice": "65000",
    "triggerType": "fill_price",
    "planType": "amount",
    "price": "64900",
    "executePrice": "64900",
    "size": "0.02",
    "orderType": "limit",
    "side": "sell",
    "status": "live",
    "cTime": "1695719197612",
    "uTime": "1695719197613",
}


def read(channel: str, inst_type: str, *rows: Row, action: str = "snapshot") -> AccountEvent | None:
    head = read_head(push(frames.private_arg(channel, inst_type), list(rows), action))
    return read_private(head, read_arg(head.arg), 12.5)


def order_of(inst_type: str, row: Row) -> VenueOrder:
    seen = read("orders", inst_type, row)
    assert isinstance(seen, OrdersSeen)
    (order,) = seen.orders
    return order


def fill_of(inst_type: str, row: Row) -> Fill:
    seen = read("fill", inst_type, row)
    assert isinstance(seen, FillsSeen)
    (fill,) = seen.fills
    return fill


# -------------------------------------------------------------------------------------------------- orders


def test_a_spot_order() -> None:
    assert order_of("SPOT", SPOT_ORDER) == VenueOrder(
        instrument=SPOT,
        order_id="1",
        client_oid="tb-1",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.5")),
        price=Decimal(64000),
        status=VenueStatus.PARTIALLY_FILLED,
        filled=Decimal("0.2"),
        avg_price=Decimal(64001),
        created_ms=1758180740324,
        updated_ms=1758180740399,
        time_in_force=TimeInForce.POST_ONLY,
        fee=Decimal("0.0002"),
        fee_coin="BTC",
    )


def test_the_size_of_a_spot_order_is_new_size_and_a_market_buy_spends_quote_coin() -> None:
    bought = SPOT_ORDER | {"orderType": "market", "size": "8", "newSize": "500"}
    assert order_of("SPOT", bought).size == QuoteQty(Decimal(500))
    assert order_of("SPOT", bought | {"side": "sell", "newSize": "0.5"}).size == BaseQty(Decimal("0.5"))


def test_a_market_order_on_spot_has_no_price() -> None:
    row = {name: value for name, value in SPOT_ORDER.items() if name != "price"}
    assert order_of("SPOT", row | {"orderType": "market"}).price is None


def test_what_is_filled_is_the_sum_and_not_the_last_fill() -> None:
    assert order_of("SPOT", SPOT_ORDER).filled == Decimal("0.2")
    assert order_of("USDT-FUTURES", MIX_ORDER).filled == Decimal("0.2")


def test_spot_and_futures_spell_a_cancelled_order_differently() -> None:
    for inst_type, row, word in (("SPOT", SPOT_ORDER, "cancelled"), ("USDT-FUTURES", MIX_ORDER, "canceled")):
        assert order_of(inst_type, row | {"status": word}).status is VenueStatus.CANCELLED


def test_a_futures_order() -> None:
    assert order_of("USDT-FUTURES", MIX_ORDER) == VenueOrder(
        instrument=BTC,
        order_id="1",
        client_oid="tb-1",
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        size=BaseQty(Decimal("0.5")),
        price=Decimal(64000),
        status=VenueStatus.PARTIALLY_FILLED,
        filled=Decimal("0.2"),
        avg_price=Decimal(64001),
        created_ms=1758180740324,
        updated_ms=1758180740399,
        reduce_only=True,
        margin_mode=MarginMode.ISOLATED,
        fee=Decimal("1.5"),
        fee_coin="USDT",
    )


@pytest.mark.parametrize(
    ("side", "trade_side", "position", "real"),
    [
        ("buy", "open", PositionSide.LONG, Side.BUY),
        ("buy", "close", PositionSide.LONG, Side.SELL),
        ("sell", "open", PositionSide.SHORT, Side.SELL),
        ("sell", "close", PositionSide.SHORT, Side.BUY),
    ],
)
def test_the_side_of_a_hedge_order_names_its_position(
    side: str, trade_side: str, position: PositionSide, real: Side
) -> None:
    hedge = {"posMode": "hedge_mode", "side": side, "tradeSide": trade_side, "posSide": position.value}
    order = order_of("USDT-FUTURES", MIX_ORDER | hedge)
    assert (order.side, order.position_side) == (real, position)
    nameless = order_of("USDT-FUTURES", MIX_ORDER | hedge | {"posSide": ""})
    assert (nameless.side, nameless.position_side) == (real, position)


def test_an_order_without_fees_yet() -> None:
    order = order_of("SPOT", SPOT_ORDER | {"feeDetail": []})
    assert (order.fee, order.fee_coin) == (Decimal(0), "")


# --------------------------------------------------------------------------------------------------- fills


def test_a_spot_fill_arrives_on_fill_and_its_fee_is_positive_when_charged() -> None:
    assert fill_of("SPOT", SPOT_FILL) == Fill(
        exec_id="9",
        order_id="1",
        client_oid="",
        instrument=SPOT,
        side=Side.BUY,
        price=Decimal(64001),
        size=Decimal("0.2"),
        value=Decimal("12800.2"),
        fee=Decimal("0.0002"),
        fee_coin="BTC",
        liquidity=Liquidity.MAKER,
        time_ms=1758185294046,
    )


def test_a_spot_fee_that_is_negative_after_all_is_charged_too() -> None:
    fee = [{"feeCoin": "BTC", "totalFee": "-0.0002"}]
    assert fill_of("SPOT", SPOT_FILL | {"feeDetail": fee}).fee == Decimal("0.0002")


def test_a_spot_fill_without_an_amount_is_worth_price_times_size() -> None:
    assert fill_of("SPOT", SPOT_FILL | {"amount": ""}).value == Decimal("12800.2")


def test_a_futures_fee_is_negative_when_charged() -> None:
    assert fill_of("USDT-FUTURES", MIX_FILL) == Fill(
        exec_id="9",
        order_id="1",
        client_oid="tb-1",
        instrument=BTC,
        side=Side.SELL,
        price=Decimal(64001),
        size=Decimal("0.2"),
        value=Decimal("12800.2"),
        fee=Decimal("7.68"),
        fee_coin="USDT",
        liquidity=Liquidity.TAKER,
        time_ms=1758185294046,
        realised_pnl=Decimal(-3),
    )


@pytest.mark.parametrize(
    ("side", "trade_side", "position"),
    [
        (Side.BUY, "open", PositionSide.LONG),
        (Side.SELL, "close", PositionSide.LONG),
        (Side.SELL, "open", PositionSide.SHORT),
        (Side.BUY, "close", PositionSide.SHORT),
        (Side.SELL, "burst_close_long", PositionSide.LONG),
        (Side.BUY, "burst_close_short", PositionSide.SHORT),
    ],
)
def test_the_side_of_a_hedge_fill_is_the_trades_unlike_that_of_its_order(
    side: Side, trade_side: str, position: PositionSide
) -> None:
    row = MIX_FILL | {"posMode": "hedge_mode", "side": side.value, "tradeSide": trade_side}
    fill = fill_of("USDT-FUTURES", row)
    assert (fill.side, fill.position_side) == (side, position)


def test_a_fill_of_one_way_mode_belongs_to_no_side() -> None:
    assert fill_of("USDT-FUTURES", MIX_FILL).position_side is PositionSide.NET


# --------------------------------------------------------------------------------------------------- plans


def plan_of(inst_type: str, row: Row) -> StrategyOrder:
    seen = read("orders-algo", inst_type, row)
    assert isinstance(seen, StrategyOrdersSeen)
    assert seen.stamp == NOW
    (order,) = seen.orders
    return order


def test_a_trigger_order_on_futures_with_the_exits_it_brings_along() -> None:
    assert plan_of("USDT-FUTURES", MIX_PLAN) == StrategyOrder(
        instrument=BTC,
        order_id="7",
        client_oid="tb-7",
        kind=StrategyKind.TRIGGER,
        side=Side.BUY,
        status=StrategyStatus.PENDING,
        created_ms=1695719197612,
        updated_ms=1695719197613,
        position_side=PositionSide.LONG,
        size=Decimal("0.02"),
        trigger=Decimal(65000),
        by=TriggerBy.MARK,
        price=Decimal(65100),
        take_profit=ExitLeg(Decimal(70000)),
        stop_loss=ExitLeg(Decimal(60000), TriggerBy.MARK, Decimal(59900)),
    )


@pytest.mark.parametrize(
    ("word", "kind", "whole"),
    [
        ("tp", StrategyKind.TP_SL, False),
        ("sl", StrategyKind.TP_SL, False),
        ("ptp", StrategyKind.TP_SL, True),
        ("psl", StrategyKind.TP_SL, True),
        ("track", StrategyKind.TRAILING, False),
        ("mtpsl", StrategyKind.TRAILING_STOP, False),
    ],
)
def test_the_stream_has_short_words_for_kinds_of_plans(word: str, kind: StrategyKind, whole: bool) -> None:
    closing = {"planType": word, "tradeSide": "close", "orderType": "market"}
    order = plan_of("USDT-FUTURES", MIX_PLAN | closing)
    assert (order.kind, order.side, order.position_side) == (kind, Side.SELL, PositionSide.LONG)
    assert (order.size is None) is whole
    if kind is StrategyKind.TP_SL:
        leg = ExitLeg(Decimal(65000), TriggerBy.MARK)
        told = order.take_profit if word in ("tp", "ptp") else order.stop_loss
        assert (told, order.trigger, order.reduce_only) == (leg, None, True)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("executing", StrategyStatus.SUBMITTING),
        ("executed", StrategyStatus.DONE),
        ("fail_execute", StrategyStatus.FAILED),
        ("cancelled", StrategyStatus.CANCELLED),
    ],
)
def test_the_state_of_a_plan_is_its_status(word: str, status: StrategyStatus) -> None:
    assert plan_of("USDT-FUTURES", MIX_PLAN | {"status": word}).status is status


def test_a_trigger_order_on_spot() -> None:
    order = plan_of("SPOT", SPOT_PLAN)
    assert (order.instrument, order.kind, order.side) == (SPOT, StrategyKind.TRIGGER, Side.SELL)
    assert (order.size, order.trigger, order.price) == (Decimal("0.02"), Decimal(65000), Decimal(64900))
    in_quote = plan_of("SPOT", SPOT_PLAN | {"planType": "total", "side": "buy", "size": "500"})
    assert in_quote.size is None
    assert "500" in in_quote.note


@pytest.mark.parametrize(
    ("channel", "inst_type", "row"),
    [
        ("orders", "SPOT", SPOT_ORDER | {"side": "up"}),
        ("orders", "SPOT", SPOT_ORDER | {"newSize": None}),
        ("orders", "SPOT", SPOT_ORDER | {"status": "dreaming"}),
        ("orders", "SPOT", SPOT_ORDER | {"feeDetail": "free"}),
        ("orders", "USDT-FUTURES", MIX_ORDER | {"size": "1e5"}),
        ("orders", "USDT-FUTURES", MIX_ORDER | {"posMode": "both"}),
        ("fill", "SPOT", SPOT_FILL | {"priceAvg": "inf"}),
        ("fill", "SPOT", SPOT_FILL | {"cTime": ""}),
        ("fill", "USDT-FUTURES", MIX_FILL | {"baseVolume": ""}),
        ("orders-algo", "USDT-FUTURES", MIX_PLAN | {"planType": "wish"}),
        ("orders-algo", "USDT-FUTURES", MIX_PLAN | {"status": "dreaming"}),
        ("orders-algo", "USDT-FUTURES", MIX_PLAN | {"triggerPrice": ""}),
        ("orders-algo", "SPOT", SPOT_PLAN | {"size": None}),
    ],
)
def test_what_is_not_as_documented_is_refused(channel: str, inst_type: str, row: Row) -> None:
    with pytest.raises(BAD_FRAME):
        read(channel, inst_type, row)
