"""A keyframe: what a player needs to begin in the middle of a recording, when its first parts are gone.

It holds the wanted channels and every whole book with the number of its last change. A player tells it to the
protocol as frames of the venue, so that what follows is judged as it was.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.bitget.wire.unified.channels import book_arg
from terminal_app.core.events import BookSnapshot
from terminal_app.core.market import Level
from terminal_app.core.ports import Channel
from terminal_app.tape.values import from_bytes, to_bytes


class Keyframe(NamedTuple):
    """What is wanted, and the books that are whole."""

    channels: frozenset[Channel]
    books: tuple[BookSnapshot, ...]


def pack_keyframe(keyframe: Keyframe) -> bytes:
    """The body of its record."""
    return to_bytes(tuple(keyframe))


def read_keyframe(body: bytes) -> Keyframe:
    """Read the body of its record.

    Raises:
        ValueError: it is none.
    """
    found = from_bytes(body)
    channels, books = found if isinstance(found, tuple) else ((), ())
    return Keyframe(
        frozenset(one for one in channels if isinstance(one, Channel)),
        tuple(one for one in books if isinstance(one, BookSnapshot)),
    )


def begin_with(protocol: StreamProtocol, keyframe: Keyframe, at: float) -> list[StreamEvent]:
    """Bring a new protocol to where the old one was; returns what it says of it."""
    events = protocol.want(keyframe.channels)
    protocol.opened(at)
    for book in keyframe.books:
        events += protocol.receive(_frame(book), at)
    return events


def _frame(book: BookSnapshot) -> bytes:
    """The book as a frame of the venue."""
    arg, made_ms = book_arg(book.instrument), book.stamp.source_ms
    row = {
        "a": _texts(book.asks),
        "b": _texts(book.bids),
        "seq": book.seq,
        "pseq": 0,
        "ts": str(made_ms),
    }
    about = {"instType": arg.inst_type, "topic": arg.topic, "symbol": arg.symbol}
    return json.dumps({"action": "snapshot", "arg": about, "data": [row], "ts": made_ms}).encode()


def _texts(levels: Sequence[Level]) -> list[list[str]]:
    return [[format(price, "f"), format(size, "f")] for price, size in levels]
