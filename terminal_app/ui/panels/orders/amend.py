"""Changing a working order in place: what the two fields mean, or what is wrong with them. Knows no Qt."""

from collections.abc import Callable
from dataclasses import dataclass

from terminal_app.core.commands import AmendOrder
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.money import BaseQty, trimmed
from terminal_app.core.orders import Order, OrderStatus, OrderType
from terminal_app.ui import format as text
from terminal_app.ui.panels.orders.state import STATUS_WORDS, OrderRow
from terminal_app.ui.typed_terms import read_price, read_size

_AMENDABLE = (OrderStatus.OPEN, OrderStatus.PARTIAL)


@dataclass(frozen=True, slots=True)
class AmendErrors:
    """What is wrong with which field; `whole` concerns both."""

    price: str = ""
    size: str = ""
    whole: str = ""


def amendable(row: OrderRow) -> bool:
    """Whether the order can be changed in place right now."""
    order = row.order
    return (
        row.instrument is not None
        and order.order_type is OrderType.LIMIT
        and order.price is not None
        and isinstance(order.size, BaseQty)
        and order.status in _AMENDABLE
    )


def why_not(row: OrderRow) -> str:
    """Why the order cannot be changed in place, in a sentence; empty when it can."""
    if amendable(row):
        return ""
    if row.instrument is None:
        return "The rules of this symbol are not known yet. Try again in a moment."
    if row.order.order_type is not OrderType.LIMIT:
        return "Only limit orders can be changed."
    return f"This order is {STATUS_WORDS[row.order.status]}: it cannot be changed now."


def parse(price_text: str, size_text: str, order: Order, instrument: Instrument) -> AmendOrder | AmendErrors:
    """The command that the fields describe.

    A price between two ticks and a size between two steps are named and not moved: an order that exists is
    changed to exactly what was typed or not at all.
    """
    price = read_price(price_text, instrument)
    if isinstance(price, str):
        return AmendErrors(price=price)
    size = read_size(size_text, instrument)
    if isinstance(size, str):
        return AmendErrors(size=size)
    if size <= order.filled:
        filled = text.size(order.filled, instrument)
        return AmendErrors(size=f"{filled} is filled already: the new size must be above that.")
    if size * price < instrument.min_notional:
        least = trimmed(instrument.min_notional)
        return AmendErrors(whole=f"The order must be worth at least {least} {instrument.quote}.")
    if price == order.price and size == order.size.value:
        return AmendErrors(whole="Nothing has been changed yet.")
    return AmendOrder(order.client_oid, order.instrument, size, price, order.order_id)


def question(command: AmendOrder, find: Callable[[InstrumentId], Instrument | None]) -> str:
    """What a change means, line by line, for the question before it."""
    rules = find(command.instrument)
    base, quote = (rules.base, rules.quote) if rules else ("", "")
    return "\n".join(
        (
            f"Change the order on {command.instrument}",
            f"Size: {text.size(command.size, rules)} {base}",
            f"Price: {text.price(command.price, rules)}",
            f"Value: {text.money(command.size * command.price)} {quote}",
        )
    )
