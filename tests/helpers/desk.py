"""A trading service on a fake exchange, with everything a test wants to look at."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Order, OrderStatus
from terminal_app.core.outcomes import ProvenNever, VenueOutcome
from terminal_app.core.records import FillSeen, Intent, OutcomeSeen
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate, GateState
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from terminal_app.trading.strategy_orders import StrategyBook
from terminal_app.trading.transfers import TransferBook
from tests.helpers.examples import prices
from tests.helpers.fakes import FakeExchange, FakeJournal, FakePrices

PRODUCTS = (ProductType.SPOT, ProductType.USDT_FUTURES)


@dataclass
class Desk:
    """The service and its surroundings."""

    exchange: FakeExchange = field(default_factory=FakeExchange)
    journal: FakeJournal = field(default_factory=FakeJournal)
    blotter: OrderBlotter = field(default_factory=OrderBlotter)
    positions: PositionBook = field(default_factory=PositionBook)
    balances: BalanceSheet = field(default_factory=BalanceSheet)
    prices: FakePrices = field(default_factory=prices)
    strategies: StrategyBook = field(default_factory=StrategyBook)
    held: HeldBook = field(default_factory=HeldBook)
    transfers: TransferBook = field(default_factory=TransferBook)
    changes: Changes = field(default_factory=Changes)
    clock: ManualClock = field(default_factory=ManualClock)
    tasks: TaskOwner = field(default_factory=lambda: TaskOwner("desk"))
    limits: RiskLimits = field(default_factory=lambda: RiskLimits(duplicate_ms=0))
    kept: list[GateState] = field(default_factory=list)
    kept_limits: list[RiskLimits] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Build the service on top."""
        self.gate = Gate(self.clock, self.kept[-1] if self.kept else None, self.kept.append)
        self.service = TradingService(
            self.exchange,
            self.journal,
            self.blotter,
            self.positions,
            self.balances,
            self.prices,
            self.limits,
            self.changes,
            self.clock,
            self.tasks,
            gate=self.gate,
            keep_limits=self.kept_limits.append,
            pauses_ms=(0,),
            strategies=self.strategies,
            held=self.held,
            transfers=self.transfers,
            past=self.journal,
        )

    def order(self, client_oid: str = "tb-1") -> Order:
        """An order that must be there."""
        order = self.blotter.get(client_oid)
        assert order is not None
        return order

    def status(self, client_oid: str = "tb-1") -> OrderStatus:
        """The state of an order that must be there."""
        return self.order(client_oid).status

    def outcomes(self) -> list[tuple[str, VenueOutcome | ProvenNever]]:
        """What the journal knows of answers."""
        return [
            (record.intent_id, record.outcome)
            for record in self.journal.records
            if isinstance(record, OutcomeSeen)
        ]

    def intents(self) -> list[Intent]:
        """What the journal knows of intents."""
        return [record for record in self.journal.records if isinstance(record, Intent)]

    def journaled_fills(self) -> list[str]:
        """The executions that the journal knows."""
        return [record.fill.exec_id for record in self.journal.records if isinstance(record, FillSeen)]


@asynccontextmanager
async def open_desk(desk: Desk | None = None) -> AsyncIterator[Desk]:
    """A desk whose account has been read, so that orders are open; nothing runs afterwards."""
    desk = desk or Desk()
    await desk.service.start(PRODUCTS)
    desk.changes.drain()
    try:
        yield desk
    finally:
        await desk.tasks.aclose()
