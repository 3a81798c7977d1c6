"""A session: everything that is tied to one venue and one account.

The stores exist from the start, so that the window can be shown before there is any connection. `open`
builds what talks to the venue on top of them; `aclose` takes it down in order. Another account is another
session.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from terminal_app import __version__
from terminal_app.app.account_view import AccountView
from terminal_app.app.arming import adds_risk
from terminal_app.app.connection import Connection, build
from terminal_app.app.day_bills import keep_reading
from terminal_app.app.exchange_choosing import ExchangeChoosing
from terminal_app.app.guards import Guards
from terminal_app.app.journal_desk import JournalDesk
from terminal_app.app.looking_around import keep_looking
from terminal_app.app.paths import Paths
from terminal_app.app.recording.deck import Deck
from terminal_app.app.shutdown import within
from terminal_app.app.watchdog_child import WatchdogChild
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import (
    CancelOrder,
    Command,
    Lifetime,
    PlaceOco,
    PlaceOrder,
    PlaceTrail,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import (
    AccountEvent,
    AccountKindFound,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    TickerSeen,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused
from terminal_app.core.ports import Clock, Listeners, OrdersOver
from terminal_app.core.records import SessionOpened
from terminal_app.core.secret import Credentials
from terminal_app.journal.writer import JournalWriter
from terminal_app.market.feed import MarketFeed
from terminal_app.market.hub import MarketHub
from terminal_app.settings.exchange import ExchangeChoices
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.day import DayResult
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.flat_state import FlatReport
from terminal_app.trading.gate import Gate, TradingState
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.transfers import TransferBook
from terminal_app.ui.link_state import LinkStates

log = logging.getLogger(__name__)

_NOT_CONNECTED = "There is no connection to the exchange, so it cannot be asked. Try again when there is."
_DISARMED = "Orders are disarmed. Press ARM in the top bar to trade with real money."

PRODUCTS: Sequence[ProductType] = (ProductType.SPOT, ProductType.USDT_FUTURES)


@dataclass(slots=True)
class Session:
    """One venue and one account, from the first look-up to the last byte.

    `own_clock` is the computer's, where `clock` is that of a recording: the wire and sleep go by it.
    """

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
    guards: Guards
    gate: Gate
    limits: RiskLimits
    deck: Deck
    tasks: TaskOwner
    account: AccountView
    choosing: ExchangeChoosing
    journal: JournalDesk
    strategy_orders: StrategyBook = field(default_factory=StrategyBook)
    held: HeldBook = field(default_factory=HeldBook)
    transfers: TransferBook = field(default_factory=TransferBook)
    armed: bool = True
    trouble: str | None = None
    own_clock: Clock | None = None
    _open: Connection | None = None
    _closing: bool = False

    async def open(self, venue: Venue, credentials: Credentials) -> None:
        """Open the journal, connect, and begin the first synchronisation. Returns before it has finished.

        Raises:
            EnvironmentTroubleError: the journal cannot be opened.
        """
        journal = JournalWriter(self.paths.journal)
        await journal.open()
        try:
            listeners = Listeners(market=self._on_market, account=self._on_account, link=self._on_link)
            opened = build(self, journal, venue, credentials, listeners)
            self._recover(opened)
        except BaseException:
            await journal.aclose()  # its thread would keep the program from ending
            raise
        client, service = opened.client, opened.service
        self._open = opened
        self.account.attach(client, service)
        self.journal.attach(client, opened.journal, opened.venue_ms)
        await opened.journal.append(
            SessionOpened(self.profile, venue.badge.value, __version__, self.clock.now_ms())
        )
        self.deck.attach(client.standings)
        await client.start()
        self.feed.start(client, PRODUCTS, opened.candles)
        self.tasks.spawn(service.start(PRODUCTS), "first sync")
        looking = keep_looking(service, self.feed, self.positions, self.blotter, self.held)
        self.tasks.spawn(looking, "clock and prices")
        if self.guards.choices.countdown_s:
            self.tasks.spawn(self._hold_countdown(), "the exchange's own switch")
        self.tasks.spawn(keep_reading(client, service.controls, self.clock, asyncio.sleep), "the day's bills")
        if self.held.running():
            self.tasks.spawn(self._watch_over_held(opened.watchdog), "watchdog")

    def _recover(self, opened: Connection) -> None:
        """Take over what the journal knows of earlier runs, and say what somebody should know of them."""
        reader = opened.reader
        deeds = [event.sentence for event in reader.events_since_session("watchdog")]
        for notice in filter(None, (opened.journal.notice, *self.guards.troubles, *deeds)):
            log.warning("%s", notice)
            self.changes.post(TradingNotice(notice))
        opened.service.recover(reader.unsettled_orders(), reader.last_moment_ms(), reader.held())

    async def submit(self, command: Command, source: Source = Source.MANUAL) -> Outcome:
        """The only road from a person or a strategy to the venue."""
        service = await self._service_for(command)
        return service if isinstance(service, Refused) else await service.submit(command, source)

    async def place_group(
        self, orders: Sequence[PlaceOrder], source: Source = Source.MANUAL
    ) -> Sequence[Outcome]:
        """The same road for new orders that leave together; see `TradingService.place_group`."""
        service = await self._service_for(*orders)
        if isinstance(service, Refused):
            return [service for _ in orders]
        return await service.place_group(orders, source)

    async def cancel_group(
        self, orders: Sequence[CancelOrder], source: Source = Source.MANUAL
    ) -> Sequence[Outcome]:
        """The same road for several cancels; see `TradingService.cancel_group`."""
        service = await self._service_for(*orders)
        if isinstance(service, Refused):
            return [service for _ in orders]
        return await service.cancel_group(orders, source)

    async def _service_for(self, *commands: Command) -> TradingService | Refused:
        """Who takes these commands, or why nobody does."""
        if self._open is None or self._closing:
            return Refused((self.entry_block() or "The terminal is closing.",))
        if not self.armed and any(adds_risk(command) for command in commands):
            return Refused((_DISARMED,))
        if any(isinstance(one, PlaceOrder) and one.lifetime is Lifetime.SESSION for one in commands):
            try:
                await self._open.watchdog.ensure()
            except EnvironmentTroubleError as error:
                return Refused((error.sentence,))
        if any(isinstance(one, PlaceTrail | PlaceOco) for one in commands):
            # Nothing that guards a position waits for it.
            self.tasks.spawn(self._watch_over_held(self._open.watchdog), "watchdog")
        return self._open.service

    def entry_block(self) -> str | None:
        """Why orders are shut right now, in a plain sentence; `None` when they are open."""
        if self._closing:
            return "The terminal is closing."
        if self._open is None:
            return self.gate.halted() or self.trouble or "Connecting to the exchange…"
        return self._open.service.entry_block() or (None if self.armed else _DISARMED)

    def give_up(self, sentence: str) -> None:
        """Say why there is no connection, and that none is being made."""
        self.trouble = sentence
        for link in Link:
            self.links.apply(LinkChanged(link, LinkState.DOWN, sentence))
        self.changes.mark(Topic(Kind.TRADING))

    def arm(self, *, armed: bool) -> None:
        """Open or shut orders by hand. Cancelling, closing and guarding a position stay possible."""
        self.armed = armed
        log.info("orders are %s", "armed" if armed else "disarmed")
        self.changes.mark(Topic(Kind.TRADING))

    def trading_state(self) -> TradingState:
        """What may leave at all: everything, reductions, or cancels and closes alone."""
        return self.gate.state

    def halt(self, why: str) -> None:
        """Let nothing leave but cancels and closes, from this moment on and over a restart."""
        if self._open is not None:
            self._open.service.controls.halt(why)
        else:
            self._choose(TradingState.HALTED, why)

    def trading_why(self) -> str | None:
        """Why not everything may leave, in a sentence; `None` when the switch and the day's loss allow it."""
        return self.gate.halted() or self.gate.reducing()

    def reduce_only(self, why: str) -> None:
        """Let nothing leave that can grow a position, over a restart too."""
        if self._open is not None:
            self._open.service.controls.reduce_only(why)
        else:
            self._choose(TradingState.REDUCE_ONLY, why)

    def resume(self) -> None:
        """Open again what `halt` or `reduce_only` shut."""
        if self._open is not None:
            self._open.service.controls.resume()
        else:
            self._choose(TradingState.ENABLED, "")

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Change our own limits; the reasons when that makes no sense or loosens what nobody agreed to."""
        if self._open is None:
            return Refused(("Limits can be changed when the exchange is connected.",))
        refused = self._open.service.controls.set_limits(new, loosen=loosen)
        self.limits = self._open.service.controls.limits
        return refused

    def day_result(self) -> DayResult | None:
        """What today brought so far, after fees and funding; `None` without a connection."""
        return self._open.service.controls.day.result() if self._open else None

    async def ask_again(self, client_oid: str) -> bool:
        """Ask the exchange about an order now. Whether it answered with an order."""
        return self._open is not None and await self._open.service.ask_again(client_oid)

    def evidence(self, client_oid: str) -> Sequence[EvidenceLine]:
        """What was sent of an order, what came back and when; oldest first."""
        return self._open.service.evidence(client_oid) if self._open else ()

    def flat(self) -> FlatReport | None:
        """How the last flattening went, or is going; `None` before one."""
        return self._open.service.flat if self._open else None

    async def flatten(self, cause: str) -> FlatReport | None:
        """Halt, cancel every order, close every position, and prove it; `None` without a connection."""
        return None if self._open is None else await self._open.service.flatten(cause, PRODUCTS)

    async def flatten_again(self, key: str) -> FlatReport | None:
        """Try one row of the last report again."""
        return None if self._open is None else await self._open.service.flatten_again(key)

    @property
    def exchange_choices(self) -> ExchangeChoices:
        """How this account is spoken to, as it was chosen last."""
        return self.guards.choices

    def choose_orders_over(self, over: OrdersOver) -> str:
        """Have orders go by another way from the next connection on; why that was not kept, if so."""
        return self.choosing.choose_orders_over(over)

    async def use_countdown(self, seconds: int) -> str:
        """Have the exchange itself cancel EVERY order when this computer is not heard of for so long.

        Only accounts that were given it have it; 5 to 60 seconds, zero switches it off. It is kept for the
        next start.

        Returns:
            Why it could not be, in a sentence; empty when it holds.
        """
        if self._open is None or self._closing:
            return _NOT_CONNECTED
        return await self.choosing.use_countdown(seconds, self._open.client, self._open.watchdog)

    async def _hold_countdown(self) -> None:
        """Begin to hold the exchange's own switch, as it was chosen; say so when that is not possible."""
        if trouble := await self.use_countdown(self.guards.choices.countdown_s):
            log.warning("the exchange's own switch: %s", trouble)
            self.changes.post(TradingNotice(f"Bitget's own switch is not held. {trouble}"))

    def watchdog_pid(self) -> int | None:
        """The process id of the watchdog while there is one."""
        return self._open.watchdog.pid if self._open else None

    async def aclose(self) -> None:
        """Refuse new commands, wait for sends in flight, flush the journal, close the streams and REST."""
        if self._closing:
            return
        self._closing = True
        self.account.close()
        if self._open is not None:
            await within("the exchange's own switch", self.choosing.end_switching())
            await within("orders in flight", self._open.service.aclose())
            await within("market feed", self.feed.aclose())
            await within("candles", self._open.candles.aclose())
            await within("exchange client", self._open.client.aclose())
            await within("watchdog", self._open.watchdog.stop())
            await within("journal", self._open.journal.aclose())
            self._open.reader.close()
        await within("tasks", self.tasks.aclose())
        await within("recording", self.deck.stop())
        await within("order flow", asyncio.to_thread(self.hub.flow.close))

    def _choose(self, state: TradingState, why: str) -> None:
        """Set the gate while there is no service to do it."""
        try:
            self.gate.choose(state, why)
        except EnvironmentTroubleError as error:
            log.warning("%s %s", error.sentence, error.detail)
            self.changes.post(TradingNotice(error.sentence))
        self.changes.mark(Topic(Kind.TRADING))

    async def _watch_over_held(self, watchdog: WatchdogChild) -> None:
        """Have a watchdog that writes down what is held no more when the window dies."""
        if self._closing:
            return
        try:
            await watchdog.ensure()
        except EnvironmentTroubleError as error:
            # Nothing depends on it: what it would say can be read from the journal.
            log.warning("no watchdog for what this program holds: %s", error.detail)

    async def _tell_watchdog(self, watchdog: WatchdogChild, kind: AccountKind) -> None:
        try:
            await watchdog.use_kind(kind)
        except EnvironmentTroubleError as error:
            log.warning("the watchdog could not be started again: %s", error.detail)
            self.changes.post(TradingNotice(error.sentence))

    def _on_market(self, event: MarketEvent) -> None:
        self.hub.apply(event)
        if isinstance(event, TickerSeen) and self._open is not None:
            self._open.service.on_price(event.ticker)

    def _on_account(self, event: AccountEvent) -> None:
        if self._open is not None:
            with self.deck.explained():
                self._open.service.on_account_event(event)

    def _on_link(self, event: LinkEvent) -> None:
        self.links.apply(event)
        if isinstance(event, AccountKindFound):
            self.account.found(event.kind)
            if self._open is not None and not self._closing:
                self.tasks.spawn(self._tell_watchdog(self._open.watchdog, event.kind), "watchdog")
        elif isinstance(event, LinkChanged):
            log.info("%s link: %s. %s", event.link.value, event.state.value, event.sentence)
        self.feed.on_link_event(event)
        if self._open is not None:
            self._open.service.on_link(event)
