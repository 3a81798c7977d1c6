"""The book topics: a chain of numbered changes, and small snapshots of the best levels.

`books` starts with a snapshot (`pseq` 0) and goes on with changes, each naming the number of the frame before
it, so that a listener notices a loss (the venue's documentation, order book channel). Nothing of that has a
`checksum`: clients verify it there, and the venue has dropped it. A recording of the best levels of a classic
spot book has one, over more levels than are shown.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import chain, zip_longest
from zlib import crc32

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level
from terminal_app.paper.engine.messages import BookChanged
from terminal_app.paper.server.encode.market import level_texts
from terminal_app.paper.server.envelope import encode
from terminal_app.paper.server.venue import Venue
from terminal_app.paper.server.ws.dialects import AnyKind, Dialect
from terminal_app.paper.server.ws.hub import AnyTopic, Hub

CHECKED_LEVELS = 25

Row = dict[str, object]


class _Chain:
    """The changes of one book since its last frame, and the number of that frame."""

    def __init__(self, seq: int) -> None:
        self.seq = seq
        self.bids: dict[Decimal, Decimal] = {}
        self.asks: dict[Decimal, Decimal] = {}


class BookFeeds:
    """Turns changes of books into frames of one dialect."""

    def __init__(self, venue: Venue, hub: Hub, dialect: Dialect) -> None:
        self._dialect = dialect
        self._venue = venue
        self._hub = hub
        self._first_seq = venue.clock.now_ms() * 1000
        self._chains: dict[InstrumentId, _Chain] = {}
        self._stale: dict[AnyKind, set[InstrumentId]] = {kind: set() for kind in dialect.best}
        self._last: dict[AnyTopic, bytes] = {}

    def changed(self, event: BookChanged) -> None:
        """Note what changed; it leaves with the next flush."""
        for stale in self._stale.values():
            stale.add(event.instrument)
        if self._hub.wanted(self._dialect.topic(self._dialect.books, event.instrument)):
            chain = self._chain(event.instrument)
            chain.bids.update(event.bids)
            chain.asks.update(event.asks)

    def first(self, kind: AnyKind, instrument: InstrumentId, deliver: Callable[[str, bytes], None]) -> None:
        """Give a new listener the book as it is. What was still to be sent goes out before, to the others."""
        if kind is self._dialect.books:
            self._flush_chain(instrument)
        deliver("snapshot", encode([self._snapshot(kind, instrument)]))

    def flush_changes(self) -> None:
        """Send the changes that have gathered."""
        for instrument in list(self._chains):
            self._flush_chain(instrument)

    def flush_touch(self) -> None:
        """Send the best level alone of the books that changed."""
        self._flush_best([kind for kind, levels in self._dialect.best.items() if levels == 1])

    def flush_best(self) -> None:
        """Send the few best levels of the books that changed."""
        self._flush_best([kind for kind, levels in self._dialect.best.items() if levels > 1])

    def _flush_best(self, kinds: Iterable[AnyKind]) -> None:
        """Send what looks different now."""
        for kind in kinds:
            for instrument in self._stale[kind]:
                if self._hub.wanted(self._dialect.topic(kind, instrument)):
                    self._send_best(kind, instrument)
            self._stale[kind].clear()

    def _send_best(self, kind: AnyKind, instrument: InstrumentId) -> None:
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
        topic = self._dialect.topic(self._dialect.books, instrument)
        before, chain.seq = chain.seq, chain.seq + len(chain.bids) + len(chain.asks)
        bids = sorted(chain.bids.items(), reverse=True)
        asks = sorted(chain.asks.items())
        chain.bids, chain.asks = {}, {}
        row = self._row(bids, asks, chain.seq, before)
        self._hub.publish(topic, "update", encode([row]), self._venue.market_ms())

    def _snapshot(self, kind: AnyKind, instrument: InstrumentId) -> Row:
        bids, asks = self._venue.engine.depth(instrument, self._dialect.best.get(kind, self._dialect.depth))
        row = self._row(bids, asks, self._chain(instrument).seq, 0)
        if kind in self._dialect.checked and not instrument.product.is_futures:
            bids, asks = self._venue.engine.depth(instrument, CHECKED_LEVELS)
            row["checksum"] = checksum(level_texts(bids), level_texts(asks))
        return row

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


def checksum(bids: Sequence[Sequence[str]], asks: Sequence[Sequence[str]]) -> int:
    """CRC32 of the texts of both sides in turn, bid first, as a signed number (the venue's documentation)."""
    texts = chain.from_iterable(level for pair in zip_longest(bids, asks, fillvalue=()) for level in pair)
    value = crc32(":".join(texts).encode())
    return value - (1 << 32) if value >= 1 << 31 else value
