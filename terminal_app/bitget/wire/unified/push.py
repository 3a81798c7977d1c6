"""Frames of the unified account's public stream, decoded: tickers, candles, trades and books.

It knows nothing of sockets, subscriptions or continuity. Source: the venue's documentation, unified account,
Websocket.
"""

from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.books import Rows, Seq, book_push
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.envelope import BadPayloadError, decode
from terminal_app.bitget.wire.pushes import MAX_ROWS, SNAPSHOT, BookPush, Head, PublicPush, oldest_first
from terminal_app.bitget.wire.unified.common import INTERVAL, Text, side_of
from terminal_app.core.events import CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Stamp, Ticker, Trade

_BOOKS = frozenset({"books", "books1", "books5", "books50"})


def read_public(head: Head, arg: Arg, received: float) -> PublicPush | None:
    """Decode a public push; `None` when its topic or product is not one of ours.

    Args:
        head: the frame.
        arg: its argument.
        received: when it arrived, on our monotonic clock.

    Raises:
        BadPayloadError: it does not have the documented shape.
        BadNumberError: a number in it is not a plain bounded decimal.
    """
    instrument, topic = arg.instrument, arg.topic
    if instrument is None:
        return None
    stamp = Stamp(numbers.millis(head.ts), received)
    if topic in _BOOKS:
        return _book(instrument, head.action == SNAPSHOT, head.data, stamp)
    if topic == "ticker":
        return _ticker(instrument, head.data, stamp)
    if topic == "publicTrade":
        return _trades(instrument, head.action == SNAPSHOT, head.data, stamp)
    if topic == "kline":
        return _candles(instrument, arg.interval, head.data, stamp)
    return None


# --------------------------------------------------------------------------------------------------- books


class _BookRow(msgspec.Struct, gc=False):
    a: Rows
    b: Rows
    seq: Seq
    pseq: Seq = 0


_BOOK = msgspec.json.Decoder(tuple[_BookRow])


def _book(instrument: InstrumentId, snapshot: bool, data: msgspec.Raw, stamp: Stamp) -> BookPush:
    (row,) = decode(_BOOK, data)
    return book_push(instrument, snapshot, row.b, row.a, row.seq, row.pseq, stamp)


# -------------------------------------------------------------------------------------------------- ticker


class _TickerRow(msgspec.Struct, rename="camel", gc=False):
    """Its fields are read in this order: the prices that may be missing first, then as in `Ticker`."""

    last_price: Text
    bid1_price: Text = None
    ask1_price: Text = None
    mark_price: Text = None
    index_price: Text = None
    bid1_size: Text = None
    ask1_size: Text = None
    open_price24h: Text = msgspec.field(name="openPrice24h", default=None)
    high_price24h: Text = msgspec.field(name="highPrice24h", default=None)
    low_price24h: Text = msgspec.field(name="lowPrice24h", default=None)
    price24h_pcnt: Text = None
    volume24h: Text = None
    turnover24h: Text = None
    funding_rate: Text = None
    open_interest: Text = None
    next_funding_time: Text = None


_TICKER = msgspec.json.Decoder(tuple[_TickerRow])


def _ticker(instrument: InstrumentId, data: msgspec.Raw, stamp: Stamp) -> TickerSeen:
    (row,) = decode(_TICKER, data)
    last, *figures, next_funding = msgspec.structs.astuple(row)
    bid, ask, mark, index, *others = numbers.optionals(figures)
    bid_size, ask_size, opened, high, low, change, volume, turnover, funding_rate, open_interest = others
    return TickerSeen(
        Ticker(
            instrument,
            stamp,
            numbers.required(last),
            numbers.above_zero(bid),
            numbers.above_zero(ask),
            bid_size,
            ask_size,
            opened,
            high,
            low,
            change,
            volume,
            turnover,
            numbers.above_zero(mark),
            numbers.above_zero(index),
            funding_rate,
            numbers.optional_millis(next_funding),
            open_interest,
        )
    )


# ------------------------------------------------------------------------------------------------- candles


class _CandleRow(msgspec.Struct, gc=False):
    start: Text
    open: Text
    high: Text
    low: Text
    close: Text
    volume: Text
    turnover: Text


_CANDLES = msgspec.json.Decoder(Annotated[list[_CandleRow], msgspec.Meta(max_length=MAX_ROWS)])
_INTERVALS = {word: interval for interval, word in INTERVAL.items()}


def _candles(instrument: InstrumentId, word: str, data: msgspec.Raw, stamp: Stamp) -> CandlesSeen:
    interval = _INTERVALS.get(word)
    if interval is None:
        raise BadPayloadError("unknown interval")
    candles = sorted(_candle(row) for row in decode(_CANDLES, data))
    return CandlesSeen(instrument, interval, tuple(candles), stamp)


def _candle(row: _CandleRow) -> Candle:
    values = (row.open, row.high, row.low, row.close, row.volume, row.turnover)
    return Candle(numbers.millis(row.start), *(numbers.required(value) for value in values))


# -------------------------------------------------------------------------------------------------- trades


class _TradeRow(msgspec.Struct, gc=False):
    """`p` is the documented name of the price; recordings of 2025 have it as `P`."""

    v: Text
    side: str = msgspec.field(name="S")
    time: Text = msgspec.field(name="T")
    trade_id: Annotated[str, msgspec.Meta(max_length=64)] = msgspec.field(name="i")
    p: Text = None
    old_p: Text = msgspec.field(name="P", default=None)


_TRADES = msgspec.json.Decoder(Annotated[list[_TradeRow], msgspec.Meta(max_length=MAX_ROWS)])


def _trades(instrument: InstrumentId, snapshot: bool, data: msgspec.Raw, stamp: Stamp) -> TradesSeen:
    trades = [_trade(row) for row in decode(_TRADES, data)]
    if len(trades) > 1:
        trades.sort(key=oldest_first)
    return TradesSeen(instrument, tuple(trades), stamp, snapshot)


def _trade(row: _TradeRow) -> Trade:
    price = numbers.required(row.old_p if row.p is None else row.p)
    return Trade(row.trade_id, price, numbers.required(row.v), side_of(row.side), numbers.millis(row.time))
