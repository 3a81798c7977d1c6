"""Whether the exchange, the journal and what a session believes agree: asked after each start."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from terminal_app.bitget.client import BitgetClient
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import PlaceOrder, PlaceTrigger
from terminal_app.core.ids import is_ours
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import OrderStatus, VenueOrder, VenueStatus
from terminal_app.core.outcomes import Unknown
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.journal.reader import IntentLine, JournalReader

_TRADED = (ProductType.SPOT, ProductType.USDT_FUTURES)
_S, _V = OrderStatus, VenueStatus
_MAY_BE = {
    _V.LIVE: {_S.OPEN},
    _V.PARTIALLY_FILLED: {_S.PARTIAL},
    _V.FILLED: {_S.FILLED},
    _V.CANCELLED: {_S.CANCELLED},
}
_WORKING = (_V.LIVE, _V.PARTIALLY_FILLED)
_TRACES = frozenset({_S.OPEN, _S.PARTIAL, _S.FILLED, _S.CANCELLED})


@dataclass(frozen=True, slots=True)
class Told:
    """What a session believes in the moment its orders open, and what it was refused before.

    `at` is the system's monotonic clock. `shut` says whether entry was shut when the session had just been
    opened; `refused` are orders that were tried and turned down while it was. `began_as` is how the account
    was spoken to at first, `kind` how it is now.
    """

    at: float
    shut: bool
    refused: tuple[str, ...]
    orders: dict[str, tuple[OrderStatus, Decimal]]
    waiting: dict[str, StrategyStatus]
    began_as: AccountKind
    kind: AccountKind | None


@dataclass(frozen=True, slots=True)
class Truth:
    """What the exchange has of the account, by client order id."""

    orders: dict[str, VenueOrder]
    waiting: dict[str, StrategyOrder]

    @classmethod
    async def read(cls, exchange: BitgetClient, since_ms: int) -> "Truth":
        """Working orders first, so that one that ends in between is seen as ended."""
        orders = await exchange.open_orders()
        for product in _TRADED:
            orders += await exchange.order_history(product, since_ms=since_ms)
        waiting = await exchange.strategy_orders(ProductType.USDT_FUTURES)
        return cls({one.client_oid: one for one in orders}, {one.client_oid: one for one in waiting})


def differences(journal: Path, told: Told, truth: Truth, refused: AbstractSet[str]) -> list[str]:
    """Every difference between the exchange, the journal and what the session believes."""
    reader = JournalReader(journal)
    lines = reader.recent_intents(10**6)
    reader.close()
    known = {line.intent.intent_id for line in lines}
    there = {**truth.orders, **truth.waiting}
    wrong = [
        f"{oid} is at the exchange and in no journal" for oid in there if is_ours(oid) and oid not in known
    ]
    wrong += [f"{oid} was refused and is at the exchange" for oid in refused if oid in there]
    if not told.shut:
        wrong.append("entry was open before anything was read")
    for line in lines:
        if isinstance(line.intent.command, PlaceOrder):
            wrong += _of_order(line, told, truth.orders.get(line.intent.intent_id))
        elif isinstance(line.intent.command, PlaceTrigger):
            wrong += _of_trigger(line, told, there.get(line.intent.intent_id))
    return wrong


def _of_order(line: IntentLine, told: Told, truth: VenueOrder | None) -> list[str]:
    oid = line.intent.intent_id
    believed = told.orders.get(oid)
    if believed is None:
        forgotten = (truth is not None and truth.status in _WORKING) or _open(line)
        return [f"{oid} was forgotten"] if forgotten else []
    status, filled = believed
    if truth is None:
        # It left no trace, and only time can prove that it never will: until then it is shown as unknown.
        return [f"{oid} is {status.value} and not at the exchange"] if status in _TRACES or filled else []
    # The market may have moved since the session looked, but only forward.
    later = status in (_S.OPEN, _S.PARTIAL) and truth.filled > filled
    if status in _MAY_BE[truth.status] and filled == truth.filled:
        return []
    return (
        []
        if later
        else [f"{oid} is {status.value} {filled}, the exchange says {truth.status.value} {truth.filled}"]
    )


def _of_trigger(line: IntentLine, told: Told, truth: object) -> list[str]:
    oid = line.intent.intent_id
    if (truth is not None or _open(line)) and oid not in told.waiting:
        return [f"the trigger order {oid} was forgotten"]
    return []


def _open(line: IntentLine) -> bool:
    """Whether the journal has no definite answer."""
    return line.outcome is None or isinstance(line.outcome, Unknown)


def p95(seconds: Sequence[float]) -> float:
    """What 95 of 100 stay within; zero of nothing."""
    return sorted(seconds)[int(len(seconds) * 0.95)] if seconds else 0.0
