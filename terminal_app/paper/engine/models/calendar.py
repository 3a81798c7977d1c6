"""Which stretch of time a candle covers: intervals on UTC, weeks from Monday, months by the calendar."""

from datetime import date
from typing import NamedTuple

from terminal_app.core.market import Interval
from terminal_app.paper.engine.models.walk import Span

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_MONDAY = 4

_BASE = {
    Interval.M1: Span.MINUTE,
    Interval.M3: Span.MINUTE,
    Interval.M5: Span.MINUTE,
    Interval.M15: Span.QUARTER,
    Interval.M30: Span.QUARTER,
}


class Slot(NamedTuple):
    """One candle: bars `first` to `last - 1` of a span, counted from the Unix epoch."""

    span: Span
    first: int
    last: int

    @property
    def start_ms(self) -> int:
        """When the candle opens."""
        return self.first * self.span.ms


def slot_at(interval: Interval, at_ms: int) -> Slot:
    """The candle that a moment falls into."""
    if interval is Interval.MO1:
        day = date.fromordinal(at_ms // Span.DAY.ms + _EPOCH)
        first = day.replace(day=1).toordinal()
        after = date(day.year + day.month // 12, day.month % 12 + 1, 1).toordinal()
        return Slot(Span.DAY, first - _EPOCH, after - _EPOCH)
    span = _span(interval)
    count = interval.ms // span.ms
    shift = _FIRST_MONDAY if interval is Interval.W1 else 0
    first = (at_ms // span.ms - shift) // count * count + shift
    return Slot(span, first, first + count)


def _span(interval: Interval) -> Span:
    """The longest span that divides the interval."""
    if interval in _BASE:
        return _BASE[interval]
    return Span.HOUR if interval.ms < Span.DAY.ms else Span.DAY
