"""Our own orders on the rows of the book: which row each belongs to, and what a cancel there would send.

Knows no Qt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from terminal_app.core.commands import CancelOrder
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, ceil_to, floor_to
from terminal_app.core.orders import Order, OrderStatus, OrderType, Side
from terminal_app.ui import format as fmt

_NOT_NOW = (OrderStatus.INTENT, OrderStatus.CANCEL_PENDING)
"""On their way to the exchange, or asked to end: nothing more can be asked of them."""

OwnKey = tuple[Side, Decimal]


class Standing(Enum):
    """How sure it is that an order works, from the surest on; several orders are as sure as the worst."""

    WORKING = "working"
    ENDING = "cancelling"
    SENDING = "sending"
    DOUBTFUL = "unconfirmed"


_STANDINGS = {
    OrderStatus.INTENT: Standing.SENDING,
    OrderStatus.UNKNOWN: Standing.DOUBTFUL,
    OrderStatus.CANCEL_UNKNOWN: Standing.DOUBTFUL,
    OrderStatus.CANCEL_PENDING: Standing.ENDING,
}
_WORSE = tuple(Standing)
_SIGNS = {Standing.SENDING: "…", Standing.DOUBTFUL: "?"}


@dataclass(frozen=True, slots=True)
class OwnMark:
    """What is ours on one row: the size that still works, and the cancels that would end it.

    `oids` are the orders behind it, by our ids.
    """

    text: str
    size: Decimal
    cancels: tuple[CancelOrder, ...]
    standing: Standing = Standing.WORKING
    oids: tuple[str, ...] = ()


def marks(
    orders: Iterable[Order], instrument: InstrumentId, rules: Instrument | None, step: Decimal | None
) -> Mapping[OwnKey, OwnMark]:
    """The marks of an instrument's rows, by side of the book and price of the row; `step` is its width."""
    sizes: dict[OwnKey, Decimal] = {}
    cancels: dict[OwnKey, list[CancelOrder]] = {}
    behind: dict[OwnKey, list[Order]] = {}
    for order in orders:
        remaining = order.remaining
        if order.instrument != instrument or order.order_type is not OrderType.LIMIT:
            continue
        if order.price is None or remaining is None or remaining <= 0 or order.status.is_final:
            continue
        key = (order.side, row_price(order.price, order.side, step))
        sizes[key] = sizes.get(key, ZERO) + remaining
        behind.setdefault(key, []).append(order)
        ending = cancels.setdefault(key, [])
        if order.status not in _NOT_NOW:
            ending.append(CancelOrder(order.client_oid, order.instrument, order.order_id))
    found = {}
    for key, size in sizes.items():
        standing = worst(behind[key])
        text = _SIGNS.get(standing, "") + fmt.size(size, rules)
        oids = tuple(order.client_oid for order in behind[key])
        found[key] = OwnMark(text, size, tuple(cancels[key]), standing, oids)
    return found


def worst(orders: Iterable[Order]) -> Standing:
    """How sure it is that all of these orders work."""
    standings = [_STANDINGS.get(order.status, Standing.WORKING) for order in orders]
    return max(standings, key=_WORSE.index, default=Standing.WORKING)


def row_price(price: Decimal, side: Side, step: Decimal | None) -> Decimal:
    """The row a price belongs to: bids at the lower edge of their step, asks at the upper one."""
    if step is None:
        return price
    return floor_to(price, step) if side is Side.BUY else ceil_to(price, step)
