"""From the fields of the ticket to an order, or to what is wrong with which field. Pure; no Qt."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.money import divide
from terminal_app.core.orders import OrderType, Side, TimeInForce
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.form import OrderKind, TicketForm, TicketView
from terminal_app.ui.panels.ticket.one_order import (
    FieldErrors,
    Price,
    one_order,
    price_error,
    size_error,
    typed_price,
)
from terminal_app.ui.panels.ticket.parsing_held import (
    distance_error,
    parse_exit_pair,
    parse_linked,
    parse_trail,
)
from terminal_app.ui.panels.ticket.scaled import (
    FEWEST,
    MOST,
    BadSpreadError,
    average_of,
    parts_of,
    prices_of,
    sizes_of,
)

__all__ = ["FieldErrors", "parse"]

_TRIGGERED = (OrderKind.TRIGGER, OrderKind.OCO)


def parse(form: TicketForm, view: TicketView, side: Side) -> Draft | FieldErrors:
    """The order that the fields describe, or what is wrong with them.

    Empty fields give no error: there is just no draft yet, and the errors are empty. Each field is judged by
    itself, so that nobody has to fill one in to hear about the other.
    """
    instrument = view.instrument
    errors = FieldErrors(
        price=price_error(form.price, instrument, side) if form.order_type is OrderType.LIMIT else "",
        size=size_error(form, instrument),
        trigger=price_error(form.trigger, instrument, side) if form.kind in _TRIGGERED else "",
        price_to=price_error(form.price_to, instrument, side) if form.kind is OrderKind.SCALED else "",
        count=_count_error(form.count) if form.kind is OrderKind.SCALED else "",
        distance=distance_error(form.distance, instrument) if form.kind is OrderKind.TRAILING else "",
        activation=price_error(form.activation, instrument, side) if form.kind is OrderKind.TRAILING else "",
    )
    if errors:
        return errors
    price = typed_price(form.price, instrument, side) if form.order_type is OrderType.LIMIT else None
    match form.kind:
        case OrderKind.PLAIN:
            reference = price.on_tick if price else None
            reference = reference if form.order_type is OrderType.LIMIT else view.touch(side)
            return one_order(form, view, side, price, reference)
        case OrderKind.TRIGGER:
            trigger = typed_price(form.trigger, instrument, side)
            return _parse_trigger(form, view, side, price, trigger)
        case OrderKind.SCALED:
            return _parse_scaled(form, view, side, price)
        case OrderKind.TRAILING:
            return parse_trail(form, view, side)
        case OrderKind.OCO:
            trigger = typed_price(form.trigger, instrument, side)
            if form.reduce_only:
                return parse_exit_pair(form, view, side, price, trigger)
            return parse_linked(form, view, side, price, trigger)


def _parse_trigger(
    form: TicketForm, view: TicketView, side: Side, price: Price | None, trigger: Price | None
) -> Draft | FieldErrors:
    if trigger is None:
        return FieldErrors()
    reference = price.on_tick if price else trigger.on_tick
    draft = one_order(
        replace(form, post_only=False, time_in_force=TimeInForce.GTC), view, side, price, reference
    )
    if not isinstance(draft, Draft):
        return draft
    moved = draft.price_moved or trigger.moved
    return replace(draft, trigger=trigger.on_tick, trigger_by=form.trigger_by, price_moved=moved)


def _parse_scaled(form: TicketForm, view: TicketView, side: Side, first: Price | None) -> Draft | FieldErrors:
    instrument = view.instrument
    last = typed_price(form.price_to, instrument, side)
    if first is None or last is None or not form.count.strip():
        return FieldErrors()
    count = int(read_number(form.count))
    try:
        prices = prices_of(first.typed, last.typed, count, instrument, side)
    except BadSpreadError as error:
        return FieldErrors(count=str(error))
    middle = divide(sum(prices, Decimal(0)), Decimal(count))
    draft = one_order(form, view, side, Price(prices[0], prices[0]), middle)
    if not isinstance(draft, Draft):
        return draft
    try:
        sizes = sizes_of(draft.order.size.value, count, instrument)
    except BadSpreadError as error:
        return FieldErrors(size=str(error))
    parts = parts_of(draft.order, prices, sizes)
    return replace(draft, parts=parts, reference=average_of(parts), price_moved=first.moved or last.moved)


def _count_error(text: str) -> str:
    if not text.strip():
        return ""
    try:
        count = read_number(text)
    except NotANumberError as error:
        return str(error)
    return "" if count == int(count) and FEWEST <= count <= MOST else f"From {FEWEST} to {MOST} orders."
