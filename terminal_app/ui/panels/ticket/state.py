"""What the ticket shows and what it would send, for one side at a time. Pure; no Qt.

The draft that is previewed is the very value that is sent: the button sends what the eye has seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, QuoteQty, divide, trimmed
from terminal_app.core.orders import MarginMode, OrderType, PositionSide, Side, TimeInForce
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.trading.risk import refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.sizing import BadSizeError, Sized, reduces, size_of

_HUNDRED = Decimal(100)
_WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}
_SLOW_S = 2
_DOUBT_S = 5
_ASKING = "The exchange is asked what became of it; see Orders before you send it again."


@dataclass(frozen=True, slots=True)
class FieldErrors:
    """What is wrong with which field; empty for nothing."""

    price: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is complete but for its id. `reference` is the price it is valued at."""

    order: PlaceOrder
    reference: Decimal
    size_cut: bool
    price_moved: bool

    def command(self, client_oid: str) -> PlaceOrder:
        """The order to send."""
        return replace(self.order, client_oid=client_oid)

    @property
    def value(self) -> Decimal:
        """What the order is about, in quote coin."""
        size = self.order.size
        return size.value if isinstance(size, QuoteQty) else size.value * self.reference


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the preview; `warning` sets it apart."""

    label: str
    value: str
    warning: bool = False


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
        lines=tuple(_lines(form, view, side, draft)),
    )


def parse(form: TicketForm, view: TicketView, side: Side) -> Draft | FieldErrors:
    """The order that the fields describe, or what is wrong with them.

    Empty fields give no error: there is just no draft yet, and the errors are empty.
    """
    instrument = view.instrument
    typed_price = None
    if form.order_type is OrderType.LIMIT and form.price.strip():
        try:
            typed_price = read_number(form.price, (instrument.quote, instrument.base))
        except NotANumberError as error:
            return FieldErrors(price=str(error))
        if instrument.snap_price(typed_price, side) <= 0:
            return FieldErrors(price=f"The price must be at least {trimmed(instrument.tick)}.")
    price = None if typed_price is None else instrument.snap_price(typed_price, side)
    reference = price if form.order_type is OrderType.LIMIT else view.touch(side)
    if reference is None or not form.size.strip():
        return FieldErrors()
    try:
        sized = size_of(form, view, side, reference)
    except BadSizeError as error:
        return FieldErrors(size=str(error))
    return _draft(form, view, side, sized, price, reference, moved=price != typed_price)


def order_text(draft: Draft, instrument: Instrument) -> str:
    """An order in words, such as `Buy 0.0100 BTC at 64 210.5`."""
    return f"{_WORDS[draft.order.side]} {_order_text(draft, instrument)}"


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


def reason_text(states: Mapping[Side, SideState]) -> str:
    """Why buttons cannot be pressed: once when both sides have the same reason."""
    if not states:
        return "Choose an instrument."
    buy, sell = states[Side.BUY].reason, states[Side.SELL].reason
    if buy == sell:
        return buy
    return "\n".join(
        f"{word}: {reason}" for word, reason in zip(_WORDS.values(), (buy, sell), strict=True) if reason
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


def _lines(form: TicketForm, view: TicketView, side: Side, draft: Draft | None) -> Iterator[Line]:
    instrument = view.instrument
    quote = instrument.quote
    closing = reduces(form, instrument)
    yield Line(_WORDS[side], _order_text(draft, instrument) if draft else fmt.DASH)
    yield _value(draft, instrument)
    fee = _fee(view, draft) if draft else None
    yield Line("Fee, about", f"{fee[1]} {quote} · {fee[0]}" if fee else fmt.DASH)
    needed = ZERO
    if instrument.id.product.is_futures and not closing:
        times = f" at {trimmed(view.leverage)}×" if view.leverage else ""
        needed = divide(draft.value, view.leverage) if draft and view.leverage else ZERO
        yield Line(f"Cost{times}", f"{fmt.money(needed)} {quote}" if needed else fmt.DASH)
    yield from _available(view, side, draft, needed, closing=closing)
    yield _note(draft, instrument)


def _note(draft: Draft | None, instrument: Instrument) -> Line:
    """What was changed about the typed numbers; always a line, so that the buttons never move."""
    notes = []
    if draft and draft.price_moved:
        notes.append(f"price to the step of {trimmed(instrument.tick)}")
    if draft and draft.size_cut:
        step = instrument.quote_step if isinstance(draft.order.size, QuoteQty) else instrument.lot
        notes.append(f"size to the step of {trimmed(step)}")
    return Line("Rounded" if notes else "", ", ".join(notes), warning=True)


def _order_text(draft: Draft, instrument: Instrument) -> str:
    order = draft.order
    if isinstance(order.size, QuoteQty):
        return f"for {fmt.number(trimmed(order.size.value))} {instrument.quote} at market"
    size = f"{fmt.size(order.size.value, instrument)} {instrument.base}"
    return f"{size} at {'market' if order.price is None else fmt.price(order.price, instrument)}"


def _value(draft: Draft | None, instrument: Instrument) -> Line:
    """The other side of the bargain; only a limit order knows it exactly."""
    if draft is None:
        return Line("Value", fmt.DASH)
    if isinstance(draft.order.size, QuoteQty):
        bought = instrument.floor_size(divide(draft.order.size.value, draft.reference))
        return Line("Buys, about", f"{fmt.size(bought, instrument)} {instrument.base}")
    label = "Value" if draft.order.price is not None else "Value, about"
    return Line(label, f"{fmt.money(draft.value)} {instrument.quote}")


def _fee(view: TicketView, draft: Draft) -> tuple[str, str] | None:
    """Which fee would be charged, and the estimate."""
    order = draft.order
    touch = view.touch(order.side)
    takes = order.price is None
    if order.price is not None and touch is not None and order.time_in_force is not TimeInForce.POST_ONLY:
        takes = order.price >= touch if order.side is Side.BUY else order.price <= touch
    rate = view.instrument.taker_fee if takes else view.instrument.maker_fee
    if rate is None:
        return None
    name = f"{'taker' if takes else 'maker'} {trimmed(rate * _HUNDRED)} %"
    return name, fmt.money(draft.value * rate)


def _available(
    view: TicketView, side: Side, draft: Draft | None, needed: Decimal, *, closing: bool
) -> Iterator[Line]:
    instrument = view.instrument
    if closing:
        held = view.closable(side)
        size = draft.order.size.value if draft else ZERO
        more = size > held
        yield Line("To close", f"{fmt.size(held, instrument)} {instrument.base}", warning=more)
        return
    sells_coins = not instrument.id.product.is_futures and side is Side.SELL
    available = view.available_base if sells_coins else view.available_quote
    if available is None:
        yield Line("Available", fmt.DASH)
        return
    if sells_coins:
        needed = draft.order.size.value if draft else ZERO
        text = f"{fmt.size(instrument.floor_size(available), instrument)} {instrument.base}"
    else:
        if draft and not instrument.id.product.is_futures:
            needed = draft.value
        text = f"{fmt.money(available)} {instrument.quote}"
    short = needed > available
    yield Line("Available", f"{text} · not enough" if short else text, warning=short)
