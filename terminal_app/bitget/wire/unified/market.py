"""Public market data of the unified account over REST: tickers, book, candles, trades, funding, tiers."""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.market_rows import Levels, PrintRow, book_of, funding_of, row_of, trades_of
from terminal_app.bitget.wire.rows import readable
from terminal_app.bitget.wire.unified.common import CATEGORY, INTERVAL, Text
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Stamp, Ticker, Trade


class TickerRow(msgspec.Struct, frozen=True, rename="camel"):
    """One ticker; spot rows have none of the futures fields."""

    symbol: str
    last_price: Text = None
    ts: Text = None
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
    open_interest: Text = None


class BookRow(msgspec.Struct, frozen=True):
    """The order book, whose levels are JSON numbers."""

    a: Levels
    b: Levels
    ts: Text = None


class TradeRow(PrintRow, frozen=True, rename="camel"):
    """One public print."""

    exec_id: str


class PastFundingRow(msgspec.Struct, frozen=True, rename="camel"):
    """A funding rate of the past."""

    symbol: str
    funding_rate: Text
    funding_rate_timestamp: Text


class PastFunding(msgspec.Struct, frozen=True, rename="camel"):
    """A page of past funding rates."""

    result_list: list[PastFundingRow] | None = None


class OpenInterestRow(msgspec.Struct, frozen=True, rename="camel"):
    """Open interest of one symbol."""

    symbol: str
    open_interest: Text


class OpenInterest(msgspec.Struct, frozen=True):
    """Open interest of some symbols."""

    rows: list[OpenInterestRow] | None = msgspec.field(name="list", default=None)


class TierRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position tier."""

    tier: Text
    min_tier_value: Text
    max_tier_value: Text
    leverage: Text
    mmr: Text


_TICKER = msgspec.json.Decoder(TickerRow)
_BOOK = msgspec.json.Decoder(BookRow)
_CANDLES = msgspec.json.Decoder(list[list[str]] | None)
_TRADES = msgspec.json.Decoder(list[TradeRow] | None)
_PAST_FUNDING = msgspec.json.Decoder(PastFunding | None)
_OPEN_INTEREST = msgspec.json.Decoder(OpenInterest | None)
_TIERS = msgspec.json.Decoder(list[TierRow] | None)


def of_product(product: ProductType) -> dict[str, str]:
    """The parameters that name a product."""
    return {"category": CATEGORY[product]}


def of_instrument(instrument: InstrumentId) -> dict[str, str]:
    """The parameters that name an instrument."""
    return {"category": CATEGORY[instrument.product], "symbol": instrument.symbol}


def of_candles(
    instrument: InstrumentId, interval: Interval, limit: int, end_ms: int | None = None
) -> dict[str, str]:
    """The parameters of a page of candles that ends at `end_ms`."""
    params = of_instrument(instrument) | {"interval": INTERVAL[interval], "limit": str(limit)}
    return params if end_ms is None else params | {"endTime": str(end_ms)}


def tickers(envelope: Envelope, product: ProductType, received: float) -> list[Ticker]:
    """Every ticker with a last price. A row that cannot be read costs that symbol, not the whole list."""

    def read(raw: msgspec.Raw) -> Ticker | None:
        row = decode(_TICKER, raw)
        if row.last_price in (None, ""):
            return None
        return _ticker(row, InstrumentId(product, row.symbol), envelope.time_ms, received)

    return readable(envelope, read, "tickers")


def book(envelope: Envelope, instrument: InstrumentId, received: float) -> BookSnapshot:
    """The order book: bids descending, asks ascending, without a sequence number (REST has none)."""
    row = decode(_BOOK, envelope.data)
    return book_of(envelope, instrument, row.b, row.a, row.ts, received)


def candles(envelope: Envelope) -> list[Candle]:
    """Candles, oldest first: open time (ms), open, high, low, close, volume (base), turnover (quote)."""
    return sorted(_candle(row) for row in decode(_CANDLES, envelope.data) or ())


def trades(envelope: Envelope) -> list[Trade]:
    """Public trades, oldest first. The venue sends the newest first."""
    return trades_of(decode(_TRADES, envelope.data), lambda row: row.exec_id)


def funding(envelope: Envelope, instrument: InstrumentId) -> FundingRate:
    """The current funding rate.

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    return funding_of(envelope, instrument)


def funding_history(envelope: Envelope, instrument: InstrumentId) -> list[FundingRate]:
    """Past funding rates, newest first."""
    page = decode(_PAST_FUNDING, envelope.data)
    rows = (page.result_list if page is not None else None) or []
    found = [
        FundingRate(
            instrument, numbers.required(row.funding_rate), numbers.millis(row.funding_rate_timestamp)
        )
        for row in rows
    ]
    return sorted(found, key=lambda rate: rate.time_ms, reverse=True)


def open_interest(envelope: Envelope, instrument: InstrumentId) -> Decimal:
    """Open interest in base coin.

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    page = decode(_OPEN_INTEREST, envelope.data)
    return numbers.required(row_of(instrument, None if page is None else page.rows).open_interest)


def position_tiers(envelope: Envelope) -> list[PositionTier]:
    """The position tiers, smallest first."""
    found = (
        PositionTier(
            tier=numbers.small_int(row.tier),
            min_value=numbers.required(row.min_tier_value),
            max_value=numbers.required(row.max_tier_value),
            max_leverage=numbers.required(row.leverage),
            maintenance_margin_rate=numbers.required(row.mmr),
        )
        for row in decode(_TIERS, envelope.data) or ()
    )
    return sorted(found)


def _ticker(row: TickerRow, instrument: InstrumentId, time_ms: int, received: float) -> Ticker:
    return Ticker(
        instrument=instrument,
        stamp=Stamp(numbers.optional_millis(row.ts) or time_ms, received),
        last=numbers.required(row.last_price),
        bid=numbers.positive(row.bid1_price),
        ask=numbers.positive(row.ask1_price),
        bid_size=numbers.optional(row.bid1_size),
        ask_size=numbers.optional(row.ask1_size),
        open_24h=numbers.optional(row.open_price24h),
        high_24h=numbers.optional(row.high_price24h),
        low_24h=numbers.optional(row.low_price24h),
        change_24h=numbers.optional(row.price24h_pcnt),
        volume_24h=numbers.optional(row.volume24h),
        turnover_24h=numbers.optional(row.turnover24h),
        mark=numbers.positive(row.mark_price),
        index=numbers.positive(row.index_price),
        funding_rate=numbers.optional(row.funding_rate),
        open_interest=numbers.optional(row.open_interest),
    )


def _candle(row: list[str]) -> Candle:
    if len(row) < len(Candle._fields):
        raise BadPayloadError("a candle has too few columns")
    return Candle(numbers.millis(row[0]), *numbers.many(row[1 : len(Candle._fields)]))
