"""Who wants which public data, and everything the streams alone do not bring.

Panels and strategies say what they want; the union goes to the client. The past comes by REST: candles when
somebody begins to watch, again after the stream was away, and where a hole shows (see `history`); trades
once. Books heal by their stream.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence

from terminal_app.core.errors import LinkError, RateLimitError, VenueError
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
from terminal_app.core.ports import CandleStore, Channel, Clock, Feed, MarketData
from terminal_app.market.deepening import Deepening
from terminal_app.market.history import CandleHistory, CandleKey, CandleLoad
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_MAX_DELAY_SECONDS = 30.0
_BOOKS = (BookDelta, BookSnapshot)
_BOOK_DELAY_SECONDS = (1.0, 60.0)


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
        self._store: CandleStore | None = None
        self._hub = hub
        self._clock = clock
        self._tasks = tasks
        self._sleep = sleep
        self._jitter = jitter
        self._wants: dict[object, frozenset[Channel]] = {}
        self._wanted: frozenset[Channel] = frozenset()
        self._history = CandleHistory(hub, clock, tasks, self._wants_candles, sleep=sleep, pause=self._pause)
        self._deepening = Deepening(
            hub, tasks, self._wanted_candles, self._history.busy, self._history.holes, sleep
        )
        self._book_asked: dict[InstrumentId, tuple[float, float]] = {}
        self._public_was_lost = False
        hub.listeners.append(self._on_market_event)

    def start(
        self, client: MarketData, products: Sequence[ProductType], store: CandleStore | None = None
    ) -> None:
        """Attach the public half of a client and fetch what is wanted already.

        The instruments and tickers of the products are loaded in the background, trying until it works.

        Args:
            client: whom to ask.
            products: what is traded.
            store: where closed candles are kept; nowhere when left out.
        """
        self._attached = client
        self._store = store
        self._history.attach(client, store)
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
        return self._history.load((instrument, interval))

    def request_older(self, instrument: InstrumentId, interval: Interval) -> None:
        """Bring an older page in the background, unless that is under way, useless, or just failed."""
        self._history.request_older((instrument, interval))

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh book because somebody doubts this one; asked too often, it does nothing."""
        if self._attached is not None:
            self._ask_for_book(instrument)

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
        self._hub.flow.on_link_event(event)
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
        self._history.attach(None, None)
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
            self._history.refill((channel.instrument, channel.interval))
            if self._attached is not None and self._store is not None:
                self._deepening.start(self._attached, self._store)
        elif channel.feed is Feed.TRADES:
            self._tasks.spawn(self._load_trades(channel), f"trades of {channel.instrument}")

    def _wants_candles(self, key: CandleKey) -> bool:
        return Channel(Feed.CANDLES, *key) in self._wanted

    def _wanted_candles(self) -> list[CandleKey]:
        return [(one.instrument, one.interval) for one in self._wanted if one.interval is not None]

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

    async def _pause(self, attempt: int) -> None:
        longest = min(_MAX_DELAY_SECONDS, 2.0 ** min(attempt, 10))
        await self._sleep(longest * (0.5 + self._jitter() / 2))

    # ------------------------------------------------------------------------------------------ watching

    def _on_market_event(self, event: MarketEvent) -> None:
        if isinstance(event, CandlesSeen) and event.candles:
            self._history.hear(event)
        elif isinstance(event, _BOOKS) and self._hub.book(event.instrument).crossed:
            self._ask_for_book(event.instrument)

    def _ask_for_book(self, instrument: InstrumentId) -> None:
        shortest, longest = _BOOK_DELAY_SECONDS
        now = self._clock.monotonic()
        asked, delay = self._book_asked.get(instrument, (now - longest, shortest))
        if now < asked + delay:
            return
        quiet = now >= asked + longest
        self._book_asked[instrument] = (now, shortest if quiet else min(longest, delay * 2))
        self._client.refresh_book(instrument)
