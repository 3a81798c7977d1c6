"""Prices and sizes as whole numbers of their last decimal."""

from collections.abc import Callable
from decimal import Decimal

LARGEST = 1 << 53
"""A number beyond it belongs to no market; sums of many stay far below 64 bits."""

_MOST_DIGITS = 16


def whole(value: Decimal, places: int, refine: Callable[[int], bool]) -> int:
    """The whole number of a price or a size; -1 when it cannot be told in any unit that holds all.

    Args:
        value: in coins.
        places: how many decimals are counted now.
        refine: counts so many from now on, or says that there is no room for it.
    """
    if value.adjusted() > _MOST_DIGITS:
        return -1
    scaled = value.scaleb(places)
    if scaled == (number := int(scaled)):
        return number
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or not refine(-exponent):
        return -1
    return int(value.scaleb(-exponent))
