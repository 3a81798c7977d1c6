"""One size spread over several limit orders, evenly over a range of prices. Pure; no Qt."""

from dataclasses import replace
from decimal import Decimal

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, BaseQty, divide, trimmed
from terminal_app.core.orders import Side

FEWEST, MOST = 2, 20
"""How many orders a size can be spread over."""


class BadSpreadError(ValueError):
    """It cannot be spread so; the message is the sentence for the person."""


def prices_of(first: Decimal, last: Decimal, count: int, instrument: Instrument, side: Side) -> list[Decimal]:
    """Prices at even distances, both ends included, each on its tick towards the passive side.

    Raises:
        BadSpreadError: two of them would be the same.
    """
    step = divide(last - first, Decimal(count - 1))
    prices = [instrument.snap_price(first + step * number, side) for number in range(count)]
    prices[-1] = instrument.snap_price(last, side)
    if len(set(prices)) < count:
        raise BadSpreadError(f"The range is too narrow for {count} orders of different prices.")
    return prices


def sizes_of(total: Decimal, count: int, instrument: Instrument) -> list[Decimal]:
    """Even sizes on the lot that come to the total rounded down; what is left over goes to the first ones.

    Raises:
        BadSpreadError: there is less than one step for each.
    """
    lot = instrument.lot
    lots = int(divide(instrument.floor_size(total), lot))
    if lots < count:
        raise BadSpreadError(f"This is less than {trimmed(lot)} {instrument.base} for each order.")
    each, over = divmod(lots, count)
    return [instrument.floor_size(lot * (each + (number < over))) for number in range(count)]


def parts_of(order: PlaceOrder, prices: list[Decimal], sizes: list[Decimal]) -> tuple[PlaceOrder, ...]:
    """The orders, one for each price."""
    return tuple(
        replace(order, price=price, size=BaseQty(size)) for price, size in zip(prices, sizes, strict=True)
    )


def average_of(parts: tuple[PlaceOrder, ...]) -> Decimal:
    """The average price if all of them fill."""
    value = sum((part.size.value * (part.price or ZERO) for part in parts), ZERO)
    return divide(value, sum((part.size.value for part in parts), ZERO))
