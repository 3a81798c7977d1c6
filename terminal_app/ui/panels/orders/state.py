"""What the table of open orders says: its rows and their words. Knows no Qt."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from terminal_app.core.commands import CancelAll, CancelOrder
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Order, OrderStatus, OrderType, Source, TimeInForce
from terminal_app.ui import format as text

STATUS_WORDS = {
    OrderStatus.INTENT: "sending",
    OrderStatus.UNKNOWN: "unconfirmed",
    OrderStatus.OPEN: "working",
    OrderStatus.PARTIAL: "partly filled",
    OrderStatus.CANCEL_PENDING: "cancelling",
    OrderStatus.CANCEL_UNKNOWN: "cancel unconfirmed",
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.REJECTED: "rejected",
    OrderStatus.NOT_SENT: "not sent",
    OrderStatus.PROVEN_NEVER: "never arrived",
}

STATUS_MEANINGS = {
    OrderStatus.INTENT: "On its way to the venue.",
    OrderStatus.UNKNOWN: "The venue has not answered and is being asked. It is never sent a second time.",
    OrderStatus.OPEN: "The venue has it; nothing is filled yet.",
    OrderStatus.PARTIAL: "A part is filled; the rest is working.",
    OrderStatus.CANCEL_PENDING: "The venue was asked to cancel it. Until it has, the order can still fill.",
    OrderStatus.CANCEL_UNKNOWN: "The venue has not answered the cancel. The order may still be working.",
}

UNCONFIRMED = "status:unconfirmed"
"""The filter that leaves the orders that nobody knows the state of."""

_TERMS = {
    TimeInForce.GTC: "",
    TimeInForce.IOC: "IOC",
    TimeInForce.FOK: "FOK",
    TimeInForce.POST_ONLY: "post-only",
}
_ORIGINS = {Source.MANUAL: "here", Source.STRATEGY: "a strategy", Source.EXTERNAL: "elsewhere"}
_ORIGIN_MEANINGS = {
    Source.MANUAL: "Placed with this program.",
    Source.STRATEGY: "Placed by a strategy of this program.",
    Source.EXTERNAL: "Placed elsewhere: on the website, in an app, or by another program with this account.",
}
_LISTED = 8
_IN_DOUBT = frozenset({OrderStatus.UNKNOWN, OrderStatus.CANCEL_UNKNOWN})


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One open order with the rules its numbers are written by."""

    order: Order
    instrument: Instrument | None

    @property
    def in_doubt(self) -> bool:
        """Whether only the venue can say how it stands."""
        return self.order.status in _IN_DOUBT

    @property
    def cancellable(self) -> bool:
        """Whether it makes sense to ask for a cancel now."""
        return self.order.status not in (OrderStatus.INTENT, OrderStatus.CANCEL_PENDING)

    @property
    def elsewhere(self) -> bool:
        """Whether it was placed by something else than this program, such as the website or an app."""
        return self.order.source is Source.EXTERNAL


def rows(orders: Sequence[Order], find: Callable[[InstrumentId], Instrument | None]) -> list[OrderRow]:
    """A row for each order, in the order given."""
    return [OrderRow(order, find(order.instrument)) for order in orders]


def kind_text(row: OrderRow) -> str:
    """How it is priced and for how long, as `Limit`."""
    return "Limit" if row.order.order_type is OrderType.LIMIT else "Market"


def terms_text(row: OrderRow) -> str:
    """What is special about it: post-only, reduce-only."""
    order = row.order
    parts = (_TERMS[order.time_in_force], "reduce-only" if order.reduce_only else "")
    return ", ".join(part for part in parts if part)


def kind_tip(row: OrderRow) -> str:
    """Type and terms in full."""
    return ", ".join(part for part in (kind_text(row), terms_text(row)) if part)


def origin_text(row: OrderRow) -> str:
    """Who placed it."""
    return _ORIGINS[row.order.source]


def origin_tip(row: OrderRow) -> str:
    """What that means."""
    return _ORIGIN_MEANINGS[row.order.source]


def price_text(row: OrderRow) -> str:
    """The limit price; a market order has none."""
    if row.order.order_type is OrderType.MARKET:
        return "Market"
    return text.price(row.order.price, row.instrument)


def size_text(row: OrderRow) -> str:
    """What was ordered, in base coin, or what is to be spent for an order sized in quote coin."""
    size = row.order.size
    if isinstance(size, BaseQty):
        return text.size(size.value, row.instrument)
    quote = row.instrument.quote if row.instrument is not None else ""
    return f"{text.money(size.value)} {quote}".strip()


def size_coin(row: OrderRow) -> str:
    """The coin that the size is counted in; empty while the rules of the symbol are not known."""
    if row.instrument is None:
        return ""
    return row.instrument.base if isinstance(row.order.size, BaseQty) else row.instrument.quote


def filled_text(row: OrderRow) -> str:
    """What is filled, in base coin."""
    return text.size(row.order.filled, row.instrument)


def status_text(row: OrderRow) -> str:
    """The state in plain words."""
    return STATUS_WORDS[row.order.status]


def status_tip(row: OrderRow) -> str:
    """What the state means, and why it is so when that is known."""
    meaning = STATUS_MEANINGS.get(row.order.status, "")
    return " ".join(part for part in (meaning, row.order.note) if part)


def cancel(row: OrderRow) -> CancelOrder:
    """The command that cancels it."""
    return CancelOrder(row.order.client_oid, row.order.instrument, row.order.order_id)


def cancel_question(shown: Sequence[OrderRow]) -> str:
    """What cancelling these orders means, line by line, for the question before it."""
    many = f"{len(shown)} orders" if len(shown) > 1 else "the order"
    listed = [
        f"{row.order.instrument}: {text.side(row.order.side)} {size_text(row)} at {price_text(row)}"
        for row in shown[:_LISTED]
    ]
    more = [f"and {len(shown) - _LISTED} more"] if len(shown) > _LISTED else []
    return "\n".join((f"Cancel {many}", *listed, *more))


def count_text(shown: Sequence[OrderRow], *, filtered: bool) -> str:
    """What the button that cancels many says: everything, or what a filter has left and can be cancelled."""
    able = sum(row.cancellable for row in shown)
    return f"Cancel {able} shown" if filtered else f"Cancel all ({len(shown)})"


def many_tip(*, filtered: bool) -> str:
    """What exactly that button does."""
    if filtered:
        return "Cancels exactly the orders shown. What the filter hides stays."
    return "Cancels every open order of every symbol, also those placed elsewhere."


def doubt_text(every: Sequence[OrderRow]) -> str:
    """How many orders nobody knows the state of; empty without any."""
    doubtful = sum(row.in_doubt for row in every)
    return f"{doubtful} unconfirmed: the venue is being asked" if doubtful else ""


def cancel_all(products: Iterable[ProductType]) -> list[CancelAll]:
    """The commands that cancel everything on the products, one for each however often it is named."""
    return [CancelAll(product) for product in sorted(set(products), key=lambda product: product.value)]


def cancel_symbol(instrument: InstrumentId) -> CancelAll:
    """The command that cancels everything on one instrument."""
    return CancelAll(instrument.product, instrument.symbol)
