"""The labels of the price axis on a logarithmic and on a percent scale. Knows no Qt."""

import math
from decimal import Decimal

from terminal_app.core.money import ZERO
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.scale import PRICE_SPACING_PX, round_step, value_levels
from terminal_app.ui.panels.chart.shown import PriceTick

_LABELS_AT_MOST = 200
_FINEST_PERCENT = 2


def log_levels(frame: Frame, ratio: float, tick: Decimal) -> list[Decimal]:
    """Round prices on a logarithmic axis, lowest first; the steps grow with the prices.

    `ratio` is how many device pixels a logical one has. They are multiples of the tick.
    """
    apart = PRICE_SPACING_PX * ratio
    levels: list[Decimal] = []
    y = frame.height
    while y > 0 and len(levels) < _LABELS_AT_MOST:
        here = frame.price_at(y)
        step = max(tick, round_step(max(frame.price_at(y - apart) - here, float(tick))))
        step = math.ceil(step / tick) * tick
        # A step that a float may have missed by the last bit counts as met.
        level = step * math.ceil(here / float(step) - 1e-9)
        if levels and level <= levels[-1]:
            level += step
        if float(level) > frame.high:
            break
        levels.append(level)
        y = frame.y_of(float(level)) - apart
    return levels


def percent_ticks(frame: Frame, ratio: float, base: float) -> list[PriceTick]:
    """Round percents away from a price, with their logical pixels."""
    if not base > 0:
        return []
    low, high = (frame.low / base - 1) * 100, (frame.high / base - 1) * 100
    return [
        PriceTick(frame.y_of(base * (1 + float(level) / 100)) / ratio, percent_text(level))
        for level in value_levels(low, high, frame.height / ratio)
    ]


def percent_text(level: Decimal) -> str:
    """Percent with a sign and at least two decimals."""
    places = max(_FINEST_PERCENT, -int(level.as_tuple().exponent))
    sign = "+" if level > ZERO else ""
    return f"{sign}{fmt.fixed(level, places)}%"


def percent_of(price: float, base: float) -> str:
    """How far a price is from another one."""
    return fmt.DASH if not base > 0 else percent_text(Decimal(f"{(price / base - 1) * 100:.2f}"))
