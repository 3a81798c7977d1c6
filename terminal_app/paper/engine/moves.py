"""Where prices have been: the last trade of each instrument, and the range it moved in since somebody looked.

A stop must go off when a price was touched for a moment between two looks, so the range is kept and not only
where it ended. It is kept for the instruments that somebody waits on.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import TriggerBy


class Range(NamedTuple):
    """The lowest and the highest of some prices."""

    low: Decimal
    high: Decimal

    def with_price(self, price: Decimal) -> "Range":
        """With one more price."""
        return Range(min(self.low, price), max(self.high, price))


Ranges = dict[tuple[InstrumentId, TriggerBy], Range]


class Moves:
    """The moves of one exchange's prices."""

    def __init__(self) -> None:
        self._last: dict[InstrumentId, Decimal] = {}
        self._watched: frozenset[InstrumentId] = frozenset()
        self._ranges: Ranges = {}

    def last(self, instrument: InstrumentId) -> Decimal | None:
        """The price of the last trade, `None` before the first."""
        return self._last.get(instrument)

    def printed(self, instrument: InstrumentId, price: Decimal) -> None:
        """Note the price of a trade."""
        self._last[instrument] = price
        if instrument in self._watched:
            self.seen(instrument, TriggerBy.LAST, price)

    def marked(self, instrument: InstrumentId, price: Decimal) -> None:
        """Note a new mark price; before the first trade it is the last price too."""
        if instrument in self._watched:
            self.seen(instrument, TriggerBy.MARK, price)
            if instrument not in self._last:
                self.seen(instrument, TriggerBy.LAST, price)

    def watch(self, instruments: Iterable[InstrumentId]) -> None:
        """Keep the ranges of these and of no others from now on."""
        self._watched = frozenset(instruments)

    def seen(self, instrument: InstrumentId, by: TriggerBy, price: Decimal) -> None:
        """Widen a range."""
        before = self._ranges.get((instrument, by))
        self._ranges[instrument, by] = before.with_price(price) if before else Range(price, price)

    def take(self) -> Ranges:
        """The ranges since the last call; empty when nothing that is watched has moved."""
        ranges = self._ranges
        if ranges:
            self._ranges = {}
        return ranges
