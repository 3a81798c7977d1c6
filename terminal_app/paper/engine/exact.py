"""Exact arithmetic the engine shares: grids, the smallest booked amount, and quotients."""

from decimal import ROUND_HALF_EVEN, Context, Decimal

_GRAIN = Decimal("1e-8")
_RATIO = Context(prec=28, rounding=ROUND_HALF_EVEN)


def whole(value: Decimal, step: Decimal) -> int | None:
    """How many steps a value is, `None` when it does not lie on the grid."""
    count, rest = divmod(value, step)
    return None if rest else int(count)


def grain(amount: Decimal) -> Decimal:
    """An amount in the smallest unit the exchange books: eight decimals."""
    return amount.quantize(_GRAIN, rounding=ROUND_HALF_EVEN)


def ratio(dividend: Decimal, divisor: Decimal) -> Decimal:
    """A quotient of 28 digits, for averages and margins; an amount that changes hands is a `grain` of one."""
    return _RATIO.divide(dividend, divisor)
