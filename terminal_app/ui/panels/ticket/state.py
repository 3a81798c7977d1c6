"""What the ticket shows and what it would send, for one side at a time. Pure; no Qt.

The draft that is previewed is the very value that is sent: the button sends what the eye has seen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.risk import refusals, strategy_refusals
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ticket.after import after_lines, consequence_of, summary
from terminal_app.ui.panels.ticket.draft import WORDS, Draft, Line, lines_of
from terminal_app.ui.panels.ticket.form import OrderKind, TicketForm, TicketView
from terminal_app.ui.panels.ticket.held import NO_POSITION, held_refusals
from terminal_app.ui.panels.ticket.parsing import FieldErrors, parse
from terminal_app.ui.panels.ticket.sizing import BadSizeError, reduces, typed_size


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
    if draft is not None and not form.guards:
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


def _refused(draft: Draft, view: TicketView) -> str:
    """Why it would be refused; of several orders the first reason, with its number."""
    if draft.held is not None:
        return next(iter(held_refusals(draft.held, view)), "")
    if waiting := draft.waiting(""):
        return next(iter(strategy_refusals(waiting, view.risk, view.limits)), "")
    for number, order in enumerate(draft.parts, start=1):
        for reason in refusals(order, view.risk, view.limits):
            return f"Order {number}: {reason}"
    return next(iter(refusals(draft.order, view.risk, view.limits)), "") if not draft.parts else ""


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
        ("distance", errors.distance),
        ("activation price", errors.activation),
    )
    if form.guards and not view.closable(side):
        return NO_POSITION
    for name, error in fields:
        if error:
            return f"Correct the {name}."
    if form.kind is OrderKind.TRAILING:
        return "Enter how far the stop stays behind." if not form.distance.strip() else "No live price."
    if form.guards and not (form.price.strip() and form.trigger.strip()):
        return "Enter the prices of the take-profit and the stop-loss."
    if form.kind is OrderKind.OCO and not form.price.strip():
        return "Enter a limit price."
    if form.kind in (OrderKind.TRIGGER, OrderKind.OCO) and not form.trigger.strip():
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
