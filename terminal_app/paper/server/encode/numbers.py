"""Exact values to the venue's number strings: plain notation, no trailing zeros, never an exponent."""

from decimal import Decimal

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import ZERO, divide, round_places, trimmed

_MAX_PLACES = 16
_AVERAGE_PLACES = 4
_SHARE_PLACES = 8


def number(value: Decimal) -> str:
    """A price, size or amount of money. Quotients are cut to 16 places, as the venue pads to."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_MAX_PLACES:
        value = round_places(value, _MAX_PLACES)
    return trimmed(value) if value else "0"


def average(value: Decimal | None, instrument: Instrument) -> str:
    """An average price, a little finer than the tick; "0" when there is none."""
    if value is None:
        return "0"
    return number(round_places(value, instrument.price_decimals + _AVERAGE_PLACES))


def share(part: Decimal, whole: Decimal) -> str:
    """A ratio to eight places; "0" of nothing."""
    return number(round_places(divide(part, whole), _SHARE_PLACES)) if whole else "0"


def charged(value: Decimal) -> str:
    """A cost as the venue writes it on positions: negative when it was charged."""
    return number(ZERO - value)
