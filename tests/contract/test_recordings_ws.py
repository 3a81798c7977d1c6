"""Frames recorded from the venue's streams, or kept as examples by other clients, read by ours.

Here are those of the unified account. Every value of a recorded row must reappear in the core value it
became, or be named here as one that is not used.
"""

from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.events import (
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    FillsSeen,
    Link,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.orders import ExitLeg, Side
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.core.strategy_orders import StrategyKind
from tests.helpers.recordings import FOLDER, needs_recordings
from tests.helpers.ws_recordings import Row, compare, read, recorded, rows_of

pytestmark = [pytest.mark.contract, needs_recordings]

TICKER = {
    "lastPrice": "last",
    "bid1Price": "bid",
    "ask1Price": "ask",
    "bid1Size": "bid_size",
    "ask1Size": "ask_size",
    "openPrice24h": "open_24h",
    "highPrice24h": "high_24h",
    "lowPrice24h": "low_24h",
    "price24hPcnt": "change_24h",
    "volume24h": "volume_24h",
    "turnover24h": "turnover_24h",
    "markPrice": "mark",
    "indexPrice": "index",
    "fundingRate": "funding_rate",
    "nextFundingTime": "next_funding_ms",
    "openInterest": "open_interest",
}
CANDLE = {name: name for name in ("open", "high", "low", "close", "volume", "turnover")} | {
    "start": "open_ms"
}
TRADE = {"p": "price", "P": "price", "v": "size", "S": "side", "T": "time_ms", "i": "trade_id"}
TRADE_UNUSED = {"L", "isRPI"}
ACCOUNT = {
    "totalEquity": "equity",
    "unrealisedPnL": "unrealised_pnl",
    "imr": "initial_margin",
    "mmr": "maintenance_margin",
    "mgnRatio": "margin_ratio",
}
ACCOUNT_UNUSED = {"positionMgnRatio", "effEquity", "coin"}
COIN = {
    "coin": "coin",
    "equity": "equity",
    "available": "available",
    "locked": "locked",
    "debts": "debt",
    "usdValue": "usd_value",
}
COIN_UNUSED = {"balance", "borrow"}
POSITION = {
    "symbol": "instrument",
    "marginCoin": "margin_coin",
    "posSide": "side",
    "size": "size",
    "available": "available",
    "avgPrice": "avg_price",
    "holdMode": "hold_mode",
    "marginMode": "margin_mode",
    "leverage": "leverage",
    "marginSize": "margin",
    "markPrice": "mark",
    "liqPrice": "liquidation",
    "breakEvenPrice": "break_even",
    "unrealisedPnl": "unrealised_pnl",
    "curRealisedPnl": "realised_pnl",
    "mmr": "maintenance_margin_rate",
    "createdTime": "created_ms",
    "updatedTime": "updated_ms",
}
POSITION_UNUSED = {
    "positionStatus",
    "frozen",
    "profitRate",
    "totalFundingFee",
    "openFeeTotal",
    "closeFeeTotal",
}
ORDER = {
    "symbol": "instrument",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "price": "price",
    "qty": "size",
    "holdSide": "position_side",
    "orderType": "order_type",
    "timeInForce": "time_in_force",
    "side": "side",
    "marginMode": "margin_mode",
    "reduceOnly": "reduce_only",
    "cumExecQty": "filled",
    "avgPrice": "avg_price",
    "orderStatus": "status",
    "cancelReason": "cancel_reason",
    "createdTime": "created_ms",
    "updatedTime": "updated_ms",
}
ORDER_UNUSED = {
    *("category", "amount", "holdMode", "tradeSide", "delegateType", "marginCoin", "cumExecValue"),
    *("totalProfit", "leverage", "feeDetail", "stpMode", "tpTriggerBy", "slTriggerBy", "takeprofit"),
    *("stoploss", "tpOrderType", "slOrderType", "tpLimitPrice", "slLimitPrice"),
}
FILL = {
    "symbol": "instrument",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "execId": "exec_id",
    "side": "side",
    "holdSide": "position_side",
    "execPrice": "price",
    "execQty": "size",
    "execValue": "value",
    "execPnl": "realised_pnl",
    "tradeScope": "liquidity",
    "execTime": "time_ms",
}
STRATEGY = {
    "symbol": "instrument",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "qty": "size",
    "posSide": "position_side",
    "status": "status",
    "createdTime": "created_ms",
    "updatedTime": "updated_ms",
}
# Of exits the position tells the side that closes, and what belongs to a trigger order is not theirs.
STRATEGY_UNUSED = {
    *("category", "side", "reduceOnly", "type", "triggerType", "tpTriggerBy", "slTriggerBy", "takeProfit"),
    *("stopLoss", "tpOrderType", "slOrderType", "triggerBy", "triggerPrice", "triggerOrderType"),
    "triggerOrderPrice",
}
FILL_UNUSED = {"category", "orderType", "tradeSide", "feeDetail", "updatedTime", "execLinkId"}


def protocol_for(*, private: bool = False) -> StreamProtocol:
    """An open connection with everything the recordings speak of."""
    key = Credentials(Secret("k"), Secret("s"), Secret("p")) if private else None
    protocol = StreamProtocol(
        UNIFIED_STREAM, Link.PRIVATE if private else Link.PUBLIC, key, lambda: 0, StreamLimits(), lambda: 0.5
    )
    futures = [InstrumentId(ProductType.USDT_FUTURES, symbol) for symbol in ("BTCUSDT", "ETHUSDT", "MAVUSDT")]
    spot = InstrumentId(ProductType.SPOT, "BTCUSDT")
    channels = [
        Channel(feed, one) for one in (*futures, spot) for feed in (Feed.TICKER, Feed.TRADES, Feed.BOOK)
    ]
    channels += [Channel(Feed.CANDLES, one, Interval.M1) for one in (*futures, spot)]
    if not private:
        protocol.want(channels)
    protocol.opened(1.0)
    protocol.outgoing(1.0)
    return protocol


@pytest.mark.parametrize("name", ["ws_uta_ticker__ccxt.json", "ws_uta_ticker__roq.json"])
def test_tickers(name: str) -> None:
    frames = recorded(name)
    (seen,) = read(protocol_for(), frames)
    assert isinstance(seen, TickerSeen)
    compare(seen.ticker, rows_of(frames)[0], TICKER, {"deliveryTime"})
    assert seen.ticker.stamp == (frames[0]["ts"], 2.0)
    product = ProductType.SPOT if "ccxt" in name else ProductType.USDT_FUTURES
    assert seen.ticker.instrument.product is product


def test_candles() -> None:
    frames = recorded("ws_uta_kline__ccxt.json")
    (seen,) = read(protocol_for(), frames)
    assert isinstance(seen, CandlesSeen)
    assert (seen.instrument.symbol, seen.interval) == ("BTCUSDT", Interval.M1)
    for candle, row in zip(seen.candles, rows_of(frames), strict=True):
        compare(candle, row, CANDLE)


@pytest.mark.parametrize("name", ["ws_uta_publicTrade__ccxt.json", "ws_unified_publicTrade__scenario.json"])
def test_trades(name: str) -> None:
    frames = recorded(name)
    (seen,) = read(protocol_for(), frames)
    assert isinstance(seen, TradesSeen)
    assert seen.snapshot
    assert seen.instrument.symbol == "BTCUSDT"
    for trade, row in zip(seen.trades, rows_of(frames), strict=True):
        compare(trade, row, TRADE, TRADE_UNUSED)


@pytest.mark.parametrize("missed", [False, True])
def test_a_book_update_continues_the_push_before_it(missed: bool) -> None:
    (update,) = recorded("ws_uta_books_update__live.json")
    (row,) = rows_of([update])
    before = 1 if missed else row["pseq"]
    snapshot = {**update, "action": "snapshot", "data": [{**row, "seq": before, "pseq": 0}]}
    first, second = read(protocol_for(), [snapshot, update])
    assert isinstance(first, BookSnapshot)
    if missed:
        assert isinstance(second, BookBroken)
        return
    assert isinstance(second, BookDelta)
    assert second.bids == ((Decimal("0.00519"), Decimal("30828.52")),)
    assert second.asks == ()
    assert (second.seq, second.stamp.source_ms) == (row["seq"], update["ts"])


def test_the_account() -> None:
    frames = recorded("ws_unified_account__scenario.json")
    (seen,) = read(protocol_for(private=True), frames)
    assert isinstance(seen, AccountSeen)
    (row,) = rows_of(frames)
    compare(seen.account, row, ACCOUNT, ACCOUNT_UNUSED)
    coins = row["coin"]
    assert isinstance(coins, list)
    for balance, coin in zip(seen.account.balances, coins, strict=True):
        compare(balance, coin, COIN, COIN_UNUSED)


def test_positions() -> None:
    frames = recorded("ws_unified_position__scenario.json")
    (seen,) = read(protocol_for(private=True), frames)
    assert isinstance(seen, PositionsSeen)
    for position, row in zip(seen.positions, rows_of(frames), strict=True):
        compare(position, row, POSITION, POSITION_UNUSED)
        assert position.instrument.product is ProductType.USDT_FUTURES


@pytest.mark.parametrize("name", ["ws_unified_order__scenario.json", "ws_uta_order__roq.json"])
def test_orders(name: str) -> None:
    frames = recorded(name)
    if len(frames) == 1:
        frames = [{"event": "login", "code": 0}, *frames]
    (seen,) = read(protocol_for(private=True), frames)
    assert isinstance(seen, OrdersSeen)
    for order, row in zip(seen.orders, rows_of(frames), strict=True):
        compare(order, row, ORDER, ORDER_UNUSED)
        assert order.instrument.product.value == row["category"]
        assert same_fee(order.fee, order.fee_coin, row)


def test_fills() -> None:
    frames = [{"event": "login", "code": 0}, *recorded("ws_uta_fill__roq.json")]
    (seen,) = read(protocol_for(private=True), frames)
    assert isinstance(seen, FillsSeen)
    for fill, row in zip(seen.fills, rows_of(frames), strict=True):
        compare(fill, row, FILL, FILL_UNUSED)
        assert fill.instrument.product is ProductType.USDT_FUTURES
        assert same_fee(fill.fee, fill.fee_coin, row)


def same_fee(fee: Decimal, coin: str, row: Row) -> bool:
    """Whether the fee is that of the row."""
    details = row["feeDetail"]
    assert isinstance(details, list)
    if not details:
        return fee == 0 and not coin
    return fee == sum(Decimal(detail["fee"]) for detail in details) and coin == details[0]["feeCoin"]


def test_strategy_orders() -> None:
    frames = recorded("ws_unified_strategy_order__scenario.json")
    (seen,) = read(protocol_for(private=True), frames)
    assert isinstance(seen, StrategyOrdersSeen)
    for order, row in zip(seen.orders, rows_of(frames), strict=True):
        compare(order, row, STRATEGY, STRATEGY_UNUSED)
        assert order.instrument.product is ProductType.USDT_FUTURES
        assert (order.kind, order.side) == (StrategyKind.TP_SL, Side.SELL)
        assert (order.take_profit, order.stop_loss) == (ExitLeg(Decimal(110000)), ExitLeg(Decimal(90000)))


def test_topics_that_are_not_ours_do_no_harm() -> None:
    assert read(protocol_for(private=True), recorded("ws_unified_fast_fill__scenario.json")) == []


def test_the_login_is_acknowledged_by_a_number() -> None:
    protocol = protocol_for(private=True)
    assert read(protocol, recorded("ws_login_ack__live.json")) == []
    assert protocol.hangup is None


def test_an_unknown_symbol_is_reported_for_its_channel() -> None:
    protocol = protocol_for()
    nope = InstrumentId(ProductType.USDT_FUTURES, "NOPEUSDT")
    protocol.want([Channel(Feed.TICKER, nope), Channel(Feed.BOOK, nope)])
    protocol.outgoing(2.0)
    (silent,) = read(protocol, recorded("ws_error_30001_v3__live.json"))
    assert isinstance(silent, ChannelSilent)
    assert (silent.channel, silent.silent) == ("NOPEUSDT perp book", True)


@pytest.mark.parametrize(
    "name",
    [
        "ws_uta_trade_error_41101__roq.json",
        "ws_error_30001_v2__live.json",
        "ws_error_30016_v2__live.json",
        "ws_subscribe_ack_v2__live.json",
    ],
)
def test_answers_to_what_we_never_asked_change_nothing(name: str) -> None:
    protocol = protocol_for()
    assert read(protocol, recorded(name)) == []
    assert protocol.hangup is None


def test_the_venues_form_of_a_refused_login() -> None:
    (error,) = recorded("ws_error_30001_v3__live.json")
    protocol = protocol_for(private=True)
    read(protocol, [{**error, "code": 30015}])
    assert protocol.hangup is not None
    assert protocol.hangup.parting is Parting.REFUSED


def test_no_recording_is_forgotten() -> None:
    ours = {path.name for path in FOLDER.glob("ws_u*.json")}
    source = Path(__file__).read_text("utf-8")
    assert ours
    assert {name for name in ours if name not in source} == set()
