"""From the typed size to the size that is sent: unit, percentage, step. Rounds down, never up; no Qt."""

from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import BaseQty, OrderSize, QuoteQty, divide, floor_to, trimmed
from terminal_app.core.orders import OrderType, Side, TimeInForce
from terminal_app.trading.consequence import size_for_risk
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, Typed, read_amount
from terminal_app.ui.panels.ticket.exits import ExitErrors, has_exits, parse_exits
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, TicketForm, TicketView

_ONE = Decimal(1)
_HUNDRED = Decimal(100)
_ALL = "100%"
FEES = "fees"
"""The cap that every percentage of what is available has."""
# A market order may be executed above the price that is shown; the whole balance would then be too little.
_MARKET_ROOM = Decimal("0.995")


class BadSizeError(ValueError):
    """The size cannot be used; the message is the sentence for the field."""


@dataclass(frozen=True, slots=True)
class Sized:
    """A size on its step.

    `cut` tells whether something of what was typed was cut off, `caps` what a percentage was held down by.
    """

    size: OrderSize
    cut: bool
    caps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Share:
    """What a percentage comes to, in base and quote coin, and what it was capped by."""

    base: Decimal
    quote: Decimal
    caps: tuple[str, ...] = ()


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
    caps: tuple[str, ...] = ()
    if form.unit is SizeUnit.RISK:
        share = _capped(_risked(typed, form, view, side, price), form, view, side, price)
        base, quote, caps = share.base, share.quote, share.caps
    elif typed.percent:
        share = _capped(_share(typed, form, view, side, price), form, view, side, price)
        base, quote, caps = share.base, share.quote, share.caps
    elif form.unit is SizeUnit.BASE:
        base, quote = typed.value, typed.value * price
    else:
        base, quote = divide(typed.value, price), typed.value
    spends = _spends(form, view, side)
    wanted, step = (quote, instrument.quote_step) if spends else (base, instrument.lot)
    value = floor_to(wanted, step)
    if value <= 0:
        name = instrument.quote if spends else instrument.base
        raise BadSizeError(f"This is less than the smallest step, {trimmed(step)} {name}.")
    cut = not typed.percent and form.unit is _unit_of(spends=spends) and value != wanted
    return Sized(QuoteQty(value) if spends else BaseQty(value), cut, caps)


def percent_of(form: TicketForm, view: TicketView, side: Side, price: Decimal, size: Decimal) -> int | None:
    """Which whole percentage a size is, rounded down and at most 100; `None` when that cannot be said.

    Args:
        form: the fields.
        view: the world.
        side: buy or sell.
        price: the limit price, or the price a market order would meet.
        size: what would be sent.
    """
    try:
        typed = typed_size(form, view.instrument)
        if typed.percent:
            return int(typed.value)
        everything = replace(form, size=_ALL, unit=SizeUnit.PERCENT)
        whole = size_of(everything, view, side, price).size.value
    except BadSizeError:
        return None
    return min(100, int(divide(size * _HUNDRED, whole)))


def typed_size(form: TicketForm, instrument: Instrument) -> Typed:
    """The number that is typed, which can be judged before there is any price.

    Raises:
        BadSizeError: it cannot be read, can be read in two ways, is not above zero, or is more than all.
    """
    coins = {SizeUnit.BASE: (instrument.base,), SizeUnit.QUOTE: (instrument.quote,)}
    try:
        typed = read_amount(form.size, coins.get(form.unit, ()))
    except NotANumberError as error:
        raise BadSizeError(str(error)) from error
    if typed.value <= 0:
        raise BadSizeError("The size must be above zero.")
    if form.unit is SizeUnit.PERCENT:
        typed = Typed(typed.value, percent=True)
    if (typed.percent or form.unit is SizeUnit.RISK) and typed.value > _HUNDRED:
        raise BadSizeError("There is no more than 100 %.")
    # A percentage of the equity to lose is another thing than a percentage of what can be bought.
    return Typed(typed.value) if form.unit is SizeUnit.RISK else typed


def reduces(form: TicketForm, instrument: Instrument) -> bool:
    """Whether the ticket is set to close rather than to open."""
    return form.reduce_only and instrument.id.product.is_futures


def _spends(form: TicketForm, view: TicketView, side: Side) -> bool:
    """Whether the order is sized in what it spends: a spot market buy, unless it waits for a price."""
    spot = not view.instrument.id.product.is_futures
    now = form.order_type is OrderType.MARKET and form.kind is not OrderKind.TRIGGER
    return spot and now and side is Side.BUY


def _unit_of(*, spends: bool) -> SizeUnit:
    return SizeUnit.QUOTE if spends else SizeUnit.BASE


def _share(typed: Typed, form: TicketForm, view: TicketView, side: Side, price: Decimal) -> _Share:
    """A percentage of the position when closing, else of what is available, less fees."""
    share = divide(typed.value, _HUNDRED)
    instrument = view.instrument
    if reduces(form, instrument):
        base = view.closable(side) * share
        if not base:
            raise BadSizeError("There is no position that this side would close.")
        return _Share(base, base * price)
    in_base = view.pays_base(side)
    available = view.available_base if in_base else view.available_quote
    if available is None:
        raise BadSizeError("What is available is not known yet.")
    if available <= 0:
        coin = instrument.base if in_base else instrument.quote
        raise BadSizeError(f"No {coin} is available.")
    if in_base and not instrument.id.product.is_futures:
        return _Share(available * share, available * share * price)
    money = available * price if in_base else available
    fee = instrument.taker_fee or Decimal(0)
    margin = divide(_ONE, view.leverage) if instrument.id.product.is_futures and view.leverage else _ONE
    quote = divide(money * share, margin + fee)
    caps = (FEES,) if fee else ()
    if form.order_type is OrderType.MARKET:
        quote *= _MARKET_ROOM
        caps = (*caps, "room for the price")
    return _Share(divide(quote, price), quote, caps if typed.value == _HUNDRED else ())


def _risked(typed: Typed, form: TicketForm, view: TicketView, side: Side, price: Decimal) -> _Share:
    """The size that loses a percentage of the equity at the stop-loss, held to what is available."""
    if not has_exits(form, view.instrument):
        raise BadSizeError("A risk needs a stop-loss, and only one order that opens a position has one.")
    exits = parse_exits(form, view, side, price)
    standing = view.standing
    if isinstance(exits, ExitErrors) or exits.stop is None:
        raise BadSizeError("Set a stop-loss: the risk is what it would lose.")
    if standing is None or standing.equity is None:
        raise BadSizeError("The equity is not known yet.")
    order = PlaceOrder(
        client_oid="",
        instrument=view.instrument.id,
        side=side,
        order_type=form.order_type,
        size=BaseQty(Decimal(0)),
        price=price if form.order_type is OrderType.LIMIT else None,
        time_in_force=TimeInForce.POST_ONLY if form.post_only else form.time_in_force,
        stop_loss=exits.stop,
    )
    wanted = standing.wanted(order)
    risk = standing.equity * typed.value / _HUNDRED
    base = size_for_risk(standing.before(order), wanted, risk) if wanted is not None else None
    if base is None:
        raise BadSizeError("The size of this risk cannot be said: there is no order book or no fee.")
    most = _share(Typed(_HUNDRED, percent=True), form, view, side, price)
    if base > most.base:
        return _Share(most.base, most.quote, ("what is available",))
    return _Share(base, base * price)


def _capped(share: _Share, form: TicketForm, view: TicketView, side: Side, price: Decimal) -> _Share:
    """A percentage held below what one order may be: a percentage means "as much as goes", not a number."""
    instrument, market = view.instrument, form.order_type is OrderType.MARKET
    most, cap = share.base, ""
    highest = instrument.max_market_qty if market and instrument.max_market_qty else instrument.max_qty
    if highest is not None and most > highest and not _spends(form, view, side):
        most, cap = highest, f"the exchange's maximum of {fmt.number(trimmed(highest))} {instrument.base}"
    if not reduces(form, instrument):
        # A sell below the bid is executed at the bid or better: it is judged at the better price.
        touch = view.touch(side)
        worst = max(price, touch) if side is Side.SELL and touch is not None else price
        limit = view.limits.max_order_notional
        if most * worst > limit:
            most = divide(limit, worst)
            cap = f"your limit of {fmt.number(trimmed(limit))} {instrument.quote}"
    if not cap:
        return share
    return _Share(most, min(most * price, view.limits.max_order_notional), (cap,))
