"""What the venue says of the account against what we believe: the events that settle the difference. Pure.

A start, a reconnect, a wake from sleep and a person's "refresh" are all this one comparison. A poll is a
picture of the past: it never moves an order backwards, and an order of somebody else is shown, never touched.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from terminal_app.core.account import AccountSnapshot, Fill, Position
from terminal_app.core.events import AccountEvent, AccountSeen, FillsSeen, OrdersSeen, PositionsSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.orders import Order, OrderStatus, VenueOrder, VenueStatus

_WORKING = (VenueStatus.LIVE, VenueStatus.PARTIALLY_FILLED)
_ENDED = (OrderStatus.FILLED, OrderStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class VenueState:
    """The account as the venue told it.

    `asked_at` is monotonic seconds before the first question. `working` are all open orders; `history` and
    `fills` reach back to the last moment that is known.
    """

    asked_at: float
    account: AccountSnapshot
    working: tuple[VenueOrder, ...]
    history: tuple[VenueOrder, ...]
    fills: tuple[Fill, ...]
    positions: Mapping[ProductType, tuple[Position, ...]]


@dataclass(frozen=True, slots=True)
class OurState:
    """What we believed when the answers were there: every order we know, and the executions by venue id."""

    orders: tuple[Order, ...]
    fills: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Settlement:
    """The events to take, in order, and the orders (by `client_oid`) whose fate no list tells: ask."""

    events: tuple[AccountEvent, ...]
    ask: tuple[str, ...]


def settle(venue: VenueState, ours: OurState) -> Settlement:
    """Compare, and say what has to happen."""
    by_oid = {order.client_oid: order for order in ours.orders}
    by_id = {order.order_id: order for order in ours.orders if order.order_id}

    def known(report: VenueOrder) -> Order | None:
        return by_id.get(report.order_id) or by_oid.get(report.client_oid or f"id:{report.order_id}")

    working = [report for report in venue.working if _is_news(report, known(report))]
    # Of the past, only what became of orders that are on our list: the rest is for the history panel.
    past = sorted(venue.history, key=lambda report: report.updated_ms)
    ended = [report for report in past if (order := known(report)) is not None and _is_news(report, order)]
    told = {order.client_oid for report in (*venue.working, *past) if (order := known(report)) is not None}
    stamp = Stamp(venue.account.stamp.source_ms, venue.asked_at)
    events: list[AccountEvent] = [AccountSeen(venue.account)]
    if working or ended:
        # The list of open orders was read first, so what the history says comes later.
        events.append(OrdersSeen((*working, *ended), stamp))
    if fills := _new_fills(venue.fills, ours.fills):
        events.append(FillsSeen(fills, stamp))
    events += [
        PositionsSeen(positions, stamp, complete=True, product=product)
        for product, positions in venue.positions.items()
    ]
    return Settlement(tuple(events), tuple(_untold(ours.orders, told)))


def _is_news(report: VenueOrder, order: Order | None) -> bool:
    """Whether a report says something we do not know, and is not an older picture than ours."""
    if order is None:
        return True
    if report.filled < order.filled or (order.status in _ENDED and report.status in _WORKING):
        return False
    return (
        order.status in (OrderStatus.INTENT, OrderStatus.UNKNOWN)
        or order.order_id is None
        or _word(order.status) is not report.status
        or (report.filled, report.size, report.price) != (order.filled, order.size, order.price)
        or report.updated_ms > order.updated_ms
    )


def _word(status: OrderStatus) -> VenueStatus | None:
    match status:
        case OrderStatus.OPEN:
            return VenueStatus.LIVE
        case OrderStatus.PARTIAL:
            return VenueStatus.PARTIALLY_FILLED
        case OrderStatus.FILLED:
            return VenueStatus.FILLED
        case OrderStatus.CANCELLED:
            return VenueStatus.CANCELLED
        case _:
            return None


def _new_fills(fills: Iterable[Fill], known: AbstractSet[str]) -> tuple[Fill, ...]:
    """Each execution once, oldest first."""
    fresh = {fill.exec_id: fill for fill in fills if fill.exec_id not in known}
    return tuple(sorted(fresh.values(), key=lambda fill: (fill.time_ms, fill.exec_id)))


def _untold(orders: Iterable[Order], told: AbstractSet[str]) -> Iterable[str]:
    """Orders that are not proven to be over and that the venue did not mention.

    One that is being sent right now has its own answer on the way.
    """
    for order in orders:
        alive = not order.status.is_final and order.status is not OrderStatus.INTENT
        if alive and order.client_oid not in told:
            yield order.client_oid
