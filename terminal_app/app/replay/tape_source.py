"""A recording as a market to follow: its public streams on the recording's own time."""

import asyncio
import logging
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path

from terminal_app.app.replay.player import StreamPlayer, value_in
from terminal_app.app.replay.times import TapeTimes
from terminal_app.core.events import (
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    Link,
    MarketEvent,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier
from terminal_app.core.ports import Channel
from terminal_app.paper.engine.listings import listings, tiers
from terminal_app.tape.reader import TapeReader
from terminal_app.tape.records import Kind, TapeError

log = logging.getLogger(__name__)

_MARKET = (TickerSeen, TradesSeen, CandlesSeen, BookSnapshot, BookDelta, BookBroken)

Dated = tuple[int, MarketEvent]


class TapeSource:
    """A `paper.server.source.Source`. The market begins with the first order book of the recording.

    The time of the market is the wall clock of the recording at its beginning, and goes on with its monotonic
    clock: it never goes back.

    Args:
        path: the recording.

    Attributes:
        troubles: sentences about what is missing, known once it is open.
    """

    name = ""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.instruments: Sequence[Instrument] = ()
        self.tiers: Mapping[InstrumentId, tuple[PositionTier, ...]] = {}
        self.start_ms = 0
        self.end_ms: int | None = None
        self.troubles: tuple[str, ...] = ()
        self._events: Generator[Dated] | None = None
        self._next: Dated | None = None
        self._early: list[MarketEvent] = []

    async def open(self) -> None:
        """Look through the recording, and go to its beginning.

        Raises:
            TapeError: there is none, or nothing in it can be traded.
        """
        await asyncio.to_thread(self._look_through)
        for trouble in self.troubles:
            log.warning("%s", trouble)
        self._events = self._decoded()
        self._advance()
        while self._next is not None and not isinstance(self._next[1], BookSnapshot):
            self._early.append(self._next[1])
            self._advance()
        if self._next is None:
            raise TapeError("There is no order book in this recording, so nothing can be traded on it.")
        self.start_ms = self._next[0]

    def take(self, now_ms: int) -> Iterator[MarketEvent]:
        """What was seen since the last call up to a time of the recording, oldest first."""
        early, self._early = self._early, []
        yield from early
        while self._next is not None and self._next[0] <= now_ms:
            yield self._next[1]
            self._advance()

    def next_ms(self) -> int | None:
        """When the next event was seen, `None` at the end."""
        return None if self._next is None else self._next[0]

    async def aclose(self) -> None:
        """Let the files go."""
        if self._events is not None:
            self._events.close()

    def _look_through(self) -> None:
        """Find out what was traded and when it ends, without decoding a frame."""
        rules: dict[InstrumentId, Instrument] = {}
        wanted: set[InstrumentId] = set()
        reader = TapeReader(self._path)
        clock = TapeTimes()
        for record in reader:
            self.end_ms = clock.of(record)
            if record.kind is Kind.INSTRUMENT:
                one = value_in(record)
                if isinstance(one, Instrument):
                    rules[one.id] = one
            elif record.kind is Kind.WANTED:
                wanted |= _instruments(value_in(record))
        for known in listings():
            if known.id in wanted:
                rules.setdefault(known.id, known)
        self.instruments = tuple(rules.values())
        self.tiers = {name: rows for name, rows in tiers().items() if name in rules}
        self.troubles = tuple(reader.troubles)

    def _decoded(self) -> Generator[Dated]:
        player, clock = StreamPlayer(), TapeTimes()
        for record in TapeReader(self._path):
            at_ms = clock.of(record)
            if record.kind is Kind.HISTORY:
                history = value_in(record)
                if isinstance(history, CandlesSeen):
                    yield at_ms, history
            elif record.link is Link.PUBLIC:
                for event in player.take(record):
                    if isinstance(event, _MARKET):
                        yield at_ms, event

    def _advance(self) -> None:
        self._next = None if self._events is None else next(self._events, None)


def _instruments(channels: object) -> set[InstrumentId]:
    if not isinstance(channels, frozenset):
        return set()
    return {one.instrument for one in channels if isinstance(one, Channel)}
