"""The book topics: a chain of numbered changes, and small snapshots of the best levels.

`books` starts with a snapshot (`pseq` 0) and goes on with changes, each naming the number of the frame before
it, so that a listener notices a loss (the venue's documentation, order book channel). There is no `checksum`
key: clients verify it where it is, and the venue has dropped it.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level
from terminal_app.paper.engine.messages import BookChanged
from terminal_app.paper.server.encode.market import level_texts
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.classic_topics import Channel, ClassicTopic
from terminal_app.paper.server.ws.hub import AnyTopic, Hub
from terminal_app.paper.server.ws.topics import Kind, Topic

MAX_DEPTH = 1000
CLASSIC_DEPTH = 500

BookKind = Kind | Channel
Row = dict[str, object]


class Dialect(NamedTuple):
    """How one API tells of books: its topics, how many levels each has, and its names for things."""

    levels: Mapping[BookKind, int]
    whole: BookKind
    depth: int
    topic: Callable[[BookKind, InstrumentId], AnyTopic]
    asks: str
    bids: str
    extra: Mapping[str, object]


def _unified(kind: BookKind, instrument: InstrumentId) -> AnyTopic:
    return Topic(Kind(kind.value), instrument)


def _classic(kind: BookKind, instrument: InstrumentId) -> AnyTopic:
    return ClassicTopic(Channel(kind.value), instrument.product, instrument.symbol)


UNIFIED_BOOKS = Dialect(
    {Kind.BOOKS1: 1, Kind.BOOKS5: 5, Kind.BOOKS50: 50},
    Kind.BOOKS,
    MAX_DEPTH,
    _unified,
    "a",
    "b",
    {"maxdepth": str(MAX_DEPTH)},
)
CLASSIC_BOOKS = Dialect(
    {Channel.BOOKS1: 1, Channel.BOOKS5: 5, Channel.BOOKS15: 15},
    Channel.BOOKS,
    CLASSIC_DEPTH,
    _classic,
    "asks",
    "bids",
    {},
)


class _Chain:
    """The changes of one book since its last frame, and the number of that frame."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.bids: dict[Decimal, Decimal] = {}
        self.asks: dict[Decimal, Decimal] = {}


class BookFeeds:
    """Turns changes of books into frames of one dialect."""

    def __init__(self, venue: Venue, hub: Hub, dialect: Dialect = UNIFIED_BOOKS) -> None:
        self._dialect = dialect
        self._venue = venue
        self._hub = hub
        self._first_seq = venue.clock.now_ms() * 1000
        self._chains: dict[InstrumentId, _Chain] = {}
        self._stale: dict[BookKind, set[InstrumentId]] = {kind: set() for kind in dialect.levels}
        self._last: dict[AnyTopic, bytes] = {}

    def changed(self, event: BookChanged) -> None:
        """Note what changed; it leaves with the next flush."""
        for stale in self._stale.values():
            stale.add(event.instrument)
        if self._hub.wanted(self._dialect.topic(self._dialect.whole, event.instrument)):
            chain = self._chain(event.instrument)
            chain.bids.update(event.bids)
            chain.asks.update(event.asks)

    def first(self, kind: BookKind, instrument: InstrumentId, deliver: Callable[[str, bytes], None]) -> None:
        """Give a new listener the book as it is. What was still to be sent goes out before, to the others."""
        if kind is self._dialect.whole:
            self._flush_chain(instrument)
        deliver("snapshot", encode([self._snapshot(kind, instrument)]))

    def flush_changes(self) -> None:
        """Send the changes that have gathered."""
        for instrument in list(self._chains):
            self._flush_chain(instrument)

    def flush_best(self, kinds: Iterable[BookKind]) -> None:
        """Send the best levels of the books that changed, where they look different now."""
        for kind in kinds:
            for instrument in self._stale[kind]:
                if self._hub.wanted(self._dialect.topic(kind, instrument)):
                    self._send_best(kind, instrument)
            self._stale[kind].clear()

    def _send_best(self, kind: BookKind, instrument: InstrumentId) -> None:
        topic = self._dialect.topic(kind, instrument)
        row = self._snapshot(kind, instrument)
        look = encode([row[self._dialect.asks], row[self._dialect.bids]])
        if self._last.get(topic) != look:
            self._last[topic] = look
            self._hub.publish(topic, "snapshot", encode([row]), self._venue.market_ms())

    def _flush_chain(self, instrument: InstrumentId) -> None:
        chain = self._chain(instrument)
        if not chain.bids and not chain.asks:
            return
        topic = self._dialect.topic(self._dialect.whole, instrument)
        before, chain.seq = chain.seq, chain.seq + len(chain.bids) + len(chain.asks)
        bids = sorted(chain.bids.items(), reverse=True)
        asks = sorted(chain.asks.items())
        chain.bids, chain.asks = {}, {}
        row = self._row(bids, asks, chain.seq, before)
        self._hub.publish(topic, "update", encode([row]), self._venue.market_ms())

    def _snapshot(self, kind: BookKind, instrument: InstrumentId) -> Row:
        bids, asks = self._venue.engine.depth(instrument, self._dialect.levels.get(kind, self._dialect.depth))
        return self._row(bids, asks, self._chain(instrument).seq, 0)

    def _row(self, bids: Iterable[Level], asks: Iterable[Level], seq: int, pseq: int) -> Row:
        return {
            self._dialect.asks: level_texts(asks),
            self._dialect.bids: level_texts(bids),
            "seq": seq,
            "pseq": pseq,
            "ts": str(self._venue.market_ms()),
            **self._dialect.extra,
        }

    def _chain(self, instrument: InstrumentId) -> _Chain:
        return self._chains.setdefault(instrument, _Chain(self._first_seq))
