"""Rows of public market data over REST that are the same in both dialects, whatever they call them."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, side_of
from terminal_app.core.events import BookSnapshot
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import FundingRate, Level, Stamp, Trade

Levels = list[tuple[msgspec.Raw, msgspec.Raw]] | None
"""One side of a book. It stays raw until `numbers.json_number` bounds it."""


class _Named(Protocol):
    @property
    def symbol(self) -> str: ...


class PrintRow(msgspec.Struct, frozen=True, rename="camel"):
    """One public print; `side` is the taker's. Each dialect names its id in a way of its own."""

    price: Text
    size: Text
    side: str
    ts: Text


class FundingRow(msgspec.Struct, frozen=True, rename="camel"):
    """The current funding rate; older answers do not say when it is settled."""

    symbol: str
    funding_rate: Text
    next_update: Text = None


N = TypeVar("N", bound=_Named)
P = TypeVar("P", bound=PrintRow)

_FUNDING = msgspec.json.Decoder(list[FundingRow] | None)


def row_of(instrument: InstrumentId, rows: Iterable[N] | None) -> N:
    """The row of an instrument.

    Raises:
        BadPayloadError: there is none.
    """
    for row in rows or ():
        if row.symbol == instrument.symbol:
            return row
    raise BadPayloadError("the symbol is not in the answer")


def book_of(
    envelope: Envelope, instrument: InstrumentId, bids: Levels, asks: Levels, ts: Text, received: float
) -> BookSnapshot:
    """The order book: bids descending, asks ascending, without a sequence number (REST has none)."""
    return BookSnapshot(
        instrument=instrument,
        bids=tuple(sorted(_levels(bids), reverse=True)),
        asks=tuple(sorted(_levels(asks))),
        stamp=Stamp(numbers.optional_millis(ts) or envelope.time_ms, received),
    )


def trades_of(rows: Sequence[P] | None, id_of: Callable[[P], str]) -> list[Trade]:
    """Public trades, oldest first. The venue sends the newest first."""
    found = [
        Trade(
            trade_id=id_of(row),
            price=numbers.required(row.price),
            size=numbers.required(row.size),
            side=side_of(row.side),
            time_ms=numbers.millis(row.ts),
        )
        for row in reversed(rows or ())
    ]
    return sorted(found, key=lambda trade: trade.time_ms)


def funding_of(envelope: Envelope, instrument: InstrumentId) -> FundingRate:
    """The current funding rate; its time is 0 where the answer does not say.

    Raises:
        BadPayloadError: the answer does not name the instrument.
    """
    row = row_of(instrument, decode(_FUNDING, envelope.data))
    next_ms = numbers.optional_millis(row.next_update) or 0
    return FundingRate(instrument, numbers.required(row.funding_rate), next_ms)


def _levels(rows: Levels) -> list[Level]:
    return [(numbers.json_number(price), numbers.json_number(size)) for price, size in rows or ()]
