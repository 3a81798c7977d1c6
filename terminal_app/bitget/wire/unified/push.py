"""Frames of the public stream, decoded: control frames, tickers, candles, trades and books.

A frame is read in two steps: its head, with `data` left raw, then the data by the decoder of its topic. It
knows nothing of sockets, subscriptions or continuity: a book push says its sequence numbers, and nobody here
judges them. Source: the venue's documentation, unified account, Websocket.
"""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated, NamedTuple

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError, decode, printable
from terminal_app.bitget.wire.unified.channels import Arg
from terminal_app.bitget.wire.unified.common import INTERVAL, Text, side_of
from terminal_app.core.events import BookSnapshot, CandlesSeen, TickerSeen, TradesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Level, Stamp, Ticker, Trade
from terminal_app.core.money import BadNumberError

BAD_FRAME = (BadPayloadError, BadNumberError)
"""What reading a frame raises when it is not as documented."""

SNAPSHOT = "snapshot"
"""The action of a push that replaces what came before it."""

_BOOKS = frozenset({"books", "books1", "books5", "books50"})
_MAX_ROWS = 2_000
_CACHED_PRICES = 50_000


class Head(msgspec.Struct, gc=False):
    """A frame up to its data. `event` is set for answers, `action` for pushes, `id` for answers to orders."""

    event: str = ""
    action: str = ""
    arg: Arg | None = None
    data: msgspec.Raw = msgspec.Raw(b"")
    ts: int | str = 0
    code: int | str | None = None
    msg: str | None = None
    id: str | int | None = None
    args: msgspec.Raw = msgspec.Raw(b"")

    @property
    def message(self) -> str:
        """The venue's own words for the log: one short printable line."""
        return printable(self.msg or "")


class BookPush(NamedTuple):
    """A push of a book topic, before its continuity is judged. Sides are best price first in a snapshot."""

    instrument: InstrumentId
    snapshot: bool
    bids: tuple[Level, ...]
    asks: tuple[Level, ...]
    seq: int
    pseq: int
    stamp: Stamp

    def as_snapshot(self) -> BookSnapshot:
        """The whole book as an event."""
        return BookSnapshot(self.instrument, self.bids, self.asks, self.stamp, self.seq)


PublicPush = BookPush | TickerSeen | TradesSeen | CandlesSeen


_HEAD = msgspec.json.Decoder(Head)


def read_head(frame: bytes) -> Head:
    """Read a frame up to its data.

    Raises:
        BadPayloadError: it is not a JSON object of the documented shape.
    """
    try:
        return _HEAD.decode(frame)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadPayloadError(printable(str(error))) from None


def arg_in(message: str) -> Arg | None:
    """The argument an error message quotes: `{"instType": ...} doesn't exist`."""
    end = message.rfind("}")
    if not message.startswith("{") or end < 0:
        return None
    try:
        return msgspec.json.decode(message[: end + 1], type=Arg)
    except (msgspec.MsgspecError, RecursionError):
        return None


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

_Digits = Annotated[str, msgspec.Meta(max_length=40)]
_Side = Annotated[list[tuple[_Digits, _Digits]], msgspec.Meta(max_length=_MAX_ROWS)]
_Seq = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]  # those of coin-margined books exceed 2**53


class _BookRow(msgspec.Struct, gc=False):
    a: _Side
    b: _Side
    seq: _Seq
    pseq: _Seq = 0


_BOOK = msgspec.json.Decoder(tuple[_BookRow])


class _Prices(dict[str, Decimal]):
    """Prices already read: a book names the same few thousand again and again."""

    def __missing__(self, text: str) -> Decimal:
        if len(self) >= _CACHED_PRICES:
            self.clear()
        (price,) = numbers.many((text,))
        self[text] = price
        return price


_price_of = _Prices().__getitem__


def _book(instrument: InstrumentId, snapshot: bool, data: msgspec.Raw, stamp: Stamp) -> BookPush:
    (row,) = decode(_BOOK, data)
    bids, asks = _levels(row)
    if snapshot:
        bids, asks = _resting(bids), _resting(asks)
        if not (_falling(bids) and _falling(asks[::-1])) or (bids and asks and bids[0][0] >= asks[0][0]):
            raise BadPayloadError("the book is not sorted, or its sides cross")
    return BookPush(instrument, snapshot, bids, asks, row.seq, row.pseq, stamp)


def _levels(row: _BookRow) -> tuple[tuple[Level, ...], tuple[Level, ...]]:
    rows = row.b + row.a
    if not rows:
        return (), ()
    prices, sizes = zip(*rows, strict=True)
    levels = tuple(zip(map(_price_of, prices), numbers.many(sizes), strict=True))
    count = len(row.b)
    return levels[:count], levels[count:]


def _resting(side: tuple[Level, ...]) -> tuple[Level, ...]:
    return side if all(size for _, size in side) else tuple(level for level in side if level[1])


def _falling(side: tuple[Level, ...]) -> bool:
    return all(left[0] > right[0] for left, right in pairwise(side))


# -------------------------------------------------------------------------------------------------- ticker


class _TickerRow(msgspec.Struct, rename="camel", gc=False):
    last_price: Text
    bid1_price: Text = None
    ask1_price: Text = None
    bid1_size: Text = None
    ask1_size: Text = None
    open_price24h: Text = msgspec.field(name="openPrice24h", default=None)
    high_price24h: Text = msgspec.field(name="highPrice24h", default=None)
    low_price24h: Text = msgspec.field(name="lowPrice24h", default=None)
    price24h_pcnt: Text = None
    volume24h: Text = None
    turnover24h: Text = None
    mark_price: Text = None
    index_price: Text = None
    funding_rate: Text = None
    next_funding_time: Text = None
    open_interest: Text = None


_TICKER = msgspec.json.Decoder(tuple[_TickerRow])


def _ticker(instrument: InstrumentId, data: msgspec.Raw, stamp: Stamp) -> TickerSeen:
    (row,) = decode(_TICKER, data)
    read = numbers.optional
    return TickerSeen(
        Ticker(
            instrument=instrument,
            stamp=stamp,
            last=numbers.required(row.last_price),
            bid=numbers.positive(row.bid1_price),
            ask=numbers.positive(row.ask1_price),
            bid_size=read(row.bid1_size),
            ask_size=read(row.ask1_size),
            open_24h=read(row.open_price24h),
            high_24h=read(row.high_price24h),
            low_24h=read(row.low_price24h),
            change_24h=read(row.price24h_pcnt),
            volume_24h=read(row.volume24h),
            turnover_24h=read(row.turnover24h),
            mark=numbers.positive(row.mark_price),
            index=numbers.positive(row.index_price),
            funding_rate=read(row.funding_rate),
            next_funding_ms=numbers.optional_millis(row.next_funding_time),
            open_interest=read(row.open_interest),
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


_CANDLES = msgspec.json.Decoder(Annotated[list[_CandleRow], msgspec.Meta(max_length=_MAX_ROWS)])
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


_TRADES = msgspec.json.Decoder(Annotated[list[_TradeRow], msgspec.Meta(max_length=_MAX_ROWS)])


def _trades(instrument: InstrumentId, snapshot: bool, data: msgspec.Raw, stamp: Stamp) -> TradesSeen:
    trades = [_trade(row) for row in decode(_TRADES, data)]
    trades.sort(key=_oldest_first)
    return TradesSeen(instrument, tuple(trades), stamp, snapshot)


def _trade(row: _TradeRow) -> Trade:
    price = numbers.required(row.old_p if row.p is None else row.p)
    return Trade(row.trade_id, price, numbers.required(row.v), side_of(row.side), numbers.millis(row.time))


def _oldest_first(trade: Trade) -> tuple[int, int, str]:
    # Ids grow, and a longer one is a later one; they are compared as texts because they are opaque.
    return trade.time_ms, len(trade.trade_id), trade.trade_id
