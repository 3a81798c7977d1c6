"""Tells a stream's protocol again what it was told in a recording. What it says then is what it said."""

from random import Random
from typing import Any

from terminal_app.app.replay.keyframe import answer_ping, begin_with, read_keyframe
from terminal_app.bitget.client import CHANGING
from terminal_app.bitget.dialect import DIALECTS
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import BookBroken, Link
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
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
        self._kind = AccountKind.UNIFIED
        self._books: frozenset[InstrumentId] = frozenset()
        self._begun_late: set[Link] = set()

    @property
    def has_begun(self) -> bool:
        """Whether any connection was begun."""
        return bool(self._protocols)

    def take(self, record: TapeRecord) -> list[StreamEvent]:
        """What a record made the stream say; nothing for records that are not of a stream.

        Raises:
            TapeError: it cannot be understood.
        """
        try:
            match record.kind:
                case Kind.DIALECT:
                    return self._speak(from_bytes(record.body))
                case Kind.SEED:
                    self._begin(record.link, read_json(record))
                    return []
                case Kind.KEYFRAME if record.link not in self._protocols:
                    keyframe = read_keyframe(record.body)
                    if not self._protocols:
                        self._kind = keyframe.kind
                    protocol = self._begin(record.link, 0)
                    self._begun_late.add(record.link)
                    return begin_with(protocol, keyframe, record.at)
            if record.kind is Kind.WANTED and record.link is Link.PUBLIC:
                self._books = _books(from_bytes(record.body))
            told = self._protocols.get(record.link)
            return [] if told is None else self._tell(told, record)
        except (ValueError, TypeError, RecursionError) as error:
            raise TapeError(UNREADABLE, str(error)) from error

    def _speak(self, kind: object) -> list[StreamEvent]:
        """Begin anew in another dialect; the client itself then breaks the books of the streams that end."""
        if not isinstance(kind, AccountKind):
            raise TypeError("only accounts have a dialect")
        self._kind = kind
        broken = self._books if self._protocols else ()
        self._protocols.clear()
        return [BookBroken(instrument, CHANGING) for instrument in broken]

    def _begin(self, link: Link, seed: object) -> StreamProtocol:
        if not isinstance(seed, int):
            raise TypeError("a seed is a number")
        key = _NOBODY if link is Link.PRIVATE else None
        protocol = StreamProtocol(
            DIALECTS[self._kind].stream, link, key, lambda: 0, StreamLimits(), Random(seed).random
        )
        self._protocols[link] = protocol
        self._begun_late.discard(link)
        return protocol

    def _tell(self, protocol: StreamProtocol, record: TapeRecord) -> list[StreamEvent]:
        match record.kind:
            case Kind.FRAME:
                return protocol.receive(record.body, record.at)
            case Kind.TURN:
                return self._turn(protocol, record)
            case Kind.OPENED:
                self._begun_late.discard(record.link)
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

    def _turn(self, protocol: StreamProtocol, record: TapeRecord) -> list[StreamEvent]:
        if record.body:
            protocol.slept()
        events = protocol.tick(record.at)
        asked = protocol.outgoing(record.at)
        if record.link in self._begun_late:
            events += answer_ping(protocol, asked, record.at)
        return events


def _books(channels: object) -> frozenset[InstrumentId]:
    wanted = channels if isinstance(channels, frozenset) else frozenset()
    return frozenset(one.instrument for one in wanted if isinstance(one, Channel) and one.feed is Feed.BOOK)
