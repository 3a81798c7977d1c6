"""A public stream without a socket: the real protocol, hub, books and feed, on a venue that is a program.

Time is a `ManualClock`. The venue answers requests after a moment; whoever drives the line decides what of
the pushes arrives, and how.
"""

from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from itertools import count
from random import Random

import msgspec

from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent, StreamProtocol
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    Link,
    LinkChanged,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from tests.faults.ladders import Ladder
from tests.helpers import stream_frames as frames
from tests.helpers.market import FakeMarketData

_LEAST_S, _MOST_S = 0.02, 0.3
"""How long the venue takes to answer a request."""
_CONNECT_S = 0.3

_OF_THE_MARKET = (BookSnapshot, BookDelta, BookBroken, TickerSeen, TradesSeen, CandlesSeen)

Arrival = tuple[bytes, Ladder | None]
"""A frame, and the book it is the snapshot of."""


class _Request(msgspec.Struct):
    op: str
    args: list[dict[str, str]]


_REQUEST = msgspec.json.Decoder(_Request)


class StreamLine(FakeMarketData):
    """One connection, from the frame to the store.

    Attributes:
        hub: what a panel would read.
        feed: what fills it.
        changes: what the frame clock would drain.
        pushed: the topics and symbols that the venue pushes.
        replaced: how often the connection was replaced.
    """

    def __init__(self, ladders: Mapping[str, Ladder], channels: Iterable[Channel], random: Random) -> None:
        super().__init__()
        self.clock = ManualClock()
        self.changes = Changes()
        self.hub = MarketHub(self.changes, self.clock)
        self.pushed: set[tuple[str, str]] = set()
        self.replaced = 0
        self._ladders = ladders
        self._random = random.random
        self._answers: list[tuple[float, int, str, dict[str, str]]] = []
        self._order = count()
        self._look = 0.0
        self._opens: float | None = 0.0
        self.protocol = StreamProtocol(
            UNIFIED_STREAM, Link.PUBLIC, None, self.clock.now_ms, StreamLimits(), random.random
        )
        self.feed = MarketFeed(self.hub, self.clock, TaskOwner("feed"))
        self.feed.start(self, [])
        self.protocol.want(channels)

    def refresh_book(self, instrument: InstrumentId) -> None:
        """The feed doubts a book."""
        self._apply(self.protocol.refresh_book(instrument, self.clock.monotonic()))

    def receive(self, frame: bytes) -> None:
        """A frame arrives, and what it says goes to the stores."""
        self._apply(self.protocol.receive(frame, self.clock.monotonic()))

    def pass_time(self, seconds: float) -> list[Arrival]:
        """Time goes by; the venue's answers of that time come back, in the order they were sent."""
        self.clock.advance(seconds)
        now = self.clock.monotonic()
        self._turn(now)
        arrivals: list[Arrival] = []
        while self._answers and self._answers[0][0] <= now:
            _, _, op, arg = heappop(self._answers)
            arrivals += self._answer(op, arg)
        return arrivals

    def _turn(self, now: float) -> None:
        """What the shell around the protocol does at its deadlines."""
        if self._opens is not None:
            if now < self._opens:
                return
            self._opens = None
            self.protocol.opened(now)
        elif not self.protocol.pressing and now < self._look:
            return
        self._apply(self.protocol.tick(now))
        for text in self.protocol.outgoing(now):
            self._asked(text, now)
        self._look = self.protocol.next_deadline(now)
        if self.protocol.hangup is not None:
            self.break_off()

    def break_off(self) -> None:
        """The connection ends; the next one comes by itself."""
        self.replaced += 1
        self._apply(self.protocol.closed())
        self._answers.clear()
        self.pushed.clear()
        self._opens = self.clock.monotonic() + _CONNECT_S

    def _apply(self, events: Iterable[StreamEvent]) -> None:
        for event in events:
            if isinstance(event, LinkChanged | ChannelSilent):
                self.feed.on_link_event(event)
            elif isinstance(event, _OF_THE_MARKET):
                self.hub.apply(event)

    def _asked(self, text: str, now: float) -> None:
        due = now + _LEAST_S + self._random() * (_MOST_S - _LEAST_S)
        if self._answers:
            due = max(due, max(self._answers)[0])  # one connection answers in order
        request = _Request("ping", [{}]) if text == "ping" else _REQUEST.decode(text)
        for arg in request.args:
            heappush(self._answers, (due, next(self._order), request.op, arg))

    def _answer(self, op: str, arg: dict[str, str]) -> list[Arrival]:
        if op == "ping":
            return [(frames.PONG, None)]
        row: frames.Row = {**arg}
        key = (arg["topic"], arg["symbol"])
        if op == "unsubscribe":
            self.pushed.discard(key)
            return [(frames.ack(row, op), None)]
        self.pushed.add(key)
        ladder = self._ladders[arg["symbol"]] if arg["topic"] == "books" else None
        snapshot = [] if ladder is None else [(ladder.snapshot(self.clock.now_ms()), ladder)]
        return [(frames.ack(row, op), None), *snapshot]
