"""Take-profit and stop-loss as they are typed: a price, a percentage, or a multiple of the risk. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO
from terminal_app.core.orders import ExitLeg, Side
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_amount, read_number
from terminal_app.ui.panels.ticket.form import OrderKind, TicketForm, TicketView

_HUNDRED = Decimal(100)
_NO_STOP = "Set a stop-loss first: R is the distance to it."


@dataclass(frozen=True, slots=True)
class Exits:
    """The exits of an order, each perhaps none."""

    target: ExitLeg | None = None
    stop: ExitLeg | None = None


@dataclass(frozen=True, slots=True)
class ExitErrors:
    """What is wrong with which field; empty for nothing."""

    target: str = ""
    stop: str = ""


class _BadExitError(ValueError):
    """It cannot be used; the message is the sentence for the field."""


def has_exits(form: TicketForm, instrument: Instrument) -> bool:
    """Whether an order of this ticket can have exits: only what opens a futures position can."""
    return instrument.id.product.is_futures and not form.reduce_only and form.kind is OrderKind.PLAIN


def parse_exits(
    form: TicketForm, view: TicketView, side: Side, reference: Decimal | None
) -> Exits | ExitErrors:
    """The exits that the fields describe, or what is wrong with them.

    A price between two ticks goes to the side that never loses more, or gains less, than was asked for.

    Args:
        form: the fields.
        view: the world.
        side: of the order that they protect.
        reference: where it would fill; before it is known there are no exits, and no errors but of reading.
    """
    if not has_exits(form, view.instrument):
        return Exits()
    instrument = view.instrument
    stop = target = None
    stop_error = target_error = ""
    try:
        stop = _placed(_distance(form.stop_loss, instrument, reference, None), instrument, side, reference)
        _check(stop, instrument, side, reference, gains=False)
    except _BadExitError as error:
        stop, stop_error = None, str(error)
    try:
        risk = None if stop is None or reference is None else abs(reference - stop)
        distance = _distance(form.take_profit, instrument, reference, risk, gains=True)
        target = _placed(distance, instrument, side, reference)
        _check(target, instrument, side, reference, gains=True)
    except _BadExitError as error:
        target, target_error = None, str(error)
    if stop_error or target_error:
        return ExitErrors(target_error, stop_error)
    return Exits(
        None if target is None else ExitLeg(target, form.trigger_by),
        None if stop is None else ExitLeg(stop, form.trigger_by),
    )


@dataclass(frozen=True, slots=True)
class _Typed:
    """A price, or how far from the reference: to the winning side when positive."""

    price: Decimal | None = None
    away: Decimal | None = None


def _distance(
    typed: str,
    instrument: Instrument,
    reference: Decimal | None,
    risk: Decimal | None,
    *,
    gains: bool = False,
) -> _Typed:
    text = typed.strip()
    if not text:
        return _Typed()
    sign = 1 if gains else -1
    try:
        if text[-1] in "rR":
            return _Typed(away=_multiple(text[:-1], risk, reference, gains=gains))
        amount = read_amount(text, (instrument.quote, instrument.base))
    except NotANumberError as error:
        raise _BadExitError(str(error)) from error
    if amount.value <= 0:
        raise _BadExitError("It must be above zero.")
    if not amount.percent:
        return _Typed(price=amount.value)
    return _Typed() if reference is None else _Typed(away=sign * reference * amount.value / _HUNDRED)


def _multiple(text: str, risk: Decimal | None, reference: Decimal | None, *, gains: bool) -> Decimal | None:
    if not gains:
        raise _BadExitError("A stop-loss is a price or a percentage.")
    times = read_number(text)
    if times <= 0:
        raise _BadExitError("It must be above zero.")
    if reference is None:
        return None
    if risk is None:
        raise _BadExitError(_NO_STOP)
    return times * risk


def _placed(typed: _Typed, instrument: Instrument, side: Side, reference: Decimal | None) -> Decimal | None:
    price = typed.price
    if typed.away is not None and reference is not None:
        price = reference + typed.away if side is Side.BUY else reference - typed.away
    if price is None:
        return None
    if price <= ZERO:
        raise _BadExitError("This lies below zero.")
    return max(instrument.snap_price(price, side.opposite), instrument.tick)


def _check(
    price: Decimal | None, instrument: Instrument, side: Side, reference: Decimal | None, *, gains: bool
) -> None:
    if price is None or reference is None:
        return
    above = gains is (side is Side.BUY)
    if price > reference if above else price < reference:
        return
    name = "take-profit" if gains else "stop-loss"
    what = "long" if side is Side.BUY else "short"
    at = fmt.price(reference, instrument)
    raise _BadExitError(f"The {name} of a {what} must be {'above' if above else 'below'} {at}.")
