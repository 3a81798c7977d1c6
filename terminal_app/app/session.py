"""A session: everything that is tied to one venue and one account.

The stores exist from the start, so that the window can be shown before there is any connection. `open`
builds what talks to the venue on top of them; `aclose` takes it down in order. Another account is another
session.
"""

import asyncio
import logging
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field

from terminal_app import __version__
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account import AccountSettings
from terminal_app.core.changes import Changes
from terminal_app.core.commands import Command
from terminal_app.core.events import AccountEvent, LinkChanged, LinkEvent
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused
from terminal_app.core.ports import Clock, Health, Listeners
from terminal_app.core.records import SessionOpened
from terminal_app.core.secret import Credentials
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.ui.link_state import LinkStates

log = logging.getLogger(__name__)

PRODUCTS: Sequence[ProductType] = (ProductType.SPOT, ProductType.USDT_FUTURES)
_STEP_SECONDS = 5.0


@dataclass(slots=True)
class _Open:
    client: BitgetClient
    service: TradingService
    journal: JournalWriter


@dataclass(slots=True)
class Session:
    """One venue and one account, from the first look-up to the last byte."""

    paths: Paths
    profile: str
    clock: Clock
    changes: Changes
    hub: MarketHub
    feed: MarketFeed
    blotter: OrderBlotter
    positions: PositionBook
    balances: BalanceSheet
    links: LinkStates
    limits: RiskLimits = field(default_factory=RiskLimits)
    tasks: TaskOwner = field(default_factory=lambda: TaskOwner("session"))
    _open: _Open | None = None
    _closing: bool = False

    async def open(self, venue: Venue, credentials: Credentials) -> None:
        """Open the journal, connect, and begin the first synchronisation. Returns before it has finished.

        Raises:
            EnvironmentTroubleError: the journal cannot be opened.
        """
        journal = JournalWriter(self.paths.journal)
        await journal.open()
        listeners = Listeners(market=self.hub.apply, account=self._on_account, link=self._on_link)
        client = BitgetClient(venue, credentials, listeners, self.clock)
        service = TradingService(
            client=client,
            journal=journal,
            blotter=self.blotter,
            positions=self.positions,
            balances=self.balances,
            prices=HubPrices(self.hub, self.clock),
            limits=self.limits,
            changes=self.changes,
            clock=self.clock,
            tasks=self.tasks,
        )
        if journal.notice is not None:
            log.warning("%s", journal.notice)
            self.changes.post(TradingNotice(journal.notice))
        reader = JournalReader(self.paths.journal)
        service.recover(reader.unsettled_orders())
        reader.close()
        self._open = _Open(client, service, journal)
        await journal.append(SessionOpened(self.profile, venue.badge.value, __version__, self.clock.now_ms()))
        await client.start()
        self.feed.start(client, PRODUCTS)
        self.tasks.spawn(service.start(PRODUCTS), "first sync")

    async def submit(self, command: Command, source: Source = Source.MANUAL) -> Outcome:
        """The only road from a person or a strategy to the venue."""
        block = self.entry_block()
        if self._open is None or self._closing:
            return Refused((block or "The terminal is closing.",))
        return await self._open.service.submit(command, source)

    def entry_block(self) -> str | None:
        """Why orders are shut right now, in a plain sentence; `None` when they are open."""
        if self._closing:
            return "The terminal is closing."
        return self._open.service.entry_block() if self._open else "Connecting to the exchange…"

    def health(self) -> Health:
        """How the link is doing."""
        return self._open.client.health() if self._open else Health(None, None, None, None, ())

    def account_settings(self) -> AccountSettings | None:
        """How the account is set up, `None` until it has been read."""
        return self._open.service.account_settings if self._open else None

    def last_order_ms(self) -> float | None:
        """How long the venue took to answer the last command, `None` before one."""
        timing = self._open.service.last_order if self._open else None
        return timing.answer_ms if timing else None

    async def aclose(self) -> None:
        """Refuse new commands, wait for sends in flight, flush the journal, close the streams and REST."""
        if self._closing:
            return
        self._closing = True
        if self._open is not None:
            await _within("orders in flight", self._open.service.aclose())
            await _within("market feed", self.feed.aclose())
            await _within("exchange client", self._open.client.aclose())
            await _within("journal", self._open.journal.aclose())
        await _within("tasks", self.tasks.aclose())

    def _on_account(self, event: AccountEvent) -> None:
        if self._open is not None:
            self._open.service.on_account_event(event)

    def _on_link(self, event: LinkEvent) -> None:
        self.links.apply(event)
        if isinstance(event, LinkChanged):
            log.info("%s link: %s. %s", event.link.value, event.state.value, event.sentence)
        self.feed.on_link_event(event)
        if self._open is not None:
            self._open.service.on_link(event)


async def _within(step: str, work: Awaitable[None]) -> None:
    try:
        await asyncio.wait_for(work, _STEP_SECONDS)
    except TimeoutError:
        log.warning("closing: %s did not finish within %.0f s and was left", step, _STEP_SECONDS)
