"""Orders that the venue does not have: from the fields to what is sent, or to what is wrong. Pure; no Qt.

A trailing stop and the exits of a position close what is open; a linked pair opens, with a limit order and a
trigger order of which one cancels the other.
"""

from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOco, PlaceOrder, PlaceTpSl, PlaceTrail
from terminal_app.core.held import Distance
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import trimmed
from terminal_app.core.orders import ExitLeg, Side
from terminal_app.trading.oco import oco_refusals
from terminal_app.trading.risk import refusals, strategy_refusals
from terminal_app.trading.trailing import level_behind, trail_refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_amount
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.waiting import waiting_for

Held = PlaceTrail | PlaceOco | PlaceTpSl
"""What such a ticket sends, without ids."""

NO_POSITION = "There is no position that this side would close."


class BadDistanceError(ValueError):
    """It cannot be used; the message is the sentence for the field."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview; `warning` sets it apart."""

    label: str
    value: str
    warning: bool = False


def distance_of(text: str, instrument: Instrument) -> Distance | None:
    """The distance that is typed, in quote coin or percent; `None` for an empty field.

    Raises:
        BadDistanceError: it cannot be read, or nothing can stay so far behind.
    """
    if not text.strip():
        return None
    try:
        amount = read_amount(text, (instrument.quote,))
    except NotANumberError as error:
        raise BadDistanceError(str(error)) from error
    if amount.value <= 0:
        raise BadDistanceError("It must be above zero.")
    if amount.percent and amount.value >= 100:
        raise BadDistanceError("It must be below 100 %.")
    if not amount.percent and amount.value < instrument.tick:
        raise BadDistanceError(f"It must be at least {trimmed(instrument.tick)}.")
    return Distance(amount.value, amount.percent)


def now_of(form: TicketForm, view: TicketView) -> Decimal | None:
    """The price of this moment that sets the order off."""
    return view.risk.now.by(form.trigger_by)


def activation_error(activation: Decimal | None, now: Decimal | None, side: Side) -> str:
    """Why a trail cannot begin at a price, for the field; empty when it can."""
    if activation is None or now is None:
        return ""
    if activation > now if side is Side.SELL else activation < now:
        return ""
    where = "above" if side is Side.SELL else "below"
    return f"It must be {where} {trimmed(now)}; leave it empty to begin at once."


def trail_of(
    order: PlaceOrder,
    form: TicketForm,
    now: Decimal,
    distance: Distance,
    activation: Decimal | None,
    instrument: Instrument,
) -> PlaceTrail:
    """The trailing stop for the position that an order would close; of all of it without a size.

    Raises:
        BadDistanceError: the stop would lie at zero or below.
    """
    stop = level_behind(now, distance, order.side, instrument)
    if stop <= 0:
        raise BadDistanceError("The stop would lie below zero.")
    return PlaceTrail(
        client_oid="",
        instrument=order.instrument,
        side=order.side,
        stop=stop,
        distance=distance,
        by=form.trigger_by,
        position_side=order.position_side,
        size=_part(order, form),
        activation=activation,
    )


def exits_of(order: PlaceOrder, form: TicketForm, target: Decimal, stop: Decimal) -> PlaceTpSl:
    """The take-profit and stop-loss of the position that an order would close."""
    return PlaceTpSl(
        client_oid="",
        instrument=order.instrument,
        side=order.side,
        position_side=order.position_side,
        size=_part(order, form),
        take_profit=ExitLeg(target, form.trigger_by),
        stop_loss=ExitLeg(stop, form.trigger_by),
    )


def pair_of(order: PlaceOrder, form: TicketForm, trigger: Decimal) -> PlaceOco | None:
    """The limit order, and the trigger order linked with it; `None` for a size in quote coin."""
    waiting = waiting_for(trigger, form.trigger_by, order)
    return None if waiting is None else PlaceOco(order, waiting)


def pair_error(limit: Decimal, trigger: Decimal, side: Side) -> str:
    """Why the trigger order of a pair would never be set off before the other, for its field."""
    if trigger > limit if side is Side.BUY else trigger < limit:
        return ""
    where = "above" if side is Side.BUY else "below"
    return f"Of a {side.value} it must be {where} the limit price."


def named(held: Held, client_oid: str, second_oid: str) -> Held:
    """It with the ids it is sent under."""
    if isinstance(held, PlaceOco):
        return PlaceOco(
            replace(held.limit, client_oid=client_oid), replace(held.trigger, client_oid=second_oid)
        )
    return replace(held, client_oid=client_oid)


def held_refusals(held: Held, view: TicketView) -> tuple[str, ...]:
    """Every reason against it that is known before it is sent."""
    match held:
        case PlaceTrail():
            leg = ExitLeg(held.stop, held.by)
            stop = PlaceTpSl("", held.instrument, held.side, held.position_side, held.size, stop_loss=leg)
            return (
                *trail_refusals(held, view.instrument),
                *strategy_refusals(stop, view.risk, view.limits),
            )
        case PlaceTpSl():
            return strategy_refusals(held, view.risk, view.limits)
        case PlaceOco():
            return (
                *oco_refusals(held),
                *refusals(held.limit, view.risk, view.limits),
                *strategy_refusals(held.trigger, view.risk, view.limits),
            )


def held_text(held: Held, instrument: Instrument) -> str:
    """It in words, such as `Trailing stop 1.5 % behind, now at 63 210.0`."""
    match held:
        case PlaceTrail():
            return (
                f"Trailing stop {distance_text(held.distance, instrument)} behind the {held.by.value} price, "
                f"now at {fmt.price(held.stop, instrument)}"
            )
        case PlaceTpSl():
            return (
                f"Take-profit {_leg(held.take_profit, instrument)} or "
                f"stop-loss {_leg(held.stop_loss, instrument)}"
            )
        case PlaceOco():
            word = "Buy" if held.limit.side is Side.BUY else "Sell"
            size = f"{fmt.size(held.limit.size.value, instrument)} {instrument.base}"
            return (
                f"{word} {size} at {fmt.price(held.limit.price, instrument)}, or at market when the "
                f"{held.trigger.by.value} price reaches {fmt.price(held.trigger.trigger, instrument)}"
            )


def distance_text(distance: Distance, instrument: Instrument) -> str:
    """A distance for people."""
    if distance.percent:
        return f"{fmt.number(trimmed(distance.value))} %"
    return f"{fmt.number(trimmed(distance.value))} {instrument.quote}"


def held_lines(held: Held, view: TicketView) -> tuple[Line, ...]:
    """The preview of it."""
    instrument = view.instrument
    match held:
        case PlaceTrail():
            starts = (
                "at once" if held.activation is None else f"from {fmt.price(held.activation, instrument)}"
            )
            return (
                Line("Trailing stop", _size(held.size, instrument)),
                Line("Stop now", fmt.price(held.stop, instrument)),
                Line("Stays behind", f"{distance_text(held.distance, instrument)} · {held.by.value} price"),
                Line("Moves", starts),
                _closable(held.side, view),
            )
        case PlaceTpSl():
            return (
                Line("TP + SL", _size(held.size, instrument)),
                Line("Take-profit", f"{_leg(held.take_profit, instrument)} · market"),
                Line("Stop-loss", f"{_leg(held.stop_loss, instrument)} · market"),
                Line("Set off by", f"{_by(held)} price"),
                _closable(held.side, view),
            )
        case PlaceOco():
            return ()


def or_line(pair: PlaceOco, instrument: Instrument) -> Line:
    """The other order of a pair, beside the limit order."""
    trigger = pair.trigger
    return Line("Or at market", f"when {trigger.by.value} is {fmt.price(trigger.trigger, instrument)}")


def _closable(side: Side, view: TicketView) -> Line:
    held = view.closable(side)
    return Line("To close", f"{fmt.size(held, view.instrument)} {view.instrument.base}", warning=not held)


def _by(exits: PlaceTpSl) -> str:
    leg = exits.stop_loss or exits.take_profit
    return leg.by.value if leg else ""


def _leg(leg: ExitLeg | None, instrument: Instrument) -> str:
    return fmt.DASH if leg is None else fmt.price(leg.trigger, instrument)


def _size(size: Decimal | None, instrument: Instrument) -> str:
    return "whole position" if size is None else f"{fmt.size(size, instrument)} {instrument.base}"


def _part(order: PlaceOrder, form: TicketForm) -> Decimal | None:
    return order.size.value if form.size.strip() else None
