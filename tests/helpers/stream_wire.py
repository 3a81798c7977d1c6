"""A stream's state machine on a bench: told what arrives and what time it is, without sockets or sleeps."""

import json
from collections.abc import Sequence

from terminal_app.bitget.backoff import Parting
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import (
    BookSnapshot,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkState,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from tests.helpers import stream_frames as frames

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
BOOK = Channel(Feed.BOOK, BTC)
TICKER = Channel(Feed.TICKER, BTC)
TRADES = Channel(Feed.TRADES, BTC)
KEY = Credentials(Secret("key"), Secret("secret"), Secret("words"))
PRIVATE_TOPICS = ("account", "position", "order", "fill", "strategy-order")


class Wire:
    """A protocol, a clock and everything it sent or said."""

    def __init__(
        self,
        dialect: StreamDialect = UNIFIED_STREAM,
        *,
        private: bool = False,
        limits: StreamLimits | None = None,
    ) -> None:
        self.clock = ManualClock()
        self.protocol = StreamProtocol(
            dialect,
            Link.PRIVATE if private else Link.PUBLIC,
            KEY if private else None,
            self.clock.now_ms,
            limits or StreamLimits(),
            lambda: 0.5,
        )
        self.sent: list[str] = []
        self.events: list[StreamEvent] = []

    @property
    def now(self) -> float:
        return self.clock.monotonic()

    def open(self, *, pong: bool = True) -> "Wire":
        self.protocol.opened(self.now)
        self.turn()
        if pong:
            self.receive(frames.PONG)
        return self

    def turn(self) -> list[StreamEvent]:
        events = self.protocol.tick(self.now)
        self.sent += self.protocol.outgoing(self.now)
        self.events += events
        return events

    def receive(self, *arrived: bytes) -> list[StreamEvent]:
        events = [event for frame in arrived for event in self.protocol.receive(frame, self.now)]
        self.events += events
        return events + self.turn()

    def want(self, *channels: Channel) -> list[StreamEvent]:
        events = self.protocol.want(channels)
        self.events += events
        self.turn()
        return events

    def pass_time(self, seconds: float, *, answering: bool = True, talking: Sequence[bytes] = ()) -> None:
        """Half seconds go by; pings are answered, and these frames repeated."""
        for _ in range(round(seconds * 2)):
            self.clock.advance(0.5)
            before = len(self.sent)
            self.turn()
            if answering and "ping" in self.sent[before:]:
                self.receive(frames.PONG)
            if talking:
                self.receive(*talking)

    def requests(self, op: str = "subscribe") -> list[list[dict[str, str]]]:
        read = [json.loads(text) for text in self.sent if text.startswith("{")]
        return [frame["args"] for frame in read if frame["op"] == op]

    def states(self) -> list[LinkState]:
        return [event.state for event in self.events if isinstance(event, LinkChanged)]

    def silences(self) -> list[tuple[str, bool]]:
        return [(event.channel, event.silent) for event in self.events if isinstance(event, ChannelSilent)]


def parting(wire: Wire) -> Parting | None:
    """Why the protocol wants to hang up, if it does."""
    return None if wire.protocol.hangup is None else wire.protocol.hangup.parting


def with_book() -> Wire:
    """A public stream whose book is whole at 100."""
    wire = Wire().open()
    wire.want(BOOK)
    wire.receive(frames.ack(frames.arg("books")), frames.book(100, 0, action="snapshot"))
    assert isinstance(wire.events[-1], BookSnapshot)
    return wire


def logged_in() -> Wire:
    wire = Wire(private=True).open()
    wire.receive(frames.LOGGED_IN)
    wire.receive(*(frames.ack(frames.private_arg(topic)) for topic in PRIVATE_TOPICS))
    return wire
