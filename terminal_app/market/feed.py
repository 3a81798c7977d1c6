"""Who wants which public data, and everything the streams alone do not bring.

Panels and strategies say what they want; the union goes to the client. History comes by REST: candles when
somebody begins to watch, again after the stream was away, and where a hole shows; trades once. Books heal
by their stream.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import NamedTuple

from terminal_app.core.errors import LinkError, RateLimitError, TerminalError, VenueError
from terminal_app.core.events import (
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    TickerSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Candle, FundingRate, Interval
from terminal_app.core.ports import Channel, Clock, Feed, MarketData
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

PAGE = 500
OLDER_PAUSE_SECONDS = 5.0
_MAX_DELAY_SECONDS = 30.0
_MAX_GAP_PAGES = 20
_BOOK_DELAY_SECONDS = (1.0, 60.0)

CandleKey = tuple[InstrumentId, Interval]


class CandleLoad(NamedTuple):
    """How the history of a chart is doing.

    `error` is a plain sentence, empty when all is well; `exhausted` means there is nothing older.
    """

    loading: bool = False
    loading_older: bool = False
    error: str = ""
    exhausted: bool = False


class MarketFeed:
    """Keeps the hub filled with what its watchers want.

    It exists before there is a connection, so that the window can be shown at once: until `start` it only
    remembers what is wanted.

    Args:
        hub: the stores.
        clock: for pauses between requests that a person triggers.
        tasks: owns every request in flight.
        sleep: waits between retries; tests hand in their own.
        jitter: a number from 0 to 1 that spreads retries.
    """

    def __init__(
        self,
        hub: MarketHub,
        clock: Clock,
        tasks: TaskOwner,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._attached: MarketData | None = None
        self._hub = hub
        self._clock = clock
        self._tasks = tasks
        self._sleep = sleep
        self._jitter = jitter
        self._wants: dict[object, frozenset[Channel]] = {}
        self._wanted: frozenset[Channel] = frozenset()
        self._loads: dict[CandleKey, CandleLoad] = {}
        self._accepted_gaps: dict[CandleKey, set[tuple[int, int]]] = {}
        self._newest_ms: dict[CandleKey, int] = {}
        self._older_after: dict[CandleKey, float] = {}
        self._book_asked: dict[InstrumentId, tuple[float, float]] = {}
        self._public_was_lost = False
        hub.listeners.append(self._on_market_event)

    def start(self, client: MarketData, products: Sequence[ProductType]) -> None:
        """Attach the public half of a client and fetch what is wanted already.

        The instruments and tickers of the products are loaded in the background, trying until it works.
        """
        self._attached = client
        if self._wanted:
            client.want(self._wanted)
        for channel in self._wanted:
            self._backfill(channel)
        for product in products:
            self._tasks.spawn(self._load_product(product), f"instruments of {product.value}")

    @property
    def attached(self) -> bool:
        """Whether there is a client to ask."""
        return self._attached is not None

    def watch(self, owner: object, channels: Iterable[Channel]) -> None:
        """Say what an owner wants from now on, in place of what it wanted before."""
        self._wants[owner] = frozenset(channels)
        self._settle_wants()

    def release(self, owner: object) -> None:
        """An owner wants nothing any more."""
        if self._wants.pop(owner, None) is not None:
            self._settle_wants()

    def candle_load(self, instrument: InstrumentId, interval: Interval) -> CandleLoad:
        """How the loading of these candles is doing."""
        return self._loads.get((instrument, interval), CandleLoad())

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        """Load one older page in the background, unless that is under way, useless, or just failed."""
        key = (instrument, interval)
        if self._attached is None:
            return
        load = self.candle_load(*key)
        waiting = self._clock.monotonic() < self._older_after.get(key, 0.0)
        if load.loading or load.loading_older or load.exhausted or waiting:
            return
        self._set(key, load._replace(loading_older=True))
        self._tasks.spawn(self._load_older(key), f"older candles of {instrument} {interval.value}")

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh book because somebody doubts this one; asked too often, it does nothing."""
        if self._attached is not None:
            self._ask_for_book(instrument)

    async def older_candles(self, instrument: InstrumentId, interval: Interval) -> int:
        """Load one page before the oldest candle.

        Returns:
            How many candles came; 0 means there are none.

        Raises:
            LinkError: no answer.
            VenueError: the venue refused.
        """
        series = self._hub.candles(instrument, interval)
        before = int(series.bar(0).open_ms) if series.length else None
        page = await self._client.candles(instrument, interval, before_ms=before, count=PAGE)
        return self._hub.add_history(instrument, interval, page)

    async def past_candles(self, instrument: InstrumentId, interval: Interval, count: int) -> list[Candle]:
        """The newest candles, read for somebody else and not stored.

        Raises:
            LinkError: no connection, or no answer.
            VenueError: the venue refused.
        """
        return await self._client.candles(instrument, interval, count=count)

    async def past_funding(self, instrument: InstrumentId) -> list[FundingRate]:
        """The past funding rates of a future, read for somebody else and not stored; raises as above."""
        return await self._client.funding_history(instrument)

    def on_link_event(self, event: LinkEvent) -> None:
        """Fetch what was missed when the public stream comes back."""
        if not isinstance(event, LinkChanged) or event.link is not Link.PUBLIC:
            return
        if event.state is not LinkState.LIVE:
            self._public_was_lost = self._public_was_lost or event.state is LinkState.DOWN
        elif self._public_was_lost:
            self._public_was_lost = False
            for channel in self._wanted:
                self._backfill(channel)

    async def aclose(self) -> None:
        """Want nothing, let the client go and end every request."""
        self._wants.clear()
        self._settle_wants()
        if self._on_market_event in self._hub.listeners:
            self._hub.listeners.remove(self._on_market_event)
        # A window that is still closing may go on wanting things; there is nobody to ask any more.
        self._attached = None
        await self._tasks.aclose()

    @property
    def _client(self) -> MarketData:
        if self._attached is None:
            raise LinkError("There is no connection to the exchange yet.")
        return self._attached

    # ------------------------------------------------------------------------------------------ wants

    def _settle_wants(self) -> None:
        union = frozenset[Channel]().union(*self._wants.values())
        if union == self._wanted:
            return
        added = union - self._wanted
        self._wanted = union
        if self._attached is None:
            return
        self._attached.want(union)
        for channel in added:
            self._backfill(channel)

    def _backfill(self, channel: Channel) -> None:
        if channel.feed is Feed.CANDLES and channel.interval is not None:
            self._refill((channel.instrument, channel.interval))
        elif channel.feed is Feed.TRADES:
            self._tasks.spawn(self._load_trades(channel), f"trades of {channel.instrument}")

    def _refill(self, key: CandleKey) -> None:
        load = self.candle_load(*key)
        if load.loading:
            return
        self._set(key, load._replace(loading=True))
        self._tasks.spawn(self._load_candles(key), f"candles of {key[0]} {key[1].value}")

    def _set(self, key: CandleKey, load: CandleLoad) -> None:
        self._loads[key] = load
        self._hub.note_candles(*key)

    # ------------------------------------------------------------------------------------------ loading

    async def _load_product(self, product: ProductType) -> None:
        attempt = 0
        while True:
            try:
                self._hub.instruments.replace(product, await self._client.instruments(product))
                for ticker in await self._client.tickers(product):
                    self._hub.apply(TickerSeen(ticker))
                return
            except (LinkError, VenueError) as error:
                log.info("instruments of %s: %s %s", product.value, error.sentence, error.detail)
            await self._pause(attempt)
            attempt += 1

    async def _load_trades(self, channel: Channel) -> None:
        attempt = 0
        while channel in self._wanted:
            try:
                self._hub.add_past_trades(channel.instrument, await self._client.trades(channel.instrument))
                return
            except (LinkError, RateLimitError) as error:
                log.info("trades of %s: %s %s", channel.instrument, error.sentence, error.detail)
            except VenueError as error:  # the stream still brings the next ones
                log.info("no trades of %s: %s %s", channel.instrument, error.sentence, error.detail)
                return
            await self._pause(attempt)
            attempt += 1

    async def _load_candles(self, key: CandleKey) -> None:
        channel = Channel(Feed.CANDLES, *key)
        attempt = 0
        try:
            while channel in self._wanted:
                try:
                    self._hub.add_history(*key, await self._client.candles(*key, count=PAGE))
                    await self._fill_gaps(key)
                    self._set(key, self.candle_load(*key)._replace(error=""))
                    return
                except (LinkError, RateLimitError) as error:
                    self._note_error(key, error)
                except VenueError as error:
                    self._note_error(key, error)
                    return
                await self._pause(attempt)
                attempt += 1
        finally:
            self._set(key, self.candle_load(*key)._replace(loading=False))

    async def _fill_gaps(self, key: CandleKey) -> None:
        series = self._hub.candles(*key)
        accepted = self._accepted_gaps.setdefault(key, set())
        for _ in range(_MAX_GAP_PAGES):
            open_gaps = [gap for gap in series.gaps if gap not in accepted]
            if not open_gaps:
                return
            start, end = open_gaps[-1]
            missing = (end - start) // key[1].ms
            page = await self._client.candles(*key, before_ms=end, count=min(PAGE, max(1, missing)))
            if not _inside(page, start, end):
                accepted.add((start, end))  # nobody traded, or the venue has forgotten
            self._hub.add_history(*key, page)

    async def _load_older(self, key: CandleKey) -> None:
        exhausted = False
        try:
            exhausted = await self.older_candles(*key) == 0
            self._set(key, self.candle_load(*key)._replace(error=""))
        except (LinkError, VenueError) as error:
            self._older_after[key] = self._clock.monotonic() + OLDER_PAUSE_SECONDS
            self._note_error(key, error)
        finally:
            self._set(key, self.candle_load(*key)._replace(loading_older=False, exhausted=exhausted))

    def _note_error(self, key: CandleKey, error: TerminalError) -> None:
        log.info("candles of %s %s: %s %s", key[0], key[1].value, error.sentence, error.detail)
        self._set(key, self.candle_load(*key)._replace(error=error.sentence))

    async def _pause(self, attempt: int) -> None:
        longest = min(_MAX_DELAY_SECONDS, 2.0 ** min(attempt, 10))
        await self._sleep(longest * (0.5 + self._jitter() / 2))

    # ------------------------------------------------------------------------------------------ watching

    def _on_market_event(self, event: MarketEvent) -> None:
        if isinstance(event, CandlesSeen) and event.candles:
            self._check_candles(event)
        elif isinstance(event, BookDelta | BookSnapshot) and self._hub.book(event.instrument).crossed:
            self._ask_for_book(event.instrument)

    def _check_candles(self, event: CandlesSeen) -> None:
        key = (event.instrument, event.interval)
        before = self._newest_ms.get(key)
        self._newest_ms[key] = event.candles[-1].open_ms
        if before is not None and event.candles[0].open_ms > before + event.interval.ms:
            self._refill(key)

    def _ask_for_book(self, instrument: InstrumentId) -> None:
        shortest, longest = _BOOK_DELAY_SECONDS
        now = self._clock.monotonic()
        asked, delay = self._book_asked.get(instrument, (now - longest, shortest))
        if now < asked + delay:
            return
        quiet = now >= asked + longest
        self._book_asked[instrument] = (now, shortest if quiet else min(longest, delay * 2))
        self._client.refresh_book(instrument)


def _inside(page: Sequence[Candle], start: int, end: int) -> bool:
    return any(start <= candle.open_ms < end for candle in page)
