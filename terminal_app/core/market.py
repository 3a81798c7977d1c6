"""Market data as values: tickers, trades, candles and order-book levels."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.key_enum import KeyEnum
from terminal_app.core.orders import Side

Level = tuple[Decimal, Decimal]
"""A price and the size resting there, in base coin. Size zero removes the level."""


class Stamp(NamedTuple):
    """When a piece of data was made and when it reached us.

    `source_ms` is the venue's clock (Unix ms); `received` is our monotonic clock (seconds), so an age never
    jumps when somebody sets the wall clock.
    """

    source_ms: int
    received: float


class Interval(KeyEnum):
    """Candle lengths, each with its length in milliseconds. Months count as 30 days and are never floored."""

    M1 = "1m"
    M3 = "3m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    H4 = "4h"
    H6 = "6h"
    H12 = "12h"
    D1 = "1d"
    D3 = "3d"
    W1 = "1w"
    MO1 = "1mo"

    @property
    def ms(self) -> int:
        """The length of one candle in milliseconds."""
        return _INTERVAL_MS[self]


_MINUTE = 60_000
_INTERVAL_MS = {
    Interval.M1: _MINUTE,
    Interval.M3: 3 * _MINUTE,
    Interval.M5: 5 * _MINUTE,
    Interval.M15: 15 * _MINUTE,
    Interval.M30: 30 * _MINUTE,
    Interval.H1: 60 * _MINUTE,
    Interval.H4: 240 * _MINUTE,
    Interval.H6: 360 * _MINUTE,
    Interval.H12: 720 * _MINUTE,
    Interval.D1: 1440 * _MINUTE,
    Interval.D3: 4320 * _MINUTE,
    Interval.W1: 10080 * _MINUTE,
    Interval.MO1: 43200 * _MINUTE,
}


@dataclass(frozen=True, slots=True)
class Ticker:
    """The venue's summary of one instrument. `change_24h` is a share (0.01 is one percent).

    The futures fields are `None` on spot, and any field is `None` when the venue left it out.
    """

    instrument: InstrumentId
    stamp: Stamp
    last: Decimal
    bid: Decimal | None = None
    ask: Decimal | None = None
    bid_size: Decimal | None = None
    ask_size: Decimal | None = None
    open_24h: Decimal | None = None
    high_24h: Decimal | None = None
    low_24h: Decimal | None = None
    change_24h: Decimal | None = None
    volume_24h: Decimal | None = None
    turnover_24h: Decimal | None = None
    mark: Decimal | None = None
    index: Decimal | None = None
    funding_rate: Decimal | None = None
    next_funding_ms: int | None = None
    open_interest: Decimal | None = None


class Trade(NamedTuple):
    """One public print. `side` is the taker's."""

    trade_id: str
    price: Decimal
    size: Decimal
    side: Side
    time_ms: int


class Candle(NamedTuple):
    """One bar; `volume` in base coin, `turnover` in quote coin."""

    open_ms: int
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    turnover: Decimal


class FundingRate(NamedTuple):
    """A funding rate (share of the notional, longs pay when positive) and the time it is settled."""

    instrument: InstrumentId
    rate: Decimal
    time_ms: int
