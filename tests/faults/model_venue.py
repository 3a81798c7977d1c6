"""A small exchange for the proofs: it keeps the truth, and a seed decides what goes wrong on the way to it.

It stands for the client and the venue at once, so it does what the client does: it waits in a queue, asks the
gate right before the first byte, and answers with an outcome. Everything that reached the exchange is in
`wire`, so a test can say what must not have.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from random import Random

from terminal_app.core.account import (
    AccountSettings,
    AccountSnapshot,
    ClosedPosition,
    FeeRate,
    Fill,
    HoldMode,
    Liquidity,
    Position,
    SymbolSetting,
    TransferState,
)
from terminal_app.core.bills import Bill
from terminal_app.core.clock import ManualClock
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
)
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import AccountEvent, FillsSeen, OrdersSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import MaySend, Purpose
from terminal_app.core.strategy_orders import StrategyOrder

WINDOW_S = 5.0
"""How long after its time stamp the exchange takes a request."""

_LATEST = 0.9 * WINDOW_S
_SILENCE_S = 10.0
_LOT = Decimal("0.001")


class Fault(Enum):
    """What can happen to a command on its way. The first three never reach the exchange."""

    NOT_SENT = "not sent"
    LOST = "request lost"
    REFUSED = "refused"
    FINE = "fine"
    REPLY_LOST = "reply lost"
    REPLY_LATE = "reply late"
    ERROR_AFTER = "error after it was done"
    ERROR_BEFORE = "error before anything was done"
    LATE = "accepted late"
    DUPLICATE = "said to be a duplicate"
    NO_ID = "accepted without an id"


@dataclass
class Plan:
    """How often things go wrong, from 0 to 1."""

    commands: float = 0.5
    reads: float = 0.3
    frames: float = 0.3
    fills: float = 0.5


@dataclass(frozen=True, slots=True)
class Wire:
    """Something that reached the exchange: when, why, of which order, and after how many whole readings."""

    at: float
    purpose: Purpose
    client_oid: str
    reads: int


@dataclass
class ModelVenue:
    """`OrderEntry` and `AccountData` of a pretended exchange.

    Attributes:
        orders: the truth, by `client_oid`.
        executions: every execution, oldest first.
        refused: orders that the exchange turned down.
        sent: how often each new order was sent.
        wire: everything that changed something, as it arrived.
        complete_reads: how often the account was read to its end.
        leaving: hears of each new order and cancel in the moment its bytes leave.
    """

    clock: ManualClock
    random: Random
    plan: Plan
    may_send: MaySend = lambda _purpose: None
    listener: Callable[[AccountEvent], None] = lambda _event: None
    leaving: Callable[[PlaceOrder | CancelOrder], None] = lambda _command: None
    orders: dict[str, VenueOrder] = field(default_factory=dict)
    executions: list[Fill] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    sent: Counter[str] = field(default_factory=Counter)
    wire: list[Wire] = field(default_factory=list)
    complete_reads: int = 0
    healthy: bool = False
    drops_frames: bool = True
    queue_s: float = 0.0
    _number: int = 0

    # ------------------------------------------------------------------------------------ what it does

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        command = order.command
        return await self._send(
            Purpose.ORDER, command.client_oid, lambda: self.take(command), counted=True, command=command
        )

    async def cancel(self, order: CancelOrder) -> VenueOutcome:
        """Cancel one order."""
        return await self._send(
            Purpose.CANCEL, order.client_oid, lambda: self._cancel(order.client_oid), command=order
        )

    async def amend(self, order: Approved[AmendOrder]) -> VenueOutcome:
        """Change a working order."""
        command = order.command
        return await self._send(Purpose.ORDER, command.client_oid, lambda: self._amend(command))

    async def cancel_all(self, command: CancelAll) -> VenueOutcome:
        """Cancel everything."""

        def work() -> VenueOutcome:
            for order in list(self.orders.values()):
                if _works(order) and order.instrument.product is command.product:
                    self._cancel(order.client_oid)
            return Accepted()

        return await self._send(Purpose.CANCEL, "", work)

    async def close_position(self, command: ClosePosition) -> VenueOutcome:
        """Close a position; there are none."""
        return await self._send(Purpose.CANCEL, "", lambda: Rejected("22002", f"No {command.side.value}."))

    async def place_batch(self, orders: Sequence[Approved[PlaceOrder]]) -> list[VenueOutcome]:
        return [await self.place(order) for order in orders]

    async def cancel_batch(self, orders: Sequence[CancelOrder]) -> list[VenueOutcome]:
        return [await self.cancel(order) for order in orders]

    async def set_leverage(self, command: SetLeverage) -> VenueOutcome:
        return await self._send(Purpose.ORDER, f"leverage {command.leverage}", Accepted)

    async def set_hold_mode(self, command: SetHoldMode) -> VenueOutcome:
        return await self._send(Purpose.ORDER, f"mode {command.mode.value}", Accepted)

    async def place_trigger(self, order: Approved[PlaceTrigger]) -> VenueOutcome:
        return await self._send(Purpose.ORDER, order.command.client_oid, Accepted)

    async def place_tp_sl(self, order: Approved[PlaceTpSl]) -> VenueOutcome:
        return await self._send(Purpose.GUARD, order.command.client_oid, Accepted)

    async def amend_strategy(self, order: Approved[AmendStrategy]) -> VenueOutcome:
        return await self._send(Purpose.ORDER, order.command.client_oid, Accepted)

    async def cancel_strategy(self, order: CancelStrategy) -> VenueOutcome:
        return await self._send(Purpose.CANCEL, order.client_oid, Accepted)

    # ------------------------------------------------------------------------------------ what it tells

    async def settings(self) -> AccountSettings:
        await self._read()
        return AccountSettings("1", HoldMode.ONE_WAY)

    async def account(self) -> AccountSnapshot:
        await self._read()
        return AccountSnapshot(Stamp(self.clock.now_ms(), self.clock.monotonic()), Decimal(0), ())

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        return FeeRate(ZERO, ZERO)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        found = self.orders.get(client_oid)
        await self._read()
        return found

    async def open_orders(self, product: ProductType | None = None) -> list[VenueOrder]:
        found = [
            order
            for order in self.orders.values()
            if _works(order) and product in (None, order.instrument.product)
        ]
        await self._read()
        return found

    async def order_history(
        self, product: ProductType, count: int = 100, *, since_ms: int | None = None
    ) -> list[VenueOrder]:
        found = [
            order
            for order in self.orders.values()
            if not _works(order)
            and order.instrument.product is product
            and (since_ms is None or order.created_ms >= since_ms)
        ]
        await self._read()
        return found if since_ms is not None else found[:count]

    async def fills(
        self, product: ProductType | None = None, count: int = 100, *, since_ms: int | None = None
    ) -> list[Fill]:
        found = [
            fill
            for fill in reversed(self.executions)
            if product in (None, fill.instrument.product) and (since_ms is None or fill.time_ms >= since_ms)
        ]
        await self._read()
        return found if since_ms is not None else found[:count]

    async def bills(self, *, since_ms: int, until_ms: int | None = None) -> list[Bill]:
        await self._read()
        return []

    async def positions(self, product: ProductType) -> list[Position]:
        await self._read()
        self.complete_reads += 1
        return []

    async def position_history(self, product: ProductType, count: int = 100) -> list[ClosedPosition]:
        return []

    async def strategy_orders(self, product: ProductType) -> list[StrategyOrder]:
        await self._read()
        return []

    async def transfer(self, order: Approved[Transfer]) -> VenueOutcome:
        return NotSent("This venue has one balance.")

    async def symbol_setting(self, instrument: InstrumentId) -> SymbolSetting | None:
        return None

    async def transfer_state(self, transfer: Transfer) -> TransferState | None:
        return None

    async def strategy_history(self, product: ProductType, count: int = 100) -> list[StrategyOrder]:
        return []

    # ------------------------------------------------------------------------------- what the market does

    def trade(self, client_oid: str) -> None:
        """Execute a part of a working order, or all of it."""
        order = self.orders.get(client_oid)
        if order is None or not _works(order):
            return
        left = order.size.value - order.filled
        part = left if self.random.random() < 0.5 else max(_LOT, (left / 2) // _LOT * _LOT)
        self._number += 1
        price = order.price or Decimal(64_000)
        filled = order.filled + part
        whole = filled == order.size.value
        status = VenueStatus.FILLED if whole else VenueStatus.PARTIALLY_FILLED
        self._set(replace(order, status=status, filled=filled, avg_price=price))
        fill = Fill(
            f"e-{self._number}",
            order.order_id,
            client_oid,
            order.instrument,
            order.side,
            price,
            part,
            price * part,
            ZERO,
            "USDT",
            Liquidity.MAKER,
            self.clock.now_ms(),
        )
        self.executions.append(fill)
        self._tell(FillsSeen((fill,), self._stamp()))

    def end_by_others(self, client_oid: str) -> None:
        """Somebody cancels the order elsewhere."""
        self._cancel(client_oid)

    def appear(self, order: VenueOrder) -> None:
        """Somebody places an order elsewhere."""
        self.orders[order.client_oid] = order
        self._tell(OrdersSeen((order,), self._stamp()))

    # ------------------------------------------------------------------------------------------- inside

    async def _send(
        self,
        purpose: Purpose,
        client_oid: str,
        work: Callable[[], VenueOutcome],
        *,
        counted: bool = False,
        command: PlaceOrder | CancelOrder | None = None,
    ) -> VenueOutcome:
        fault = self._fault()
        if fault is Fault.NOT_SENT:
            return NotSent("No connection.")
        if self.queue_s:
            await asyncio.sleep(self.random.random() * self.queue_s)
        if reason := self.may_send(purpose):
            return NotSent(reason)
        if counted:
            self.sent[client_oid] += 1
        if command is not None:
            self.leaving(command)
        self.wire.append(Wire(self.clock.monotonic(), purpose, client_oid, self.complete_reads))
        if fault is Fault.REFUSED and counted:
            await self._trip()
            self.refused.add(client_oid)
            return Rejected("43012", "The balance is too small.")
        if fault in (Fault.FINE, Fault.REFUSED, Fault.NO_ID):
            await self._trip()
            outcome = work()
            await self._trip()
            nameless = fault is Fault.NO_ID and isinstance(outcome, Accepted)
            return Accepted(client_oid) if nameless else outcome
        if fault is Fault.LATE:
            delay = self.random.random() * _LATEST
            asyncio.get_running_loop().call_later(delay, work)
            await asyncio.sleep(self.random.random() * 2 * delay)
        elif fault in (Fault.REPLY_LOST, Fault.REPLY_LATE, Fault.ERROR_AFTER, Fault.DUPLICATE):
            await self._trip()
            work()
        if fault in (Fault.LOST, Fault.REPLY_LOST, Fault.REPLY_LATE):
            await asyncio.sleep(_SILENCE_S)
        else:
            await self._trip()
        return Unknown(client_oid, "No answer.")

    def _fault(self) -> Fault:
        if self.healthy or self.random.random() >= self.plan.commands:
            return Fault.FINE
        return self.random.choice(list(Fault))

    async def _trip(self) -> None:
        await asyncio.sleep(self.random.random() * 0.2)

    async def _read(self) -> None:
        """An answer takes its time, so it may be old when it arrives; or it does not arrive."""
        await self._trip()
        if self.healthy or self.random.random() >= self.plan.reads:
            return
        if self.random.random() < 0.5:
            raise LinkError("No answer.")
        raise VenueError("45001", "Busy.")

    def take(self, command: PlaceOrder) -> VenueOutcome:
        """The order is there."""
        if command.client_oid in self.orders:
            return Unknown(command.client_oid, "accepted before")
        self._number += 1
        now_ms = self.clock.now_ms()
        self.orders[command.client_oid] = VenueOrder(
            instrument=command.instrument,
            order_id=f"v-{self._number}",
            client_oid=command.client_oid,
            side=command.side,
            order_type=command.order_type,
            size=command.size,
            price=command.price,
            status=VenueStatus.LIVE,
            filled=ZERO,
            avg_price=None,
            created_ms=now_ms,
            updated_ms=now_ms,
        )
        self._report(command.client_oid)
        if self.random.random() < self.plan.fills:
            self.trade(command.client_oid)
        return Accepted(command.client_oid, f"v-{self._number}")

    def _cancel(self, client_oid: str) -> VenueOutcome:
        order = self.orders.get(client_oid)
        if order is None or not _works(order):
            return Rejected("25204", "The order does not exist.")
        self._set(replace(order, status=VenueStatus.CANCELLED))
        return Accepted(client_oid, order.order_id)

    def _amend(self, command: AmendOrder) -> VenueOutcome:
        order = self.orders.get(command.client_oid)
        if order is None or not _works(order) or command.size <= order.filled:
            return Rejected("25204", "The order does not exist.")
        self._set(replace(order, size=BaseQty(command.size), price=command.price))
        return Accepted(command.client_oid, order.order_id)

    def _set(self, order: VenueOrder) -> None:
        now_ms = max(self.clock.now_ms(), order.updated_ms + 1)
        self.orders[order.client_oid] = replace(order, updated_ms=now_ms)
        self._report(order.client_oid)

    def _report(self, client_oid: str) -> None:
        self._tell(OrdersSeen((self.orders[client_oid],), self._stamp()))

    def _tell(self, event: AccountEvent) -> None:
        """Push it: lost, twice, late, or as it should be."""
        if self.healthy or self.random.random() >= self.plan.frames:
            self.listener(event)
            return
        kind = self.random.randrange(3)
        if kind == 0 and self.drops_frames:
            return
        if kind == 1:
            self.listener(event)
        asyncio.get_running_loop().call_later(self.random.random() * 3, self.listener, event)

    def _stamp(self) -> Stamp:
        return Stamp(self.clock.now_ms(), self.clock.monotonic())


def _works(order: VenueOrder) -> bool:
    return order.status in (VenueStatus.LIVE, VenueStatus.PARTIALLY_FILLED)
