"""Tells a stream's protocol again what it was told in a recording. What it says then is what it said."""

from random import Random
from typing import Any

from terminal_app.app.replay.keyframe import begin_with, read_keyframe
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tape.records import Kind, TapeError, TapeRecord, read_json
from terminal_app.tape.values import from_bytes

# The login that a protocol makes is not sent anywhere; it only has to be one.
_NOBODY = Credentials(Secret("-"), Secret("-"), Secret("-"))

UNREADABLE = "The recording holds something that this version does not understand. Use the one that made it."


def value_in(record: TapeRecord) -> object:
    """The core value of a record.

    Raises:
        TapeError: it has none.
    """
    try:
        return from_bytes(record.body)
    except (ValueError, RecursionError) as error:
        raise TapeError(UNREADABLE, str(error)) from error


class TapeClock:
    """The clock of a recording: it stands at the record that was played last."""

    def __init__(self) -> None:
        self._now_ms = 0
        self._monotonic = 0.0

    def now_ms(self) -> int:
        """Unix milliseconds."""
        return self._now_ms

    def monotonic(self) -> float:
        """Seconds."""
        return self._monotonic

    def move_to(self, record: TapeRecord) -> None:
        """Go to a record."""
        self._now_ms, self._monotonic = record.wall_ms, record.at


class StreamPlayer:
    """The streams of a recording. A connection that was never begun on it says nothing."""

    def __init__(self) -> None:
        self._protocols: dict[Link, StreamProtocol] = {}

    def take(self, record: TapeRecord) -> list[StreamEvent]:
        """What a record made the stream say; nothing for records that are not of a stream.

        Raises:
            TapeError: it cannot be understood.
        """
        try:
            if record.kind is Kind.SEED:
                self._begin(record.link, read_json(record))
                return []
            protocol = self._protocols.get(record.link)
            if record.kind is Kind.KEYFRAME and protocol is None:
                return begin_with(self._begin(record.link, 0), read_keyframe(record.body), record.at)
            return [] if protocol is None else _tell(protocol, record)
        except (ValueError, TypeError, RecursionError) as error:
            raise TapeError(UNREADABLE, str(error)) from error

    def _begin(self, link: Link, seed: object) -> StreamProtocol:
        if not isinstance(seed, int):
            raise TypeError("a seed is a number")
        key = _NOBODY if link is Link.PRIVATE else None
        protocol = StreamProtocol(link, key, lambda: 0, StreamLimits(), Random(seed).random)
        self._protocols[link] = protocol
        return protocol


def _tell(protocol: StreamProtocol, record: TapeRecord) -> list[StreamEvent]:
    match record.kind:
        case Kind.FRAME:
            return protocol.receive(record.body, record.at)
        case Kind.TURN:
            return _turn(protocol, record)
        case Kind.OPENED:
            protocol.opened(record.at)
            return []
        case Kind.CLOSED:
            return protocol.closed()
        case Kind.WANTED:
            channels: Any = from_bytes(record.body)
            return protocol.want(channels)
        case Kind.DOUBTED:
            instrument = from_bytes(record.body)
            if not isinstance(instrument, InstrumentId):
                raise TypeError("only an instrument has a book")
            return protocol.refresh_book(instrument, record.at)
        case _:
            return []


def _turn(protocol: StreamProtocol, record: TapeRecord) -> list[StreamEvent]:
    if record.body:
        protocol.slept()
    events = protocol.tick(record.at)
    protocol.outgoing(record.at)
    return events
