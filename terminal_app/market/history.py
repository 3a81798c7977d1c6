"""The past of the candles: from the store at once, from the venue in pages, without holes.

What is closed is what the venue says over REST. A candle that the stream brought is read again once it is
over, so that live and past candles agree to the digit. Only what was read so goes into the store.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from terminal_app.core.errors import LinkError, RateLimitError, TerminalError, VenueError
from terminal_app.core.events import CandlesSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import CandleStore, Clock, Hole, MarketData
from terminal_app.market.gaps import Past, closed_of, compared, run_start
from terminal_app.market.hub import MarketHub
from terminal_app.market.no_store import NoStore
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

PAGE = 512
"""A power of two: bars that are drawn together at a distance stay together when a page comes before them."""

STORED_PAGE = 2 * PAGE
OLDER_PAUSE_SECONDS = 5.0
PACE_SECONDS = 0.4
"""After each older page of the venue, which is several calls: half of what it allows is left for others."""

SETTLE_SECONDS = 2.0
"""How long after its end a candle is read again; by then the last trade in it is counted."""

_FARTHEST_BEHIND = 20 * PAGE
_BELIEVED_AFTER = 2

CandleKey = tuple[InstrumentId, Interval]


class CandleLoad(NamedTuple):
    """How the history of a chart is doing.

    `error` is a plain sentence, empty when all is well; `exhausted` means there is nothing older.
    """

    loading: bool = False
    loading_older: bool = False
    error: str = ""
    exhausted: bool = False


class CandleHistory:
    """Fills the series of the hub that are wanted.

    Args:
        hub: the stores.
        clock: for pauses between requests that a person triggers, and the age of what is stored.
        tasks: owns every request in flight.
        wanted: whether somebody wants these candles.
        sleep: waits some seconds.
        pause: waits before another attempt; takes the number of attempts that failed.
    """

    def __init__(
        self,
        hub: MarketHub,
        clock: Clock,
        tasks: TaskOwner,
        wanted: Callable[[CandleKey], bool],
        *,
        sleep: Callable[[float], Awaitable[None]],
        pause: Callable[[int], Awaitable[None]],
    ) -> None:
        self._hub = hub
        self._clock = clock
        self._tasks = tasks
        self._wanted = wanted
        self._sleep = sleep
        self._pause = pause
        self._client: MarketData | None = None
        self._store: CandleStore = NoStore()
        self._loads: dict[CandleKey, CandleLoad] = {}
        self._again: set[CandleKey] = set()
        self._holes: dict[CandleKey, set[Hole]] = {}
        self._older_after: dict[CandleKey, float] = {}
        self._settled_ms: dict[CandleKey, int] = {}
        self._settling: set[CandleKey] = set()
        self._newest_ms: dict[CandleKey, int] = {}

    def attach(self, client: MarketData | None, store: CandleStore | None) -> None:
        """Ask these from now on; nobody, when there is no client."""
        self._client = client
        self._store = store or NoStore()

    def load(self, key: CandleKey) -> CandleLoad:
        """How the loading of these candles is doing."""
        return self._loads.get(key, CandleLoad())

    def busy(self) -> bool:
        """Whether somebody waits for candles."""
        return any(load.loading or load.loading_older for load in self._loads.values())

    async def holes(self, key: CandleKey) -> set[Hole]:
        """The holes that the venue has itself, as far as that is known."""
        if key not in self._holes:
            kept = await self._store.holes(*key)
            self._holes.setdefault(key, set()).update(kept)
        return self._holes[key]

    def refill(self, key: CandleKey) -> None:
        """Read the newest page and fill what is missing before it; once more when that is under way."""
        if self._client is None:
            return
        load = self.load(key)
        self._again.add(key)
        if not load.loading:
            self._set(key, load._replace(loading=True))
            self._tasks.spawn(self._load_newest(key, self._client), f"candles of {named(key)}")

    def request_older(self, key: CandleKey) -> None:
        """Bring an older page in the background, unless that is under way, useless, or just failed."""
        load = self.load(key)
        waiting = self._clock.monotonic() < self._older_after.get(key, 0.0)
        if self._client is None or load.loading or load.loading_older or load.exhausted or waiting:
            return
        self._set(key, load._replace(loading_older=True))
        self._tasks.spawn(self._load_older(key, self._client), f"older candles of {named(key)}")

    def hear(self, event: CandlesSeen) -> None:
        """The stream brought candles: see whether it left some out, and whether one is over."""
        key = (event.instrument, event.interval)
        first, newest = event.candles[0].open_ms, event.candles[-1].open_ms
        before = self._newest_ms.get(key)
        self._newest_ms[key] = newest if before is None else max(before, newest)
        if before is None or self._client is None or not self._wanted(key):
            return
        if first > before + event.interval.ms:
            self.refill(key)
        elif newest > before and key not in self._settling:
            self._settling.add(key)
            self._tasks.spawn(self._settle(key, self._client), f"closed candle of {named(key)}")

    # ------------------------------------------------------------------------------------------ newest

    async def _load_newest(self, key: CandleKey, client: MarketData) -> None:
        attempt = 0
        try:
            await self._show_stored(key)
            while self._wanted(key) and key in self._again:
                try:
                    self._again.discard(key)
                    _, past = await self._read(key, client, None, PAGE)
                    if past is Past.ANOTHER:
                        self._again.add(key)
                    await self._repair(key, client)
                    self._set(key, self.load(key)._replace(error=""))
                    attempt = 0
                except (LinkError, RateLimitError) as error:
                    self._note_error(key, error)
                    self._again.add(key)
                    await self._pause(attempt)
                    attempt += 1
                except VenueError as error:
                    self._note_error(key, error)
                    return
        finally:
            self._again.discard(key)
            self._set(key, self.load(key)._replace(loading=False))

    async def _show_stored(self, key: CandleKey) -> None:
        """Show what is kept, before the venue has answered; what is much too old waits until it joins."""
        series = self._hub.candles(*key)
        if series.length:
            return
        page = await self._store.candles(*key, count=STORED_PAGE)
        if page and self._clock.now_ms() - page[-1].open_ms < _FARTHEST_BEHIND * key[1].ms:
            await self._join(key, page)

    async def _read(
        self, key: CandleKey, client: MarketData, before_ms: int | None, count: int
    ) -> tuple[list[Candle], Past]:
        """Read a page of the venue, and as far before it as it tells candles differently than they are kept.

        A venue that tells another past altogether is believed: everything is forgotten but what was read.
        """
        page = at = await client.candles(*key, before_ms=before_ms, count=count)
        past = await self._take(key, at, before_ms or 0)
        while past is Past.PARTLY and at:
            before_ms = at[0].open_ms
            at = await client.candles(*key, before_ms=before_ms, count=PAGE)
            past = await self._take(key, at, before_ms)
        return page, past

    async def _take(self, key: CandleKey, page: Sequence[Candle], before_ms: int) -> Past:
        """Take a page that the venue told, of what is before a moment or of now, and keep what is closed."""
        closed = closed_of(page, before_ms)
        kept: Sequence[Candle] = ()
        if closed:
            kept = await self._store.candles(*key, before_ms=closed[-1].open_ms + 1, count=len(closed))
        past = compared(kept, closed)
        if past is Past.ANOTHER:
            log.info("candles of %s are told differently now; they are read anew", named(key))
            self._store.forget(*key)
            self._holes.pop(key, None)
            self._hub.forget_candles(*key)
            self._set(key, self.load(key)._replace(exhausted=False))
        self._merge(key, page, closed)
        return past

    async def _repair(self, key: CandleKey, client: MarketData) -> None:
        """Ask for what is missing, the newest hole first, and for the candle before it, which was cut short.

        A hole that the venue has itself is remembered and not asked for again. One right before the newest
        candle is not believed yet: the stream may be ahead of what the venue answers.
        """
        series, step = self._hub.candles(*key), key[1].ms
        doubted: set[Hole] = set()
        while self._wanted(key):
            passed = await self.holes(key) | doubted
            gaps = [gap for gap in series.gaps if gap not in passed]
            if not gaps:
                return
            start, end = gaps[-1]
            count = min(PAGE, (end - start) // step + 1)
            page, past = await self._read(key, client, end, count)
            if past is Past.ANOTHER:
                self.refill(key)
                return
            if any(start <= candle.open_ms < end for candle in page):
                continue
            if self._newest_ms.get(key, end) < end + _BELIEVED_AFTER * step:
                doubted.add((start, end))
            else:
                self._holes.setdefault(key, set()).add((start, end))
                self._store.keep_hole(*key, (start, end))

    # ------------------------------------------------------------------------------------------ older

    async def _load_older(self, key: CandleKey, client: MarketData) -> None:
        exhausted = False
        try:
            exhausted = await self._older(key, client) == 0
            self._set(key, self.load(key)._replace(error=""))
        except (LinkError, VenueError) as error:
            self._older_after[key] = self._clock.monotonic() + OLDER_PAUSE_SECONDS
            self._note_error(key, error)
        finally:
            self._set(key, self.load(key)._replace(loading_older=False, exhausted=exhausted))

    async def _older(self, key: CandleKey, client: MarketData) -> int:
        """Bring a page before the oldest candle: of the store when it joins on, else of the venue.

        Returns:
            By how many candles the series grew.

        Raises:
            LinkError: no answer.
            VenueError: the venue refused.
        """
        series = self._hub.candles(*key)
        before = int(series.bar(0).open_ms) if series.length else None
        stored = await self._store.candles(*key, before_ms=before, count=STORED_PAGE)
        if grown := await self._join(key, stored):
            return grown
        page = await client.candles(*key, before_ms=before, count=PAGE)
        grown = self._merge(key, page, closed_of(page, 0 if before is None else before))
        await self._repair(key, client)
        await self._sleep(PACE_SECONDS)
        return grown

    async def _join(self, key: CandleKey, page: Sequence[Candle]) -> int:
        """Put kept candles before the oldest, as far as none is missing between."""
        holes, series = await self.holes(key), self._hub.candles(*key)
        if not page:
            return 0
        before = int(series.bar(0).open_ms) if series.length else page[-1].open_ms + key[1].ms
        start = run_start([candle.open_ms for candle in reversed(page)], before, key[1], holes)
        return self._hub.add_history(*key, [candle for candle in page if start <= candle.open_ms < before])

    # ------------------------------------------------------------------------------------------ closed

    async def _settle(self, key: CandleKey, client: MarketData) -> None:
        """Read candles again that the stream brought and that are over."""
        await self._sleep(SETTLE_SECONDS)
        # From here on another one may end, which the answer below need not have.
        self._settling.discard(key)
        newest = self._newest_ms[key]
        since = self._settled_ms.get(key, newest - 2 * key[1].ms)
        count = min(PAGE, (newest - since) // key[1].ms + 1)
        try:
            page = await client.candles(*key, count=count)
            self._merge(key, page, closed_of(page, 0))
            await self._repair(key, client)
        except (LinkError, VenueError) as error:
            log.info("closed candle of %s: %s %s", named(key), error.sentence, error.detail)

    def _merge(self, key: CandleKey, page: Sequence[Candle], closed: Sequence[Candle]) -> int:
        grown = self._hub.add_history(*key, page, closed=closed)
        self._store.keep(*key, closed)
        if page:
            self._newest_ms[key] = max(self._newest_ms.get(key, 0), page[-1].open_ms)
        if closed:
            self._settled_ms[key] = max(self._settled_ms.get(key, 0), closed[-1].open_ms)
        return grown

    def _set(self, key: CandleKey, load: CandleLoad) -> None:
        self._loads[key] = load
        self._hub.note_candles(*key)

    def _note_error(self, key: CandleKey, error: TerminalError) -> None:
        log.info("candles of %s: %s %s", named(key), error.sentence, error.detail)
        self._set(key, self.load(key)._replace(error=error.sentence))


def named(key: CandleKey) -> str:
    """Candles as a log calls them."""
    return f"{key[0]} {key[1].value}"
