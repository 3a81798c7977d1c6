"""Prices and sizes of an order that exists, as typed: named when they lie between two steps, never moved."""

from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import is_multiple, trimmed
from terminal_app.core.orders import Side
from terminal_app.ui import format as text
from terminal_app.ui.number_input import NotANumberError, read_amount, read_number


def read_price(typed: str, rules: Instrument) -> Decimal | str:
    """A price on its tick, or a sentence about what is wrong with it."""
    try:
        price = read_number(typed, (rules.quote, rules.base))
    except NotANumberError as error:
        return str(error)
    if price <= 0:
        return "The price must be above zero."
    if not is_multiple(price, rules.tick):
        low, high = (text.price(rules.snap_price(price, side), rules) for side in Side)
        return f"Prices move in steps of {trimmed(rules.tick)}: {low} or {high}."
    return price


def read_size(typed: str, rules: Instrument) -> Decimal | str:
    """A size in base coin on its step and within the limits of the symbol, or what is wrong with it."""
    try:
        amount = read_amount(typed, (rules.quote, rules.base))
    except NotANumberError as error:
        return str(error)
    if amount.percent:
        return f"Type the whole size in {rules.base}."
    size = amount.value
    if not is_multiple(size, rules.lot):
        down = text.size(rules.floor_size(size), rules)
        return f"Sizes move in steps of {trimmed(rules.lot)}: {down} is the next below."
    if size < rules.min_qty:
        return f"The smallest order is {trimmed(rules.min_qty)} {rules.base}."
    if rules.max_qty is not None and size > rules.max_qty:
        return f"The largest order is {trimmed(rules.max_qty)} {rules.base}."
    return size
