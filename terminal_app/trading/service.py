"""The one door to the exchange: who may pass, what is in flight, and what arrives from the account.

A person, a strategy and a shortcut all come to `submit`. Nothing leaves before its intent is on disk, nothing
is sent twice, and a missing answer is said to be missing. It knows protocols, not a concrete exchange.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import TypeVar

from terminal_app.core.account import AccountSettings
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import (
    CancelOrder,
    Command,
    EndHeld,
    PlaceOco,
    PlaceOrder,
    PlaceTrail,
    VenueCommand,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import AccountEvent, FillsSeen, LinkEvent
from terminal_app.core.held import Held
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Ticker
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused
from terminal_app.core.ports import Clock, Journal, Past
from terminal_app.core.records import Intent, Record
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.controls import Controls
from terminal_app.trading.entry import CLOSING, Entry
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.trading.flat_state import FlatReport
from terminal_app.trading.flatten import Flattener
from terminal_app.trading.gate import Gate
from terminal_app.trading.group_road import MAX_GROUP
from terminal_app.trading.held import HeldOrders
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.held_steps import HeldDoor, HeldSteps
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.record_keeping import RecordKeeper
from terminal_app.trading.recovery import intents_of, take_over
from terminal_app.trading.road import Road
from terminal_app.trading.settle import PAUSES_MS, Settler
from terminal_app.trading.steps import Door, OrderTiming, TradingClient
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.strategy_settle import StrategySettler
from terminal_app.trading.sync import AccountSync
from terminal_app.trading.timings import OrderTimings
from terminal_app.trading.trading_day import TradingDay
from terminal_app.trading.transfers import TransferBook

log = logging.getLogger(__name__)

T = TypeVar("T")

_HELD = (PlaceTrail, PlaceOco, EndHeld)
_TRADING = Topic(Kind.TRADING)


class TradingService:
    """Takes commands and account events. Its tasks outlive the panel that asked.

    Cancels and the closing of positions pass while entry is shut: they only make risk smaller.

    Attributes:
        controls: the switch, our own limits, and the day.
        timings: when the last orders were sent, answered and filled.
        last_order: how long the exchange took to answer the last command, `None` before one.

    Args:
        client: the exchange.
        journal: where intents are written before they leave.
        blotter: shown by panels, written here.
        positions: shown by panels, written here.
        balances: shown by panels, written here.
        prices: rules and prices for the risk check.
        limits: our own limits.
        changes: told about every change and every fact.
        clock: time.
        tasks: owns what is in flight.
        gate: the kill switch, which the client asks too.
        venue_ms: the venue's clock (Unix ms), `None` while it is not measured.
        past: what the journal remembers of an order.
        keep_limits: writes new limits down; raises `OSError`.
        pauses_ms: before each question about an order in doubt; the last one repeats.
        strategies: shown by panels, written here.
        held: shown by panels, written here.
        transfers: shown by panels, written here.
        own_clock: shows whether this program stood still, where `clock` is one that is played.
        sleep: waits some seconds.
    """

    def __init__(
        self,
        client: TradingClient,
        journal: Journal,
        blotter: OrderBlotter,
        positions: PositionBook,
        balances: BalanceSheet,
        prices: PriceView,
        limits: RiskLimits,
        changes: Changes,
        clock: Clock,
        tasks: TaskOwner,
        *,
        gate: Gate | None = None,
        venue_ms: Callable[[], int | None] | None = None,
        past: Past | None = None,
        keep_limits: Callable[[RiskLimits], None] | None = None,
        pauses_ms: Sequence[int] = PAUSES_MS,
        strategies: StrategyBook | None = None,
        held: HeldBook | None = None,
        transfers: TransferBook | None = None,
        own_clock: Clock | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.last_order: OrderTiming | None = None
        self._records = RecordKeeper(journal, changes, tasks.spawn, self._finish)
        self._changes = changes
        self._tasks = tasks
        self._books = Books(
            blotter,
            positions,
            balances,
            changes,
            clock,
            self._remember,
            strategies or StrategyBook(),
            transfers or TransferBook(),
        )
        self._past = past
        self._gate = gate or Gate(clock)
        day = TradingDay(self._books, prices, clock, lambda: self._road.judge.limits)
        self._settler = Settler(client, self._books, clock, tasks.spawn, pauses_ms, venue_ms, sleep)
        waiting = StrategySettler(client, self._books, self._settler, clock, tasks.spawn)
        self._sync = AccountSync(
            client, self._books, self._settler, clock, tasks.spawn, waiting, day.start_ms, venue_ms
        )
        self._entry = Entry(self._gate, self._sync, changes, own_clock or clock)
        self.timings = OrderTimings()
        self._held_book = held or HeldBook()
        door = Door(
            self._entry.block,
            self._gate,
            self._sync.hold_mode,
            self._sync.has_spot_triggers,
            self._remember,
            self._entry.read_account,
            self._answered,
            self.timings,
            self._sync.replaces,
            self._is_paired,
        )
        self._road = Road(
            client,
            journal,
            self._books,
            self._settler,
            prices,
            limits,
            clock,
            door,
            waiting,
            tasks.spawn,
            venue_ms or clock.now_ms,
        )
        self.controls = Controls(
            self._gate, self._road.judge, day, changes, clock, self._remember, keep_limits
        )
        held_door = HeldDoor(
            self._carry,
            self._finish,
            waiting.is_asking,
            self._entry.block,
            lambda: self.controls.limits.max_price_age_s,
        )
        self._held = HeldOrders(HeldSteps(self._held_book, self._books, prices, journal, clock, held_door))
        self._flattener = Flattener(
            client, self._books, self.submit, self.controls.halt, clock, self._sync.has_spot_triggers, sleep
        )
        self._unfinished: set[asyncio.Task[object]] = set()

    async def learn_contract(self, instrument: InstrumentId) -> None:
        """Have the account's settings tell margin mode and leverage of a contract.

        Raises:
            AuthError, LinkError, VenueError: see `AccountData`.
        """
        await self._sync.learn(instrument)

    @property
    def account_settings(self) -> AccountSettings | None:
        """How the account is set up, `None` until it has been read."""
        return self._sync.settings

    def entry_block(self) -> str | None:
        """Why entry is shut right now, in a plain sentence; `None` when it is open.

        While the switch is at reduce-only, orders that only reduce pass in spite of it.
        """
        return self._entry.block() or self._gate.reducing()

    async def ask_again(self, client_oid: str) -> bool:
        """Ask the exchange about an order now. Whether it answered with an order."""
        found = await self._settler.ask(client_oid)
        self._settler.watch(client_oid)
        return found

    def evidence(self, client_oid: str) -> tuple[EvidenceLine, ...]:
        """What was sent of an order, what came back and when; oldest first."""
        try:
            past = self._past.of_order(client_oid) if self._past is not None else []
        except EnvironmentTroubleError as error:
            log.warning("the journal cannot tell of an order: %s", error.detail)
            past = []
        return self._books.dossiers.lines(client_oid, past)

    @property
    def flat(self) -> FlatReport | None:
        """How the last flattening went, or is going; `None` before one."""
        return self._flattener.report

    async def flatten(self, cause: str, products: Sequence[ProductType]) -> FlatReport:
        """Halt, cancel every order of every family, close every position, and prove it; see `flatten`.

        Cancelling the caller does not cancel it.
        """
        return await asyncio.shield(self._finish(self._flattener.run(cause, products), "flatten"))

    async def flatten_again(self, key: str) -> FlatReport | None:
        """Try one row of the last report again."""
        return await asyncio.shield(self._finish(self._flattener.retry(key), "flatten again"))

    def look_at_clock(self) -> None:
        """To be called about once a second: finds out that the computer slept, or that a loss locks."""
        self._entry.look_at_clock()
        if self._books.balances.revalue():
            self._changes.mark(Topic(Kind.BALANCES))
        self.controls.watch_the_day()
        self._held.look()

    def on_price(self, ticker: Ticker) -> None:
        """A price has come: what this program holds may follow it."""
        self._held.on_price(ticker)

    def recover(
        self, intents: Iterable[Intent], known_ms: int | None = None, held: Iterable[Held] = ()
    ) -> None:
        """Take over what an earlier run left without an answer. To be called before `start`.

        `known_ms` is the last moment (Unix ms) that run knew of, from where on the account is read. `held` is
        what that run held; its orders are in doubt too until the account has been read.
        """
        self._sync.known_ms = known_ms
        held = tuple(held)
        past = () if self._past is None else intents_of(held, self._past)
        take_over((*intents, *past), self._books, self._road.judge.reserve, self._road.transfers)
        self._held.recover(held)

    async def start(self, products: Sequence[ProductType]) -> None:
        """Read the account; returns when that has succeeded, and orders are open from then on."""
        self._entry.begin()
        await self._sync.start(products)
        self.controls.watch_the_day()
        if not self._entry.closing:
            self._road.transfers.watch_all()
            self._held.start()

    async def submit(self, command: Command, source: Source = Source.MANUAL) -> Outcome:
        """Carry out a command and say what became of it.

        Cancelling the caller does not cancel the command: the exchange may already have it.
        """
        if self._entry.closing:
            return Refused((CLOSING,))
        if isinstance(command, _HELD):
            work = self._held.carry(command, source)
        else:
            work = self._carry(command, source)
        return await asyncio.shield(self._finish(work, "command"))

    async def place_group(
        self, orders: Sequence[PlaceOrder], source: Source = Source.MANUAL
    ) -> Sequence[Outcome]:
        """Place up to 20 orders of one product together, and say what became of each, in order.

        They are judged one after the other, each as if those before it were open, and none leaves unless all
        may. Each is then an order of its own: the exchange takes some and refuses others.

        Raises:
            ValueError: more than 20 orders, or of more than one product.
        """
        if len(orders) > MAX_GROUP or len({order.instrument.product for order in orders}) > 1:
            raise ValueError("a group holds at most 20 orders, of one product")
        if self._entry.closing:
            return [Refused((CLOSING,)) for _ in orders]
        work = self._road.place_group(orders, source)
        return await asyncio.shield(self._finish(work, "orders"))

    async def cancel_group(
        self, orders: Sequence[CancelOrder], source: Source = Source.MANUAL
    ) -> Sequence[Outcome]:
        """Cancel several orders together, however many, and say what became of each cancel, in order."""
        if self._entry.closing:
            return [Refused((CLOSING,)) for _ in orders]
        work = self._road.cancel_group(orders, source)
        return await asyncio.shield(self._finish(work, "cancels"))

    def on_account_event(self, event: AccountEvent) -> None:
        """Take what the private stream says."""
        self._books.apply(event)
        if isinstance(event, FillsSeen):
            self.controls.watch_the_day()
            for fill in event.fills:
                order = self._books.blotter.by_order_id(fill.order_id)
                client_oid = order.client_oid if order is not None else fill.client_oid
                self.timings.filled(client_oid, event.stamp.received)
                self._settler.watch(client_oid)
        self._held.look()

    def on_link(self, event: LinkEvent) -> None:
        """Shut orders when the private stream is lost, and read the account when it is back."""
        self._entry.on_link(event)

    async def aclose(self) -> None:
        """Refuse new commands and wait for what is in flight and for its records. Idempotent."""
        self._entry.closing = True
        self._held.stop()
        self._flattener.stop()
        while self._unfinished:
            await asyncio.gather(*self._unfinished, return_exceptions=True)

    async def _carry(self, command: VenueCommand, source: Source) -> Outcome:
        outcome: Outcome | None = None
        held = self._held.hand_on(command, source)
        try:
            outcome = await self._road.carry(command, source)
        finally:
            self._held.hand_off(held, command, outcome)
        return outcome

    def _is_paired(self, client_oid: str) -> bool:
        held = self._held_book.of_order(client_oid)
        return held is not None and not held.ended

    def _answered(self, timing: OrderTiming) -> None:
        self.last_order = timing
        self._changes.mark(_TRADING)

    def _remember(self, record: Record) -> None:
        self._books.dossiers.record(record)
        self._records.keep(record)

    def _finish(self, work: Coroutine[object, object, T], name: str) -> asyncio.Task[T]:
        """Start something that closing waits for."""
        task = self._tasks.spawn(work, name)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task
