"""An exchange, a journal and prices that do what a test tells them; nothing here talks to anything."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    ClosedPosition,
    FeeRate,
    Fill,
    HoldMode,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTpSl,
    PlaceTrigger,
    SetHoldMode,
    SetLeverage,
    Transfer,
    VenueCommand,
)
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.market import Stamp, Ticker
from terminal_app.core.orders import VenueOrder
from terminal_app.core.outcomes import Accepted, VenueOutcome
from terminal_app.core.records import Intent, Record
from terminal_app.core.strategy_orders import StrategyOrder

Scripted = VenueOutcome | Exception

_SETTINGS = AccountSettings("1", HoldMode.ONE_WAY)
_EMPTY = AccountSnapshot(Stamp(0, 0.0), Decimal(0), ())


@dataclass
class FakeExchange:
    """Implements `OrderEntry` and `AccountData`: answers from a script, remembers every call.

    `script[name]` is a queue of answers of that method; an exception in it is raised; an empty queue means
    `Accepted`. `batches` holds the client order ids of each request for several. Order calls wait for `hold`,
    if there is one, and
    reads for `hold_reads`. `known` is what `order` finds by `client_oid`; `since` is how
    far back history was asked for;
    `contracts` is what `symbol_setting` tells;
    `failures` are raised by the private reads, one each, before they work, and `strategy_failures` by those
    of strategy orders.
    """

    sent: list[VenueCommand] = field(default_factory=list)
    batches: list[list[str]] = field(default_factory=list)
    script: defaultdict[str, deque[Scripted]] = field(default_factory=lambda: defaultdict(deque))
    failures: deque[Exception] = field(default_factory=deque)
    known: dict[str, VenueOrder] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    working: list[VenueOrder] = field(default_factory=list)
    executions: list[Fill] = field(default_factory=list)
    ledger: list[Bill] = field(default_factory=list)
    finished: list[VenueOrder] = field(default_factory=list)
    since: list[int] = field(default_factory=list)
    open_positions: list[Position] = field(default_factory=list)
    waiting: list[StrategyOrder] = field(default_factory=list)
    ended: list[StrategyOrder] = field(default_factory=list)
    strategy_failures: deque[Exception] = field(default_factory=deque)
    contracts: dict[InstrumentId, SymbolSetting] = field(default_factory=dict)
    transfers: dict[str, TransferState] = field(default_factory=dict)
    transfer_failures: deque[Exception] = field(default_factory=deque)
    account_settings: AccountSettings = _SETTINGS
    snapshot: AccountSnapshot = _EMPTY
    reads: int = 0
    hold: asyncio.Event | None = None
    hold_reads: asyncio.Event | None = None

    async def _answer(self, name: str, command: VenueCommand, client_oid: str = "") -> VenueOutcome:
        self.sent.append(command)
        if self.hold is not None:
            await self.hold.wait()
        if not self.script[name]:
            return Accepted(client_oid, f"v-{client_oid}" if client_oid else None)
        scripted = self.script[name].popleft()
        if isinstance(scripted, Exception):
            raise scripted
        return scripted

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        return await self._answer("place", order.command, order.command.client_oid)

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        self.batches.append([order.command.client_oid for order in orders])
        return [await self.place(order) for order in orders]

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        return await self._answer(
            "amend", order.command, order.command.new_client_oid or order.command.client_oid
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        return await self._answer("cancel", order, order.client_oid)

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        self.batches.append([order.client_oid for order in orders])
        return [await self.cancel(order) for order in orders]

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        return await self._answer("cancel_all", command)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        return await self._answer("close_position", command)

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        return await self._answer("set_leverage", command)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        return await self._answer("set_hold_mode", command)

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        return await self._answer("transfer", order.command, order.command.client_oid)

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        self.asked.append(str(instrument))
        return self.contracts.get(instrument)

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        self.asked.append(transfer.client_oid)
        if self.transfer_failures:
            raise self.transfer_failures.popleft()
        return self.transfers.get(transfer.client_oid)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        return await self._answer("place_trigger", order.command, order.command.client_oid)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        return await self._answer("place_tp_sl", order.command, order.command.client_oid)

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        return await self._answer("amend_strategy", order.command, order.command.client_oid)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        return await self._answer("cancel_strategy", order, order.client_oid)

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        if self.strategy_failures:
            raise self.strategy_failures.popleft()
        return [order for order in self.waiting if order.instrument.product is product]

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        if self.strategy_failures:
            raise self.strategy_failures.popleft()
        return [order for order in self.ended if order.instrument.product is product][:count]

    async def settings(self) -> AccountSettings:
        self.reads += 1
        if self.hold_reads is not None:
            await self.hold_reads.wait()
        if self.failures:
            raise self.failures.popleft()
        return self.account_settings

    async def account(self) -> AccountSnapshot:
        return self.snapshot

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        return FeeRate(Decimal("0.0002"), Decimal("0.0006"))

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        self.asked.append(client_oid)
        if self.hold_reads is not None:
            await self.hold_reads.wait()
        if self.script["order"] and isinstance(error := self.script["order"].popleft(), Exception):
            raise error
        return self.known.get(client_oid)

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        return [order for order in self.working if product in (None, order.instrument.product)]

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        if since_ms is not None:
            self.since.append(since_ms)
        return [order for order in self.finished if order.instrument.product is product]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        found = [fill for fill in self.executions if product in (None, fill.instrument.product)]
        return found if since_ms is not None else found[:count]

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        if self.failures:
            raise self.failures.popleft()
        return [bill for bill in self.ledger if since_ms <= bill.time_ms <= (until_ms or bill.time_ms)]

    async def positions(self, product: ProductType) -> list[Position]:
        return [position for position in self.open_positions if position.instrument.product is product]

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        return []


@dataclass
class FakeJournal:
    """Keeps records in a list; fails with `trouble` while that is set, and is slow while `busy` is not.

    `refused` are the ids of intents that find no room.
    """

    records: list[Record] = field(default_factory=list)
    trouble: str = ""
    refused: set[str] = field(default_factory=set)
    busy: asyncio.Event | None = None
    waiting: int = 0

    async def append(self, record: Record) -> None:
        """Take a record, or fail as a full disk would."""
        self.waiting += 1
        if self.busy is not None:
            await self.busy.wait()
        self.waiting -= 1
        if self.trouble:
            raise EnvironmentTroubleError(self.trouble)
        if isinstance(record, Intent) and record.intent_id in self.refused:
            raise EnvironmentTroubleError("The disk is full.")
        self.records.append(record)

    def of_order(self, client_oid: str) -> list[Record]:
        """The intents of an order."""
        return [
            record
            for record in self.records
            if isinstance(record, Intent) and getattr(record.command, "client_oid", "") == client_oid
        ]


@dataclass
class FakePrices:
    """Implements `trading.prices.PriceView` from dictionaries."""

    instruments: dict[InstrumentId, Instrument] = field(default_factory=dict)
    tickers: dict[InstrumentId, Ticker] = field(default_factory=dict)
    seconds_old: float = 0.5

    def instrument(self, instrument: InstrumentId) -> Instrument | None:
        """The rules that were put in."""
        return self.instruments.get(instrument)

    def ticker(self, instrument: InstrumentId) -> Ticker | None:
        """The ticker that was put in."""
        return self.tickers.get(instrument)

    def best(self, instrument: InstrumentId) -> tuple[Decimal | None, Decimal | None]:
        """Bid and ask of the ticker."""
        ticker = self.tickers.get(instrument)
        return (ticker.bid, ticker.ask) if ticker else (None, None)

    def age(self, instrument: InstrumentId) -> float | None:
        """`seconds_old` for everything that has a ticker."""
        return self.seconds_old if instrument in self.tickers else None
