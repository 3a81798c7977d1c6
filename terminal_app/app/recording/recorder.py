"""Records a session: everything the streams are told, each step of the orders, intents and outcomes.

It only listens. What goes into a recording is enough to say the same again: see `app/replay`. Nothing here
waits for the disk.
"""

import logging
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from terminal_app import __version__
from terminal_app.app.recording.digests import ALL_LEVELS, books_values, digest, lines_of, orders_values
from terminal_app.app.replay.keyframe import Keyframe, pack_keyframe
from terminal_app.bitget.stream_protocol import Phase, Standing
from terminal_app.bitget.stream_tap import without_secrets
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import BookBroken, BookDelta, BookSnapshot, CandlesSeen, Link, MarketEvent
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval, Stamp
from terminal_app.core.ports import Channel, Clock
from terminal_app.core.records import Record
from terminal_app.market.hub import MarketHub
from terminal_app.tape.records import Kind, json_body
from terminal_app.tape.values import to_bytes
from terminal_app.tape.writer import MOST_PARTS, PART_BYTES, TOTAL_BYTES, TapeWriter
from terminal_app.trading.orders import OrderBlotter

log = logging.getLogger(__name__)

_SEEDS = 1 << 62

Standings = Callable[[], Mapping[Link, Standing]]
"""How far each connection is right now."""


class Recorder:
    """One recording of one session; a `StreamTap`.

    Args:
        folder: where its files go.
        clock: the session's.
        on_trouble: hears a sentence when something is lost; called from another thread.
        part_bytes, total_bytes, most_parts: see `TapeWriter`.

    Raises:
        TapeError: the folder cannot be used.
    """

    def __init__(
        self,
        folder: Path,
        clock: Clock,
        on_trouble: Callable[[str], None],
        *,
        part_bytes: int = PART_BYTES,
        total_bytes: int = TOTAL_BYTES,
        most_parts: int = MOST_PARTS,
    ) -> None:
        self._clock = clock
        self._writer = TapeWriter(
            folder,
            clock,
            {"program": __version__},
            part_bytes=part_bytes,
            total_bytes=total_bytes,
            most_parts=most_parts,
            on_trouble=on_trouble,
        )
        self._explained = False
        self._described: set[InstrumentId] = set()
        self._books: dict[InstrumentId, int | None] = {}
        self._hub: MarketHub | None = None
        self._blotter: OrderBlotter | None = None
        self._standings: Standings = dict
        self._kind = AccountKind.UNIFIED
        self._wanted: frozenset[Channel] = frozenset()

    @property
    def first_part(self) -> Path:
        """The file to open for a replay."""
        return self._writer.first_part

    @property
    def size(self) -> int:
        """How many bytes are on the disk."""
        return self._writer.size

    @property
    def failed(self) -> bool:
        """Whether the disk has said no, and the recording has ended."""
        return self._writer.failed

    # ---------------------------------------------------------------------------- what the streams are told

    def spoken(self, kind: AccountKind) -> None:
        """The streams that come now speak as accounts of this kind do."""
        self._kind = kind
        self._put(Kind.DIALECT, Link.PUBLIC, to_bytes(kind))

    def seed(self, link: Link) -> int:
        """Where the randomness of a new protocol starts."""
        seed = random.randrange(_SEEDS)
        self._put(Kind.SEED, link, json_body(seed))
        return seed

    def wanted(self, link: Link, channels: frozenset[Channel]) -> None:
        """Other public channels are wanted."""
        self._wanted = channels
        self._put(Kind.WANTED, link, to_bytes(channels))

    def doubted(self, link: Link, instrument: InstrumentId, now: float) -> None:
        """A book is in doubt."""
        self._writer.put(Kind.DOUBTED, link, now, to_bytes(instrument))

    def opened(self, link: Link, now: float) -> None:
        """A connection was made."""
        self._writer.put(Kind.OPENED, link, now)

    def closed(self, link: Link, now: float) -> None:
        """The connection has ended."""
        self._writer.put(Kind.CLOSED, link, now)

    def arrived(self, link: Link, frame: bytes, now: float) -> None:
        """A frame arrived."""
        self._writer.put(Kind.FRAME, link, now, frame)

    def turned(self, link: Link, now: float, *, slept: bool) -> None:
        """The protocol is asked what is due."""
        if self._writer.full:
            self._writer.next_part()
            self._key(now)
        self._writer.put(Kind.TURN, link, now, b"slept" if slept else b"")

    def left(self, link: Link, text: str | bytes, now: float) -> None:
        """A frame is sent; a login without what it holds."""
        frame = without_secrets(text).encode() if isinstance(text, str) else text
        self._writer.put(Kind.SENT, link, now, frame)

    # -------------------------------------------------------------------------- what else makes the session

    def follow(self, hub: MarketHub, blotter: OrderBlotter) -> None:
        """Listen to the market: which books there are, and the rules of their instruments."""
        self._hub, self._blotter = hub, blotter
        hub.listeners.append(self._heard)

    def begin(self, kind: AccountKind, wanted: frozenset[Channel], standings: Standings) -> None:
        """Begin in the middle of a session: write down how everything stands."""
        self._kind, self._wanted, self._standings = kind, wanted, standings
        self._put(Kind.DIALECT, Link.PUBLIC, to_bytes(kind))
        books = standings().get(Link.PUBLIC)
        self._books = dict(books.books) if books is not None else {}
        if self._hub is not None:
            for instrument in {*self._books, *(channel.instrument for channel in wanted)}:
                self._describe(self._hub, instrument)
        self._key(self._clock.monotonic())

    def attach(self, standings: Standings) -> None:
        """Learn how to find out how far the connections are."""
        self._standings = standings

    def _heard(self, event: MarketEvent) -> None:
        if isinstance(event, BookSnapshot | BookDelta | BookBroken):
            self._books[event.instrument] = None if isinstance(event, BookBroken) else event.seq
            if self._hub is not None and event.instrument not in self._described:
                self._describe(self._hub, event.instrument)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """While this is open, what happens to orders follows from the frame that was recorded just now."""
        self._explained = True
        try:
            yield
        finally:
            self._explained = False

    def order_step(self, *step: object) -> None:
        """A step of the blotter: its name, then its arguments."""
        if not self._explained:
            self._value(Kind.ORDERS, step)

    def journaled(self, record: Record) -> None:
        """Something was written into the journal."""
        self._value(Kind.JOURNAL, record)

    def history(self, instrument: InstrumentId, interval: Interval, candles: Sequence[Candle]) -> None:
        """Candles came that were asked for."""
        seen = CandlesSeen(instrument, interval, tuple(candles), Stamp(0, self._clock.monotonic()))
        self._writer.put(Kind.HISTORY, Link.REST, seen.stamp.received, partial(to_bytes, seen))

    def gesture(self, body: bytes) -> None:
        """The person pressed something."""
        self._put(Kind.GESTURE, Link.REST, body)

    def end(self) -> None:
        """Write down how books and orders stand now. What comes later is not heard any more."""
        if self._hub is None or self._blotter is None:
            return
        if self._heard in self._hub.listeners:
            self._hub.listeners.remove(self._heard)
        books, orders = books_values(self._hub, self._books), orders_values(self._blotter)
        made = partial(_ending, books, orders)
        self._writer.put(Kind.END, Link.REST, self._clock.monotonic(), made)

    def close(self) -> None:
        """Wait until everything is on the disk."""
        self._writer.close()

    def _key(self, now: float) -> None:
        """Write down what a replay needs that begins here."""
        if self._hub is None:
            return
        for instrument in tuple(self._described):
            self._describe(self._hub, instrument)
        books = []
        for instrument, seq in self._books.items():
            book = self._hub.book(instrument)
            if book.good and book.stamp is not None and seq is not None:
                bids, asks = book.top(ALL_LEVELS)
                books.append(BookSnapshot(instrument, tuple(bids), tuple(asks), book.stamp, seq))
        standings = self._standings()
        phase = standings[Link.PUBLIC].phase if Link.PUBLIC in standings else Phase.OPEN
        public = Keyframe(self._kind, self._wanted, tuple(books), phase)
        self._writer.put(Kind.KEYFRAME, Link.PUBLIC, now, partial(pack_keyframe, public))
        if Link.PRIVATE in standings:
            private = Keyframe(self._kind, frozenset(), (), standings[Link.PRIVATE].phase)
            self._writer.put(Kind.KEYFRAME, Link.PRIVATE, now, partial(pack_keyframe, private))
        if self._blotter is not None:
            step = ("restore", self._blotter.standing())
            self._writer.put(Kind.ORDERS, Link.REST, now, partial(to_bytes, step))

    def _describe(self, hub: MarketHub, instrument: InstrumentId) -> None:
        rules = hub.instruments.get(instrument)
        if rules is not None:
            self._described.add(instrument)
            self._value(Kind.INSTRUMENT, rules)

    def _value(self, kind: Kind, value: object) -> None:
        try:
            body = to_bytes(value)
        except TypeError:
            # Recording must never be in the way of an order.
            log.exception("something was not recorded")
            return
        self._put(kind, Link.REST, body)

    def _put(self, kind: Kind, link: Link, body: bytes) -> None:
        self._writer.put(kind, link, self._clock.monotonic(), body)


def _ending(books: Sequence[object], orders: Sequence[object]) -> bytes:
    """The digests of how a session ended; made in the writer's thread."""
    return json_body({"books": digest(lines_of(books)), "orders": digest(lines_of(orders))})
