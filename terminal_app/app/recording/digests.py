"""Books and orders as bytes that are equal where these stand the same: in a session and in its replay."""

import hashlib
from collections.abc import Iterable, Sequence

from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.tape.values import to_bytes
from terminal_app.trading.orders import OrderBlotter

ALL_LEVELS = 1 << 30


def books_values(hub: MarketHub, instruments: Iterable[InstrumentId]) -> Sequence[object]:
    """The books of these instruments: every level, what is wrong with it, and when the venue made it."""
    values: list[object] = []
    for instrument in sorted(instruments, key=str):
        book = hub.book(instrument)
        bids, asks = book.top(ALL_LEVELS)
        made_ms = None if book.stamp is None else book.stamp.source_ms
        values.append((instrument, book.reason, made_ms, tuple(bids), tuple(asks)))
    return values


def orders_values(blotter: OrderBlotter) -> Sequence[object]:
    """Every order and every execution."""
    orders = sorted(blotter.all(), key=lambda order: order.client_oid)
    return [*orders, *sorted(blotter.fills.all(), key=lambda fill: fill.exec_id)]


def lines_of(values: Iterable[object]) -> bytes:
    """Core values as bytes; of many it takes a while."""
    return b"\n".join(map(to_bytes, values))


def books_bytes(hub: MarketHub, instruments: Iterable[InstrumentId]) -> bytes:
    """The books as bytes."""
    return lines_of(books_values(hub, instruments))


def orders_bytes(blotter: OrderBlotter) -> bytes:
    """Orders and executions as bytes."""
    return lines_of(orders_values(blotter))


def digest(data: bytes) -> str:
    """A short name for the bytes: two are equal if their names are."""
    return hashlib.sha256(data).hexdigest()
