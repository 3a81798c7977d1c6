"""The live public feed of the venue as a market to follow: no key, and nothing is sent but subscriptions."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.errors import EnvironmentTroubleError, TerminalError
from terminal_app.core.events import LinkChanged, LinkEvent, MarketEvent
from terminal_app.core.instrument import Instrument, InstrumentId, PositionTier, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Clock, Feed, Listeners

_PRODUCTS = (ProductType.SPOT, ProductType.USDT_FUTURES)
_FEEDS = (Feed.BOOK, Feed.TICKER, Feed.TRADES)
_INTERVALS = (Interval.M1, Interval.M15, Interval.H1, Interval.D1)


class LiveSource:
    """A `paper.server.source.Source`.

    Args:
        venue: where.
        symbols: what to follow, on spot and on USDT-M futures. Each costs seven streams for each of both.
        clock: the program's; the market's time is its wall clock.
    """

    name = "live"
    end_ms: int | None = None

    def __init__(self, venue: Venue, symbols: Sequence[str], clock: Clock) -> None:
        self._symbols = frozenset(symbols)
        self._clock = clock
        self._waiting: deque[MarketEvent] = deque()
        self.instruments: Sequence[Instrument] = ()
        self.tiers: Mapping[InstrumentId, tuple[PositionTier, ...]] = {}
        self.start_ms = 0
        self.link = ""
        listeners = Listeners(self._waiting.append, lambda _event: None, self._on_link)
        self._client = BitgetClient(venue, None, listeners, clock)

    async def open(self) -> None:
        """Read the rules of what is followed, and subscribe to it.

        Raises:
            TerminalError: the venue does not answer, or does not list any of it.
        """
        try:
            await self._read_rules()
        except TerminalError:
            await self._client.aclose()
            raise
        names = [one.id for one in self.instruments]
        channels = {Channel(feed, name) for feed in _FEEDS for name in names}
        channels |= {Channel(Feed.CANDLES, name, interval) for interval in _INTERVALS for name in names}
        self._client.want(frozenset(channels))
        await self._client.start()
        self.start_ms = self._clock.now_ms()

    def take(self, now_ms: int) -> Iterator[MarketEvent]:
        """What has arrived since the last call."""
        del now_ms  # it is always now
        while self._waiting:
            yield self._waiting.popleft()

    def next_ms(self) -> int | None:
        """Nobody knows."""
        return None

    async def aclose(self) -> None:
        """End the connection."""
        await self._client.aclose()

    async def _read_rules(self) -> None:
        found = [
            one
            for product in _PRODUCTS
            for one in await self._client.instruments(product)
            if one.id.symbol in self._symbols
        ]
        if not found:
            names = ", ".join(sorted(self._symbols))
            raise EnvironmentTroubleError(f"Bitget lists none of {names}. Choose others with --symbols.")
        self.instruments = tuple(found)
        self.tiers = {
            one.id: tuple(await self._client.position_tiers(one.id))
            for one in found
            if one.id.product.is_futures
        }

    def _on_link(self, event: LinkEvent) -> None:
        if isinstance(event, LinkChanged):
            self.link = event.sentence
