"""What the ticket shows and what it would send, for one side at a time. Pure; no Qt.

The draft that is previewed is the very value that is sent: the button sends what the eye has seen.
"""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import divide, trimmed
from terminal_app.core.orders import OrderType, PositionSide, Side, TimeInForce
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.trading.risk import refusals, strategy_refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.panels.ticket.after import after_lines, consequence_of, summary
from terminal_app.ui.panels.ticket.draft import WORDS, Draft, Line, lines_of
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

_HUNDRED = Decimal(100)
_SLOW_S = 2
_DOUBT_S = 5
_ASKING = "The exchange is asked what became of it; see Orders before you send it again."


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


@dataclass(frozen=True, slots=True)
class SideState:
    """One side of the ticket: what its button would send, or why it cannot be pressed."""

    side: Side
    label: str
    errors: FieldErrors
    draft: Draft | None
    reason: str
    lines: tuple[Line, ...]
    percent: int = 0
    after: tuple[Line, ...] = ()
    summary: str = ""

    @property
    def ready(self) -> bool:
        """Whether the button can be pressed."""
        return self.draft is not None and not self.reason


def build(form: TicketForm, view: TicketView, side: Side) -> SideState:
    """Everything about one side of the ticket."""
    parsed = parse(form, view, side)
    errors = parsed if isinstance(parsed, FieldErrors) else FieldErrors()
    draft = parsed if isinstance(parsed, Draft) else None
    if draft is not None:
        draft = replace(draft, found=consequence_of(draft, view))
    if view.block is not None:
        reason = view.block
    elif draft is not None:
        reason = _refused(draft, view)
    else:
        reason = _missing(form, view, side, errors)
    return SideState(
        side=side,
        label=_label(form, view, side),
        errors=errors,
        draft=draft,
        reason=reason,
        lines=tuple(lines_of(form, view, side, draft)),
        percent=_percent(form, view, draft),
        after=tuple(after_lines(draft, view)),
        summary=summary(draft, view),
    )


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


def answer_of_several(order: str, count: int, taken: int, outcome: Outcome | None) -> tuple[str, str]:
    """What to say of orders that were sent one after the other; `outcome` is that of the last one sent."""
    if taken == count:
        return f"{order}: all accepted.", "soft"
    sentence, tone = answer(f"Order {taken + 1}", outcome)
    return f"{order}: {taken} of {count} accepted, the rest was not sent. {sentence}", tone


def _refused(draft: Draft, view: TicketView) -> str:
    """Why it would be refused; of several orders the first reason, with its number."""
    if waiting := draft.waiting(""):
        return next(iter(strategy_refusals(waiting, view.risk, view.limits)), "")
    for number, order in enumerate(draft.parts, start=1):
        for reason in refusals(order, view.risk, view.limits):
            return f"Order {number}: {reason}"
    return next(iter(refusals(draft.order, view.risk, view.limits)), "") if not draft.parts else ""


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
    )
    percent = percent_of(form, view, side, reference, sized.size.value)
    return Draft(order, reference, sized.cut, moved, sized.caps, percent)


def _percent(form: TicketForm, view: TicketView, draft: Draft | None) -> int:
    """Where the slider stands: a percentage is understood before there is a price to order it at."""
    if draft is not None:
        return draft.percent or 0
    try:
        typed = typed_size(form, view.instrument)
    except BadSizeError:
        return 0
    return int(typed.value) if typed.percent else 0


def _missing(form: TicketForm, view: TicketView, side: Side, errors: FieldErrors) -> str:
    fields = (
        ("price", errors.price),
        ("size", errors.size),
        ("stop-loss", errors.stop),
        ("take-profit", errors.target),
        ("trigger price", errors.trigger),
        ("end of the range", errors.price_to),
        ("number of orders", errors.count),
    )
    for name, error in fields:
        if error:
            return f"Correct the {name}."
    if form.kind is OrderKind.TRIGGER and not form.trigger.strip():
        return "Enter the price that sets it off."
    if form.kind is OrderKind.PLAIN and form.order_type is OrderType.MARKET and view.touch(side) is None:
        return "No live price."
    if form.order_type is OrderType.LIMIT and not form.price.strip():
        return "Enter a price."
    if form.kind is OrderKind.SCALED and not (form.price_to.strip() and form.count.strip()):
        return "Enter where the prices end, and how many orders there are."
    return "Enter a size."


def _label(form: TicketForm, view: TicketView, side: Side) -> str:
    buy = side is Side.BUY
    if not view.instrument.id.product.is_futures:
        return "Buy" if buy else "Sell"
    if reduces(form, view.instrument) and view.hedge:
        return "Close short" if buy else "Close long"
    if reduces(form, view.instrument):
        return "Buy / Close" if buy else "Sell / Close"
    return "Buy / Long" if buy else "Sell / Short"
