"""Exact money arithmetic: parse, quantise and print `Decimal` values. Never a float.

Rounding follows one rule: a size is rounded down to its step, never up; a price is snapped towards the
passive side (a buy down, a sell up), so that no rounding ever adds risk.
"""

import re
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache

ZERO = Decimal(0)

_MAX_TEXT = 40
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_EXACT = Context(prec=60)
_ROUNDED = Context(prec=28, traps=[DivisionByZero, InvalidOperation, Overflow])


class BadNumberError(ValueError):
    """The text is not a plain, bounded decimal number. The text itself is not repeated."""


@dataclass(frozen=True, slots=True)
class BaseQty:
    """An order size counted in the base coin (BTC of BTCUSDT)."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class QuoteQty:
    """An order size counted in the quote coin: what a spot market buy spends (USDT of BTCUSDT)."""

    value: Decimal


OrderSize = BaseQty | QuoteQty


def parse_decimal(text: str) -> Decimal:
    """Read a plain decimal such as `-12.50`.

    At most 40 ASCII characters, no exponent, no sign but minus, no spaces: a longer or cleverer text can make
    `Decimal` arithmetic take minutes.

    Raises:
        BadNumberError: the text is anything else.
    """
    if len(text) > _MAX_TEXT or _PLAIN.fullmatch(text) is None:
        raise BadNumberError("not a plain decimal number")
    return Decimal(text)


def plain(value: Decimal) -> str:
    """The value in plain notation (`0.00000001`, never `1E-8`), as the wire wants it."""
    return format(value, "f")


def trimmed(value: Decimal) -> str:
    """The value in plain notation without trailing zeros after the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=256)
def decimals_of(step: Decimal) -> int:
    """How many places after the point a multiple of `step` needs (0.10 -> 1, 5 -> 0)."""
    exponent = step.normalize(_EXACT).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether `value` lies exactly on the grid of `step`."""
    return _EXACT.remainder(value, step) == 0


def floor_to(value: Decimal, step: Decimal) -> Decimal:
    """The greatest multiple of `step` not above `value`, written with the decimals of the step."""
    return _to_grid(value, step, ROUND_FLOOR)


def ceil_to(value: Decimal, step: Decimal) -> Decimal:
    """The smallest multiple of `step` not below `value`, written with the decimals of the step."""
    return _to_grid(value, step, ROUND_CEILING)


def round_places(value: Decimal, places: int) -> Decimal:
    """Round half-even to `places` decimals: for averages and money on display, never for orders."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN, context=_EXACT)


def divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A quotient with 28 significant digits; the divisor must not be zero."""
    return _ROUNDED.divide(dividend, divisor)


def _to_grid(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    if step <= 0:
        raise ValueError("a step must be positive")
    count = _EXACT.divide(value, step).to_integral_value(rounding, _EXACT)
    return _EXACT.multiply(count, step).quantize(_unit(decimals_of(step)), context=_EXACT)


@lru_cache(maxsize=64)
def _unit(decimals: int) -> Decimal:
    return Decimal(1).scaleb(-decimals)
