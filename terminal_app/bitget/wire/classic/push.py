"""Frames of the classic public streams, decoded: tickers, candles, trades and books, on spot and on futures.

It knows nothing of sockets, subscriptions or continuity. Source: the venue's documentation, classic account,
Websocket.
"""

from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.books import Rows, Seq, book_push
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.classic.channels import INTERVAL
from terminal_app.bitget.wire.classic.tickers import TickerFigures, ticker_of
from terminal_app.bitget.wire.envelope import BadPayloadError, decode
from terminal_app.bitget.wire.pushes import (
    MAX_ROWS,
    SNAPSHOT,
    BookPush,
    BookSum,
    Head,
    PublicPush,
    oldest_first,
)
from terminal_app.bitget.wire.unified.common import Text, side_of
from terminal_app.core.events import CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Stamp, Trade

_BOOKS = frozenset({"books", "books1", "books5", "books15"})


def read_public(head: Head, arg: Arg, received: float) -> PublicPush | None:
    """Decode a public push; `None` when its channel or product is not one of ours.

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
        return _book(instrument, arg, head, stamp)
    if topic == "ticker":
        return _ticker(instrument, head.data, stamp)
    if topic == "trade":
        return _trades(instrument, head.action == SNAPSHOT, head.data, stamp)
    if topic == "candle":
        return _candles(instrument, arg.interval, head.data, stamp)
    return None


# --------------------------------------------------------------------------------------------------- books


class _BookRow(msgspec.Struct, gc=False):
    """A depth without updates has no numbers, and an old form of the book names no predecessor."""

    asks: Rows
    bids: Rows
    seq: Seq | None = None
    pseq: Seq | None = None
    checksum: int | None = None


_BOOK = msgspec.json.Decoder(tuple[_BookRow])


def _book(instrument: InstrumentId, arg: Arg, head: Head, stamp: Stamp) -> BookPush:
    (row,) = decode(_BOOK, head.data)
    if row.seq is None and arg.is_book:
        raise BadPayloadError("a push of a book without its number")
    push = book_push(instrument, head.action == SNAPSHOT, row.bids, row.asks, row.seq or 0, row.pseq, stamp)
    if not row.checksum or not arg.is_book:
        return push  # what a shallow depth tells is of a deeper book
    return push._replace(checksum=BookSum(row.checksum, row.bids, row.asks))


# -------------------------------------------------------------------------------------------------- ticker


class _TickerRow(TickerFigures, rename="camel", gc=False, kw_only=True):
    last_pr: Text
    next_funding_time: Text = None


_TICKER = msgspec.json.Decoder(tuple[_TickerRow])


def _ticker(instrument: InstrumentId, data: msgspec.Raw, stamp: Stamp) -> TickerSeen:
    (row,) = decode(_TICKER, data)
    return TickerSeen(
        ticker_of(
            row,
            instrument,
            stamp,
            last=row.last_pr,
            opened=row.open24h,
            next_funding=row.next_funding_time,
        )
    )


# ------------------------------------------------------------------------------------------------- candles

_Cell = Annotated[str, msgspec.Meta(max_length=64)]
_CandleRow = tuple[_Cell, _Cell, _Cell, _Cell, _Cell, _Cell, _Cell, _Cell]
"""Start, open, high, low, close, volume in base coin, in quote coin, in USDT: the last two swap over REST."""

_CANDLES = msgspec.json.Decoder(Annotated[list[_CandleRow], msgspec.Meta(max_length=MAX_ROWS)])
_INTERVALS = {word: interval for interval, word in INTERVAL.items()}
# The plain words, whose bars begin at other hours, are read and never asked for.
_INTERVALS |= {word.removesuffix("utc"): interval for word, interval in _INTERVALS.items()}


def _candles(instrument: InstrumentId, word: str, data: msgspec.Raw, stamp: Stamp) -> CandlesSeen:
    interval = _INTERVALS.get(word)
    if interval is None:
        raise BadPayloadError("unknown interval")
    candles = sorted(_candle(row) for row in decode(_CANDLES, data))
    return CandlesSeen(instrument, interval, tuple(candles), stamp)


def _candle(row: _CandleRow) -> Candle:
    return Candle(numbers.millis(row[0]), *map(numbers.required, row[1:7]))


# -------------------------------------------------------------------------------------------------- trades


class _TradeRow(msgspec.Struct, rename="camel", gc=False):
    price: Text
    size: Text
    side: str
    ts: Text
    trade_id: Annotated[str, msgspec.Meta(max_length=64)]


_TRADES = msgspec.json.Decoder(Annotated[list[_TradeRow], msgspec.Meta(max_length=MAX_ROWS)])


def _trades(instrument: InstrumentId, snapshot: bool, data: msgspec.Raw, stamp: Stamp) -> TradesSeen:
    trades = [_trade(row) for row in decode(_TRADES, data)]
    trades.sort(key=oldest_first)
    return TradesSeen(instrument, tuple(trades), stamp, snapshot)


def _trade(row: _TradeRow) -> Trade:
    price, size = numbers.required(row.price), numbers.required(row.size)
    return Trade(row.trade_id, price, size, side_of(row.side), numbers.millis(row.ts))
