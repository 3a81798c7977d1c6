"""A small exchange for the proofs: it keeps the truth, and a seed decides what goes wrong on the way to it.

It stands for the client and the venue at once, so it does what the client does: it waits in a queue, asks the
gate right before the first byte, and answers with an outcome. Everything that reached the exchange is in
`wire`, so a test can say what must not have.

It plays both kinds of account. A classic one has a wallet and a position mode for each product, changes an
order by ending it and making another, is asked for an order by its instrument, and tells of executions without
our number. An account can be moved to the other kind: then the first call in the words of the old one is
refused, as the venue does, and the client speaks as it should from there on.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from random import Random

from terminal_app.bitget.account_mode import TOLD_BY
from terminal_app.core.account import (
    AccountKind,
    AccountSettings,
    AccountSnapshot,
    Balance,
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
from terminal_app.core.events import AccountEvent, AccountSeen, FillsSeen, OrdersSeen
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
_FEE_RATE = Decimal("0.0002")
_TRADED = (ProductType.SPOT, ProductType.USDT_FUTURES)
_CODES = {kind: code for code, kind in TOLD_BY.items()}
MONEY = Decimal(10**9)
"""What each wallet holds at first, in USDT."""


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
        kind: what the account is.
        hedged: whether its futures have a long and a short position beside each other.
        money: what each wallet holds, in USDT; a unified account has that of spot alone.
        found: hears that the account has turned out to be of another kind than it was spoken to as.
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
    kind: AccountKind = AccountKind.UNIFIED
    hedged: bool = False
    money: dict[ProductType, Decimal] = field(default_factory=lambda: dict.fromkeys(_TRADED, MONEY))
    found: Callable[[], None] = lambda: None
    healthy: bool = False
    drops_frames: bool = True
    queue_s: float = 0.0
    _number: int = 0
    _spoken: AccountKind | None = None

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
        """Change a working order, in a classic account by putting another one in its place."""
        command, name = order.command, order.command.new_client_oid
        if not name:
            return await self._send(Purpose.ORDER, command.client_oid, lambda: self._amend(command))
        return await self._send(
            Purpose.ORDER,
            name,
            lambda: self._replace(command),
            counted=True,
            half=lambda: self._cancel(command.client_oid),
        )

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
        futures = HoldMode.HEDGE if self.hedged else HoldMode.ONE_WAY
        if self.kind is AccountKind.UNIFIED:
            return AccountSettings("1", futures)
        modes = {ProductType.USDT_FUTURES: futures}
        return AccountSettings("1", HoldMode.ONE_WAY, kind=self.kind, hold_modes=modes)

    async def account(self) -> AccountSnapshot:
        found = self._money()
        await self._read()
        return found

    async def fee_rate(self, instrument: InstrumentId) -> FeeRate:
        return FeeRate(ZERO, ZERO)

    async def order(
        self, client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        found = self.orders.get(client_oid)
        await self._read()
        if self.kind is AccountKind.UNIFIED:
            return found
        if instrument is None:
            raise ValueError("a classic account is asked for an order by its instrument")
        return found if found is not None and found.instrument == instrument else None

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
            self._told(fill)
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
            price * part * _FEE_RATE,
            "USDT",
            Liquidity.MAKER,
            self.clock.now_ms(),
            order.position_side,
        )
        self.executions.append(fill)
        spot = order.instrument.product is ProductType.SPOT
        self._tell(FillsSeen((self._told(fill) if spot else fill,), self._stamp()))
        unified = self.kind is AccountKind.UNIFIED
        self.money[ProductType.SPOT if unified else order.instrument.product] -= fill.fee
        self._tell(AccountSeen(self._money(None if unified else order.instrument.product)))

    def end_by_others(self, client_oid: str) -> None:
        """Somebody cancels the order elsewhere."""
        self._cancel(client_oid)

    def move(self) -> None:
        """The account becomes one of the other kind, with its orders; nobody tells the client."""
        self._spoken = self._spoken or self.kind
        self.kind = _other(self.kind)
        spot, futures = _TRADED
        if self.kind is AccountKind.UNIFIED:
            self.money[spot] += self.money[futures]
            self.money[futures] = ZERO
        else:
            self.money[futures] = self.money[spot] // 2
            self.money[spot] -= self.money[futures]

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
        half: Callable[[], object] = lambda: None,
    ) -> VenueOutcome:
        fault = self._fault()
        if fault is Fault.NOT_SENT:
            return NotSent("No connection.")
        if self.queue_s:
            await asyncio.sleep(self.random.random() * self.queue_s)
        if reason := self.may_send(purpose):
            return NotSent(reason)
        if code := self._other_kind():
            await self._trip()
            self.refused.add(client_oid)
            self._now_spoken()
            return Rejected(code, "The account is of the other kind.")
        if counted:
            self.sent[client_oid] += 1
        if command is not None:
            self.leaving(command)
        self.wire.append(Wire(self.clock.monotonic(), purpose, client_oid, self.complete_reads))
        if fault is Fault.REFUSED and counted:
            await self._trip()
            if self.random.random() < 0.5:
                half()
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
        if code := self._other_kind():
            self._now_spoken()
            raise VenueError(code, "The account is of the other kind.")
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
            position_side=command.position_side,
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

    def _replace(self, command: AmendOrder) -> VenueOutcome:
        """End an order and make another for the rest, which may fail when the old one is gone."""
        name, old = command.new_client_oid, self.orders.get(command.client_oid)
        if name in self.orders:
            return Unknown(name, "accepted before")
        started = old is not None and old.instrument.product.is_futures and old.filled
        if old is None or not _works(old) or started or command.rest is None:
            self.refused.add(name)
            return Rejected("43001", "The order does not exist.")
        self._set(replace(old, status=VenueStatus.CANCELLED))
        if self.random.random() < self.plan.commands / 4:
            return Unknown(name, "It failed, and no code says why.")
        self._number += 1
        now_ms = self.clock.now_ms()
        self.orders[name] = replace(
            old,
            order_id=f"v-{self._number}",
            client_oid=name,
            size=BaseQty(command.rest),
            price=command.price,
            status=VenueStatus.LIVE,
            filled=ZERO,
            avg_price=None,
            created_ms=now_ms,
            updated_ms=now_ms,
        )
        self._report(name)
        return Accepted(name, f"v-{self._number}")

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

    def _told(self, fill: Fill) -> Fill:
        """An execution as a list tells it: a classic account's do not name our number."""
        return fill if self.kind is AccountKind.UNIFIED else replace(fill, client_oid="")

    def _money(self, wallet: ProductType | None = None) -> AccountSnapshot:
        """The account, or one wallet of it."""
        split = self.kind is AccountKind.CLASSIC
        shown = (wallet,) if wallet is not None else _TRADED if split else (ProductType.SPOT,)
        balances = tuple(
            Balance("USDT", self.money[one], self.money[one], ZERO, product=one if split else None)
            for one in shown
        )
        whole = split and wallet is None
        return AccountSnapshot(
            self._stamp(),
            sum((balance.equity for balance in balances), ZERO),
            balances,
            wallet=wallet,
            partial=wallet is not None,
            wallets=_TRADED if whole else (),
        )

    def _other_kind(self) -> str:
        """The code that says that the account is not what it was spoken to as, if so."""
        return "" if self._spoken in (None, self.kind) else _CODES[self.kind]

    def _now_spoken(self) -> None:
        self._spoken = self.kind
        self.found()

    def _stamp(self) -> Stamp:
        return Stamp(self.clock.now_ms(), self.clock.monotonic())


def _works(order: VenueOrder) -> bool:
    return order.status in (VenueStatus.LIVE, VenueStatus.PARTIALLY_FILLED)


def _other(kind: AccountKind) -> AccountKind:
    return AccountKind.UNIFIED if kind is AccountKind.CLASSIC else AccountKind.CLASSIC
