"""Books and orders as bytes that are equal where these stand the same: in a session and in its replay."""

import hashlib
from collections.abc import Iterable

from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.tape.values import to_bytes
from terminal_app.trading.orders import OrderBlotter

ALL_LEVELS = 1 << 30


def books_bytes(hub: MarketHub, instruments: Iterable[InstrumentId]) -> bytes:
    """The books of these instruments: every level, what is wrong with it, and when the venue made it."""
    lines = []
    for instrument in sorted(instruments, key=str):
        book = hub.book(instrument)
        bids, asks = book.top(ALL_LEVELS)
        made_ms = None if book.stamp is None else book.stamp.source_ms
        lines.append(to_bytes((instrument, book.reason, made_ms, tuple(bids), tuple(asks))))
    return b"\n".join(lines)


def orders_bytes(blotter: OrderBlotter) -> bytes:
    """Every order and every execution."""
    orders = sorted(blotter.all(), key=lambda order: order.client_oid)
    fills = sorted(blotter.fills.all(), key=lambda fill: fill.exec_id)
    return b"\n".join(map(to_bytes, (*orders, *fills)))


def digest(data: bytes) -> str:
    """A short name for the bytes: two are equal if their names are."""
    return hashlib.sha256(data).hexdigest()
