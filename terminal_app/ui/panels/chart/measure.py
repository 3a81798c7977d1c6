"""The measure between two points of the chart: price, percent, bars and time. Knows no Qt."""

from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.core.money import divide
from terminal_app.ui import format as fmt

_DAY = 86_400


class Spot(NamedTuple):
    """A point of the chart that stays where it is when older bars come: a bar's opening, and a price."""

    time_ms: float
    price: Decimal


class Measure(NamedTuple):
    """From one point to another one."""

    start: Spot
    end: Spot

    @property
    def up(self) -> bool:
        """Whether it ends at or above where it began."""
        return self.end.price >= self.start.price


def measure_lines(measure: Measure, bars: int, rules: Instrument | None) -> tuple[str, str]:
    """What to write: the difference in price and percent, then bars and time."""
    start, end = measure
    by = end.price - start.price
    sign = "+" if by > 0 else ""
    share = fmt.percent(divide(by, start.price)) if start.price else fmt.DASH
    milliseconds = end.time_ms - start.time_ms
    minus = fmt.MINUS if bars < 0 else ""
    word = "bar" if abs(bars) == 1 else "bars"
    return (
        f"{sign}{fmt.price(by, rules)} ({share})",
        f"{minus}{abs(bars)} {word}, {minus}{span(milliseconds)}",
    )


def span(milliseconds: float) -> str:
    """A stretch of time without its direction: `45m`, `3h 20m`, `2d 4h`."""
    seconds = abs(round(milliseconds / 1000))
    if seconds >= _DAY:
        return _two(seconds // _DAY, "d", seconds % _DAY // 3600, "h")
    if seconds >= 3600:
        return _two(seconds // 3600, "h", seconds % 3600 // 60, "m")
    return _two(seconds // 60, "m", seconds % 60, "s")


def _two(large: int, large_unit: str, small: int, small_unit: str) -> str:
    if not small:
        return f"{large}{large_unit}"
    return f"{large}{large_unit} {small}{small_unit}"
