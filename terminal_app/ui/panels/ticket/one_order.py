"""A price as it is typed, and on its tick; and one order from a price and a size. Pure; no Qt."""

from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import Lifetime, PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import trimmed
from terminal_app.core.orders import OrderType, PositionSide, Side, TimeInForce
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.exits import ExitErrors, parse_exits
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
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
    distance: str = ""
    activation: str = ""

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return any(astuple(self))


@dataclass(frozen=True, slots=True)
class Price:
    """A price as typed, and on its tick."""

    typed: Decimal
    on_tick: Decimal

    @property
    def moved(self) -> bool:
        """Whether it had to be moved."""
        return self.typed != self.on_tick


def typed_price(text: str, instrument: Instrument, side: Side) -> Price | None:
    """A price that can be read; `None` when the field is empty."""
    if not text.strip():
        return None
    typed = read_number(text, (instrument.quote, instrument.base))
    return Price(typed, instrument.snap_price(typed, side))


def one_order(
    form: TicketForm, view: TicketView, side: Side, price: Price | None, reference: Decimal | None
) -> Draft | FieldErrors:
    """One order at a price, or at market; `reference` is what it is valued at."""
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
    draft = draft_of(form, view, side, sized, at, reference, moved=price is not None and price.moved)
    return replace(draft, order=replace(draft.order, take_profit=exits.target, stop_loss=exits.stop))


def price_error(text: str, instrument: Instrument, side: Side) -> str:
    """What is wrong with a price that is typed; empty for nothing."""
    if not text.strip():
        return ""
    try:
        price = read_number(text, (instrument.quote, instrument.base))
    except NotANumberError as error:
        return str(error)
    if instrument.snap_price(price, side) <= 0:
        return f"The price must be at least {trimmed(instrument.tick)}."
    return ""


def size_error(form: TicketForm, instrument: Instrument) -> str:
    """What is wrong with a size that is typed; empty for nothing."""
    if not form.size.strip():
        return ""
    try:
        typed_size(form, instrument)
    except BadSizeError as error:
        return str(error)
    return ""


def draft_of(
    form: TicketForm,
    view: TicketView,
    side: Side,
    sized: Sized,
    price: Decimal | None,
    reference: Decimal,
    *,
    moved: bool,
) -> Draft:
    """The draft of one order of a size that is known."""
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
        lifetime=form.lifetime if not closing and form.order_type is OrderType.LIMIT else Lifetime.KEEP,
        origin="ticket",
    )
    percent = percent_of(form, view, side, reference, sized.size.value)
    return Draft(order, reference, sized.cut, moved, sized.caps, percent)
