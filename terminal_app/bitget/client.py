"""The whole client: REST and the two streams of one venue and one key, behind `core.ports.ExchangeClient`.

It puts the parts together and sorts what arrives by listener; it decides nothing itself.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple, final

import httpx

from terminal_app.bitget.account_mode import AccountMode
from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.dialect import DIALECTS, Dialect
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.forwarding import Forwarding
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.order_socket import OrderSocket
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import Standing, StreamEvent
from terminal_app.bitget.stream_tap import StreamTap
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import AuthError, LinkError, VenueError
from terminal_app.core.events import (
    AccountKindFound,
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    CandlesSeen,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkState,
    TickerSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Clock, Feed, Health, Listeners, MaySend, OrdersOver
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_MARKET = (TradesSeen, TickerSeen, BookDelta, CandlesSeen, BookSnapshot, BookBroken)
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
CHANGING = "Bitget keeps this account in another form than before; connecting to it anew."


class _Streams(NamedTuple):
    public: Stream
    private: Stream | None

    def start(self) -> None:
        self.public.start()
        if self.private is not None:
            self.private.start()

    async def aclose(self) -> None:
        await self.public.aclose()
        if self.private is not None:
            await self.private.aclose()


@final
class BitgetClient(Forwarding):
    """`core.ports.ExchangeClient` for an account of either kind. One object per venue and key.

    Args:
        venue: where.
        credentials: `None` for public data only; private reads then raise, and orders are `NotSent`.
        listeners: where events go, on the event loop's thread.
        clock: the program's clock.
        connects: the budget of stream connections; share one between clients of the same process.
        limits: the numbers the streams live by.
        may_send, sleep, jitter, over: see `BitgetRest`.
        orders_over: by which way orders go.
        kind: how the account is spoken to at first; what the venue shows is followed.
        tap: listens to what the streams are told.

    Raises:
        AuthError: the key cannot be used as it is written.
        ValueError: a key for a venue that only tells what everybody may know.
    """

    def __init__(
        self,
        venue: Venue,
        credentials: Credentials | None,
        listeners: Listeners,
        clock: Clock,
        *,
        connects: ConnectBudget | None = None,
        limits: StreamLimits | None = None,
        may_send: MaySend | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        over: httpx.AsyncBaseTransport | None = None,
        orders_over: OrdersOver = OrdersOver.REST,
        kind: AccountKind = AccountKind.UNIFIED,
        tap: StreamTap | None = None,
    ) -> None:
        if credentials is not None and venue.badge is Badge.PUBLIC:
            raise ValueError("public data takes no key")
        self._venue = venue
        self._listeners = listeners
        self._tasks = TaskOwner("bitget")
        self._mode = AccountMode(kind, clock, self._change_over)
        rest = BitgetRest(
            venue,
            credentials,
            clock,
            self._tasks,
            LinkWatch(listeners.link),
            may_send=may_send,
            sleep=sleep,
            jitter=jitter,
            over=over,
            mode=self._mode,
        )
        self._rest = rest
        super().__init__(DIALECTS[kind].calls(rest, clock))
        self._credentials = credentials
        self._clock = clock
        self._connects = connects or ConnectBudget()
        self._limits = limits
        self._orders_over = orders_over
        self._tap = tap
        self._wanted: frozenset[Channel] = frozenset()
        self._sleep = sleep
        self._jitter = jitter
        self._started = False
        self._closed = False
        self._streams = self._make_streams(DIALECTS[kind])

    @property
    def badge(self) -> Badge:
        """What the window must say about the money behind this client."""
        return self._venue.badge

    async def start(self) -> None:
        """Begin to measure the clock and to keep the streams alive. Returns at once."""
        if self._started or self._closed:
            return
        self._started = True
        self._streams.public.start()
        self._tasks.spawn(self._begin(), "start")

    async def aclose(self) -> None:
        """Close the streams, then REST; a command on its way is told that there is no answer. Idempotent."""
        if self._closed:
            return
        self._closed = True
        await self._streams.aclose()
        await self._tasks.aclose()
        await self._rest.aclose()

    def want(self, channels: frozenset[Channel]) -> None:
        """Say which public streams are wanted from now on; the client subscribes the difference."""
        self._wanted = channels
        self._streams.public.want(channels)

    def standings(self) -> Mapping[Link, Standing]:
        """How far each connection is, for whoever begins to listen in the middle."""
        public, private = self._streams
        known = {Link.PUBLIC: public.standing()}
        return known if private is None else {**known, Link.PRIVATE: private.standing()}

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh snapshot of a book that is in doubt."""
        self._streams.public.refresh_book(instrument)

    def health(self) -> Health:
        """How the link is doing right now."""
        public, private = self._streams
        return Health(
            clock_offset_ms=self._rest.offset.ms,
            rest_ms=self._rest.round_trip_ms,
            public_ping_ms=public.ping_ms,
            private_ping_ms=None if private is None else private.ping_ms,
            budgets=self._rest.budgets(),
        )

    async def _begin(self) -> None:
        """Measure the clock, however long it takes, then log in: a login is signed with the venue's time."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._rest.venue_clock.measure()
                break
            except (LinkError, VenueError) as error:
                log.info("the venue's clock could not be measured at the start: %s", error.detail)
                if self._streams.private is not None:
                    self._listeners.link(LinkChanged(Link.PRIVATE, LinkState.DOWN, error.sentence))
            await self._sleep(pause * (0.5 + self._jitter()))
            pause = min(2 * pause, _LONGEST_PAUSE)
        if self._streams.private is not None:
            self._streams.private.start()
            await self._tell_account()

    async def _tell_account(self) -> None:
        """Read the account again and again, as often as its dialect needs it while it is the one in use."""
        dialect = DIALECTS[self._mode.kind]
        while dialect.account_every and DIALECTS[self._mode.kind] is dialect:
            await self._sleep(dialect.account_every)
            try:
                self._deliver(AccountSeen(await self.account()))
            except AuthError:
                return  # whoever reads the whole account says so, and tries again
            except (LinkError, VenueError) as error:
                log.info("the account could not be read: %s", error.detail)

    def _make_streams(self, dialect: Dialect) -> _Streams:
        if self._tap is not None:
            self._tap.spoken(dialect.kind)

        def stream(link: Link, url: str, key: Credentials | None) -> Stream:
            return Stream(
                dialect.stream,
                link,
                self._venue.stream_url(url, dialect.version),
                key,
                self._clock,
                self._rest.offset.venue_ms,
                self._deliver,
                self._tasks,
                self._connects,
                self._limits,
                self._jitter,
                # A login is signed with the venue's time, which is unknown after our clock was set.
                prepare=None if key is None else self._rest.venue_clock.trust,
                tap=self._tap,
            )

        public = stream(Link.PUBLIC, self._venue.public_ws, None)
        if self._credentials is None:
            return _Streams(public, None)
        private = stream(Link.PRIVATE, self._venue.private_ws, self._credentials)
        if self._orders_over is OrdersOver.AUTO:
            self._rest.order_socket = OrderSocket(dialect.stream, private.takes_orders, private.post)
        return _Streams(public, private)

    def _change_over(self, kind: AccountKind) -> None:
        if not self._closed:
            self._tasks.spawn(self._speak_to(kind), "change of dialect")

    async def _speak_to(self, kind: AccountKind) -> None:
        """Take the account for one of this kind: calls at once, streams when the old ones are gone."""
        log.info("the account is %s", kind.value)
        dialect = DIALECTS[kind]
        self._calls = dialect.calls(self._rest, self._clock)
        self._rest.order_socket = None
        await self._streams.aclose()
        if self._closed:
            return  # nobody would close the new ones
        self._streams = self._make_streams(dialect)
        self._listeners.link(AccountKindFound(kind))
        for link in (Link.PUBLIC, Link.PRIVATE):
            self._listeners.link(LinkChanged(link, LinkState.DOWN, CHANGING))
        for channel in self._wanted:
            if channel.feed is Feed.BOOK:
                self._listeners.market(BookBroken(channel.instrument, CHANGING))
        self._streams.public.want(self._wanted)
        self._streams.start()
        await self._tell_account()

    def _deliver(self, event: StreamEvent) -> None:
        # First, for there are thousands a second of them.
        if isinstance(event, _MARKET):
            self._listeners.market(event)
        elif isinstance(event, LinkChanged | ChannelSilent | AccountKindFound):
            self._listeners.link(event)
        else:
            self._listeners.account(event)
