"""The price path of one coin over all time, found piece by piece.

The path is a function of the seed and the time alone. A stretch of time (an era of days, a day, an hour, ...)
is split into its parts by a bridge: the parts start and end where the whole does, reach its high and low, and
share out its activity. A part is computed when somebody asks, in whatever order, and always comes out the
same; so the past needs no memory, and the present goes on where the past ends.

Prices are natural logarithms, in floats: this is where a picture of a market is drawn, not where money is
counted.
"""

from collections import OrderedDict
from enum import IntEnum
from math import exp, log, sqrt
from random import Random
from typing import NamedTuple


class Span(IntEnum):
    """Lengths of time, each split evenly into the next."""

    ERA = 0
    DAY = 1
    HOUR = 2
    QUARTER = 3
    MINUTE = 4
    SECOND = 5

    @property
    def ms(self) -> int:
        """The length in milliseconds."""
        return _MS[self]


_PARTS = (512, 24, 4, 15, 60)
_MS = (512 * 86_400_000, 86_400_000, 3_600_000, 900_000, 60_000, 1_000)
CACHED_BLOCKS = 128
"""Two hours of live minutes, or the bars of a chart. A block that was forgotten comes back the same."""
_TRIES = 12
_GOOD_FIT = 0.5

# How strongly activity clusters among the parts of a span, and how fast it forgets.
_ROUGHNESS = (0.28, 0.3, 0.3, 0.35, 0.6)
_MEMORY = (0.92, 0.7, 0.6, 0.75, 0.6)

# Activity by hour of the day (UTC): Asia, then Europe, then America.
_HOURS: tuple[float, ...] = (1.0, 1.0, 0.9, 0.8, 0.7, 0.7, 0.75, 0.9, 1.1, 1.1, 1.0, 1.0, 1.2, 1.6, 2.0, 1.8)
_HOURS += (1.5, 1.3, 1.1, 1.0, 1.0, 0.9, 0.9, 1.0)


class Stretch(NamedTuple):
    """One part of the path: logarithms of its prices, its variance, and its activity in average days."""

    open: float
    high: float
    low: float
    close: float
    variance: float
    activity: float


class Coin(NamedTuple):
    """What a coin is like: price, daily volatility, and how much of it is the whole market's."""

    name: str
    price: float
    volatility: float
    correlation: float


class Tide:
    """The part of all movements that the whole market shares."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._cache: OrderedDict[tuple[Span, int], list[float]] = OrderedDict()

    def steps(self, span: Span, index: int) -> list[float]:
        """Standard normal steps of the parts of a span."""
        key = (span, index)
        found = self._cache.get(key)
        if found is None:
            gauss = Random(f"{self.seed}:tide:{span.name}:{index}").gauss
            found = self._cache[key] = [gauss(0.0, 1.0) for _ in range(_PARTS[span])]
            if len(self._cache) > CACHED_BLOCKS:
                self._cache.popitem(last=False)
        return found


class Walk:
    """The path of one coin."""

    def __init__(self, coin: Coin, tide: Tide) -> None:
        self._coin = coin
        self._tide = tide
        self._own = sqrt(1.0 - coin.correlation**2)
        self._cache: OrderedDict[tuple[Span, int], list[Stretch]] = OrderedDict()

    def parts(self, span: Span, index: int) -> list[Stretch]:
        """The parts of one span, which is counted from the Unix epoch."""
        key = (span, index)
        found = self._cache.get(key)
        if found is None:
            found = self._cache[key] = self._split(span, index)
            if len(self._cache) > CACHED_BLOCKS:
                self._cache.popitem(last=False)
        return found

    def stretch(self, span: Span, index: int) -> Stretch:
        """One day, hour, ... or second, counted from the Unix epoch."""
        parent, place = divmod(index, _PARTS[span - 1])
        return self.parts(Span(span - 1), parent)[place]

    def price(self, at_ms: int) -> float:
        """The price at a time."""
        second, rest = divmod(at_ms, Span.SECOND.ms)
        part = self.stretch(Span.SECOND, second)
        return exp(part.open + (part.close - part.open) * rest / Span.SECOND.ms)

    def _split(self, span: Span, index: int) -> list[Stretch]:
        random = self._random(span, index)
        whole = self._era(index) if span is Span.ERA else self.stretch(span, index)
        weights = _weights(random, span)
        total = sum(weights)
        variances = [whole.variance * weight / total for weight in weights]
        parts = self._path(random, self._tide.steps(span, index), whole, variances)
        if span is not Span.ERA:
            # A path is thrown back by the high and the low of the whole, and stretched to them. One that must
            # be stretched far would leap, and one thrown back often would leave the market behind; so of
            # several the one that fits best is taken.
            for _ in range(_TRIES):
                if _misfit(parts, whole) < _GOOD_FIT:
                    break
                other = self._path(random, self._tide.steps(span, index), whole, variances)
                parts = min(parts, other, key=lambda path: _misfit(path, whole))
            parts = _fit(_folded(parts, whole), whole)
        bustle = [sqrt(weight) * exp(random.gauss(0.0, 0.25)) for weight in weights]
        scale = whole.activity / sum(bustle)
        return [
            Stretch(*part, variance, scale * amount)
            for part, variance, amount in zip(parts, variances, bustle, strict=True)
        ]

    def _era(self, index: int) -> Stretch:
        start, end = self._anchor(index), self._anchor(index + 1)
        days = _PARTS[Span.ERA]
        variance = self._coin.volatility**2 * days
        return Stretch(start, max(start, end), min(start, end), end, variance, days)

    def _anchor(self, index: int) -> float:
        """Where an era begins: never far from the coin's usual price."""
        random = Random(f"{self._tide.seed}:{self._coin.name}:anchor:{index}")
        return log(self._coin.price) + random.gauss(0.0, 0.1)

    def _path(
        self, random: Random, tide: list[float], whole: Stretch, variances: list[float]
    ) -> "list[_Prices]":
        nodes = self._bridge(random, tide, whole, variances)
        return [_extremes(random, nodes[i], nodes[i + 1], variance) for i, variance in enumerate(variances)]

    def _bridge(
        self, random: Random, tide: list[float], whole: Stretch, variances: list[float]
    ) -> list[float]:
        gauss, own, shared = random.gauss, self._own, self._coin.correlation
        steps = [
            sqrt(variance) * (shared * common + own * gauss(0.0, 1.0))
            for variance, common in zip(variances, tide, strict=True)
        ]
        excess = (sum(steps) - (whole.close - whole.open)) / whole.variance
        nodes = [whole.open]
        for step, variance in zip(steps, variances, strict=True):
            nodes.append(nodes[-1] + step - excess * variance)
        nodes[-1] = whole.close
        return nodes

    def _random(self, span: Span, index: int) -> Random:
        return Random(f"{self._tide.seed}:{self._coin.name}:{span.name}:{index}")


def _weights(random: Random, span: Span) -> list[float]:
    """How the variance of a span is shared out: calm and busy parts come in clusters."""
    memory, roughness = _MEMORY[span], _ROUGHNESS[span]
    level = random.gauss(0.0, roughness / sqrt(1.0 - memory * memory))
    weights = []
    for part in range(_PARTS[span]):
        level = memory * level + random.gauss(0.0, roughness)
        weights.append(exp(level) * (_HOURS[part] if span is Span.DAY else 1.0))
    return weights


_Prices = tuple[float, float, float, float]


def _extremes(random: Random, start: float, end: float, variance: float) -> _Prices:
    """Open, high, low and close of a part whose ends are known: the extremes of a Brownian bridge."""
    square, double = (end - start) ** 2, 2.0 * variance
    middle = start + end
    high = (middle + sqrt(square - double * log(1.0 - random.random()))) / 2.0
    low = (middle - sqrt(square - double * log(1.0 - random.random()))) / 2.0
    return start, max(high, start, end), min(low, start, end), end


def _folded(parts: list[_Prices], whole: Stretch) -> list[_Prices]:
    """A path thrown back by the high and the low of the whole: as lively as it was, but never beyond them."""
    low, room = whole.low, whole.high - whole.low

    def fold(value: float) -> float:
        rest = (value - low) % (2.0 * room) if room else 0.0
        return low + min(rest, 2.0 * room - rest)

    inner = [fold(part[3]) for part in parts[:-1]]
    folded = []
    for part, start, end in zip(parts, [whole.open, *inner], [*inner, whole.close], strict=True):
        top, bottom = max(start, end), min(start, end)
        above = _shortened(part[1] - max(part[0], part[3]), whole.high - top)
        below = _shortened(min(part[0], part[3]) - part[2], bottom - low)
        folded.append((start, top + above, bottom - below, end))
    return folded


def _shortened(wick: float, room: float) -> float:
    """A wick that ends before the room does, so that not all of them end at one price."""
    return wick if wick <= room else wick * room / (wick + room)


def _misfit(parts: list[_Prices], whole: Stretch) -> float:
    """How far a path misses the high and the low: the larger logarithm of two factors, or zero."""
    spread = 0.05 * sqrt(whole.variance)
    top, bottom = max(whole.open, whole.close), min(whole.open, whole.close)
    up = (whole.high - top + spread) / (max(part[1] for part in parts) - top + spread)
    down = (bottom - whole.low + spread) / (bottom - min(part[2] for part in parts) + spread)
    return max(abs(log(up)), abs(log(down)))


def _fit(parts: list[_Prices], whole: Stretch) -> list[_Prices]:
    """Stretch the parts so that together they reach the high and the low of the whole."""
    top, bottom = max(whole.open, whole.close), min(whole.open, whole.close)
    highest = max(part[1] for part in parts)
    lowest = min(part[2] for part in parts)
    up = (whole.high - top) / (highest - top) if highest > top else 0.0
    down = (bottom - whole.low) / (bottom - lowest) if lowest < bottom else 0.0

    def bend(value: float) -> float:
        if value > top:
            return min(whole.high, top + (value - top) * up)
        if value < bottom:
            return max(whole.low, bottom - (bottom - value) * down)
        return value

    bent = [(bend(a), bend(b), bend(c), bend(d)) for a, b, c, d in parts]
    at_high = max(range(len(parts)), key=lambda i: parts[i][1])
    start, _, low, end = bent[at_high]
    bent[at_high] = (start, whole.high, low, end)
    at_low = min(range(len(parts)), key=lambda i: parts[i][2])
    start, high, _, end = bent[at_low]
    bent[at_low] = (start, high, whole.low, end)
    return bent
