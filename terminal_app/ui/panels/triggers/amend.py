"""Moving a waiting order: what the fields mean, or what is wrong with them. Knows no Qt."""

from dataclasses import dataclass
from decimal import Decimal

from terminal_app.core.commands import AmendStrategy
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import plain
from terminal_app.core.orders import Side
from terminal_app.core.strategy_orders import StrategyKind, StrategyStatus
from terminal_app.trading.terms import Terms, amend, terms_of
from terminal_app.ui import format as text
from terminal_app.ui.panels.triggers.state import STATUS_WORDS, TriggerRow, kind_text
from terminal_app.ui.typed_terms import read_price, read_size

_NO_RULES = "The rules of this symbol are not known yet. Try again in a moment."


@dataclass(frozen=True, slots=True)
class Fields:
    """What is typed. A field that the order does not have is empty."""

    trigger: str = ""
    take_profit: str = ""
    stop_loss: str = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class TermErrors:
    """What is wrong with which field; `whole` concerns all."""

    trigger: str = ""
    take_profit: str = ""
    stop_loss: str = ""
    size: str = ""
    whole: str = ""

    @property
    def first(self) -> str:
        """The sentence to show."""
        return self.trigger or self.take_profit or self.stop_loss or self.size or self.whole


def why_not(row: TriggerRow) -> str:
    """Why the order cannot be changed in place, in a sentence; empty when it can."""
    if row.order.status is not StrategyStatus.PENDING:
        return f"This order is {STATUS_WORDS[row.order.status]}: it cannot be changed now."
    if row.order.kind.trails:
        return "A trailing order at the exchange cannot be changed here: cancel it and place another one."
    return "" if row.instrument is not None else _NO_RULES


def texts(row: TriggerRow) -> Fields:
    """What stands in the fields at first."""
    terms = terms_of(row.order)
    is_trigger = row.order.kind is StrategyKind.TRIGGER
    return Fields(
        _typed(terms.trigger),
        _typed(terms.take_profit),
        _typed(terms.stop_loss),
        _typed(terms.size) if is_trigger else "",
    )


def parse(fields: Fields, row: TriggerRow) -> AmendStrategy | TermErrors:
    """The command that the fields describe; an emptied take-profit or stop-loss is taken away.

    Prices between two ticks and sizes between two steps are named and not moved.
    """
    rules, order = row.instrument, row.order
    if reason := why_not(row):
        return TermErrors(whole=reason)
    if rules is None:
        return TermErrors(whole=_NO_RULES)
    if order.kind is StrategyKind.TRIGGER:
        trigger = _price(fields.trigger, rules)
        if isinstance(trigger, str) or trigger is None:
            return TermErrors(trigger=trigger or "Type the price that sets it off.")
        if trigger == row.present(order.by):
            return TermErrors(trigger="The price is there now: this would be set off at once.")
        size = read_size(fields.size, rules)
        if isinstance(size, str):
            return TermErrors(size=size)
        wanted = Terms(trigger=trigger, size=size)
    else:
        profit, loss = _price(fields.take_profit, rules), _price(fields.stop_loss, rules)
        if isinstance(profit, str):
            return TermErrors(take_profit=profit)
        if isinstance(loss, str):
            return TermErrors(stop_loss=loss)
        if wrong := _sides(row, profit, loss):
            return wrong
        wanted = Terms(take_profit=profit, stop_loss=loss, size=order.size)
    if wanted == terms_of(order):
        return TermErrors(whole="Nothing has been changed yet.")
    return amend(order, wanted)


def question(command: AmendStrategy, row: TriggerRow) -> str:
    """What a change means, line by line, for the question before it."""
    rules = row.instrument
    lines = [f"Change the {kind_text(row)} on {command.instrument}"]
    limits = [(command.price, "Limit price")]
    if command.trigger is not None:
        lines.append(f"Trigger: {text.price(command.trigger, rules)} by the {command.by.value} price")
    for name, leg in (("Take-profit", command.take_profit), ("Stop-loss", command.stop_loss)):
        if leg is not None:
            lines.append(f"{name}: {text.price(leg.trigger, rules)} by the {leg.by.value} price")
            limits.append((leg.price, f"Limit price of the {name.lower()}"))
    lines += [f"{name}: {text.price(price, rules)}" for price, name in limits if price is not None]
    base = rules.base if rules is not None else ""
    lines.append(f"Size: {text.size(command.size, rules)} {base}" if command.size else "Size: whole position")
    return "\n".join(lines)


def note(command: AmendStrategy, row: TriggerRow) -> str:
    """What else changes with the prices, in a sentence: limits move along."""
    legs = [leg for leg in (command.take_profit, command.stop_loss) if leg is not None]
    limits = [price for price in (command.price, *(leg.price for leg in legs)) if price is not None]
    if not limits:
        return ""
    return f"The limit moves along: {' / '.join(text.price(price, row.instrument) for price in limits)}."


def _typed(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _price(typed: str, rules: Instrument) -> Decimal | str | None:
    """A price, a sentence about what is wrong with it, or `None` for an empty field."""
    return read_price(typed, rules) if typed.strip() else None


def _sides(row: TriggerRow, profit: Decimal | None, loss: Decimal | None) -> TermErrors | None:
    """What is wrong with the sides on which the two prices lie."""
    order = row.order
    if profit is None and loss is None:
        return TermErrors(whole="Keep one price, or cancel the order.")
    is_long = order.side is Side.SELL
    for price, leg, above, name in (
        (profit, order.take_profit, is_long, "take_profit"),
        (loss, order.stop_loss, not is_long, "stop_loss"),
    ):
        by = leg.by if leg is not None else order.by
        now = row.present(by)
        if price is None or now is None or (price > now if above else price < now):
            continue
        where = "above" if above else "below"
        sentence = f"This must be {where} the {by.value} price, {text.price(now, row.instrument)}."
        return TermErrors(take_profit=sentence) if name == "take_profit" else TermErrors(stop_loss=sentence)
    return None
