"""The past of one instrument as bars in whole ticks and lots, read off the price path.

Bars of different lengths agree: a long one has exactly the prices and the volume of the short ones inside it.
The turnover of each is its volume at its typical price, so turnovers agree to about a thousandth.
"""

from collections import OrderedDict
from itertools import pairwise
from math import exp
from typing import NamedTuple

from terminal_app.core.instrument import Instrument
from terminal_app.paper.engine.models.profiles import Profile
from terminal_app.paper.engine.models.walk import CACHED_BLOCKS, Span, Stretch, Walk

_DAY_SECONDS = 86_400

_Prices = tuple[int, int, int, int]


class Bar(NamedTuple):
    """Prices in ticks, volume in lots, turnover in tick x lot."""

    open: int
    high: int
    low: int
    close: int
    lots: int
    turnover: int


def merged(first: Bar, second: Bar) -> Bar:
    """Two neighbouring bars as one."""
    return Bar(
        first.open,
        max(first.high, second.high),
        min(first.low, second.low),
        second.close,
        first.lots + second.lots,
        first.turnover + second.turnover,
    )


class History:
    """What an instrument did at any time, had nobody interfered."""

    def __init__(self, instrument: Instrument, profile: Profile, walk: Walk) -> None:
        self._walk = walk
        numerator, denominator = instrument.tick.as_integer_ratio()
        self._coin_ticks = denominator / numerator
        self._per_unit = (1.0 + profile.premium) * self._coin_ticks
        lot_numerator, lot_denominator = instrument.lot.as_integer_ratio()
        self._daily_lots = profile.turnover / profile.coin.price * lot_denominator / lot_numerator
        self._pace = profile.pace
        self._cache: OrderedDict[tuple[Span, int], list[Bar]] = OrderedDict()

    @property
    def daily_lots(self) -> float:
        """The volume of a usual day."""
        return self._daily_lots

    @property
    def trade_lots(self) -> float:
        """The size of a usual trade."""
        return self._daily_lots / (_DAY_SECONDS * self._pace)

    def fair(self, at_ms: int) -> float:
        """The price at a time, in ticks and fractions."""
        return self._walk.price(at_ms) * self._per_unit

    def ticks(self, at_ms: int) -> int:
        """The price at a time, in whole ticks, at least one."""
        return _nearest(self.fair(at_ms))

    def index(self, at_ms: int) -> int:
        """The price of the coin itself, without the premium of the contract, in whole ticks."""
        return _nearest(self._walk.price(at_ms) * self._coin_ticks)

    def activity(self, at_ms: int) -> float:
        """How lively the minute is, as a multiple of a usual one."""
        minute = self._walk.stretch(Span.MINUTE, at_ms // Span.MINUTE.ms)
        return minute.activity * Span.DAY.ms / Span.MINUTE.ms

    def bar(self, span: Span, index: int) -> Bar:
        """One day, hour, quarter, minute or second, counted from the Unix epoch."""
        if span is Span.DAY:
            return self._day(self._walk.stretch(span, index))
        parent = Span(span - 1)
        parts = parent.ms // span.ms
        return self._parts(parent, index // parts)[index % parts]

    def between(self, start_ms: int, end_ms: int) -> Bar | None:
        """Everything from one whole second to another as one bar; `None` when there is nothing between."""
        found: Bar | None = None
        while start_ms < end_ms:
            span = next(
                one
                for one in (Span.DAY, Span.HOUR, Span.QUARTER, Span.MINUTE, Span.SECOND)
                if one is Span.SECOND or (start_ms % one.ms == 0 and start_ms + one.ms <= end_ms)
            )
            bar = self.bar(span, start_ms // span.ms)
            found = bar if found is None else merged(found, bar)
            start_ms += span.ms
        return found

    def _day(self, stretch: Stretch) -> Bar:
        return _bar(self._prices(stretch), int(stretch.activity * self._daily_lots))

    def _parts(self, span: Span, index: int) -> list[Bar]:
        key = (span, index)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._split(self.bar(span, index), self._walk.parts(span, index))
            if len(self._cache) > CACHED_BLOCKS:
                self._cache.popitem(last=False)
        return found

    def _split(self, whole: Bar, stretches: list[Stretch]) -> list[Bar]:
        lots = _share_out(whole.lots, [one.activity for one in stretches])
        return [_bar(self._prices(one), amount) for one, amount in zip(stretches, lots, strict=True)]

    def _prices(self, stretch: Stretch) -> _Prices:
        unit = self._per_unit
        return (
            _nearest(exp(stretch.open) * unit),
            _nearest(exp(stretch.high) * unit),
            _nearest(exp(stretch.low) * unit),
            _nearest(exp(stretch.close) * unit),
        )


def _bar(prices: _Prices, lots: int) -> Bar:
    return Bar(*prices, lots, lots * sum(prices) // 4)


def _nearest(ticks: float) -> int:
    return max(1, int(ticks + 0.5))


def _share_out(amount: int, weights: list[float]) -> list[int]:
    """Split a whole number by weights so that the parts add up to it exactly."""
    total = sum(weights)
    edges, running = [0], 0.0
    for weight in weights:
        running += weight
        edges.append(min(amount, int(amount * (running / total))))
    edges[-1] = amount
    return [after - before for before, after in pairwise(edges)]
