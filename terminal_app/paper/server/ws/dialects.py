"""How each API tells of the market in its streams: the topics, the names, the rows, how deep its books go."""

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle
from terminal_app.paper.engine.messages import Printed
from terminal_app.paper.server.encode import classic_market, market
from terminal_app.paper.server.encode.market import Quote
from terminal_app.paper.server.encode.rows import Row
from terminal_app.paper.server.ws.classic_topics import Channel, ClassicTopic
from terminal_app.paper.server.ws.hub import AnyTopic
from terminal_app.paper.server.ws.topics import Kind, Topic

AnyKind = Kind | Channel

MAX_DEPTH = 1000
CLASSIC_DEPTH = 500


class Dialect(NamedTuple):
    """The market's half of the streams of one API.

    Attributes:
        topic: the topic of a kind and an instrument.
        books: the kind of the whole book, which is told change by change.
        depth: how many levels of a side a whole book starts with.
        best: the kinds of the best levels, and how many each has.
        checked: those of them that carry a checksum on spot.
        asks, bids: what the sides of a book are called.
        extra: what else a book says.
    """

    topic: Callable[[AnyKind, InstrumentId], AnyTopic]
    ticker: AnyKind
    trades: AnyKind
    candles: AnyKind
    tell_ticker: Callable[[Quote], Row]
    tell_trade: Callable[[Printed], Row]
    tell_candle: Callable[[Candle], object]
    books: AnyKind
    depth: int
    best: Mapping[AnyKind, int]
    checked: Collection[AnyKind]
    asks: str
    bids: str
    extra: Mapping[str, object]


def _unified(kind: AnyKind, instrument: InstrumentId) -> AnyTopic:
    return Topic(Kind(kind.value), instrument)


def _classic(kind: AnyKind, instrument: InstrumentId) -> AnyTopic:
    return ClassicTopic(Channel(kind.value), instrument.product, instrument.symbol)


UNIFIED = Dialect(
    topic=_unified,
    ticker=Kind.TICKER,
    trades=Kind.TRADES,
    candles=Kind.KLINE,
    tell_ticker=market.stream_ticker,
    tell_trade=market.stream_trade,
    tell_candle=market.candle_object,
    books=Kind.BOOKS,
    depth=MAX_DEPTH,
    best={Kind.BOOKS1: 1, Kind.BOOKS5: 5, Kind.BOOKS50: 50},
    checked=(),
    asks="a",
    bids="b",
    extra={"maxdepth": str(MAX_DEPTH)},
)
CLASSIC = Dialect(
    topic=_classic,
    ticker=Channel.TICKER,
    trades=Channel.TRADE,
    candles=Channel.CANDLE,
    tell_ticker=classic_market.stream_ticker,
    tell_trade=classic_market.stream_trade,
    tell_candle=classic_market.spot_candle,
    books=Channel.BOOKS,
    depth=CLASSIC_DEPTH,
    best={Channel.BOOKS1: 1, Channel.BOOKS5: 5, Channel.BOOKS15: 15},
    checked=(Channel.BOOKS5, Channel.BOOKS15),
    asks="asks",
    bids="bids",
    extra={},
)
