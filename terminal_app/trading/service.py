"""The one door to the exchange: who may pass, what is in flight, and what arrives from the account.

A person, a strategy and a shortcut all come to `submit`. Nothing leaves before its intent is on disk, nothing
is sent twice, and a missing answer is said to be missing. It knows protocols, not a concrete exchange.
"""

import asyncio
import logging
from collections.abc import Coroutine, Iterable, Sequence
from typing import TypeVar

from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.commands import Command, PlaceOrder, PlaceTpSl, PlaceTrigger
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.events import AccountEvent, FillsSeen, Link, LinkChanged, LinkEvent, LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused, Unknown
from terminal_app.core.ports import Clock, Journal
from terminal_app.core.records import Intent, Record
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.books import Books
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.road import Door, OrderTiming, Road, TradingClient
from terminal_app.trading.settle import PAUSES_MS, Settler
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.strategy_settle import StrategySettler
from terminal_app.trading.sync import AccountSync
from terminal_app.trading.timings import OrderTimings

log = logging.getLogger(__name__)

T = TypeVar("T")

_CLOSING = "The terminal is closing."
_LINK_DOWN = "Orders are shut: the private connection to the exchange is down."
_CATCHING_UP = "Orders open again when what happened meanwhile has been read from the exchange."
_FROM_JOURNAL = "It was sent, or was about to be, when the program last ended."
_FLOWING = (LinkState.LIVE, LinkState.DEGRADED)


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
        pauses_ms: before each question about an order in doubt; the last one repeats.
        strategies: shown by panels, written here.
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
        pauses_ms: Sequence[int] = PAUSES_MS,
        strategies: StrategyBook | None = None,
    ) -> None:
        self.last_order: OrderTiming | None = None
        self._journal = journal
        self._changes = changes
        self._tasks = tasks
        self._books = Books(
            blotter, positions, balances, changes, clock, self._remember, strategies or StrategyBook()
        )
        self._settler = Settler(client, self._books, clock, tasks.spawn, pauses_ms)
        waiting = StrategySettler(client, self._books, self._settler, clock, tasks.spawn)
        self._sync = AccountSync(client, self._books, self._settler, clock, tasks.spawn, waiting)
        self.timings = OrderTimings()
        door = Door(
            self.entry_block,
            self._hold_mode,
            self._remember,
            self._read_account,
            self._answered,
            self.timings,
        )
        self._road = Road(client, journal, self._books, self._settler, prices, limits, clock, door, waiting)
        self._unfinished: set[asyncio.Task[object]] = set()
        self._private: LinkState | None = None
        self._link_block: str | None = None
        self._closing = False

    @property
    def account_settings(self) -> AccountSettings | None:
        """How the account is set up, `None` until it has been read."""
        return self._sync.settings

    def entry_block(self) -> str | None:
        """Why orders are shut right now, in a plain sentence; `None` when they are open."""
        return _CLOSING if self._closing else self._link_block or self._sync.block

    def set_limits(self, limits: RiskLimits) -> None:
        """Judge every command by these limits from now on."""
        self._road.set_limits(limits)

    def recover(self, intents: Iterable[Intent]) -> None:
        """Take over orders that an earlier run left without an answer. To be called before `start`."""
        for intent in intents:
            command = intent.command
            if isinstance(command, PlaceOrder) and self._road.reserve(command.client_oid):
                self._books.submitted(command, intent.source, intent.at_ms)
                self._books.placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))
            elif isinstance(command, PlaceTrigger | PlaceTpSl) and self._road.reserve(command.client_oid):
                self._books.strategy_submitted(command, intent.at_ms)
                self._books.strategy_placed(command.client_oid, Unknown(command.client_oid, _FROM_JOURNAL))

    async def start(self, products: Sequence[ProductType]) -> None:
        """Read the account; returns when that has succeeded, and orders are open from then on."""
        await self._sync.start(products)

    async def submit(self, command: Command, source: Source = Source.MANUAL) -> Outcome:
        """Carry out a command and say what became of it.

        Cancelling the caller does not cancel the command: the exchange may already have it.
        """
        if self._closing:
            return Refused((_CLOSING,))
        return await asyncio.shield(self._finish(self._road.carry(command, source), "command"))

    def on_account_event(self, event: AccountEvent) -> None:
        """Take what the private stream says."""
        self._books.apply(event)
        if isinstance(event, FillsSeen):
            for fill in event.fills:
                order = self._books.blotter.by_order_id(fill.order_id)
                client_oid = order.client_oid if order is not None else fill.client_oid
                self.timings.filled(client_oid, event.stamp.received)

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
            self._changes.mark(Topic(Kind.TRADING))

    async def aclose(self) -> None:
        """Refuse new commands and wait for what is in flight and for its records. Idempotent."""
        self._closing = True
        while self._unfinished:
            await asyncio.gather(*self._unfinished, return_exceptions=True)

    def _hold_mode(self) -> HoldMode | None:
        return self._sync.settings.hold_mode if self._sync.settings else None

    def _read_account(self, shut: str | None) -> None:
        if shut is not None:
            self._sync.shut(shut)
        self._sync.again()

    def _answered(self, timing: OrderTiming) -> None:
        self.last_order = timing
        self._changes.mark(Topic(Kind.TRADING))

    def _remember(self, record: Record) -> None:
        self._finish(self._append(record), "journal")

    async def _append(self, record: Record) -> None:
        try:
            await self._journal.append(record)
        except EnvironmentTroubleError as error:
            log.warning("not in the journal: %s (%s)", type(record).__name__, error.detail)
            self._changes.post(TradingNotice(error.sentence))

    def _finish(self, work: Coroutine[object, object, T], name: str) -> asyncio.Task[T]:
        """Start something that closing waits for."""
        task = self._tasks.spawn(work, name)
        self._unfinished.add(task)
        task.add_done_callback(self._unfinished.discard)
        return task
