"""A complete order before it is sent, and the lines that say what it is and what it costs. Pure; no Qt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from terminal_app.core.commands import Command, PlaceOco, PlaceOrder, PlaceTrigger
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, QuoteQty, divide, trimmed
from terminal_app.core.orders import Side, TimeInForce, TriggerBy
from terminal_app.trading.consequence import Consequence
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ticket.form import TicketForm, TicketView
from terminal_app.ui.panels.ticket.held import Held, Line, held_lines, held_text, named, or_line
from terminal_app.ui.panels.ticket.sizing import FEES, reduces
from terminal_app.ui.panels.ticket.waiting import waiting_for

__all__ = ["WORDS", "Draft", "Line", "lines_of", "order_text"]

_HUNDRED = Decimal(100)
WORDS = {Side.BUY: "Buy", Side.SELL: "Sell"}
"""The sides as a person says them."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An order that is complete but for its id.

    `reference` is the price it is valued at, `caps` what a percentage was held down by, and `percent` which
    share of all that could be ordered it is. `found` is what it would do, as far as that can be said.
    With `trigger` it waits for a price; with `parts` these are sent instead, and the order is their sum. With
    `held` that is sent instead, and the order is what it comes to.
    """

    order: PlaceOrder
    reference: Decimal
    size_cut: bool
    price_moved: bool
    caps: tuple[str, ...] = ()
    percent: int | None = None
    found: Consequence | None = None
    trigger: Decimal | None = None
    trigger_by: TriggerBy = TriggerBy.LAST
    parts: tuple[PlaceOrder, ...] = ()
    held: Held | None = None

    @property
    def caps_are_usual(self) -> bool:
        """Whether a percentage was only held down by what has to be left over."""
        return FEES in self.caps

    def command(self, client_oid: str) -> PlaceOrder:
        """The order to send, when it is a plain one."""
        return replace(self.order, client_oid=client_oid)

    def waiting(self, client_oid: str) -> PlaceTrigger | None:
        """The trigger order to send; `None` when it does not wait for a price."""
        if self.trigger is None:
            return None
        order = self.order
        return waiting_for(self.trigger, self.trigger_by, order, price=order.price, client_oid=client_oid)

    def commands(self, new_id: Callable[[], str]) -> list[Command]:
        """Everything to send, each under an id of its own."""
        if self.held is not None:
            return [named(self.held, new_id(), new_id())]
        if self.parts:
            return [replace(part, client_oid=new_id()) for part in self.parts]
        client_oid = new_id()
        return [self.waiting(client_oid) or self.command(client_oid)]

    @property
    def value(self) -> Decimal:
        """What the order is about, in quote coin."""
        size = self.order.size
        return size.value if isinstance(size, QuoteQty) else size.value * self.reference


def order_text(draft: Draft, instrument: Instrument) -> str:
    """An order in words, such as `Buy 0.0100 BTC at 64 210.5`."""
    if draft.held is not None:
        return held_text(draft.held, instrument)
    text = f"{WORDS[draft.order.side]} {_order_text(draft, instrument)}"
    if draft.trigger is None:
        return text
    return f"{text} when the {draft.trigger_by.value} price reaches {fmt.price(draft.trigger, instrument)}"


def lines_of(form: TicketForm, view: TicketView, side: Side, draft: Draft | None) -> Iterator[Line]:
    """The preview of one side, with dashes while there is no draft."""
    instrument = view.instrument
    if draft is not None and draft.held is not None and (lines := held_lines(draft.held, view)):
        yield from lines
        yield _note(view, draft)
        return
    quote = instrument.quote
    closing = reduces(form, instrument)
    when = ""
    if draft and draft.trigger is not None:
        when = f" when {draft.trigger_by.value} is {fmt.price(draft.trigger, instrument)}"
    yield Line(f"{WORDS[side]}{when}", _order_text(draft, instrument) if draft else fmt.DASH)
    if draft and isinstance(draft.held, PlaceOco):
        yield or_line(draft.held, instrument)
    else:
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
    if draft is None:
        return Line("", "")
    notes = []
    if draft.price_moved:
        notes.append(f"price to the step of {fmt.number(trimmed(instrument.tick))}")
    if draft.size_cut:
        step = instrument.quote_step if isinstance(draft.order.size, QuoteQty) else instrument.lot
        notes.append(f"size to the step of {fmt.number(trimmed(step))}")
    if draft.caps:
        # The price is on its step in the first line too; a cap is said nowhere else.
        return Line("Capped by", ", ".join(draft.caps), warning=not draft.caps_are_usual)
    return Line("Rounded" if notes else "", ", ".join(notes), warning=True)


def _order_text(draft: Draft, instrument: Instrument) -> str:
    order = draft.order
    if isinstance(order.size, QuoteQty):
        return f"for {fmt.number(trimmed(order.size.value))} {instrument.quote} at market"
    size = f"{fmt.size(order.size.value, instrument)} {instrument.base}"
    if draft.parts:
        return f"{size} in {len(draft.parts)} orders"
    return f"{size} at {'market' if order.price is None else fmt.price(order.price, instrument)}"


def _value(draft: Draft | None, instrument: Instrument) -> Line:
    """The other side of the bargain; only a limit order knows it exactly."""
    if draft is None:
        return Line("Value", fmt.DASH)
    if isinstance(draft.order.size, QuoteQty):
        bought = instrument.floor_size(divide(draft.order.size.value, draft.reference))
        return Line("Buys, about", f"{fmt.size(bought, instrument)} {instrument.base}")
    label = "Value" if draft.order.price is not None and not draft.parts else "Value, about"
    return Line(label, f"{fmt.money(draft.value)} {instrument.quote}")


def _fee(view: TicketView, draft: Draft) -> tuple[str, str] | None:
    """Which fee would be charged, and the estimate."""
    order = draft.order
    if draft.found is not None and draft.found.fee is not None:
        return _rates(draft.found, view.instrument), fmt.money(draft.found.fee)
    touch = view.touch(order.side)
    takes = order.price is None
    if order.price is not None and touch is not None and order.time_in_force is not TimeInForce.POST_ONLY:
        takes = order.price >= touch if order.side is Side.BUY else order.price <= touch
    rate = view.instrument.taker_fee if takes else view.instrument.maker_fee
    if rate is None:
        return None
    return _rate("taker" if takes else "maker", rate), fmt.money(draft.value * rate)


def _rates(found: Consequence, instrument: Instrument) -> str:
    """The fees that are charged for what takes and for what waits."""
    takes = bool(found.fills.taken) or not found.fills.waiting
    rates = [_rate("taker", instrument.taker_fee)] if takes and instrument.taker_fee is not None else []
    if found.fills.waiting and instrument.maker_fee is not None:
        rates.append(_rate("maker", instrument.maker_fee))
    return " + ".join(rates)


def _rate(name: str, rate: Decimal) -> str:
    return f"{name} {fmt.number(trimmed(rate * _HUNDRED))} %"


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
    in_base, futures = view.pays_base(side), instrument.id.product.is_futures
    available = view.available_base if in_base else view.available_quote
    if available is None:
        yield Line("Available", fmt.DASH)
        return
    if in_base and futures:
        needed = divide(needed, draft.reference) if draft else ZERO
        text = f"{fmt.amount(available)} {instrument.base}"
    elif in_base:
        needed = draft.order.size.value if draft else ZERO
        text = f"{fmt.size(instrument.floor_size(available), instrument)} {instrument.base}"
    else:
        if draft and not futures:
            needed = draft.value
        text = f"{fmt.money(available)} {instrument.quote}"
    short = needed > available
    yield Line("Available", f"{text} · not enough" if short else text, warning=short)
