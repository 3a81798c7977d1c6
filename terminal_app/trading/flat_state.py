"""What "flat" means and what is still in its way. Pure: it is fed with readings and answers.

Flat is proven when two complete readings, apart, show no open order, no waiting order and no position, and
when no order of ours is in doubt. A reading that failed shows nothing, so it proves nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from terminal_app.core.account import HoldMode, Position
from terminal_app.core.commands import CancelOrder, CancelStrategy, ClosePosition, VenueCommand
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.money import trimmed
from terminal_app.core.orders import Order, OrderStatus, PositionSide, VenueOrder
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus

READINGS = 2
"""How many readings in a row must show nothing."""

_NOBODY_KNOWS = "Nobody knows yet whether the exchange has it; it is asked."
_IN_DOUBT = (OrderStatus.UNKNOWN, OrderStatus.INTENT)
_WAITING_IN_DOUBT = (StrategyStatus.UNKNOWN, StrategyStatus.SENDING)


class AliveKind(Enum):
    """What is still there: an open order, a waiting order, a position, or an order nobody knows of."""

    ORDER = "order"
    WAITING = "waiting order"
    POSITION = "position"
    DOUBT = "order in doubt"


@dataclass(frozen=True, slots=True)
class Alive:
    """One thing that keeps the account from being flat.

    `what` names it and `reason` says why it is still there; `command` takes it away, `None` when only the
    exchange's word can.
    """

    kind: AliveKind
    key: str
    instrument: InstrumentId
    what: str
    command: VenueCommand | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """The account, product by product, as one complete reading showed it; `doubts` are our own."""

    orders: tuple[VenueOrder, ...] = ()
    waiting: tuple[StrategyOrder, ...] = ()
    positions: tuple[Position, ...] = ()
    doubts: tuple[Order, ...] = ()
    waiting_doubts: tuple[StrategyOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class FlatReport:
    """How far it has come.

    `proven_ms` is when the proof was complete (Unix ms), `None` without one; `alive` what is left, with
    reasons; `trouble` why the account could not be read, empty when it could; `running` until the end.
    """

    cause: str
    started_ms: int
    products: str
    running: bool = True
    rounds: int = 0
    empty: int = 0
    proven_ms: int | None = None
    alive: tuple[Alive, ...] = ()
    trouble: str = ""

    def read(self, alive: tuple[Alive, ...]) -> "FlatReport":
        """The report after a complete reading."""
        empty = 0 if alive else self.empty + 1
        return replace(self, rounds=self.rounds + 1, empty=empty, alive=alive, trouble="")

    def unread(self, trouble: str) -> "FlatReport":
        """The report after a reading that failed: what was proven so far is not proven any more."""
        return replace(self, rounds=self.rounds + 1, empty=0, trouble=trouble)

    @property
    def is_proven(self) -> bool:
        """Whether enough readings in a row have shown nothing."""
        return self.empty >= READINGS

    @property
    def sentence(self) -> str:
        """The outcome in words."""
        if self.running:
            return f"Flattening ({self.cause}): {len(self.alive)} left."
        if self.proven_ms is not None:
            return f"Flat, proven: no order, no waiting order and no position on {self.products}."
        if self.trouble:
            return f"Not proven flat: the account could not be read. {self.trouble}"
        left = "; ".join(f"{one.what}: {one.reason}" for one in self.alive)
        return f"NOT flat, {len(self.alive)} left. {left}"


def alive_in(reading: Reading, reasons: Mapping[str, str]) -> tuple[Alive, ...]:
    """What a reading shows, with the reasons that are known, by key."""
    found = (
        *(_order(order) for order in reading.orders),
        *(_waiting(order) for order in reading.waiting),
        *(_position(position) for position in reading.positions if position.size),
        *_doubts(reading),
    )
    return tuple(replace(one, reason=reasons.get(one.key) or one.reason) for one in found)


def reason_of(outcome: Outcome) -> str:
    """Why something may still be there after a command to take it away."""
    match outcome:
        case Accepted():
            return "The exchange was asked and has not done it yet."
        case Refused():
            return " ".join(outcome.reasons)
        case Rejected():
            return f"{outcome.sentence} (code {outcome.code})"
        case NotSent():
            return f"Not sent: {outcome.sentence}"
        case _:
            return f"Not confirmed: {outcome.cause}"


def _order(order: VenueOrder) -> Alive:
    key = order.client_oid or f"id:{order.order_id}"
    price = "at market" if order.price is None else f"at {trimmed(order.price)}"
    return Alive(
        AliveKind.ORDER,
        key,
        order.instrument,
        f"{order.side.value} {trimmed(order.size.value)} {order.instrument} {price}",
        CancelOrder(key, order.instrument, order.order_id or None),
    )


def _waiting(order: StrategyOrder) -> Alive:
    key = order.client_oid or f"id:{order.order_id}"
    return Alive(
        AliveKind.WAITING,
        key,
        order.instrument,
        f"{order.kind.value} order, {order.side.value} {order.instrument}",
        CancelStrategy(key, order.instrument, order.order_id or None),
    )


def _position(position: Position) -> Alive:
    one_way = position.hold_mode is HoldMode.ONE_WAY
    side = PositionSide.NET if one_way else position.side
    return Alive(
        AliveKind.POSITION,
        f"{position.instrument} {position.side.value}",
        position.instrument,
        f"{position.side.value} {trimmed(position.size)} {position.instrument}",
        ClosePosition(position.instrument, side),
    )


def _doubts(reading: Reading) -> Iterator[Alive]:
    listed = {order.client_oid for order in reading.orders}
    listed |= {order.client_oid for order in reading.waiting}
    doubts = [
        (order.client_oid, order.instrument, order.side)
        for order in reading.doubts
        if order.status in _IN_DOUBT
    ]
    doubts += [
        (order.client_oid, order.instrument, order.side)
        for order in reading.waiting_doubts
        if order.status in _WAITING_IN_DOUBT
    ]
    for client_oid, instrument, side in doubts:
        if client_oid not in listed:
            what = f"{side.value} {instrument} ({client_oid})"
            yield Alive(AliveKind.DOUBT, client_oid, instrument, what, None, _NOBODY_KNOWS)
