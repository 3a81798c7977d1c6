"""Where the labels of the value axes go and what they say. Knows no Qt."""

import math
from decimal import Decimal

PRICE_SPACING_PX = 44.0


def price_levels(low: float, high: float, height: float, tick: Decimal) -> list[Decimal]:
    """Round prices between `low` and `high`, about `PRICE_SPACING_PX` apart on `height` pixels, lowest first.

    They are multiples of the tick, so they can be written with exactly its decimals.
    """
    if not height > 0 or not high > low:
        return []
    one = float(tick)
    per_label = (high - low) / height * PRICE_SPACING_PX / one
    step = tick * _round_number(per_label)
    width = float(step)
    first, last = math.ceil(low / width), math.floor(high / width)
    return [step * count for count in range(first, last + 1)]


def value_levels(low: float, high: float, height: float, apart: float = PRICE_SPACING_PX) -> list[Decimal]:
    """Round numbers from `low` to `high`, at least so many pixels apart on `height` pixels, lowest first."""
    if not height > 0 or not high > low:
        return []
    step = round_step((high - low) / height * apart)
    width = float(step)
    return [step * count for count in range(math.ceil(low / width), math.floor(high / width) + 1)]


def round_step(at_least: float) -> Decimal:
    """The next of 1, 2, 5 times a power of ten."""
    power = math.floor(math.log10(at_least))
    factor = next((one for one in (1, 2, 5) if one * 10.0**power >= at_least), 10)
    return Decimal(factor).scaleb(power)


def nearest_tick(value: float, tick: Decimal) -> Decimal:
    """The price on the tick that a pixel or a float stands for. For display only, never for an order."""
    return tick * math.floor(value / float(tick) + 0.5)


def _round_number(at_least: float) -> int:
    if at_least <= 1:
        return 1
    power = int(10 ** math.floor(math.log10(at_least)))
    for factor in (1, 2, 5, 10):
        if factor * power >= at_least:
            return factor * power
    return 10 * power
