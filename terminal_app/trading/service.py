"""The one door to the exchange: who may pass, what is in flight, and what arrives from the account.

A person, a strategy and a shortcut all come to `submit`. Nothing leaves before its intent is on disk, nothing
is sent twice, and a missing answer is said to be missing. It knows protocols, not a concrete exchange.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from decimal import Decimal
from typing import TypeVar

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.bills import Bill, BillKind
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import (
    CancelOrder,
    Command,
    EndHeld,
    PlaceOco,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrail,
    PlaceTrigger,
    Transfer,
    VenueCommand,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import AccountEvent, FillsSeen, Link, LinkChanged, LinkEvent, LinkState
from terminal_app.core.held import Held
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Ticker
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused, Unknown
from terminal_app.core.ports import Clock, Journal, Past
from terminal_app.core.records import EventSeen, Intent, QuestionSeen, Record
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.day import DayResult, day_result, day_start_ms, loss_lock
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.flat_state import FlatReport
from terminal_app.trading.flatten import Flattener
from terminal_app.trading.gate import Gate, TradingState
from terminal_app.trading.group_road import MAX_GROUP
from terminal_app.trading.held import HeldOrders
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.held_steps import HeldDoor, HeldSteps
from terminal_app.trading.limits import RiskLimits, loosened, nonsense
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.results import MONEY
from terminal_app.trading.road import Road
from terminal_app.trading.settle import PAUSES_MS, Settler
from terminal_app.trading.sleep import StillnessWatch, stillness_sentence
from terminal_app.trading.steps import Door, OrderTiming, TradingClient
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.strategy_settle import StrategySettler
from terminal_app.trading.sync import AccountSync
from terminal_app.trading.timings import OrderTimings
from terminal_app.trading.transfers import TransferBook

log = logging.getLogger(__name__)

T = TypeVar("T")

_CLOSING = "The terminal is closing."
_LINK_DOWN = "Orders are shut: the private connection to the exchange is down."
_CATCHING_UP = "Orders open again when what happened meanwhile has been read from the exchange."
_FROM_JOURNAL = "It was sent, or was about to be, when the program last ended."
_FLOWING = (LinkState.LIVE, LinkState.DEGRADED)
_HELD = (PlaceTrail, PlaceOco, EndHeld)
_TRADING = Topic(Kind.TRADING)


class TradingService:
    """Takes commands and account events. Its tasks outlive the panel that asked.

    Cancels and the closing of positions pass while entry is shut: they only make risk smaller.

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
        self._journal = journal
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
        self._clock = clock
        self._past = past
        self._prices = prices
        self._funding: Sequence[Bill] = ()
        self._keep_limits = keep_limits
        self._gate = gate or Gate(clock)
        self._gate.shut = self._shut
        self._own_clock = own_clock or clock
        self._stillness = StillnessWatch(self._own_clock.now_ms(), self._own_clock.monotonic())
        self._settler = Settler(client, self._books, clock, tasks.spawn, pauses_ms, venue_ms, sleep)
        waiting = StrategySettler(client, self._books, self._settler, clock, tasks.spawn)
        self._sync = AccountSync(
            client, self._books, self._settler, clock, tasks.spawn, waiting, self._day_start_ms, venue_ms
        )
        self.timings = OrderTimings()
        self._held_book = held or HeldBook()
        door = Door(
            self._block,
            self._gate,
            self._hold_mode,
            self._spot_triggers,
            self._remember,
            self._read_account,
            self._answered,
            self.timings,
            self._replaces,
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
        held_door = HeldDoor(
            self._carry,
            self._finish,
            waiting.is_asking,
            self._block,
            lambda: self.limits.max_price_age_s,
        )
        self._held = HeldOrders(HeldSteps(self._held_book, self._books, prices, journal, clock, held_door))
        self._flattener = Flattener(
            client, self._books, self.submit, self.halt, clock, self._spot_triggers, sleep
        )
        self._unfinished: set[asyncio.Task[object]] = set()
        self._private: LinkState | None = None
        self._link_block: str | None = None
        self._closing = False

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

    @property
    def limits(self) -> RiskLimits:
        """Our own limits as they are now."""
        return self._road.judge.limits

    @property
    def trading_state(self) -> TradingState:
        """What may leave at all: everything, reductions, or cancels and closes alone."""
        return self._gate.state

    def entry_block(self) -> str | None:
        """Why entry is shut right now, in a plain sentence; `None` when it is open.

        While `trading_state` is reduce-only, orders that only reduce pass in spite of it.
        """
        return self._block() or self._gate.reducing()

    def halt(self, why: str) -> None:
        """Let nothing leave but cancels and closes, from this moment on and over a restart."""
        self._choose(TradingState.HALTED, why)

    def reduce_only(self, why: str) -> None:
        """Let nothing leave that can grow a position."""
        self._choose(TradingState.REDUCE_ONLY, why)

    def resume(self) -> None:
        """Open again what `halt` or `reduce_only` shut. A lock after a loss stays until its time."""
        self._choose(TradingState.ENABLED, "")

    def set_limits(self, new: RiskLimits, *, loosen: bool = False) -> Refused | None:
        """Change our own limits, from the next order on and over a restart.

        Args:
            new: all of them.
            loosen: whether the person has agreed to what is allowed from now on.

        Returns:
            `None` when they hold, else the reasons: what makes no sense, or what would be loosened.
        """
        old = self._road.judge.limits
        allowed = loosened(old, new)
        reasons = nonsense(new) or (() if loosen else allowed)
        if reasons:
            return Refused(reasons)
        self._road.judge.limits = new
        self._note("limits", " ".join(allowed) or "Limits were tightened.")
        try:
            if self._keep_limits is not None:
                self._keep_limits(new)
        except OSError as error:
            log.warning("the limits could not be kept: %s", error)
            self._tell("The new limits hold now, but could not be written down. Check the disk.")
        self._watch_the_day()
        self._changes.mark(_TRADING)
        return None

    def day_result(self) -> DayResult:
        """What today brought so far, after fees and known funding; the day starts as the limits say."""
        books = self._books
        return day_result(
            books.blotter.fills.all(),
            books.positions.all(),
            self._day_start_ms(),
            unrealised=self.limits.count_unrealised,
            funding=self._funding,
            price_of=self._price_of,
        )

    @property
    def day_start_ms(self) -> int:
        """When today began (Unix ms), by the limits."""
        return self._day_start_ms()

    def learn_bills(self, bills: Iterable[Bill]) -> None:
        """Take every bill since the day began: their funding counts in its result from now on.

        In an account with wallets that of every coin does: each kind of futures is funded in its own.
        """
        apart = bool(self._books.balances.wallets)
        self._funding = tuple(
            bill for bill in bills if bill.kind is BillKind.FUNDING and (apart or bill.coin == MONEY)
        )
        self._watch_the_day()
        self._changes.mark(_TRADING)

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

    def refresh(self) -> None:
        """Read the account again because a person asked for it; orders stay open meanwhile."""
        self._sync.again()

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
        lost = self._stillness.look(self._own_clock.now_ms(), self._own_clock.monotonic())
        if lost is not None:
            sentence = stillness_sentence(lost)
            log.warning("%s", sentence)
            self._read_account(sentence)
        if self._books.balances.revalue():
            self._changes.mark(Topic(Kind.BALANCES))
        self._watch_the_day()
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
        reserve = self._road.judge.reserve
        held = tuple(held)
        for intent in (*intents, *self._intents_of(held)):
            command = intent.command
            if isinstance(command, PlaceOrder) and reserve(command.client_oid):
                self._books.submitted(command, intent.source, intent.at_ms)
                self._books.placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))
            elif isinstance(command, PlaceTrigger | PlaceTpSl) and reserve(command.client_oid):
                self._books.strategy_submitted(command, intent.at_ms)
                self._books.strategy_placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))
            elif isinstance(command, Transfer):
                self._road.transfers.recover(command, intent.at_ms, _FROM_JOURNAL)
        self._held.recover(held)

    async def start(self, products: Sequence[ProductType]) -> None:
        """Read the account; returns when that has succeeded, and orders are open from then on."""
        # What was lost until now is about to be read; from here on a gap shuts orders.
        self._stillness.look(self._own_clock.now_ms(), self._own_clock.monotonic())
        await self._sync.start(products)
        self._watch_the_day()
        if not self._closing:
            self._road.transfers.watch_all()
            self._held.start()

    async def submit(self, command: Command, source: Source = Source.MANUAL) -> Outcome:
        """Carry out a command and say what became of it.

        Cancelling the caller does not cancel the command: the exchange may already have it.
        """
        if self._closing:
            return Refused((_CLOSING,))
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
        if self._closing:
            return [Refused((_CLOSING,)) for _ in orders]
        work = self._road.place_group(orders, source)
        return await asyncio.shield(self._finish(work, "orders"))

    async def cancel_group(
        self, orders: Sequence[CancelOrder], source: Source = Source.MANUAL
    ) -> Sequence[Outcome]:
        """Cancel several orders together, however many, and say what became of each cancel, in order."""
        if self._closing:
            return [Refused((_CLOSING,)) for _ in orders]
        work = self._road.cancel_group(orders, source)
        return await asyncio.shield(self._finish(work, "cancels"))

    def on_account_event(self, event: AccountEvent) -> None:
        """Take what the private stream says."""
        self._books.apply(event)
        if isinstance(event, FillsSeen):
            self._watch_the_day()
            for fill in event.fills:
                order = self._books.blotter.by_order_id(fill.order_id)
                client_oid = order.client_oid if order is not None else fill.client_oid
                self.timings.filled(client_oid, event.stamp.received)
                self._settler.watch(client_oid)
        self._held.look()

    def on_link(self, event: LinkEvent) -> None:
        """Shut orders when the private stream is lost, and read the account when it is back."""
        if not isinstance(event, LinkChanged) or event.link is not Link.PRIVATE:
            return
        before, self._private = self._private, event.state
        if event.state in _FLOWING:
            if before in _FLOWING:
                return
            shut = _CATCHING_UP if self._link_block is not None else None
            self._link_block = None
            # Whatever happened between the last reading and the first push was told to nobody.
            self._read_account(shut)
        elif event.state is not LinkState.CONNECTING or before is not None:
            self._link_block = event.sentence or _LINK_DOWN
            self._changes.mark(_TRADING)

    async def aclose(self) -> None:
        """Refuse new commands and wait for what is in flight and for its records. Idempotent."""
        self._closing = True
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

    def _intents_of(self, held: Iterable[Held]) -> list[Intent]:
        """The orders that belong to what is held, as they were sent."""
        if self._past is None:
            return []
        return [
            record
            for one in held
            for client_oid in one.orders
            for record in self._past.of_order(client_oid)
            if isinstance(record, Intent) and record.intent_id == client_oid
        ]

    def _block(self) -> str | None:
        """Why nothing but cancels and closes may pass."""
        return self._gate.halted() or self._shut()

    def _shut(self) -> str | None:
        return _CLOSING if self._closing else self._link_block or self._sync.block or self._slept()

    def _slept(self) -> str | None:
        """Why orders are shut right after a sleep, before the next look at the clocks has noticed it."""
        lost = self._stillness.lost(self._own_clock.now_ms(), self._own_clock.monotonic())
        return None if lost is None else stillness_sentence(lost)

    def _choose(self, state: TradingState, why: str) -> None:
        self._guarded(lambda: self._gate.choose(state, why))
        self._note(state.value, why)

    def _watch_the_day(self) -> None:
        """Lock entry for the rest of the day when its loss is too large."""
        if self.limits.max_daily_loss is None:
            return
        lock = loss_lock(self.day_result(), self.limits, self._clock.now_ms())
        if lock is not None and self._gate.locked_until_ms != lock[0]:
            self._guarded(lambda: self._gate.lock(*lock))
            self._note("daily loss", lock[1])
            self._tell(f"Entry is locked: {lock[1]}")

    def _guarded(self, change: Callable[[], None]) -> None:
        """Change the gate; it holds even when it cannot be written down, and then says so."""
        try:
            change()
        except EnvironmentTroubleError as error:
            log.warning("%s %s", error.sentence, error.detail)
            self._tell(error.sentence)
        self._changes.mark(_TRADING)

    def _note(self, kind: str, sentence: str) -> None:
        self._remember(EventSeen(kind, sentence, self._clock.now_ms()))

    def _tell(self, sentence: str) -> None:
        self._changes.post(TradingNotice(sentence))

    def _price_of(self, coin: str) -> Decimal | None:
        ticker = self._prices.ticker(InstrumentId(ProductType.SPOT, f"{coin}{MONEY}"))
        return ticker.last if ticker else None

    def _day_start_ms(self) -> int:
        return day_start_ms(self._clock.now_ms(), self.limits.day_start_minute)

    def _hold_mode(self, product: ProductType) -> HoldMode | None:
        return self._sync.settings.hold_mode_of(product) if self._sync.settings else None

    def _replaces(self) -> bool:
        settings = self._sync.settings
        return settings is not None and Ability.CHANGES_IN_PLACE in unavailable(settings.kind)

    def _is_paired(self, client_oid: str) -> bool:
        held = self._held_book.of_order(client_oid)
        return held is not None and not held.ended

    def _spot_triggers(self) -> bool:
        """Whether the account has trigger orders on spot; not before it has been read."""
        settings = self._sync.settings
        return settings is not None and Ability.SPOT_TRIGGERS not in unavailable(settings.kind)

    def _read_account(self, shut: str | None) -> None:
        if shut is not None:
            self._sync.shut(shut)
        self._sync.again()

    def _answered(self, timing: OrderTiming) -> None:
        self.last_order = timing
        self._changes.mark(_TRADING)

    def _remember(self, record: Record) -> None:
        self._books.dossiers.record(record)
        if isinstance(record, QuestionSeen):  # there is always another one: closing does not wait
            self._tasks.spawn(self._append(record), "journal")
        else:
            self._finish(self._append(record), "journal")

    async def _append(self, record: Record) -> None:
        try:
            await self._journal.append(record)
        except EnvironmentTroubleError as error:
            if isinstance(record, QuestionSeen):  # asked again and again, and nothing depends on it
                log.info("a question is not in the journal: %s", error.detail)
                return
            log.warning("not in the journal: %s (%s)", type(record).__name__, error.detail)
            self._changes.post(TradingNotice(error.sentence))

    def _finish(self, work: Coroutine[object, object, T], name: str) -> asyncio.Task[T]:
        """Start something that closing waits for."""
        task = self._tasks.spawn(work, name)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task
