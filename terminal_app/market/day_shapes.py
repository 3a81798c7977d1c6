"""The shape of the last day of an instrument, for small curves: a few hourly closes, asked for sparingly.

Asked for by REST one instrument at a time, a few a second, only for what somebody looks at, and kept for half
an hour: a list of hundreds of symbols costs a screenful of requests.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Clock
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

HOURS = 24
PAUSE_SECONDS = 0.34
FRESH_SECONDS = 1_800.0
RETRY_SECONDS = 60.0

Read = Callable[[InstrumentId, Interval, int], Awaitable[Sequence[Candle]]]


class _Entry(NamedTuple):
    closes: tuple[float, ...]
    ask_again_at: float


class DayShapes:
    """Hourly closes by instrument, oldest first. They are pictures, not money.

    Args:
        read: the newest so many candles of an instrument.
        ready: whether there is anybody to ask; until then wishes are dropped.
        clock: for the age of what is kept.
        tasks: owns the requests.
        changed: told when a shape has come.
        sleep: waits between requests; tests hand in their own.
    """

    def __init__(
        self,
        read: Read,
        ready: Callable[[], bool],
        clock: Clock,
        tasks: TaskOwner,
        changed: Callable[[InstrumentId], None],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._read = read
        self._ready = ready
        self._clock = clock
        self._tasks = tasks
        self._changed = changed
        self._sleep = sleep
        self._entries: dict[InstrumentId, _Entry] = {}
        self._queue: list[InstrumentId] = []
        self._working = False

    def get(self, instrument: InstrumentId) -> tuple[float, ...]:
        """The closes of the last day, empty when they are not known."""
        entry = self._entries.get(instrument)
        return () if entry is None else entry.closes

    def want(self, instruments: Iterable[InstrumentId]) -> None:
        """Fetch what is missing or old of these, in this order; what was wanted before is forgotten."""
        now = self._clock.monotonic()
        self._queue = [
            instrument
            for instrument in instruments
            if (entry := self._entries.get(instrument)) is None or now >= entry.ask_again_at
        ]
        if not self._ready():
            self._queue.clear()
        elif self._queue and not self._working:
            self._working = True
            self._tasks.spawn(self._work(), "curves of the day")

    async def _work(self) -> None:
        try:
            while self._queue:
                await self._fetch(self._queue.pop(0))
                await self._sleep(PAUSE_SECONDS)
        finally:
            self._working = False

    async def _fetch(self, instrument: InstrumentId) -> None:
        before = self.get(instrument)
        try:
            candles = await self._read(instrument, Interval.H1, HOURS)
        except (LinkError, VenueError) as error:
            log.debug("no curve of %s: %s %s", instrument, error.sentence, error.detail)
            self._entries[instrument] = _Entry(before, self._clock.monotonic() + RETRY_SECONDS)
            return
        closes = tuple(float(candle.close) for candle in candles)
        self._entries[instrument] = _Entry(closes, self._clock.monotonic() + FRESH_SECONDS)
        self._changed(instrument)
