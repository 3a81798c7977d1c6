"""The deck of a session: everything that can be recorded passes here, whether a recording runs or not.

A recording can begin and end at any time; the session, its streams and its stores know the deck alone.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import randrange
from typing import TYPE_CHECKING, NamedTuple

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.events import Link
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Channel, Clock
from terminal_app.core.records import Record
from terminal_app.market.hub import MarketHub
from terminal_app.trading.orders import OrderBlotter

if TYPE_CHECKING:
    from terminal_app.app.recording.recorder import Recorder, Standings

_SEEDS = 1 << 62


class Running(NamedTuple):
    """A recording under way.

    Args:
        since_ms: when it began, Unix ms.
        file: its first part.
        size: how many bytes are on the disk.
    """

    since_ms: int
    file: Path
    size: int


class Deck:
    """A `StreamTap` that hands on to a recorder while there is one.

    Args:
        clock: the session's.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._recorder: Recorder | None = None
        self._since_ms = 0
        self._kind: AccountKind | None = None
        self._wanted: frozenset[Channel] = frozenset()
        self._stores: tuple[MarketHub, OrderBlotter] | None = None
        self._standings: Standings = dict

    @property
    def running(self) -> Running | None:
        """The recording under way, `None` without one; one that the disk has ended is none."""
        recorder = self._recorder
        if recorder is None or recorder.failed:
            return None
        return Running(self._since_ms, recorder.first_part, recorder.size)

    def watch(self, hub: MarketHub, blotter: OrderBlotter) -> None:
        """Know the stores of the session; called once, before anything is recorded."""
        self._stores = (hub, blotter)

    def attach(self, standings: "Standings") -> None:
        """Know how to find out how far the connections are; called when there are some."""
        self._standings = standings
        if self._recorder is not None:
            self._recorder.attach(standings)

    def start(self, make: "Callable[[], Recorder]") -> None:
        """Begin a recording, in the middle of everything if need be; nothing while one runs.

        Raises:
            TapeError: the folder cannot be used.
        """
        if self.running is not None or self._stores is None:
            return
        recorder = make()
        recorder.follow(*self._stores)
        if self._kind is not None:
            recorder.begin(self._kind, self._wanted, self._standings)
        self._recorder, self._since_ms = recorder, self._clock.now_ms()

    async def stop(self) -> None:
        """End the recording, if there is one, and wait for the disk."""
        recorder, self._recorder = self._recorder, None
        if recorder is not None:
            recorder.end()
            await asyncio.to_thread(recorder.close)

    # ---------------------------------------------------------------------------- what the streams are told

    def spoken(self, kind: AccountKind) -> None:
        """The streams that come now speak as accounts of this kind do."""
        self._kind = kind
        if self._recorder is not None:
            self._recorder.spoken(kind)

    def seed(self, link: Link) -> int:
        """Where the randomness of a new protocol starts."""
        # Back-off, not secrets.
        return randrange(_SEEDS) if self._recorder is None else self._recorder.seed(link)

    def wanted(self, link: Link, channels: frozenset[Channel]) -> None:
        """Other public channels are wanted."""
        self._wanted = channels
        if self._recorder is not None:
            self._recorder.wanted(link, channels)

    def doubted(self, link: Link, instrument: InstrumentId, now: float) -> None:
        """A book is in doubt."""
        if self._recorder is not None:
            self._recorder.doubted(link, instrument, now)

    def opened(self, link: Link, now: float) -> None:
        """A connection was made."""
        if self._recorder is not None:
            self._recorder.opened(link, now)

    def closed(self, link: Link, now: float) -> None:
        """The connection has ended."""
        if self._recorder is not None:
            self._recorder.closed(link, now)

    def arrived(self, link: Link, frame: bytes, now: float) -> None:
        """A frame arrived."""
        if self._recorder is not None:
            self._recorder.arrived(link, frame, now)

    def turned(self, link: Link, now: float, *, slept: bool) -> None:
        """The protocol is asked what is due."""
        if self._recorder is not None:
            self._recorder.turned(link, now, slept=slept)

    def left(self, link: Link, text: str | bytes, now: float) -> None:
        """A frame is sent; a login without what it holds."""
        if self._recorder is not None:
            self._recorder.left(link, text, now)

    # -------------------------------------------------------------------------- what else makes the session

    @contextmanager
    def explained(self) -> Iterator[None]:
        """While this is open, what happens to orders follows from the frame that was recorded just now."""
        if self._recorder is None:
            yield
            return
        with self._recorder.explained():
            yield

    def order_step(self, *step: object) -> None:
        """A step of the blotter: its name, then its arguments."""
        if self._recorder is not None:
            self._recorder.order_step(*step)

    def journaled(self, record: Record) -> None:
        """Something was written into the journal."""
        if self._recorder is not None:
            self._recorder.journaled(record)

    def history(self, instrument: InstrumentId, interval: Interval, candles: Sequence[Candle]) -> None:
        """Candles came that were asked for."""
        if self._recorder is not None:
            self._recorder.history(instrument, interval, candles)

    def gesture(self, body: bytes) -> None:
        """The person pressed something."""
        if self._recorder is not None:
            self._recorder.gesture(body)
