"""Public market data of the classic API over REST: tickers, book, candles, trades, funding, tiers.

Spot candles have eight columns and their turnover in quote coin in the last, those of futures have seven. The
levels of a spot book are texts, those of futures JSON numbers.
"""

from decimal import Decimal

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.classic.common import MIX_GRANULARITY, SPOT_GRANULARITY, of_instrument
from terminal_app.bitget.wire.classic.tickers import TickerFigures, ticker_of
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.market_rows import Levels, PrintRow, book_of, funding_of, row_of, trades_of
from terminal_app.bitget.wire.rows import readable
from terminal_app.bitget.wire.unified.common import Text
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval, Stamp, Ticker, Trade

_SPOT_TURNOVER = 7
_MIX_TURNOVER = 6


class TickerRow(TickerFigures, rename="camel", gc=False, kw_only=True):
    """One ticker; spot rows call the open of 24 hours ago `open`."""

    symbol: str
    last_pr: Text = None
    ts: Text = None
    open: Text = None


class BookRow(msgspec.Struct, frozen=True):
    """The order book."""

    asks: Levels
    bids: Levels
    ts: Text = None


class TradeRow(PrintRow, frozen=True, rename="camel"):
    """One public print; its side is `Buy` and `Sell` in some lists."""

    trade_id: str


class FundingTimeRow(msgspec.Struct, frozen=True, rename="camel"):
    """When funding is settled next."""

    symbol: str
    next_funding_time: Text


class PastFundingRow(msgspec.Struct, frozen=True, rename="camel"):
    """A funding rate of the past."""

    symbol: str
    funding_rate: Text
    funding_time: Text


class OpenInterestRow(msgspec.Struct, frozen=True):
    """Open interest of one symbol."""

    symbol: str
    size: Text


class OpenInterest(msgspec.Struct, frozen=True, rename="camel"):
    """Open interest of some symbols."""

    open_interest_list: list[OpenInterestRow] | None = None


class TierRow(msgspec.Struct, frozen=True, rename="camel"):
    """One position tier."""

    level: Text
    start_unit: Text
    end_unit: Text
    leverage: Text
    keep_margin_rate: Text


_TICKER = msgspec.json.Decoder(TickerRow)
_BOOK = msgspec.json.Decoder(BookRow)
_CANDLES = msgspec.json.Decoder(list[list[str]] | None)
_TRADES = msgspec.json.Decoder(list[TradeRow] | None)
_FUNDING_TIME = msgspec.json.Decoder(list[FundingTimeRow] | None)
_PAST_FUNDING = msgspec.json.Decoder(list[PastFundingRow] | None)
_OPEN_INTEREST = msgspec.json.Decoder(OpenInterest | None)
_TIERS = msgspec.json.Decoder(list[TierRow] | None)


def of_candles(
    instrument: InstrumentId, interval: Interval, limit: int, end_ms: int | None = None
) -> dict[str, str]:
    """The parameters of a page of candles that ends at `end_ms`."""
    words = SPOT_GRANULARITY if instrument.product is ProductType.SPOT else MIX_GRANULARITY
    params = of_instrument(instrument) | {"granularity": words[interval], "limit": str(limit)}
    return params if end_ms is None else params | {"endTime": str(end_ms)}


def tickers(envelope: Envelope, product: ProductType, received: float) -> list[Ticker]:
    """Every ticker with a last price. A row that cannot be read costs that symbol, not the whole list."""

    def read(raw: msgspec.Raw) -> Ticker | None:
        row = decode(_TICKER, raw)
        if row.last_pr in (None, ""):
            return None
        return _ticker(row, InstrumentId(product, row.symbol), envelope.time_ms, received)

    return readable(envelope, read, "tickers")


def book(envelope: Envelope, instrument: InstrumentId, received: float) -> BookSnapshot:
    """The order book: bids descending, asks ascending, without a sequence number (REST has none)."""
    row = decode(_BOOK, envelope.data)
    return book_of(envelope, instrument, row.bids, row.asks, row.ts, received)


def candles(envelope: Envelope, product: ProductType) -> list[Candle]:
    """Candles, oldest first: open time (ms), open, high, low, close, volume (base), turnover (quote)."""
    turnover = _SPOT_TURNOVER if product is ProductType.SPOT else _MIX_TURNOVER
    return sorted(_candle(row, turnover) for row in decode(_CANDLES, envelope.data) or ())


def trades(envelope: Envelope) -> list[Trade]:
    """Public trades, oldest first. The venue sends the newest first."""
    return trades_of(decode(_TRADES, envelope.data), lambda row: row.trade_id)


def funding(envelope: Envelope, instrument: InstrumentId) -> FundingRate:
    """The current funding rate; its time is 0 where the answer does not say.

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    return funding_of(envelope, instrument)


def funding_time(envelope: Envelope, instrument: InstrumentId) -> int:
    """When funding is settled next (Unix ms).

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    return numbers.millis(row_of(instrument, decode(_FUNDING_TIME, envelope.data)).next_funding_time)


def funding_history(envelope: Envelope, instrument: InstrumentId) -> list[FundingRate]:
    """Past funding rates, newest first."""
    found = [
        FundingRate(instrument, numbers.required(row.funding_rate), numbers.millis(row.funding_time))
        for row in decode(_PAST_FUNDING, envelope.data) or ()
    ]
    return sorted(found, key=lambda rate: rate.time_ms, reverse=True)


def open_interest(envelope: Envelope, instrument: InstrumentId) -> Decimal:
    """Open interest in base coin.

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    page = decode(_OPEN_INTEREST, envelope.data)
    return numbers.required(row_of(instrument, None if page is None else page.open_interest_list).size)


def position_tiers(envelope: Envelope) -> list[PositionTier]:
    """The position tiers, smallest first."""
    found = (
        PositionTier(
            tier=numbers.small_int(row.level),
            min_value=numbers.required(row.start_unit),
            max_value=numbers.required(row.end_unit),
            max_leverage=numbers.required(row.leverage),
            maintenance_margin_rate=numbers.required(row.keep_margin_rate),
        )
        for row in decode(_TIERS, envelope.data) or ()
    )
    return sorted(found)


def _ticker(row: TickerRow, instrument: InstrumentId, time_ms: int, received: float) -> Ticker:
    stamp = Stamp(numbers.optional_millis(row.ts) or time_ms, received)
    opened = row.open24h if instrument.product.is_futures else row.open
    return ticker_of(row, instrument, stamp, last=row.last_pr, opened=opened)


def _candle(row: list[str], turnover: int) -> Candle:
    if len(row) <= turnover:
        raise BadPayloadError("a candle has too few columns")
    return Candle(numbers.millis(row[0]), *numbers.many((*row[1:6], row[turnover])))
