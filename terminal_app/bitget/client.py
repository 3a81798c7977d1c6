"""The whole client: REST and the two streams of one venue and one key, behind `core.ports.ExchangeClient`.

It puts the parts together and sorts what arrives by listener; it decides nothing itself.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import final

import httpx

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.order_socket import OrderSocket
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.bitget.unified.account_data import AccountReads
from terminal_app.bitget.unified.market_data import MarketReads
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import (
    AccountKindFound,
    AccountSeen,
    ChannelSilent,
    FillsSeen,
    Link,
    LinkChanged,
    LinkState,
    OrdersSeen,
    PositionsSeen,
    StrategyOrdersSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Clock, Health, Listeners, MaySend, OrdersOver
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0


@final
class BitgetClient(MarketReads, AccountReads, OrderCommands):
    """`core.ports.ExchangeClient` for Bitget's unified account. One object per venue and key.

    Args:
        venue: where.
        credentials: `None` for public data only; private reads then raise, and orders are `NotSent`.
        listeners: where events go, on the event loop's thread.
        clock: the program's clock.
        connects: the budget of stream connections; share one between clients of the same process.
        limits: the numbers the streams live by.
        may_send, sleep, jitter, over: see `BitgetRest`.
        orders_over: by which way orders go.

    Raises:
        AuthError: the key cannot be used as it is written.
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
    ) -> None:
        self._venue = venue
        self._listeners = listeners
        self._tasks = TaskOwner("bitget")
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
        )
        MarketReads.__init__(self, rest, clock)
        AccountReads.__init__(self, rest, clock)
        OrderCommands.__init__(self, rest)
        connects = connects or ConnectBudget()

        def stream(link: Link, url: str, key: Credentials | None) -> Stream:
            return Stream(
                link,
                url,
                key,
                clock,
                rest.offset.venue_ms,
                self._deliver,
                self._tasks,
                connects,
                limits,
                jitter,
                # A login is signed with the venue's time, which is unknown after our clock was set.
                prepare=None if key is None else rest.trust_clock,
            )

        self._public = stream(Link.PUBLIC, venue.public_ws, None)
        self._private = (
            stream(Link.PRIVATE, venue.private_ws, credentials) if credentials is not None else None
        )
        if self._private is not None and orders_over is OrdersOver.AUTO:
            rest.order_socket = OrderSocket(self._private.takes_orders, self._private.post)
        self._sleep = sleep
        self._jitter = jitter
        self._started = False
        self._closed = False

    @property
    def badge(self) -> Badge:
        """What the window must say about the money behind this client."""
        return self._venue.badge

    async def start(self) -> None:
        """Begin to measure the clock and to keep the streams alive. Returns at once."""
        if self._started or self._closed:
            return
        self._started = True
        self._public.start()
        self._tasks.spawn(self._begin(), "start")

    async def aclose(self) -> None:
        """Close the streams, then REST; a command on its way is told that there is no answer. Idempotent."""
        if self._closed:
            return
        self._closed = True
        await self._public.aclose()
        if self._private is not None:
            await self._private.aclose()
        await self._tasks.aclose()
        await self._rest.aclose()

    def want(self, channels: frozenset[Channel]) -> None:
        """Say which public streams are wanted from now on; the client subscribes the difference."""
        self._public.want(channels)

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh snapshot of a book that is in doubt."""
        self._public.refresh_book(instrument)

    def health(self) -> Health:
        """How the link is doing right now."""
        return Health(
            clock_offset_ms=self._rest.offset.ms,
            rest_ms=self._rest.round_trip_ms,
            public_ping_ms=self._public.ping_ms,
            private_ping_ms=None if self._private is None else self._private.ping_ms,
            budgets=self._rest.budgets(),
        )

    async def _begin(self) -> None:
        """Measure the clock, however long it takes, then log in: a login is signed with the venue's time."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._rest.measure_clock()
                break
            except (LinkError, VenueError) as error:
                log.info("the venue's clock could not be measured at the start: %s", error.detail)
                if self._private is not None:
                    self._listeners.link(LinkChanged(Link.PRIVATE, LinkState.DOWN, error.sentence))
            await self._sleep(pause * (0.5 + self._jitter()))
            pause = min(2 * pause, _LONGEST_PAUSE)
        if self._private is not None:
            self._private.start()

    def _deliver(self, event: StreamEvent) -> None:
        match event:
            case OrdersSeen() | FillsSeen() | PositionsSeen() | AccountSeen() | StrategyOrdersSeen():
                self._listeners.account(event)
            case LinkChanged() | ChannelSilent() | AccountKindFound():
                self._listeners.link(event)
            case _:
                self._listeners.market(event)
