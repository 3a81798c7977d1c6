"""The truth of the model venue: an account of either kind, its orders, executions and money."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from terminal_app.core.account import AccountSnapshot, Balance, Fill, Liquidity
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import AmendOrder, PlaceOrder
from terminal_app.core.events import AccountEvent, AccountSeen, FillsSeen, OrdersSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import ZERO, BaseQty
from terminal_app.core.orders import VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted, Rejected, Unknown, VenueOutcome
from tests.faults.bare_venue import BareVenue

_LOT = Decimal("0.001")
_FEE_RATE = Decimal("0.0002")
TRADED = (ProductType.SPOT, ProductType.USDT_FUTURES)
MONEY = Decimal(10**9)
"""What each wallet holds at first, in USDT."""


@dataclass
class Plan:
    """How often things go wrong, from 0 to 1."""

    commands: float = 0.5
    reads: float = 0.3
    frames: float = 0.3
    fills: float = 0.5


@dataclass
class ModelAccount(BareVenue):
    """An account of a pretended exchange.

    Attributes:
        orders: the truth, by `client_oid`.
        executions: every execution, oldest first.
        refused: orders that the exchange turned down.
        kind: what the account is.
        hedged: whether its futures have a long and a short position beside each other.
        money: what each wallet holds, in USDT; a unified account has that of spot alone.
    """

    clock: ManualClock
    random: Random
    plan: Plan
    orders: dict[str, VenueOrder] = field(default_factory=dict)
    executions: list[Fill] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    kind: AccountKind = AccountKind.UNIFIED
    hedged: bool = False
    money: dict[ProductType, Decimal] = field(default_factory=lambda: dict.fromkeys(TRADED, MONEY))
    _number: int = 0

    # ------------------------------------------------------------------------------- what the market does

    def trade(self, client_oid: str) -> None:
        """Execute a part of a working order, or all of it."""
        order = self.orders.get(client_oid)
        if order is None or not works(order):
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
        self.kind = other(self.kind)
        spot, futures = TRADED
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

    # -------------------------------------------------------------------------------- what the client does

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
        if order is None or not works(order):
            return Rejected("25204", "The order does not exist.")
        self._set(replace(order, status=VenueStatus.CANCELLED))
        return Accepted(client_oid, order.order_id)

    def _amend(self, command: AmendOrder) -> VenueOutcome:
        order = self.orders.get(command.client_oid)
        if order is None or not works(order) or command.size <= order.filled:
            return Rejected("25204", "The order does not exist.")
        self._set(replace(order, size=BaseQty(command.size), price=command.price))
        return Accepted(command.client_oid, order.order_id)

    def _replace(self, command: AmendOrder) -> VenueOutcome:
        """End an order and make another for the rest, which may fail when the old one is gone."""
        name, old = command.new_client_oid, self.orders.get(command.client_oid)
        if name in self.orders:
            return Unknown(name, "accepted before")
        started = old is not None and old.instrument.product.is_futures and old.filled
        if old is None or not works(old) or started or command.rest is None:
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

    # ------------------------------------------------------------------------------------ how it is told

    def _tell(self, event: AccountEvent) -> None:
        """Push it."""
        raise NotImplementedError

    def _told(self, fill: Fill) -> Fill:
        """An execution as a list tells it: a classic account's do not name our number."""
        return fill if self.kind is AccountKind.UNIFIED else replace(fill, client_oid="")

    def _money(self, wallet: ProductType | None = None) -> AccountSnapshot:
        """The account, or one wallet of it."""
        split = self.kind is AccountKind.CLASSIC
        shown = (wallet,) if wallet is not None else TRADED if split else (ProductType.SPOT,)
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
            wallets=TRADED if whole else (),
        )

    def _stamp(self) -> Stamp:
        return Stamp(self.clock.now_ms(), self.clock.monotonic())


def works(order: VenueOrder) -> bool:
    """Whether it may be executed."""
    return order.status in (VenueStatus.LIVE, VenueStatus.PARTIALLY_FILLED)


def other(kind: AccountKind) -> AccountKind:
    """The kind that an account may be moved to."""
    return AccountKind.UNIFIED if kind is AccountKind.CLASSIC else AccountKind.CLASSIC
