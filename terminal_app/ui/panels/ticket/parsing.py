"""From the fields of the ticket to an order, or to what is wrong with which field. Pure; no Qt."""

from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import divide, trimmed
from terminal_app.core.orders import OrderType, PositionSide, Side, TimeInForce
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.exits import ExitErrors, parse_exits
from terminal_app.ui.panels.ticket.form import OrderKind, TicketForm, TicketView
from terminal_app.ui.panels.ticket.scaled import (
    FEWEST,
    MOST,
    BadSpreadError,
    average_of,
    parts_of,
    prices_of,
    sizes_of,
)
from terminal_app.ui.panels.ticket.sizing import (
    BadSizeError,
    Sized,
    percent_of,
    reduces,
    size_of,
    typed_size,
)


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong with which field; empty for nothing."""

    price: str = ""
    size: str = ""
    target: str = ""
    stop: str = ""
    trigger: str = ""
    price_to: str = ""
    count: str = ""

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return any(astuple(self))


def parse(form: TicketForm, view: TicketView, side: Side) -> Draft | FieldErrors:
    """The order that the fields describe, or what is wrong with them.

    Empty fields give no error: there is just no draft yet, and the errors are empty. Each field is judged by
    itself, so that nobody has to fill one in to hear about the other.
    """
    instrument = view.instrument
    errors = FieldErrors(
        price=_price_error(form.price, instrument, side) if form.order_type is OrderType.LIMIT else "",
        size=_size_error(form, instrument),
        trigger=_price_error(form.trigger, instrument, side) if form.kind is OrderKind.TRIGGER else "",
        price_to=_price_error(form.price_to, instrument, side) if form.kind is OrderKind.SCALED else "",
        count=_count_error(form.count) if form.kind is OrderKind.SCALED else "",
    )
    if errors:
        return errors
    price = _typed(form.price, instrument, side) if form.order_type is OrderType.LIMIT else None
    match form.kind:
        case OrderKind.PLAIN:
            reference = price.on_tick if price else None
            reference = reference if form.order_type is OrderType.LIMIT else view.touch(side)
            return _parse_one(form, view, side, price, reference)
        case OrderKind.TRIGGER:
            trigger = _typed(form.trigger, instrument, side)
            return _parse_trigger(form, view, side, price, trigger)
        case OrderKind.SCALED:
            return _parse_scaled(form, view, side, price)


@dataclass(frozen=True, slots=True)
class _Price:
    """A price as typed, and on its tick."""

    typed: Decimal
    on_tick: Decimal

    @property
    def moved(self) -> bool:
        """Whether it had to be moved."""
        return self.typed != self.on_tick


def _typed(text: str, instrument: Instrument, side: Side) -> _Price | None:
    """A price that can be read; `None` when the field is empty."""
    if not text.strip():
        return None
    typed = read_number(text, (instrument.quote, instrument.base))
    return _Price(typed, instrument.snap_price(typed, side))


def _parse_one(
    form: TicketForm, view: TicketView, side: Side, price: _Price | None, reference: Decimal | None
) -> Draft | FieldErrors:
    exits = parse_exits(form, view, side, reference)
    if isinstance(exits, ExitErrors):
        return FieldErrors(target=exits.target, stop=exits.stop)
    if reference is None or not form.size.strip():
        return FieldErrors()
    try:
        sized = size_of(form, view, side, reference)
    except BadSizeError as error:
        return FieldErrors(size=str(error))
    at = price.on_tick if price else None
    draft = _draft(form, view, side, sized, at, reference, moved=price is not None and price.moved)
    return replace(draft, order=replace(draft.order, take_profit=exits.target, stop_loss=exits.stop))


def _parse_trigger(
    form: TicketForm, view: TicketView, side: Side, price: _Price | None, trigger: _Price | None
) -> Draft | FieldErrors:
    if trigger is None:
        return FieldErrors()
    reference = price.on_tick if price else trigger.on_tick
    draft = _parse_one(
        replace(form, post_only=False, time_in_force=TimeInForce.GTC), view, side, price, reference
    )
    if not isinstance(draft, Draft):
        return draft
    moved = draft.price_moved or trigger.moved
    return replace(draft, trigger=trigger.on_tick, trigger_by=form.trigger_by, price_moved=moved)


def _parse_scaled(
    form: TicketForm, view: TicketView, side: Side, first: _Price | None
) -> Draft | FieldErrors:
    instrument = view.instrument
    last = _typed(form.price_to, instrument, side)
    if first is None or last is None or not form.count.strip():
        return FieldErrors()
    count = int(read_number(form.count))
    try:
        prices = prices_of(first.typed, last.typed, count, instrument, side)
    except BadSpreadError as error:
        return FieldErrors(count=str(error))
    middle = divide(sum(prices, Decimal(0)), Decimal(count))
    draft = _parse_one(form, view, side, _Price(prices[0], prices[0]), middle)
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


def _price_error(text: str, instrument: Instrument, side: Side) -> str:
    if not text.strip():
        return ""
    try:
        price = read_number(text, (instrument.quote, instrument.base))
    except NotANumberError as error:
        return str(error)
    if instrument.snap_price(price, side) <= 0:
        return f"The price must be at least {trimmed(instrument.tick)}."
    return ""


def _size_error(form: TicketForm, instrument: Instrument) -> str:
    if not form.size.strip():
        return ""
    try:
        typed_size(form, instrument)
    except BadSizeError as error:
        return str(error)
    return ""


def _draft(
    form: TicketForm,
    view: TicketView,
    side: Side,
    sized: Sized,
    price: Decimal | None,
    reference: Decimal,
    *,
    moved: bool,
) -> Draft:
    futures = view.instrument.id.product.is_futures
    closing = reduces(form, view.instrument)
    time_in_force = TimeInForce.GTC
    if form.order_type is OrderType.LIMIT:
        time_in_force = TimeInForce.POST_ONLY if form.post_only else form.time_in_force
    position_side = PositionSide.NET
    if futures and view.hedge:
        # In hedge mode a sell opens a short or closes a long: the side of the position says which.
        position_side = PositionSide.LONG if (side is Side.BUY) is not closing else PositionSide.SHORT
    order = PlaceOrder(
        client_oid="",
        instrument=view.instrument.id,
        side=side,
        order_type=form.order_type,
        size=sized.size,
        price=price,
        time_in_force=time_in_force,
        reduce_only=closing and not view.hedge,
        position_side=position_side,
        margin_mode=view.margin_mode if futures else None,
        origin="ticket",
    )
    percent = percent_of(form, view, side, reference, sized.size.value)
    return Draft(order, reference, sized.cut, moved, sized.caps, percent)
