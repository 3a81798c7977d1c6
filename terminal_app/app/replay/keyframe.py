"""A keyframe: what a player needs to begin in the middle of a recording, when its first parts are gone.

It holds how far a connection is, the wanted channels, and every whole book with the number of its last
change. A player tells it to the protocol as frames of the venue, so that what follows is judged as it was.
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from terminal_app.bitget.dialect import DIALECTS
from terminal_app.bitget.stream_protocol import Phase, StreamEvent, StreamProtocol
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import BookSnapshot
from terminal_app.core.market import Level
from terminal_app.core.ports import Channel, Feed
from terminal_app.tape.values import from_bytes, to_bytes


class Keyframe(NamedTuple):
    """How the streams speak, what is wanted, the books that are whole, and how far the connection is."""

    kind: AccountKind
    channels: frozenset[Channel]
    books: tuple[BookSnapshot, ...]
    phase: Phase = Phase.OPEN


_PING, _PONG = "ping", b"pong"
_LOGGED_IN = b'{"event":"login","code":"0"}'


def pack_keyframe(keyframe: Keyframe) -> bytes:
    """The body of its record."""
    return to_bytes((*keyframe[:3], keyframe.phase.value))


def read_keyframe(body: bytes) -> Keyframe:
    """Read the body of its record.

    Raises:
        ValueError: it is none.
        TypeError: a part of it is of another kind.
    """
    found = from_bytes(body)
    kind, channels, books, *phase = found if isinstance(found, tuple) else (None, (), ())
    if not isinstance(kind, AccountKind):
        raise TypeError("a keyframe says how the streams speak")
    return Keyframe(
        kind,
        frozenset(one for one in channels if isinstance(one, Channel)),
        tuple(one for one in books if isinstance(one, BookSnapshot)),
        Phase(phase[0]) if phase else Phase.OPEN,
    )


def begin_with(protocol: StreamProtocol, keyframe: Keyframe, at: float) -> list[StreamEvent]:
    """Bring a new protocol to where the old one was; returns what it says of it."""
    events = protocol.want(keyframe.channels)
    if keyframe.phase is Phase.CLOSED:
        return events
    protocol.opened(at)
    if keyframe.phase is Phase.READY:
        events += answer_ping(protocol, protocol.outgoing(at), at)
        events += protocol.receive(_LOGGED_IN, at)
    asked = protocol.outgoing(at)
    for answer in _confirmations(asked):
        events += protocol.receive(answer, at)
    events += answer_ping(protocol, asked, at)
    for book in keyframe.books:
        events += protocol.receive(_frame(keyframe.kind, book), at)
    return events


def answer_ping(protocol: StreamProtocol, asked: Sequence[str], at: float) -> list[StreamEvent]:
    """Answer a ping among what a protocol asks for.

    One that was begun in the middle pings at other times than the recorded one did, so that the recorded
    answers come too late for it.
    """
    return protocol.receive(_PONG, at) if _PING in asked else []


def _confirmations(asked: Sequence[str]) -> list[bytes]:
    """The venue's yes to subscriptions, which lies in a part that is gone: else they would be repeated."""
    requests = [json.loads(text) for text in asked if text.startswith("{")]
    args = [arg for request in requests if request["op"] == "subscribe" for arg in request["args"]]
    return [json.dumps({"event": "subscribe", "arg": arg}).encode() for arg in args]


def _frame(kind: AccountKind, book: BookSnapshot) -> bytes:
    """The book as a frame of the venue."""
    dialect, made_ms = DIALECTS[kind].stream, book.stamp.source_ms
    asks, bids = ("a", "b") if kind is AccountKind.UNIFIED else ("asks", "bids")
    row = {
        asks: _texts(book.asks),
        bids: _texts(book.bids),
        "seq": book.seq,
        "pseq": 0,
        "ts": str(made_ms),
    }
    arg = dialect.wire_arg(dialect.arg_of(Channel(Feed.BOOK, book.instrument)))
    return json.dumps({"action": "snapshot", "arg": arg, "data": [row], "ts": made_ms}).encode()


def _texts(levels: Sequence[Level]) -> list[list[str]]:
    return [[format(price, "f"), format(size, "f")] for price, size in levels]
