"""A complete order before it is sent, and the lines that say what it is and what it costs. Pure; no Qt."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, QuoteQty, divide, trimmed
from terminal_app.core.orders import Side, TimeInForce
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.sizing import reduces

_HUNDRED = Decimal(100)
WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}
"""The sides as a person says them."""


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


def order_text(draft: Draft, instrument: Instrument) -> str:
    """An order in words, such as `Buy 0.0100 BTC at 64 210.5`."""
    return f"{WORDS[draft.order.side]} {_order_text(draft, instrument)}"


def lines_of(form: TicketForm, view: TicketView, side: Side, draft: Draft | None) -> Iterator[Line]:
    """The preview of one side, with dashes while there is no draft."""
    instrument = view.instrument
    quote = instrument.quote
    closing = reduces(form, instrument)
    yield Line(WORDS[side], _order_text(draft, instrument) if draft else fmt.DASH)
    yield _value(draft, instrument)
    fee = _fee(view, draft) if draft else None
    yield Line("Fee, about", f"{fee[1]} {quote} · {fee[0]}" if fee else fmt.DASH)
    needed = ZERO
    if instrument.id.product.is_futures and not closing:
        times = f" at {trimmed(view.leverage)}×" if view.leverage else ""
        needed = divide(draft.value, view.leverage) if draft and view.leverage else ZERO
        yield Line(f"Cost{times}", f"{fmt.money(needed)} {quote}" if needed else fmt.DASH)
    yield from _available(view, side, draft, needed, closing=closing)
    yield _note(view, draft)


def _note(view: TicketView, draft: Draft | None) -> Line:
    """A doubt, or what was changed about the typed numbers; always a line, so that the buttons never move."""
    instrument, age = view.instrument, view.risk.price_age
    if draft and age is not None and age > view.limits.max_price_age_s:
        return Line("Old prices", f"the market was last seen {fmt.age(age)} ago", warning=True)
    notes = []
    if draft and draft.price_moved:
        notes.append(f"price to the step of {fmt.number(trimmed(instrument.tick))}")
    if draft and draft.size_cut:
        step = instrument.quote_step if isinstance(draft.order.size, QuoteQty) else instrument.lot
        notes.append(f"size to the step of {fmt.number(trimmed(step))}")
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
    name = f"{'taker' if takes else 'maker'} {fmt.number(trimmed(rate * _HUNDRED))} %"
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
