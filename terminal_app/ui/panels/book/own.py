"""Our own orders on the rows of the book: which row each belongs to, and what a cancel there would send.

Knows no Qt.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.commands import CancelOrder
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import ZERO, ceil_to, floor_to
from terminal_app.core.orders import Order, OrderStatus, OrderType, Side
from terminal_app.ui import format as fmt

_NOT_NOW = (OrderStatus.INTENT, OrderStatus.CANCEL_PENDING)
"""On their way to the exchange, or asked to end: nothing more can be asked of them."""

OwnKey = tuple[Side, Decimal]


@dataclass(frozen=True, slots=True)
class OwnMark:
    """What is ours on one row: the size that still works, and the cancels that would end it."""

    text: str
    size: Decimal
    cancels: tuple[CancelOrder, ...]


def marks(
    orders: Iterable[Order], instrument: InstrumentId, rules: Instrument | None, step: Decimal | None
) -> Mapping[OwnKey, OwnMark]:
    """The marks of an instrument's rows, by side of the book and price of the row; `step` is its width."""
    sizes: dict[OwnKey, Decimal] = {}
    cancels: dict[OwnKey, list[CancelOrder]] = {}
    for order in orders:
        remaining = order.remaining
        if order.instrument != instrument or order.order_type is not OrderType.LIMIT:
            continue
        if order.price is None or remaining is None or remaining <= 0 or order.status.is_final:
            continue
        key = (order.side, row_price(order.price, order.side, step))
        sizes[key] = sizes.get(key, ZERO) + remaining
        ending = cancels.setdefault(key, [])
        if order.status not in _NOT_NOW:
            ending.append(CancelOrder(order.client_oid, order.instrument, order.order_id))
    return {key: OwnMark(fmt.size(size, rules), size, tuple(cancels[key])) for key, size in sizes.items()}


def row_price(price: Decimal, side: Side, step: Decimal | None) -> Decimal:
    """The row a price belongs to: bids at the lower edge of their step, asks at the upper one."""
    if step is None:
        return price
    return floor_to(price, step) if side is Side.BUY else ceil_to(price, step)
