"""A session: everything that is tied to one venue and one account.

The stores exist from the start, so that the window can be shown before there is any connection. `open`
builds what talks to the venue on top of them; `aclose` takes it down in order. Another account is another
session.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from terminal_app import __version__
from terminal_app.app.day_bills import keep_reading
from terminal_app.app.exchange_switch import switch_to
from terminal_app.app.guards import Guards
from terminal_app.app.journal_desk import JournalDesk
from terminal_app.app.paths import Paths
from terminal_app.app.prices import HubPrices
from terminal_app.app.recording.deck import Deck
from terminal_app.app.recording.stores import RecordedJournal
from terminal_app.app.shutdown import within
from terminal_app.app.watchdog import Charge
from terminal_app.app.watchdog_child import WatchdogChild
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.account import AccountKind, AccountSettings
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    CancelOrder,
    Command,
    Lifetime,
    PlaceOco,
    PlaceOrder,
    PlaceTrail,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
)
from terminal_app.core.errors import EnvironmentTroubleError, LinkError
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
from terminal_app.core.instrument import InstrumentId, PositionTier, ProductType
from terminal_app.core.orders import Source, VenueOrder
from terminal_app.core.outcomes import Outcome, Refused
from terminal_app.core.ports import Channel, Clock, Feed, Health, Listeners, OrdersOver
from terminal_app.core.records import NoteSeen, SessionOpened
from terminal_app.core.secret import Credentials
from terminal_app.journal.candle_store import SqliteCandleStore
from terminal_app.journal.reader import JournalReader
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
from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.trading.story import Story
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.timings import OrderTimes
from terminal_app.trading.transfers import TransferBook
from terminal_app.ui.link_state import LinkStates

log = logging.getLogger(__name__)

# The exits of a position only make risk smaller: like a close, they pass while entry is shut.
_OPENING = (PlaceOrder, AmendOrder, SetLeverage, SetHoldMode, PlaceTrigger, AmendStrategy, PlaceOco)
_NOT_CONNECTED = "There is no connection to the exchange, so it cannot be asked. Try again when there is."
_SWITCHING = "The switch is being set already. Try again in a moment."
_DISARMED = "Orders are disarmed. Press ARM in the top bar to trade with real money."

_MOST_PRICES = 40

PRODUCTS: Sequence[ProductType] = (ProductType.SPOT, ProductType.USDT_FUTURES)


@dataclass(slots=True)
class _Open:
    client: BitgetClient
    service: TradingService
    journal: JournalWriter
    reader: JournalReader
    watchdog: WatchdogChild
    desk: JournalDesk
    candles: SqliteCandleStore


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
    tasks: TaskOwner = field(default_factory=lambda: TaskOwner("session"))
    strategy_orders: StrategyBook = field(default_factory=StrategyBook)
    held: HeldBook = field(default_factory=HeldBook)
    transfers: TransferBook = field(default_factory=TransferBook)
    armed: bool = True
    trouble: str | None = None
    _kind: AccountKind | None = None
    own_clock: Clock | None = None
    _open: _Open | None = None
    _closing: bool = False
    _switching: asyncio.Task[str] | None = None

    async def open(self, venue: Venue, credentials: Credentials) -> None:
        """Open the journal, connect, and begin the first synchronisation. Returns before it has finished.

        Raises:
            EnvironmentTroubleError: the journal cannot be opened.
        """
        journal = JournalWriter(self.paths.journal)
        await journal.open()
        listeners = Listeners(market=self._on_market, account=self._on_account, link=self._on_link)
        client = BitgetClient(
            venue,
            credentials,
            listeners,
            self.own_clock or self.clock,
            may_send=self.gate.may_send,
            orders_over=self.guards.choices.orders_over,
            kind=self.guards.account_kind,
            tap=self.deck,
        )
        reader = JournalReader(self.paths.journal)
        service = TradingService(
            client=client,
            journal=RecordedJournal(journal, self.deck),
            blotter=self.blotter,
            positions=self.positions,
            balances=self.balances,
            prices=HubPrices(self.hub, self.clock),
            limits=self.limits,
            changes=self.changes,
            clock=self.clock,
            tasks=self.tasks,
            strategies=self.strategy_orders,
            held=self.held,
            transfers=self.transfers,
            own_clock=self.own_clock,
            gate=self.gate,
            venue_ms=lambda: self._venue_ms(client),
            past=reader,
            keep_limits=self.guards.keep_limits,
        )
        deeds = [event.sentence for event in reader.events_since_session("watchdog")]
        for notice in filter(None, (journal.notice, *self.guards.troubles, *deeds)):
            log.warning("%s", notice)
            self.changes.post(TradingNotice(notice))
        service.recover(reader.unsettled_orders(), reader.last_moment_ms(), reader.held())
        charge = Charge(venue, credentials, self.paths.journal, kind=self.guards.account_kind)
        watchdog = WatchdogChild(charge, self.tasks, self.paths.logs / "watchdog.log")
        desk = JournalDesk(
            client, journal, self.paths.journal, PRODUCTS, self.clock, lambda: self._venue_ms(client)
        )
        candles = SqliteCandleStore(self.paths.market(venue.badge), self.clock)
        self._open = _Open(client, service, journal, reader, watchdog, desk, candles)
        await journal.append(SessionOpened(self.profile, venue.badge.value, __version__, self.clock.now_ms()))
        self.deck.attach(client.standings)
        await client.start()
        self.feed.start(client, PRODUCTS, candles)
        self.tasks.spawn(service.start(PRODUCTS), "first sync")
        self.tasks.spawn(self._look_around(service), "clock and prices")
        if self.guards.choices.countdown_s:
            self.tasks.spawn(self._hold_countdown(), "the exchange's own switch")
        self.tasks.spawn(keep_reading(client, service, self.clock, asyncio.sleep), "the day's bills")
        if self.held.running():
            self.tasks.spawn(self._watch_over_held(watchdog), "watchdog")

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
        if not self.armed and any(_adds_risk(command) for command in commands):
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
            self._open.service.halt(why)
        else:
            self._choose(TradingState.HALTED, why)

    def trading_why(self) -> str | None:
        """Why not everything may leave, in a sentence; `None` when the switch and the day's loss allow it."""
        return self.gate.halted() or self.gate.reducing()

    def reduce_only(self, why: str) -> None:
        """Let nothing leave that can grow a position, over a restart too."""
        if self._open is not None:
            self._open.service.reduce_only(why)
        else:
            self._choose(TradingState.REDUCE_ONLY, why)

    def resume(self) -> None:
        """Open again what `halt` or `reduce_only` shut."""
        if self._open is not None:
            self._open.service.resume()
        else:
            self._choose(TradingState.ENABLED, "")

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Change our own limits; the reasons when that makes no sense or loosens what nobody agreed to."""
        if self._open is None:
            return Refused(("Limits can be changed when the exchange is connected.",))
        refused = self._open.service.set_limits(new, loosen=loosen)
        self.limits = self._open.service.limits
        return refused

    def day_result(self) -> DayResult | None:
        """What today brought so far, after fees and funding; `None` without a connection."""
        return self._open.service.day_result() if self._open else None

    async def ask_again(self, client_oid: str) -> bool:
        """Ask the exchange about an order now. Whether it answered with an order."""
        return self._open is not None and await self._open.service.ask_again(client_oid)

    def evidence(self, client_oid: str) -> Sequence[EvidenceLine]:
        """What was sent of an order, what came back and when; oldest first."""
        return self._open.service.evidence(client_oid) if self._open else ()

    async def journal_data(self, since_ms: int, until_ms: int) -> JournalData:
        """What was traded in a period (Unix ms), and how it compares with the exchange's bills.

        Without a connection it is what the journal has, and says so.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        return await self._desk().load(since_ms, until_ms)

    async def stories(
        self, count: int = 50, before_ms: int | None = None, client_oid: str | None = None
    ) -> list[Story]:
        """The latest intents with their whole story, newest first: a page of them, or the one of an order.

        Args:
            count: how many; more when several began in the same millisecond as the last.
            before_ms: only those that began before this (Unix ms); `at_ms` of the last gives the next page.
            client_oid: only this one.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        return await self._desk().stories(count, before_ms, client_oid)

    async def notes(self) -> dict[str, NoteSeen]:
        """The last note of every key.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        return await self._desk().notes()

    async def note(self, key: str, text: str, tags: Sequence[str] = ()) -> None:
        """Write a note on a round trip (its `key`) or an order (its client order id); the last one counts.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        await self._desk().note(key, text, tags)

    def flat(self) -> FlatReport | None:
        """How the last flattening went, or is going; `None` before one."""
        return self._open.service.flat if self._open else None

    async def flatten(self, cause: str) -> FlatReport | None:
        """Halt, cancel every order, close every position, and prove it; `None` without a connection."""
        return None if self._open is None else await self._open.service.flatten(cause, PRODUCTS)

    async def flatten_again(self, key: str) -> FlatReport | None:
        """Try one row of the last report again."""
        return None if self._open is None else await self._open.service.flatten_again(key)

    def refresh(self) -> None:
        """Read the account again because a person asked for it."""
        if self._open is not None and not self._closing:
            self._open.service.refresh()

    def health(self) -> Health:
        """How the link is doing."""
        return self._open.client.health() if self._open else Health(None, None, None, None, ())

    @property
    def exchange_choices(self) -> ExchangeChoices:
        """How this account is spoken to, as it was chosen last."""
        return self.guards.choices

    def choose_orders_over(self, over: OrdersOver) -> str:
        """Have orders go by another way from the next connection on; why that was not kept, if so."""
        return self._keep_choices(replace(self.guards.choices, orders_over=over))

    async def use_countdown(self, seconds: int) -> str:
        """Have the exchange itself cancel EVERY order when this computer is not heard of for so long.

        Only accounts that were given it have it; 5 to 60 seconds, zero switches it off. It is kept for the
        next start.

        Returns:
            Why it could not be, in a sentence; empty when it holds.
        """
        if self._open is None or self._closing:
            return _NOT_CONNECTED
        if self._switching is not None and not self._switching.done():
            return _SWITCHING
        work = switch_to(seconds, self._open.client, self._open.watchdog)
        self._switching = self.tasks.spawn(work, "the exchange's own switch")
        trouble = await self._switching
        return trouble or self._keep_choices(replace(self.guards.choices, countdown_s=seconds))

    async def _hold_countdown(self) -> None:
        """Begin to hold the exchange's own switch, as it was chosen; say so when that is not possible."""
        if trouble := await self.use_countdown(self.guards.choices.countdown_s):
            log.warning("the exchange's own switch: %s", trouble)
            self.changes.post(TradingNotice(f"Bitget's own switch is not held. {trouble}"))

    def _keep_choices(self, new: ExchangeChoices) -> str:
        try:
            self.guards.keep_choices(new)
        except OSError as error:
            log.warning("the choices for the exchange could not be kept: %s", error)
            return "This holds now, but could not be written down. Check the disk."
        return ""

    async def _end_switching(self) -> None:
        """Leave no switch half set: what is under way is taken back while there is still a connection."""
        if self._switching is not None:
            self._switching.cancel()
            await asyncio.wait((self._switching,))

    def watchdog_pid(self) -> int | None:
        """The process id of the watchdog while there is one."""
        return self._open.watchdog.pid if self._open else None

    def account_settings(self) -> AccountSettings | None:
        """How the account is set up, `None` until it has been read."""
        return self._open.service.account_settings if self._open else None

    @property
    def account_kind(self) -> AccountKind | None:
        """Which kind of account this is, `None` until the exchange has shown it."""
        settings = self.account_settings()
        return self._kind or (settings.kind if settings is not None else None)

    async def order_history(self, count: int) -> list[VenueOrder]:
        """Up to `count` finished orders of all products, newest first.

        Raises:
            LinkError: there is no connection, or no answer.
            VenueError: the venue refused.
        """
        if self._open is None or self._closing:
            raise LinkError("There is no connection to the exchange yet.")
        found = [
            order for product in PRODUCTS for order in await self._open.client.order_history(product, count)
        ]
        return sorted(found, key=lambda order: order.updated_ms, reverse=True)[:count]

    async def position_tiers(self, instrument: InstrumentId) -> list[PositionTier]:
        """The position tiers of a contract, smallest first; its margin mode and leverage are learnt as well.

        Raises:
            LinkError: there is no connection, or no answer.
            VenueError: the venue refused.
        """
        if self._open is None or self._closing:
            raise LinkError("There is no connection to the exchange yet.")
        opened = self._open
        tiers = await opened.client.position_tiers(instrument)
        await opened.service.learn_contract(instrument)
        return tiers

    def last_order_ms(self) -> float | None:
        """How long the venue took to answer the last command, `None` before one."""
        timing = self._open.service.last_order if self._open else None
        return timing.answer_ms if timing else None

    def order_times(self) -> Sequence[OrderTimes]:
        """When the last orders were sent, answered and filled, oldest first."""
        return self._open.service.timings.all() if self._open else ()

    async def aclose(self) -> None:
        """Refuse new commands, wait for sends in flight, flush the journal, close the streams and REST."""
        if self._closing:
            return
        self._closing = True
        if self._open is not None:
            await within("the exchange's own switch", self._end_switching())
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

    def _desk(self) -> JournalDesk:
        if self._open is None:
            raise EnvironmentTroubleError("The journal is not open yet.")
        return self._open.desk

    def _choose(self, state: TradingState, why: str) -> None:
        """Set the gate while there is no service to do it."""
        try:
            self.gate.choose(state, why)
        except EnvironmentTroubleError as error:
            log.warning("%s %s", error.sentence, error.detail)
            self.changes.post(TradingNotice(error.sentence))
        self.changes.mark(Topic(Kind.TRADING))

    def _venue_ms(self, client: BitgetClient) -> int | None:
        offset_ms = client.health().clock_offset_ms
        return None if offset_ms is None else self.clock.now_ms() + offset_ms

    async def _look_around(self, service: TradingService) -> None:
        """Once a second: the clock, and a price for everything that is open, on a panel or not."""
        while True:
            await asyncio.sleep(1)
            service.look_at_clock()
            held = {position.instrument for position in self.positions.all()}
            held |= {order.instrument for order in self.blotter.open()}
            held |= {one.instrument for one in self.held.running()}
            wanted = sorted(held, key=str)[:_MOST_PRICES]
            self.feed.watch("trading", (Channel(Feed.TICKER, instrument) for instrument in wanted))

    async def _watch_over_held(self, watchdog: WatchdogChild) -> None:
        """Have a watchdog that writes down what is held no more when the window dies."""
        if self._closing:
            return
        try:
            await watchdog.ensure()
        except EnvironmentTroubleError as error:
            # Nothing depends on it: what it would say can be read from the journal.
            log.warning("no watchdog for what this program holds: %s", error.detail)

    def _found(self, kind: AccountKind) -> None:
        """The venue has shown another kind of account: remember it, and tell who would start with the old."""
        log.warning("this is a %s account; it is spoken to as one from now on", kind.value)
        self._kind = kind
        try:
            self.guards.keep_account_kind(kind)
        except OSError as error:
            log.warning("the kind of account could not be written down: %s", error)
        if self._open is not None and not self._closing:
            self.tasks.spawn(self._tell_watchdog(self._open.watchdog, kind), "watchdog")
        self.changes.mark(Topic(Kind.TRADING))

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
            self._found(event.kind)
        elif isinstance(event, LinkChanged):
            log.info("%s link: %s. %s", event.link.value, event.state.value, event.sentence)
        self.feed.on_link_event(event)
        if self._open is not None:
            self._open.service.on_link(event)


def _adds_risk(command: Command) -> bool:
    """Whether a command can open or grow a risk, so that it waits until orders are armed."""
    return isinstance(command, _OPENING) or (isinstance(command, Transfer) and command.takes_margin)
