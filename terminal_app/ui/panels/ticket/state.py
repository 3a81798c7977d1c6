"""What the ticket shows and what it would send, for one side at a time. Pure; no Qt.

The draft that is previewed is the very value that is sent: the button sends what the eye has seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import trimmed
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.trading.risk import refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.draft import WORDS, Draft, Line, lines_of
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.sizing import BadSizeError, Sized, reduces, size_of, typed_size

_HUNDRED = Decimal(100)
_SLOW_S = 2
_DOUBT_S = 5
_ASKING = "The exchange is asked what became of it; see Orders before you send it again."


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong with which field; empty for nothing."""

    price: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class SideState:
    """One side of the ticket: what its button would send, or why it cannot be pressed."""

    side: Side
    label: str
    errors: FieldErrors
    draft: Draft | None
    reason: str
    lines: tuple[Line, ...]

    @property
    def ready(self) -> bool:
        """Whether the button can be pressed."""
        return self.draft is not None and not self.reason


def build(form: TicketForm, view: TicketView, side: Side) -> SideState:
    """Everything about one side of the ticket."""
    parsed = parse(form, view, side)
    errors = parsed if isinstance(parsed, FieldErrors) else FieldErrors()
    draft = parsed if isinstance(parsed, Draft) else None
    if view.block is not None:
        reason = view.block
    elif draft is not None:
        reason = next(iter(refusals(draft.order, view.risk, view.limits)), "")
    else:
        reason = _missing(form, view, side, errors)
    return SideState(
        side=side,
        label=_label(form, view, side),
        errors=errors,
        draft=draft,
        reason=reason,
        lines=tuple(lines_of(form, view, side, draft)),
    )


def parse(form: TicketForm, view: TicketView, side: Side) -> Draft | FieldErrors:
    """The order that the fields describe, or what is wrong with them.

    Empty fields give no error: there is just no draft yet, and the errors are empty. Each field is judged by
    itself, so that nobody has to fill one in to hear about the other.
    """
    instrument = view.instrument
    errors = FieldErrors(_price_error(form, instrument, side), _size_error(form, instrument))
    if errors.price or errors.size:
        return errors
    typed_price = None
    if form.order_type is OrderType.LIMIT and form.price.strip():
        typed_price = read_number(form.price, (instrument.quote, instrument.base))
    price = None if typed_price is None else instrument.snap_price(typed_price, side)
    reference = price if form.order_type is OrderType.LIMIT else view.touch(side)
    if reference is None or not form.size.strip():
        return FieldErrors()
    try:
        sized = size_of(form, view, side, reference)
    except BadSizeError as error:
        return FieldErrors(size=str(error))
    return _draft(form, view, side, sized, price, reference, moved=price != typed_price)


def headline(view: TicketView) -> str:
    """How an order on this instrument would be margined."""
    if not view.instrument.id.product.is_futures:
        return "Spot"
    mode = "Isolated" if view.margin_mode is MarginMode.ISOLATED else "Cross"
    leverage = f" {trimmed(view.leverage)}×" if view.leverage is not None else ""
    hold = "" if view.risk.hold_mode is None else " · Hedge" if view.hedge else " · One-way"
    return f"{mode}{leverage}{hold}"


def chip_price(name: str, view: TicketView, side: Side) -> Decimal | None:
    """The price of a chip (`Bid`, `Mid`, `Ask`, `Last`), on the tick; `None` while there is none."""
    prices = {"Bid": view.risk.bid, "Mid": view.mid, "Ask": view.risk.ask, "Last": view.risk.last}
    price = prices[name]
    return None if price is None else view.instrument.snap_price(price, side)


def stale_price(view: TicketView) -> str:
    """Why a price of the market must not be filled in now, in a plain sentence; empty when it may."""
    age = view.risk.price_age
    if age is None:
        return "Not filled in: there is no live price."
    if age > view.limits.max_price_age_s:
        return f"Not filled in: the last price is {fmt.age(age)} old."
    return ""


def reason_text(states: Mapping[Side, SideState]) -> str:
    """Why buttons cannot be pressed: once when both sides have the same reason."""
    if not states:
        return "Choose an instrument."
    buy, sell = states[Side.BUY].reason, states[Side.SELL].reason
    if buy == sell:
        return buy
    return "\n".join(
        f"{word}: {reason}" for word, reason in zip(WORDS.values(), (buy, sell), strict=True) if reason
    )


def waiting(seconds: float) -> str:
    """What the pressed button says while there is no answer."""
    if seconds < _SLOW_S:
        return "Sending…"
    return "Waiting for Bitget" if seconds < _DOUBT_S else "Unknown – checking"


def answer(order: str, outcome: Outcome | None) -> tuple[str, str]:
    """What to say of an order that was sent, and the tone of it. No outcome means that the program failed."""
    match outcome:
        case Accepted():
            return f"{order}: accepted.", "soft"
        case Refused():
            return " ".join(("Not sent.", *outcome.reasons)), "warning"
        case NotSent():
            return f"Not sent. {outcome.sentence}", "warning"
        case Rejected():
            return f"{outcome.sentence} ({outcome.code})", "down"
        case Unknown():
            return f"{order}: not confirmed. {_ASKING}", "warning"
        case None:
            return f"{order}: the program failed while sending. {_ASKING}", "warning"


def _price_error(form: TicketForm, instrument: Instrument, side: Side) -> str:
    if form.order_type is not OrderType.LIMIT or not form.price.strip():
        return ""
    try:
        price = read_number(form.price, (instrument.quote, instrument.base))
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
    )
    return Draft(order, reference, sized.cut, moved)


def _missing(form: TicketForm, view: TicketView, side: Side, errors: FieldErrors) -> str:
    if errors.price or errors.size:
        return "Correct the price." if errors.price else "Correct the size."
    if form.order_type is OrderType.MARKET and view.touch(side) is None:
        return "No live price."
    if form.order_type is OrderType.LIMIT and not form.price.strip():
        return "Enter a price."
    return "Enter a size."


def _label(form: TicketForm, view: TicketView, side: Side) -> str:
    buy = side is Side.BUY
    if not view.instrument.id.product.is_futures:
        return "Buy" if buy else "Sell"
    if reduces(form, view.instrument):
        return "Buy / Close" if buy else "Sell / Close"
    return "Buy / Long" if buy else "Sell / Short"
