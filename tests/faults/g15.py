"""G15: any number typed for any instrument: on tick and lot, never more risk, shown as it is sent.

The road is the real one: the ticket's parser, the words of its preview, the body of the request. What must
come out is reckoned here in whole numbers of tick and lot, so that no rounding of the program is trusted.
"""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from terminal_app.bitget.wire.unified.orders import amend_body, place_body
from terminal_app.bitget.wire.unified.strategy import trigger_body
from terminal_app.core.commands import AmendOrder, PlaceOrder, PlaceTrigger
from terminal_app.core.instrument import Instrument, InstrumentId, ProductType
from terminal_app.core.money import ZERO, BaseQty, QuoteQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.trading.limits import RiskLimits
from terminal_app.trading.risk import RiskView
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.ticket.draft import Draft, order_text
from terminal_app.ui.panels.ticket.form import OrderKind, SizeUnit, TicketForm, TicketView
from terminal_app.ui.panels.ticket.parsing import parse
from tests.faults.goals import Result

_PER_SPEC = 25
_STEPS = (1, 1, 1, 2, 5, 25)
_ON_THE_WIRE = re.compile(r"[0-9]+(\.[0-9]+)?")
_NUMBERS = re.compile(r"[0-9][0-9.\u2009]*")
_LIMITS = RiskLimits()
_FEE = Decimal("0.0006")
_INEXACT = Fraction(1, 10**12)
"""The share of a tick that an even step between two prices may be off: it cannot always be written out."""


@dataclass(frozen=True, slots=True)
class _Case:
    """An instrument, what was typed, and the exact numbers that were meant."""

    view: TicketView
    form: TicketForm
    side: Side
    price: Fraction
    size: Fraction


def run(cases: int, seed: int) -> Result:
    """A case is one filled-in ticket."""
    result = Result(notes={"orders made": 0})
    for number in range(0, cases, _PER_SPEC):
        random = Random(f"{seed}:{number}")
        view = _view(random)
        for _ in range(min(_PER_SPEC, cases - number)):
            case = _case(random, view)
            draft = parse(case.form, case.view, case.side)
            wrong = _wrong_draft(case, draft) if isinstance(draft, Draft) else _wrong_refusal(case, draft)
            result.wrong += [f"{what}: {_spoken(case)} ({seed}:{number})" for what in wrong]
            result.notes["orders made"] += isinstance(draft, Draft)
    result.cases = cases
    return result


# ------------------------------------------------------------------------------------------- what is typed


def _view(random: Random) -> TicketView:
    """An instrument by any rules, and a market around a price of its own size."""
    product = random.choice((ProductType.SPOT, ProductType.USDT_FUTURES))
    tick, lot, quote_step = (_step(random, most) for most in (12, 9, 8))
    which = InstrumentId(product, "XYZUSDT")
    rules = Instrument(
        which, "XYZ", "USDT", tick, lot, quote_step, min_qty=lot, min_notional=lot, taker_fee=_FEE
    )
    bid = tick * random.randrange(1, 10 ** random.randrange(1, 9))
    risk = RiskView(rules, bid, bid + tick, bid)
    some = Decimal(random.randrange(1, 10**9)) / 1000
    return TicketView(rules, risk, _LIMITS, available_base=some, available_quote=some, leverage=Decimal(7))


def _step(random: Random, most: int) -> Decimal:
    """A step such as 0.00025, 5 or 10, written with or without zeros at its end."""
    step = Decimal(random.choice(_STEPS)).scaleb(random.randrange(-most, 2))
    return Decimal(format(step, "f") + ("0" if step < 1 and random.random() < 0.2 else ""))


def _case(random: Random, view: TicketView) -> _Case:
    rules, futures = view.instrument, view.instrument.id.product.is_futures
    kind = OrderKind.TRIGGER if futures and random.random() < 0.2 else OrderKind.PLAIN
    order_type = random.choice((OrderType.LIMIT, OrderType.LIMIT, OrderType.MARKET))
    unit = random.choice((SizeUnit.BASE, SizeUnit.BASE, SizeUnit.QUOTE, SizeUnit.PERCENT))
    price, size = _number(random, rules.tick), _number(random, rules.lot)
    if unit is SizeUnit.PERCENT:
        size = Decimal(random.randrange(1, 10_001)) / 100
    form = TicketForm(order_type, _typed(random, price), _typed(random, size), unit, kind=kind)
    if kind is OrderKind.TRIGGER:
        form = replace(form, trigger=form.price)
    elif order_type is OrderType.LIMIT and unit is SizeUnit.BASE and random.random() < 0.2:
        other = abs(price + rules.tick * random.randrange(-1_000, 1_000))
        form = replace(
            form, kind=OrderKind.SCALED, price_to=format(other, "f"), count=str(random.randrange(2, 21))
        )
    return _Case(view, form, random.choice(list(Side)), Fraction(price), Fraction(size))


def _number(random: Random, step: Decimal) -> Decimal:
    """A number near a multiple of the step, seldom on it, of any size that a field takes."""
    count = random.randrange(0, 10 ** random.randrange(1, 9))
    more = Decimal(random.randrange(1000)) / 1000 if random.random() < 0.7 else Decimal(0)
    return (count + more) * step


def _typed(random: Random, number: Decimal) -> str:
    """The number as one of the many ways to write it."""
    plain = format(number, "f")
    whole, dot, fraction = plain.partition(".")
    match random.randrange(5):
        case 0 if dot and len(fraction) != 3:
            return f"{whole},{fraction}"
        case 1 if len(whole) > 3:
            return f"{int(whole):,}".replace(",", random.choice((" ", "\u2009", "\u202f"))) + dot + fraction
        case 2:
            return f" {plain} "
        case 3 if number:
            return f"{plain}*1"
        case _:
            return plain


# ------------------------------------------------------------------------------------- what must come out


def _wrong_draft(case: _Case, draft: Draft) -> list[str]:
    order, rules = draft.order, case.view.instrument
    wrong = list(_off_price(case, draft.trigger, "the trigger")) if draft.trigger is not None else []
    if draft.parts:
        wrong += _wrong_parts(case, draft)
    elif order.price is not None:
        wrong += _off_price(case, order.price, "the price")
    spends = isinstance(order.size, QuoteQty)
    step = Fraction(rules.quote_step if spends else rules.lot)
    size = Fraction(order.size.value)
    if size % step:
        wrong.append(f"the size {order.size.value} is not on the step")
    if case.form.unit is SizeUnit.PERCENT:
        wrong += _too_much(case, draft, size, spends=spends)
    else:
        wanted = _wanted(case, draft, spends=spends)
        if not wanted - step <= size <= wanted:
            wrong.append(f"the size {order.size.value} is not what was asked for, rounded down")
    for command in draft.commands(lambda: "tb-1"):
        if isinstance(command, PlaceOrder | PlaceTrigger):
            wrong += _wrong_wire(command)
        else:
            wrong.append(f"{type(command).__name__} was not asked for")
    return wrong + _wrong_words(draft, rules)


def _off_price(case: _Case, price: Decimal, name: str, slack: Fraction = Fraction(0)) -> list[str]:
    """A price on the tick, towards the side that costs less, by less than a tick."""
    tick, exact = Fraction(case.view.instrument.tick), Fraction(price)
    less = case.price - exact if case.side is Side.BUY else exact - case.price
    wrong = [] if exact % tick == 0 else [f"{name} {price} is not on the tick"]
    return wrong if -slack <= less < tick + slack else [*wrong, f"{name} {price} was moved to the wrong side"]


def _wrong_parts(case: _Case, draft: Draft) -> list[str]:
    """A scaled order: even steps from one price to the other, and together no more than the size."""
    rules, count = case.view.instrument, len(draft.parts)
    apart = (Fraction(case.form.price_to) - case.price) / (count - 1)
    wrong = []
    for number, part in enumerate(draft.parts):
        assert part.price is not None
        near = replace(case, price=case.price + apart * number)
        wrong += _off_price(near, part.price, f"part {number} at", Fraction(rules.tick) * _INEXACT)
        if Fraction(part.size.value) % Fraction(rules.lot):
            wrong.append(f"part {number} of {part.size.value} is not on the lot")
    if sum(part.size.value for part in draft.parts) != draft.order.size.value:
        wrong.append("the parts do not come to the size")
    return wrong


def _too_much(case: _Case, draft: Draft, size: Fraction, *, spends: bool) -> list[str]:
    """A percentage may never need more than that share of what there is, the fee included."""
    view = case.view
    assert view.available_base is not None
    assert view.leverage is not None
    futures = view.instrument.id.product.is_futures
    if not futures and case.side is Side.SELL:
        needed, there = size, view.available_base
    else:
        value, there = size if spends else size * Fraction(draft.reference), view.available_quote or ZERO
        needed = value * (1 / Fraction(view.leverage) if futures else 1) + value * Fraction(_FEE)
    return [] if needed <= Fraction(there) * case.size / 100 else [f"{draft.order.size.value} is too much"]


def _wanted(case: _Case, draft: Draft, *, spends: bool) -> Fraction:
    """What was asked for, in the coin that the order is sized in."""
    reference = Fraction(draft.reference)
    in_quote = case.form.unit is SizeUnit.QUOTE
    if spends:
        return case.size if in_quote else case.size * reference
    return case.size / reference if in_quote else case.size


def _wrong_wire(command: PlaceOrder | PlaceTrigger) -> list[str]:
    """The numbers of the request: plain, and exactly those of the order. An amendment carries them too."""
    if isinstance(command, PlaceTrigger):
        body = trigger_body(command)
        pairs = {
            "qty": command.size.value,
            "triggerPrice": command.trigger,
            "triggerOrderPrice": command.price,
        }
    else:
        body = place_body(command, 1)
        pairs = {"qty": command.size.value, "price": command.price}
        if isinstance(command.size, BaseQty) and command.price is not None:
            change = AmendOrder("tb-1", command.instrument, command.size.value, command.price)
            amended = amend_body(change)
            if (amended["qty"], amended["price"]) != (body["qty"], body["price"]):
                return [f"an amendment says {amended}"]
    return [
        f"{name} is sent as {body.get(name)}"
        for name, value in pairs.items()
        if value is not None
        and (_ON_THE_WIRE.fullmatch(body.get(name, "")) is None or Decimal(body[name]) != value)
    ]


def _wrong_words(draft: Draft, rules: Instrument) -> list[str]:
    """The numbers that a person reads above the button, in their order."""
    if draft.parts:
        return []  # the list of its orders says them one by one
    read = [Decimal(text.replace(fmt.THIN_SPACE, "")) for text in _NUMBERS.findall(order_text(draft, rules))]
    order = draft.order
    meant = [order.size.value, *(one for one in (order.price, draft.trigger) if one is not None)]
    return [] if read == meant else [f"the preview says {read} and {meant} is sent"]


def _wrong_refusal(case: _Case, errors: object) -> list[str]:
    """No order: then the price or the size must be less than one step."""
    rules = case.view.instrument
    if case.form.kind is OrderKind.SCALED or case.form.unit is SizeUnit.PERCENT:
        return []  # too narrow for so many prices, or too little for one step
    needs_price = case.form.order_type is OrderType.LIMIT or case.form.kind is OrderKind.TRIGGER
    touch = case.view.touch(case.side)
    assert touch is not None
    tick = Fraction(rules.tick)
    on_tick = case.price // tick * tick if case.side is Side.BUY else -(-case.price // tick) * tick
    price = on_tick if needs_price else Fraction(touch)
    if needs_price and price <= 0:
        return []
    spends = not rules.id.product.is_futures and case.form.order_type is OrderType.MARKET
    spends = spends and case.side is Side.BUY
    in_quote = case.form.unit is SizeUnit.QUOTE
    base = case.size / price if in_quote else case.size
    size, step = (base * price, rules.quote_step) if spends else (base, rules.lot)
    return [] if size < Fraction(step) else [f"no order was made: {errors}"]


def _spoken(case: _Case) -> str:
    rules, form = case.view.instrument, case.form
    return (
        f"{case.side.value} {form.size!r} {form.unit.value} at {form.price!r} {form.order_type.value}"
        f" {form.kind.value} {rules.id.product.value}, tick {rules.tick}, lot {rules.lot}"
    )
