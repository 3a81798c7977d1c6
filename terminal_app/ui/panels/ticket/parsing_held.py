"""From the fields to what guards a position or to a linked pair, or to what is wrong. Pure; no Qt."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side, TimeInForce
from terminal_app.ui.panels.ticket.draft import Draft
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.held import (
    BadDistanceError,
    activation_error,
    distance_of,
    exits_of,
    now_of,
    pair_error,
    pair_of,
    trail_of,
)
from terminal_app.ui.panels.ticket.one_order import FieldErrors, Price, draft_of, one_order, typed_price
from terminal_app.ui.panels.ticket.sizing import Sized


def parse_trail(form: TicketForm, view: TicketView, side: Side) -> Draft | FieldErrors:
    """A trailing stop for the position that this side closes."""
    now = now_of(form, view)
    distance = distance_of(form.distance, view.instrument)
    activation = typed_price(form.activation, view.instrument, side)
    starts = activation.on_tick if activation else None
    if error := activation_error(starts, now, side):
        return FieldErrors(activation=error)
    if now is None or distance is None:
        return FieldErrors()
    draft = _closing(form, view, side, now)
    if not isinstance(draft, Draft):
        return draft
    try:
        trail = trail_of(draft.order, form, now, distance, starts, view.instrument)
    except BadDistanceError as error:
        return FieldErrors(distance=str(error))
    return replace(draft, held=trail, price_moved=activation is not None and activation.moved)


def parse_exit_pair(
    form: TicketForm, view: TicketView, side: Side, target: Price | None, stop: Price | None
) -> Draft | FieldErrors:
    """A take-profit and a stop-loss for the position that this side closes."""
    if target is None or stop is None:
        return FieldErrors()
    draft = _closing(form, view, side, target.on_tick)
    if not isinstance(draft, Draft):
        return draft
    # The passive side of the closing order is where a stop loses less and a target gains more.
    exits = exits_of(draft.order, form, target.on_tick, stop.on_tick)
    return replace(draft, held=exits, price_moved=target.moved or stop.moved)


def parse_linked(
    form: TicketForm, view: TicketView, side: Side, price: Price | None, trigger: Price | None
) -> Draft | FieldErrors:
    """A limit order and a trigger order, of which one cancels the other."""
    if price is None or trigger is None:
        return FieldErrors()
    if error := pair_error(price.on_tick, trigger.on_tick, side):
        return FieldErrors(trigger=error)
    draft = one_order(replace(form, time_in_force=TimeInForce.GTC), view, side, price, price.on_tick)
    if not isinstance(draft, Draft):
        return draft
    pair = pair_of(draft.order, form, trigger.on_tick)
    return replace(draft, held=pair, price_moved=draft.price_moved or trigger.moved)


def _closing(form: TicketForm, view: TicketView, side: Side, reference: Decimal) -> Draft | FieldErrors:
    """The market order that a guard comes to; of the whole position without a size."""
    whole = view.closable(side)
    if not whole:
        return FieldErrors()
    form = replace(form, order_type=OrderType.MARKET, reduce_only=True)
    if form.size.strip():
        return one_order(form, view, side, None, reference)
    sized = Sized(BaseQty(whole), cut=False)
    return draft_of(form, view, side, sized, None, reference, moved=False)


def distance_error(text: str, instrument: Instrument) -> str:
    """What is wrong with the distance that is typed; empty for nothing."""
    try:
        distance_of(text, instrument)
    except BadDistanceError as error:
        return str(error)
    return ""
