"""Brings the past of what is on show into the store, page by page, as far back as the venue keeps it.

One page at a time for all charts together, with pauses, so that it never stands in the way of what somebody
waits for. The chart takes it from the store when somebody goes there.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable

from terminal_app.core.errors import LinkError, RateLimitError, VenueError
from terminal_app.core.ports import CandleStore, Hole, MarketData
from terminal_app.market.gaps import run_start
from terminal_app.market.history import PAGE, CandleKey, named
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

DEEPEST = 50_000
"""Candles of one series that are brought without being asked for: the venue keeps 43 200 minutes."""

FIRST_PAUSE_SECONDS = 5.0
PAUSE_SECONDS = 1.0
_MOST_DOUBLINGS = 5


class Deepening:
    """Works while there is something to bring; `start` wakes it.

    Args:
        hub: the stores.
        tasks: owns the work.
        wanted: the candles that somebody wants now.
        busy: whether somebody waits for candles, who goes first.
        holes: the holes of the venue.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        hub: MarketHub,
        tasks: TaskOwner,
        wanted: Callable[[], Iterable[CandleKey]],
        busy: Callable[[], bool],
        holes: Callable[[CandleKey], Awaitable[set[Hole]]],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._hub = hub
        self._tasks = tasks
        self._wanted = wanted
        self._busy = busy
        self._holes = holes
        self._sleep = sleep
        self._done: set[CandleKey] = set()
        self._reached: dict[CandleKey, int] = {}
        self._working = False

    def start(self, client: MarketData, store: CandleStore) -> None:
        """Go on, if it is not under way."""
        if not self._working:
            self._working = True
            self._tasks.spawn(self._work(client, store), "the past of candles")

    async def _work(self, client: MarketData, store: CandleStore) -> None:
        failures = turn = 0
        try:
            await self._sleep(FIRST_PAUSE_SECONDS)
            while keys := [key for key in self._wanted() if key not in self._done]:
                turn += 1
                key = keys[turn % len(keys)]
                try:
                    await self._deepen(key, client, store)
                    failures = 0
                except (LinkError, RateLimitError) as error:
                    failures = min(failures + 1, _MOST_DOUBLINGS)
                    log.debug("the past of %s: %s", named(key), error.detail)
                except VenueError as error:
                    self._done.add(key)
                    log.info("the past of %s: %s %s", named(key), error.sentence, error.detail)
                await self._sleep(PAUSE_SECONDS * 2**failures)
        finally:
            self._working = False

    async def _deepen(self, key: CandleKey, client: MarketData, store: CandleStore) -> None:
        series, interval = self._hub.candles(*key), key[1]
        if series.last is None or self._busy():
            return
        newest, oldest = int(series.last.open_ms), int(series.bar(0).open_ms)
        reached = min(oldest, self._reached.get(key, oldest))
        times = await store.open_times(*key, before_ms=reached, count=DEEPEST)
        reached = run_start(times, reached, interval, await self._holes(key))
        if newest - reached >= DEEPEST * interval.ms:
            self._done.add(key)
            return
        page = await client.candles(*key, before_ms=reached, count=PAGE)
        store.keep(*key, page)
        if page:
            self._reached[key] = page[0].open_ms
        else:
            self._done.add(key)
