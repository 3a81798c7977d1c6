"""Private pushes, decoded."""

from decimal import Decimal

import pytest

from terminal_app.bitget.wire.pushes import BAD_FRAME, read_head
from terminal_app.bitget.wire.unified.channels import read_arg
from terminal_app.bitget.wire.unified.push_account import read_private
from terminal_app.core.account import HoldMode, Liquidity
from terminal_app.core.events import (
    AccountEvent,
    AccountSeen,
    FillsSeen,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import OrderType, PositionSide, Side, VenueStatus
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from tests.helpers import stream_frames as frames

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
ORDER: frames.Row = {
    "category": "usdt-futures",
    "symbol": "BTCUSDT",
    "orderId": "1",
    "clientOid": "tb-1",
    "price": "64000",
    "qty": "0.5",
    "holdMode": "hedge_mode",
    "holdSide": "short",
    "orderType": "limit",
    "timeInForce": "post_only",
    "side": "sell",
    "marginMode": "isolated",
    "reduceOnly": "yes",
    "cumExecQty": "0.2",
    "avgPrice": "64001",
    "orderStatus": "partially_filled",
    "feeDetail": [{"feeCoin": "USDT", "fee": "1.5"}],
    "createdTime": "1758180740324",
    "updatedTime": "1758180740399",
    "takeprofit": "",
}
FILL: frames.Row = {
    "category": "USDT-FUTURES",
    "symbol": "BTCUSDT",
    "orderId": "1",
    "clientOid": "tb-1",
    "execId": "9",
    "side": "sell",
    "holdSide": "short",
    "tradeSide": "open",
    "execQty": "0.2",
    "execPrice": "64001",
    "execValue": "12800.2",
    "execPnl": "-3",
    "tradeScope": "maker",
    "feeDetail": [{"feeCoin": "USDT", "fee": "1.5"}],
    "execTime": "1758185294046",
}
POSITION: frames.Row = {
    "symbol": "BTCUSDT",
    "marginCoin": "USDT",
    "posSide": "long",
    "holdMode": "one_way_mode",
    "marginMode": "crossed",
    "size": "0.5",
    "available": "0.4",
    "avgPrice": "64000",
    "leverage": "20",
    "marginSize": "1600",
    "liqPrice": "0",
    "markPrice": "64010",
    "unrealisedPnl": "5",
    "curRealisedPnl": "-1",
    "mmr": "0.004",
    "breakEvenPrice": "64030",
    "createdTime": "1",
    "updatedTime": "2",
}


STRATEGY: frames.Row = {
    "category": "usdt-futures",
    "symbol": "BTCUSDT",
    "orderId": "7",
    "clientOid": "tb-7",
    "qty": "0.01",
    "side": "buy",
    "posSide": "long",
    "type": "trigger",
    "status": "pending",
    "triggerBy": "mark",
    "triggerPrice": "65000",
    "triggerOrderType": "market",
    "createdTime": "1730186725663",
    "updatedTime": "1730186725691",
}


def read(topic: str, *rows: frames.Row) -> AccountEvent | None:
    head = read_head(frames.push(frames.private_arg(topic), list(rows)))
    return read_private(head, read_arg(head.arg), 12.5)


def test_the_account() -> None:
    seen = read(
        "account",
        {
            "totalEquity": "1000",
            "unrealisedPnL": "-5",
            "imr": "10",
            "mmr": "4",
            "mgnRatio": "0.01",
            "coin": [
                {
                    "coin": "USDT",
                    "equity": "900",
                    "available": "800",
                    "locked": "100",
                    "debts": "7",
                    "usdValue": "901",
                }
            ],
        },
    )
    assert isinstance(seen, AccountSeen)
    account = seen.account
    assert account.stamp == Stamp(1_789_456_512_454, 12.5)
    assert (account.equity, account.unrealised_pnl) == (Decimal(1000), Decimal(-5))
    assert (account.initial_margin, account.maintenance_margin) == (Decimal(10), Decimal(4))
    assert account.margin_ratio == Decimal("0.01")
    (balance,) = account.balances
    assert (balance.coin, balance.equity, balance.available) == ("USDT", Decimal(900), Decimal(800))
    assert (balance.locked, balance.debt, balance.usd_value) == (Decimal(100), Decimal(7), Decimal(901))


def test_an_empty_account() -> None:
    seen = read("account", {"totalEquity": "0", "coin": None})
    assert isinstance(seen, AccountSeen)
    assert seen.account.balances == ()


def test_a_position() -> None:
    seen = read("position", POSITION)
    assert isinstance(seen, PositionsSeen)
    assert not seen.complete
    (position,) = seen.positions
    assert (position.instrument, position.side, position.size) == (BTC, PositionSide.LONG, Decimal("0.5"))
    assert (position.available, position.avg_price) == (Decimal("0.4"), Decimal(64000))
    assert (position.hold_mode, position.leverage) == (HoldMode.ONE_WAY, Decimal(20))
    assert (position.margin, position.mark, position.liquidation) == (Decimal(1600), Decimal(64010), None)
    assert (position.unrealised_pnl, position.realised_pnl) == (Decimal(5), Decimal(-1))
    assert (position.created_ms, position.updated_ms) == (1, 2)


@pytest.mark.parametrize(
    ("margin_coin", "category", "product"),
    [
        ("USDT", "", ProductType.USDT_FUTURES),
        ("USDC", "", ProductType.USDC_FUTURES),
        ("BTC", "", ProductType.COIN_FUTURES),
        ("USDT", "usdc-futures", ProductType.USDC_FUTURES),
    ],
)
def test_the_product_of_a_position_follows_from_its_margin(
    margin_coin: str, category: str, product: ProductType
) -> None:
    seen = read("position", POSITION | {"marginCoin": margin_coin, "category": category})
    assert isinstance(seen, PositionsSeen)
    assert seen.positions[0].instrument.product is product


def test_an_order() -> None:
    seen = read("order", ORDER)
    assert isinstance(seen, OrdersSeen)
    (order,) = seen.orders
    assert (order.instrument, order.order_id, order.client_oid) == (BTC, "1", "tb-1")
    assert (order.side, order.order_type, order.size) == (Side.SELL, OrderType.LIMIT, BaseQty(Decimal("0.5")))
    assert (order.status, order.filled) == (VenueStatus.PARTIALLY_FILLED, Decimal("0.2"))
    assert (order.position_side, order.reduce_only) == (PositionSide.SHORT, True)
    assert (order.fee, order.fee_coin) == (Decimal("1.5"), "USDT")
    assert (order.created_ms, order.updated_ms) == (1758180740324, 1758180740399)


def test_an_order_of_one_way_mode_belongs_to_no_side() -> None:
    seen = read("order", ORDER | {"holdMode": "one_way_mode"})
    assert isinstance(seen, OrdersSeen)
    assert seen.orders[0].position_side is PositionSide.NET


def test_a_spot_market_buy_is_sized_in_quote_coin() -> None:
    spot = {"category": "SPOT", "orderType": "market", "side": "buy", "qty": "0.001", "amount": "64"}
    seen = read("order", ORDER | spot)
    assert isinstance(seen, OrdersSeen)
    assert seen.orders[0].size == QuoteQty(Decimal(64))


def test_a_fill() -> None:
    seen = read("fill", FILL)
    assert isinstance(seen, FillsSeen)
    (fill,) = seen.fills
    assert (fill.exec_id, fill.order_id, fill.client_oid) == ("9", "1", "tb-1")
    assert (fill.price, fill.size, fill.value) == (Decimal(64001), Decimal("0.2"), Decimal("12800.2"))
    assert (fill.fee, fill.fee_coin, fill.liquidity) == (Decimal("1.5"), "USDT", Liquidity.MAKER)
    assert (fill.side, fill.position_side, fill.time_ms) == (Side.SELL, PositionSide.SHORT, 1758185294046)
    assert fill.realised_pnl == Decimal(-3)


def test_a_fill_that_neither_opens_nor_closes_belongs_to_no_side() -> None:
    seen = read("fill", FILL | {"tradeSide": "sell_single"})
    assert isinstance(seen, FillsSeen)
    assert seen.fills[0].position_side is PositionSide.NET


@pytest.mark.parametrize(("topic", "row"), [("order", ORDER), ("fill", FILL)])
def test_margin_trades_are_left_out_and_their_neighbours_stay(topic: str, row: frames.Row) -> None:
    seen = read(topic, row | {"category": "margin"}, row)
    assert isinstance(seen, OrdersSeen | FillsSeen)
    assert len(seen.orders if isinstance(seen, OrdersSeen) else seen.fills) == 1


@pytest.mark.parametrize(
    ("topic", "row"),
    [
        ("order", ORDER | {"side": "up"}),
        ("order", ORDER | {"qty": None}),
        ("order", ORDER | {"orderStatus": "dreaming"}),
        ("fill", FILL | {"execPrice": "1e5"}),
        ("fill", FILL | {"execTime": ""}),
        ("position", POSITION | {"posSide": "up"}),
        ("account", {"coin": []}),
    ],
)
def test_what_is_not_as_documented_is_refused(topic: str, row: frames.Row) -> None:
    with pytest.raises(BAD_FRAME):
        read(topic, row)


def test_other_topics_are_nothing() -> None:
    assert read("fast-fill", FILL) is None


def test_strategy_orders() -> None:
    seen = read("strategy-order", STRATEGY, {**STRATEGY, "category": "margin"})
    assert isinstance(seen, StrategyOrdersSeen)
    (order,) = seen.orders
    assert (order.instrument, order.order_id, order.client_oid) == (BTC, "7", "tb-7")
    assert (order.kind, order.status) == (StrategyKind.TRIGGER, StrategyStatus.PENDING)
    assert (order.side, order.position_side) == (Side.BUY, PositionSide.LONG)
    assert (order.size, order.trigger, order.price) == (Decimal("0.01"), Decimal(65000), None)
    assert (order.created_ms, order.updated_ms) == (1730186725663, 1730186725691)
    assert seen.stamp == Stamp(1_789_456_512_454, 12.5)


def test_a_strategy_order_in_an_unknown_state_is_refused() -> None:
    with pytest.raises(BAD_FRAME):
        read("strategy-order", {**STRATEGY, "status": "dreaming"})
