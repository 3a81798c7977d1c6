"""A trading service on the model venue, with everything that the invariants look at."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side
from terminal_app.core.outcomes import Unknown
from terminal_app.core.records import Intent, OutcomeSeen, Record
from terminal_app.tasks import TaskOwner
from terminal_app.trading.balances import BalanceSheet
from terminal_app.trading.gate import Gate, GateState
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.orders import OrderBlotter
from terminal_app.trading.positions import PositionBook
from terminal_app.trading.service import TradingService
from tests.faults.model_account import Plan
from tests.faults.model_venue import ModelVenue
from tests.helpers.examples import PERP_ID, SPOT_ID, prices
from tests.helpers.fakes import FakeJournal

D = Decimal
PRODUCTS = (ProductType.SPOT, ProductType.USDT_FUTURES)
WIDE = RiskLimits(
    max_symbol_notional=D(10**9), max_open_orders=10**6, max_orders_per_10s=10**6, duplicate_ms=0
)
_MOVED = "The account is of another kind than before; connecting to it anew."


@dataclass
class World:
    """One run: a venue, a service, a journal. `build` makes a new service on the old venue and journal.

    Every second classic account is in hedge mode. `bugs` are the exceptions of tasks that died.
    """

    random: Random
    clock: ManualClock = field(default_factory=ManualClock)
    plan: Plan = field(default_factory=Plan)
    limits: RiskLimits = WIDE
    kind: AccountKind = AccountKind.UNIFIED
    kept: list[GateState] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    bugs: list[BaseException] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        """Build everything."""
        hedged = self.kind is AccountKind.CLASSIC and self.random.random() < 0.5
        self.venue = ModelVenue(self.clock, self.random, self.plan, kind=self.kind, hedged=hedged)
        self.venue.found = self.found_out
        self.build()

    def build(self) -> None:
        """A new service, as a start of the program makes it."""
        self.tasks = TaskOwner("world", self.bugs.append)
        self.blotter = OrderBlotter()
        self.balances = BalanceSheet()
        self.changes = Changes()
        self.journal = FakeJournal(self.records)
        self.gate = Gate(self.clock, self.kept[-1] if self.kept else None, self.kept.append)
        self.service = TradingService(
            self.venue,
            self.journal,
            self.blotter,
            PositionBook(),
            self.balances,
            prices(),
            self.limits,
            self.changes,
            self.clock,
            self.tasks,
            gate=self.gate,
        )
        self.venue.may_send = self.gate.may_send
        self.venue.listener = self.service.on_account_event

    async def crash(self) -> None:
        """The program is gone in the middle of everything."""
        self.venue.listener = lambda _event: None
        await self.tasks.aclose()

    def recover(self) -> None:
        """What a start does with the journal."""
        settled = self.settled()
        open_intents = [intent for intent in self.intents() if intent.intent_id not in settled]
        self.service.recover(open_intents, self.clock.now_ms() - 3_600_000)

    def settled(self) -> set[str]:
        """The orders that the journal has a definite answer to."""
        return {
            record.intent_id
            for record in self.records
            if isinstance(record, OutcomeSeen) and not isinstance(record.outcome, Unknown)
        }

    def intents(self) -> list[Intent]:
        """The new orders in the journal."""
        return [
            record
            for record in self.records
            if isinstance(record, Intent) and isinstance(record.command, PlaceOrder)
        ]

    def replaced(self) -> int:
        """How many orders took the place of another."""
        made = (record.command for record in self.records if isinstance(record, Intent))
        return sum(isinstance(command, AmendOrder) and bool(command.new_client_oid) for command in made)

    def order(self) -> PlaceOrder:
        """Another order of ours, every third of a classic account on spot."""
        self.count += 1
        size = D(self.random.randrange(1, 20)) / 1000
        side = self.random.choice(list(Side))
        price = D(64_000 if side is Side.BUY else 64_400)
        spot = self.kind is AccountKind.CLASSIC and self.random.randrange(3) == 0
        held = PositionSide.NET
        if self.venue.hedged and not spot:
            held = PositionSide.LONG if side is Side.BUY else PositionSide.SHORT
        return PlaceOrder(
            f"tb-{self.count}",
            SPOT_ID if spot else PERP_ID,
            side,
            OrderType.LIMIT,
            BaseQty(size),
            price,
            position_side=held,
            margin_mode=None if spot else MarginMode.CROSSED,
        )

    def found_out(self) -> None:
        """The client has been told that the account is of the other kind: its streams are made anew."""
        self.link(LinkState.DOWN, _MOVED)

    def link(self, state: LinkState, sentence: str = "") -> None:
        """The private stream changes."""
        self.service.on_link(LinkChanged(Link.PRIVATE, state, sentence))
