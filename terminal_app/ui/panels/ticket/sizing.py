"""From the typed size to the size that is sent: unit, percentage, step. Rounds down, never up; no Qt."""

from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty, divide, floor_to, trimmed
from terminal_app.core.orders import OrderType, Side
from terminal_app.ui.number_input import NotANumberError, Typed, read_amount
from terminal_app.ui.panels.ticket.form import SizeUnit, TicketForm, TicketView

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
# A market order may be executed above the price that is shown; the whole balance would then be too little.
_MARKET_ROOM = Decimal("0.995")


class BadSizeError(ValueError):
    """The size cannot be used; the message is the sentence for the field."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A size on its step, and whether something of what was typed was cut off."""

    size: OrderSize
    cut: bool


def size_of(form: TicketForm, view: TicketView, side: Side, price: Decimal) -> Sized:
    """The size to send for what is typed.

    Args:
        form: the fields; the size is not empty.
        view: the world.
        side: buy or sell.
        price: the limit price, or the price a market order would meet.

    Raises:
        BadSizeError: it cannot be read, is not above zero, or is less than one step.
    """
    instrument = view.instrument
    typed = typed_size(form, instrument)
    if typed.percent:
        base, quote = _share(typed, form, view, side, price)
    elif form.unit is SizeUnit.BASE:
        base, quote = typed.value, typed.value * price
    else:
        base, quote = divide(typed.value, price), typed.value
    spends = not instrument.id.product.is_futures and form.order_type is OrderType.MARKET and side is Side.BUY
    wanted, step = (quote, instrument.quote_step) if spends else (base, instrument.lot)
    value = floor_to(wanted, step)
    if value <= 0:
        name = instrument.quote if spends else instrument.base
        raise BadSizeError(f"This is less than the smallest step, {trimmed(step)} {name}.")
    cut = not typed.percent and form.unit is _unit_of(spends=spends) and value != wanted
    return Sized(QuoteQty(value) if spends else BaseQty(value), cut)


def typed_size(form: TicketForm, instrument: Instrument) -> Typed:
    """The number that is typed, which can be judged before there is any price.

    Raises:
        BadSizeError: it cannot be read, can be read in two ways, is not above zero, or is more than all.
    """
    coins = {SizeUnit.BASE: (instrument.base,), SizeUnit.QUOTE: (instrument.quote,), SizeUnit.PERCENT: ()}
    try:
        typed = read_amount(form.size, coins[form.unit])
    except NotANumberError as error:
        raise BadSizeError(str(error)) from error
    if typed.value <= 0:
        raise BadSizeError("The size must be above zero.")
    if form.unit is SizeUnit.PERCENT:
        typed = Typed(typed.value, percent=True)
    if typed.percent and typed.value > _HUNDRED:
        raise BadSizeError("There is no more than 100 %.")
    return typed


def reduces(form: TicketForm, instrument: Instrument) -> bool:
    """Whether the ticket is set to close rather than to open."""
    return form.reduce_only and instrument.id.product.is_futures


def _unit_of(*, spends: bool) -> SizeUnit:
    return SizeUnit.QUOTE if spends else SizeUnit.BASE


def _share(
    typed: Typed, form: TicketForm, view: TicketView, side: Side, price: Decimal
) -> tuple[Decimal, Decimal]:
    """A percentage, in base and quote: of the position when closing, else of what is available, less fees."""
    share = divide(typed.value, _HUNDRED)
    instrument = view.instrument
    if reduces(form, instrument):
        base = view.closable(side) * share
        if not base:
            raise BadSizeError("There is no position that this side would close.")
        return base, base * price
    sells_coins = not instrument.id.product.is_futures and side is Side.SELL
    available = view.available_base if sells_coins else view.available_quote
    if available is None:
        raise BadSizeError("What is available is not known yet.")
    if available <= 0:
        coin = instrument.base if sells_coins else instrument.quote
        raise BadSizeError(f"No {coin} is available.")
    if sells_coins:
        return available * share, available * share * price
    fee = instrument.taker_fee or Decimal(0)
    margin = divide(_ONE, view.leverage) if instrument.id.product.is_futures and view.leverage else _ONE
    quote = divide(available * share, margin + fee)
    if form.order_type is OrderType.MARKET:
        quote *= _MARKET_ROOM
    return divide(quote, price), quote
