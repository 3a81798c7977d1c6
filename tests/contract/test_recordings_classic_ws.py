"""Frames recorded from the venue's classic streams, or kept as examples by other clients, read by ours.

Every value of a recorded row must reappear in the core value it became, or be named here as one that is not
used.
"""

import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest

from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamProtocol
from terminal_app.bitget.wire.pushes import BookPush, read_head
from terminal_app.core.account import Liquidity
from terminal_app.core.events import (
    AccountEvent,
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    FillsSeen,
    Link,
    MarketEvent,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty, QuoteQty
from terminal_app.core.orders import PositionSide, Side, TriggerBy
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from tests.helpers.recordings import FOLDER, needs_recordings
from tests.helpers.ws_recordings import Row, compare, read, recorded, rows_of

pytestmark = [pytest.mark.contract, needs_recordings]

NOT_SUBSCRIBED = {
    "ws_futures_equity__scenario.json": "the account channel tells the same for each coin",
    "ws_futures_positions_history__scenario.json": "past positions are read over REST when somebody looks",
}

TICKER = {
    "lastPr": "last",
    "bidPr": "bid",
    "askPr": "ask",
    "bidSz": "bid_size",
    "askSz": "ask_size",
    "open24h": "open_24h",
    "high24h": "high_24h",
    "low24h": "low_24h",
    "change24h": "change_24h",
    "baseVolume": "volume_24h",
    "quoteVolume": "turnover_24h",
    "markPrice": "mark",
    "indexPrice": "index",
    "fundingRate": "funding_rate",
    "nextFundingTime": "next_funding_ms",
    "holdingAmount": "open_interest",
    "instId": "instrument",
    "symbol": "instrument",
}
TICKER_UNUSED = {"openUtc", "changeUtc24h", "ts", "symbolType", "deliveryPrice"}
TRADE = {"price": "price", "size": "size", "side": "side", "ts": "time_ms", "tradeId": "trade_id"}
SPOT_COIN = {"coin": "coin", "available": "available"}
SPOT_COIN_UNUSED = {"frozen", "locked", "limitAvailable", "uTime"}
MIX_COIN = {
    "marginCoin": "coin",
    "frozen": "locked",
    "maxOpenPosAvailable": "available",
    "maxTransferOut": "margin.transferable",
    "equity": "equity",
    "usdtEquity": "usd_value",
}
POSITION = {
    "instId": "instrument",
    "marginCoin": "margin_coin",
    "marginSize": "margin",
    "marginMode": "margin_mode",
    "holdSide": "side",
    "posMode": "hold_mode",
    "total": "size",
    "available": "available",
    "openPriceAvg": "avg_price",
    "leverage": "leverage",
    "achievedProfits": "realised_pnl",
    "unrealizedPL": "unrealised_pnl",
    "liquidationPrice": "liquidation",
    "keepMarginRate": "maintenance_margin_rate",
    "breakEvenPrice": "break_even",
    "cTime": "created_ms",
    "uTime": "updated_ms",
}
POSITION_UNUSED = {"posId", "frozen", "unrealizedPLR", "marginRate", "totalFee", "deductedFee", "autoMargin"}
ORDER = {
    "instId": "instrument",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "orderType": "order_type",
    "force": "time_in_force",
    "side": "side",
    "accBaseVolume": "filled",
    "priceAvg": "avg_price",
    "status": "status",
    "cTime": "created_ms",
    "uTime": "updated_ms",
    "marginMode": "margin_mode",
    "reduceOnly": "reduce_only",
    "posSide": "position_side",
}
# An order's last fill comes on a channel of its own, and a market order has no price.
ORDER_UNUSED = {
    *("notional", "notionalUsd", "enterPointSource", "feeDetail", "leverage", "marginCoin", "posMode"),
    *("tradeSide", "price", "fillPrice", "tradeId", "baseVolume", "fillTime", "fillFee", "fillFeeCoin"),
    *("tradeScope", "fillNotionalUsd", "pnl"),
}
FILL = {
    "orderId": "order_id",
    "tradeId": "exec_id",
    "symbol": "instrument",
    "side": "side",
    "priceAvg": "price",
    "price": "price",
    "baseVolume": "size",
    "quoteVolume": "value",
    "amount": "value",
    "size": "size",
    "profit": "realised_pnl",
    "cTime": "time_ms",
    "tradeScope": "liquidity",
}
PLAN = {
    "instId": "instrument",
    "orderId": "order_id",
    "clientOid": "client_oid",
    "triggerPrice": "trigger",
    "size": "size",
    "side": "side",
    "posSide": "position_side",
    "cTime": "created_ms",
    "uTime": "updated_ms",
}
# These two work at market when they are set off, so their prices mean nothing.
PLAN_UNUSED = {
    *("triggerType", "triggerTime", "planType", "price", "executePrice", "actualSize", "orderType"),
    *("tradeSide", "marginCoin", "status", "posMode", "enterPointSource", "stopSurplusTriggerType"),
    "stopLossTriggerType",
}
FILL_UNUSED = {"orderType", "feeDetail", "uTime", "posMode", "tradeSide"}


def pushed(frames: Sequence[Row], *, private: bool = False) -> MarketEvent | AccountEvent | BookPush | None:
    """What the one push among the frames says."""
    (push,) = [frame for frame in frames if "action" in frame]
    head = read_head(json.dumps(push).encode())
    arg = CLASSIC_STREAM.read_arg(head.arg)
    reader = CLASSIC_STREAM.read_private if private else CLASSIC_STREAM.read_public
    return reader(head, arg, 2.0)


def protocol_for(*, private: bool = False) -> StreamProtocol:
    """An open connection with what the recordings speak of."""
    key = Credentials(Secret("k"), Secret("s"), Secret("p")) if private else None
    link = Link.PRIVATE if private else Link.PUBLIC
    protocol = StreamProtocol(CLASSIC_STREAM, link, key, lambda: 0, StreamLimits(), lambda: 0.5)
    instruments = [
        InstrumentId(product, symbol)
        for product in (ProductType.SPOT, ProductType.USDT_FUTURES)
        for symbol in ("BTCUSDT", "ETHUSDT", "MAVUSDT")
    ]
    feeds = (Feed.TICKER, Feed.TRADES, Feed.BOOK)
    protocol.want([Channel(feed, one) for one in instruments for feed in feeds])
    protocol.opened(1.0)
    protocol.outgoing(1.0)
    return protocol


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("ws_*")))
def test_no_recording_of_either_dialect_is_a_frame_that_cannot_be_read(name: str) -> None:
    frames = recorded(name)
    if "ws_u" not in name:
        private = name in NOT_SUBSCRIBED or any(
            word in name for word in ("account", "positions", "orders", "fill", "login")
        )
        read(protocol_for(private=private), frames)
    for frame in frames:
        read_head(json.dumps(frame).encode())


@pytest.mark.parametrize(
    ("name", "product", "symbol"),
    [
        ("ws_spot_ticker__ccxt.json", ProductType.SPOT, "BTCUSDT"),
        ("ws_spot_ticker__scenario.json", ProductType.SPOT, "ETHUSDT"),
        ("ws_futures_ticker__scenario.json", ProductType.USDT_FUTURES, "BTCUSDT"),
    ],
)
def test_tickers(name: str, product: ProductType, symbol: str) -> None:
    frames = recorded(name)
    (seen,) = read(protocol_for(), frames)
    assert isinstance(seen, TickerSeen)
    assert seen.ticker.instrument == InstrumentId(product, symbol)
    compare(seen.ticker, rows_of(frames)[0], TICKER, TICKER_UNUSED)
    assert seen.ticker.stamp == (frames[-1]["ts"], 2.0)


@pytest.mark.parametrize(
    ("name", "interval"),
    [
        ("ws_spot_candle1m__ccxt.json", Interval.M1),
        ("ws_spot_candle1W__scenario.json", Interval.W1),
        ("ws_futures_candle12H__scenario.json", Interval.H12),
    ],
)
def test_candles(name: str, interval: Interval) -> None:
    frames = recorded(name)
    seen = pushed(frames)
    assert isinstance(seen, CandlesSeen)
    assert seen.interval is interval
    rows = json.loads(json.dumps(rows_of(frames)))
    for candle, (start, *values, turnover, _in_usdt) in zip(seen.candles, rows, strict=True):
        assert candle == (int(start), *map(Decimal, (*values, turnover)))


@pytest.mark.parametrize("name", ["ws_spot_trade__ccxt.json", "ws_spot_trade__scenario.json"])
def test_trades(name: str) -> None:
    frames = recorded(name)
    (seen,) = read(protocol_for(), frames)
    assert isinstance(seen, TradesSeen)
    assert seen.instrument == InstrumentId(ProductType.SPOT, "BTCUSDT")
    for trade, row in zip(seen.trades, rows_of(frames), strict=True):
        compare(trade, row, TRADE)


@pytest.mark.parametrize("name", ["ws_spot_books5_checksum__ccxt.json", "ws_futures_books5__scenario.json"])
def test_shallow_books(name: str) -> None:
    frames = recorded(name)
    book = pushed(frames)
    assert isinstance(book, BookPush)
    (row,) = rows_of(frames)
    for side, levels in (("bids", book.bids), ("asks", book.asks)):
        told = json.loads(json.dumps(row[side]))
        assert levels == tuple((Decimal(price), Decimal(size)) for price, size in told)
    assert book.checksum is None


@pytest.mark.parametrize("missed", [False, True])
def test_updates_of_a_book_follow_each_other(missed: bool) -> None:
    first, second = (recorded(f"ws_futures_books_update_{n}__live.json")[0] for n in (1, 2))
    (row,) = rows_of([first])
    snapshot = {**first, "action": "snapshot", "data": [{**row, "seq": row["pseq"], "pseq": 0}]}
    events = read(protocol_for(), [snapshot, second] if missed else [snapshot, first, second])
    if missed:
        assert [type(event) for event in events] == [BookSnapshot, BookBroken]
        return
    assert [type(event) for event in events] == [BookSnapshot, BookDelta, BookDelta]
    last = events[-1]
    assert isinstance(last, BookDelta)
    assert (last.bids[0], last.asks[0]) == (
        (Decimal("0.01036"), Decimal("463711.3")),
        (Decimal("0.0104"), Decimal("116536.86")),
    )
    assert (last.seq, last.stamp.source_ms) == (rows_of([second])[0]["seq"], second["ts"])


@pytest.mark.parametrize("name", ["ws_spot_account__ccxt.json", "ws_spot_account__scenario.json"])
def test_the_spot_wallet(name: str) -> None:
    frames = recorded(name)
    seen = pushed(frames, private=True)
    assert isinstance(seen, AccountSeen)
    assert (seen.account.wallet, seen.account.partial) == (ProductType.SPOT, True)
    for balance, row in zip(seen.account.balances, rows_of(frames), strict=True):
        compare(balance, row, SPOT_COIN, SPOT_COIN_UNUSED)
        assert balance.locked == Decimal(str(row["frozen"])) + Decimal(str(row["locked"]))
        assert balance.equity == balance.available + balance.locked


def test_a_futures_wallet() -> None:
    frames = recorded("ws_futures_account__scenario.json")
    seen = pushed(frames, private=True)
    assert isinstance(seen, AccountSeen)
    assert seen.account.wallet is ProductType.USDT_FUTURES
    for balance, row in zip(seen.account.balances, rows_of(frames), strict=True):
        compare(balance, row, MIX_COIN, {"available"})


def test_positions() -> None:
    frames = recorded("ws_futures_positions__scenario.json")
    seen = pushed(frames, private=True)
    assert isinstance(seen, PositionsSeen)
    assert (seen.complete, seen.product) == (True, ProductType.USDT_FUTURES)
    for position, row in zip(seen.positions, rows_of(frames), strict=True):
        compare(position, row, POSITION, POSITION_UNUSED)


def fee_of(row: Row, name: str) -> tuple[Decimal, str]:
    """The fee of a row as it is written, and its coin."""
    details = json.loads(json.dumps(row["feeDetail"]))
    return sum((Decimal(detail[name]) for detail in details), Decimal(0)), details[0]["feeCoin"]


def test_a_spot_order() -> None:
    frames = recorded("ws_spot_orders__scenario.json")
    seen = pushed(frames, private=True)
    assert isinstance(seen, OrdersSeen)
    (order,), (row,) = seen.orders, rows_of(frames)
    compare(order, row, ORDER | {"newSize": "size"}, ORDER_UNUSED | {"size"})
    assert order.size == QuoteQty(Decimal(500))
    fee, coin = fee_of(row, "fee")
    assert (order.fee, order.fee_coin) == (-fee, coin)


@pytest.mark.parametrize("name", ["ws_futures_orders__scenario.json", "ws_futures_orders_filled__ccxt.json"])
def test_futures_orders(name: str) -> None:
    frames = recorded(name)
    seen = pushed(frames, private=True)
    assert isinstance(seen, OrdersSeen)
    (order,), (row,) = seen.orders, rows_of(frames)
    compare(order, row, ORDER | {"size": "size"}, ORDER_UNUSED)
    assert isinstance(order.size, BaseQty)
    fee, coin = fee_of(row, "fee")
    assert (order.fee, order.fee_coin) == (-fee, coin)
    assert order.price is None


@pytest.mark.parametrize("name", ["ws_spot_fill__ccxt.json", "ws_spot_fill__scenario.json"])
def test_spot_fills_whose_fees_are_positive_when_charged(name: str) -> None:
    frames = recorded(name)
    seen = pushed(frames, private=True)
    assert isinstance(seen, FillsSeen)
    for fill, row in zip(seen.fills, rows_of(frames), strict=True):
        compare(fill, row, FILL, FILL_UNUSED)
        assert (fill.fee, fill.fee_coin) == fee_of(row, "totalFee")
        assert fill.fee > 0


def test_a_futures_fill_whose_fee_is_negative_when_charged() -> None:
    frames = recorded("ws_futures_fill__ccxt.json")
    seen = pushed(frames, private=True)
    assert isinstance(seen, FillsSeen)
    (fill,), (row,) = seen.fills, rows_of(frames)
    compare(fill, row, FILL, FILL_UNUSED)
    fee, coin = fee_of(row, "totalFee")
    assert (fill.fee, fill.fee_coin) == (-fee, coin)
    assert (fill.side, fill.position_side) == (Side.BUY, PositionSide.LONG)
    assert fill.liquidity is Liquidity.TAKER


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("ws_spot_orders_algo__scenario.json", ProductType.SPOT),
        ("ws_futures_orders_algo__scenario.json", ProductType.USDT_FUTURES),
    ],
)
def test_plans(name: str, product: ProductType) -> None:
    frames = recorded(name)
    seen = pushed(frames, private=True)
    assert isinstance(seen, StrategyOrdersSeen)
    (order,), (row,) = seen.orders, rows_of(frames)
    compare(order, row, PLAN, PLAN_UNUSED)
    assert order.instrument.product is product
    assert (order.kind, order.status, order.by) == (
        *(StrategyKind.TRIGGER, StrategyStatus.PENDING, TriggerBy.LAST),
    )
    assert (order.price, order.take_profit, order.stop_loss) == (None, None, None)


@pytest.mark.parametrize("name", sorted(NOT_SUBSCRIBED))
def test_what_is_not_subscribed_is_nothing(name: str) -> None:
    assert pushed(recorded(name), private=True) is None


def test_an_unknown_symbol_is_reported_for_its_channel() -> None:
    protocol = protocol_for()
    nope = InstrumentId(ProductType.USDT_FUTURES, "NOPEUSDT")
    protocol.want([Channel(Feed.TICKER, nope), Channel(Feed.BOOK, nope)])
    protocol.outgoing(2.0)
    (silent,) = read(protocol, recorded("ws_error_30001_v2__live.json"))
    assert isinstance(silent, ChannelSilent)
    assert (silent.channel, silent.silent) == ("NOPEUSDT perp book", True)


def test_answers_to_what_we_never_asked_change_nothing() -> None:
    for name in ("ws_error_30016_v2__live.json", "ws_login_ack__live.json"):
        protocol = protocol_for()
        assert read(protocol, recorded(name)) == []
        assert protocol.hangup is None


def test_a_confirmation_is_understood() -> None:
    protocol = protocol_for()
    read(protocol, recorded("ws_subscribe_ack_v2__live.json"))
    assert protocol.audit().confirmed == {"BTCUSDT perp book"}


def test_no_recording_is_forgotten() -> None:
    names = {path.name for path in FOLDER.glob("ws_*.json")} - {path.name for path in FOLDER.glob("ws_u*")}
    # Those are of the unified account, and the number at the end of two names is put there by a loop.
    elsewhere = {"ws_error_30001_v3__live.json"}
    numbered = {f"ws_futures_books_update_{n}__live.json" for n in (1, 2)}
    source = Path(__file__).read_text("utf-8")
    assert names
    assert {name for name in names - elsewhere - numbered if name not in source} == set()
