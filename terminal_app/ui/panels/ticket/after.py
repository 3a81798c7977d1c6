"""The consequences of an order as lines: what it fills at, and how the account stands then. Pure; no Qt."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, divide
from terminal_app.core.orders import Side
from terminal_app.trading.consequence import Consequence, Exit, consequence
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ticket.draft import Draft, Line
from terminal_app.ui.panels.ticket.form import TicketView

_NEAR = Decimal("0.05")
_HIGH = Decimal("0.5")
_SLIPS = Decimal("0.005")


def consequence_of(draft: Draft, view: TicketView) -> Consequence | None:
    """What an order of the ticket would do; `None` when nothing can be said."""
    standing = view.standing
    if standing is None:
        return None
    wanted, before = standing.wanted(draft.order), standing.before(draft.order)
    if wanted is None:
        return None
    if draft.trigger is not None:
        # The book of that moment is not known: as if all of it took at the price it then works at.
        before = replace(before, levels=((draft.reference, wanted.size),))
        wanted = replace(wanted, price=None)
    elif draft.parts:
        before, wanted = replace(before, levels=()), replace(wanted, price=draft.reference)
    return consequence(before, wanted)


def after_lines(draft: Draft | None, view: TicketView) -> Iterator[Line]:
    """The lines, with dashes for what is not known."""
    found = draft.found if draft else None
    instrument = view.instrument
    for number, part in enumerate(draft.parts if draft else (), start=1):
        size = f"{fmt.size(part.size.value, instrument)} {instrument.base}"
        yield Line(f"Order {number}", f"{size} at {fmt.price(part.price, instrument)}")
    yield _average(found, instrument)
    if not instrument.id.product.is_futures:
        return
    yield _entry(found, instrument)
    yield _liquidation(found, view)
    ratio = found.margin_ratio if found else None
    high = ratio is not None and ratio >= _HIGH
    yield Line("Margin ratio after", fmt.percent(ratio).lstrip("+") if ratio is not None else fmt.DASH, high)
    if found is not None and found.realised is not None:
        yield Line("Realised, before fees", f"{fmt.signed_money(found.realised)} {instrument.quote}")
    yield _stop(draft, instrument)
    yield _exit("At take-profit", found.target if found else None, instrument)
    yield _funding(found, instrument)


def summary(draft: Draft | None, view: TicketView) -> str:
    """The consequences in a few words, for when the lines are put away."""
    found = draft.found if draft else None
    if draft is not None and draft.parts:
        first, last = (fmt.price(part.price, view.instrument) for part in (draft.parts[0], draft.parts[-1]))
        return f"{first} to {last}"
    if found is None or not view.instrument.id.product.is_futures:
        return ""
    if found.after is None:
        return "closed" if found.realised is not None else ""
    if found.safe:
        return "no liquidation"
    return f"liq. {fmt.price(found.liquidation, view.instrument)}" if found.liquidation is not None else ""


def _average(found: Consequence | None, instrument: Instrument) -> Line:
    average = found.fills.average if found else None
    if found is None or average is None:
        return Line("Average fill", fmt.DASH)
    text = fmt.average(average, instrument)
    if found.fills.beyond:
        return Line("Average fill", f"{text} or worse: more than the book shows", warning=True)
    if not found.slippage:
        return Line("Average fill", text)
    slip = fmt.percent(found.slippage, 3).lstrip("+")
    return Line("Average fill", f"{text} · slips {slip}", warning=found.slippage > _SLIPS)


def _entry(found: Consequence | None, instrument: Instrument) -> Line:
    if found is None or found.after is None:
        closed = found is not None and found.realised is not None
        return Line("Position after", "none" if closed else fmt.DASH)
    word = "long" if found.after.side is Side.BUY else "short"
    size = fmt.size(found.after.size, instrument)
    return Line("Position after", f"{word} {size} at {fmt.average(found.after.entry, instrument)}")


def _liquidation(found: Consequence | None, view: TicketView) -> Line:
    label = "Liquidation after"
    if found is None or found.after is None:
        return Line(label, fmt.DASH)
    if found.safe:
        return Line(label, "none")
    price, mark = found.liquidation, view.standing.marks.get(view.instrument.id) if view.standing else None
    if price is None or not mark:
        return Line(label, fmt.DASH)
    room = divide(mark - price if found.after.side is Side.BUY else price - mark, mark)
    text = fmt.price(price, view.instrument)
    if room <= 0:
        return Line(label, f"{text} · at once", warning=True)
    away = fmt.percent(room, 1).lstrip("+")
    return Line(label, f"about {text} · {away} away", warning=room < _NEAR)


def _stop(draft: Draft | None, instrument: Instrument) -> Line:
    found = draft.found if draft else None
    line = _exit("At stop-loss", found.stop if found else None, instrument)
    if draft is None or found is None or found.after is None or draft.order.stop_loss is None:
        return line
    price, lost = draft.order.stop_loss.trigger, found.liquidation
    if lost is not None and (price <= lost if found.after.side is Side.BUY else price >= lost):
        return Line(line.label, "after the liquidation: it would not protect", warning=True)
    return line


def _exit(label: str, found: Exit | None, instrument: Instrument) -> Line:
    if found is None:
        return Line(label, fmt.DASH)
    money = f"{fmt.signed_money(found.money)} {instrument.quote}"
    if found.r is None:
        return Line(label, money)
    times = f"{found.r:+.1f}".replace("-", fmt.MINUS)
    return Line(label, f"{money} · {times} R")


def _funding(found: Consequence | None, instrument: Instrument) -> Line:
    label, funding = "Next funding", found.funding if found else None
    if funding is None:
        return Line(label, fmt.DASH)
    if funding == ZERO:
        return Line(label, f"0 {instrument.quote}")
    word = "you pay" if funding < 0 else "you get"
    return Line(label, f"{word} {fmt.money(abs(funding))} {instrument.quote}")
