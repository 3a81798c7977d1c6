"""How much was bought and sold at each price: exact sums of whole numbers, kept sorted by price."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]


class Ladder(NamedTuple):
    """Volumes by price, lowest first: what takers sold into the bids, and bought from the asks."""

    prices: Whole
    sold: Whole
    bought: Whole

    @property
    def total(self) -> Whole:
        """Both together."""
        return self.sold + self.bought


_COUNTED_FROM, _MOST_SPREAD = 64, 16
_EXACT = float(1 << 52)
_NONE: Whole = np.empty(0, np.int64)
EMPTY = Ladder(_NONE, _NONE, _NONE)


def summed(prices: Whole, sold: Whole, bought: Whole) -> Ladder:
    """Sum up what belongs to one price."""
    if not len(prices):
        return EMPTY
    order = np.argsort(prices, kind="stable")
    prices = prices[order]
    begins = np.flatnonzero(np.diff(prices, prepend=prices[0] - 1))
    return Ladder(
        prices[begins], np.add.reduceat(sold[order], begins), np.add.reduceat(bought[order], begins)
    )


def ladder_of(prices: Whole, sizes: Whole, buys: Whole) -> Ladder:
    """The volumes of some trades."""
    bought = sizes * buys
    if len(prices) > _COUNTED_FROM:
        low, span = int(prices.min()), int(prices.max() - prices.min()) + 1
        # Sums of floats are exact while all of it is below 53 bits.
        if span <= _MOST_SPREAD * len(prices) and sizes.sum(dtype=np.float64) < _EXACT:
            return _counted(prices - low, low, sizes - bought, bought)
    return summed(prices, sizes - bought, bought)


def _counted(places: Whole, low: int, sold: Whole, bought: Whole) -> Ladder:
    """The same without sorting, for many trades at few prices."""
    seen = np.flatnonzero(np.bincount(places))
    sums = (np.bincount(places, side)[seen].astype(np.int64) for side in (sold, bought))
    return Ladder(seen + low, *sums)


def joined(one: Ladder, other: Ladder) -> Ladder:
    """Two together."""
    return summed(*(np.concatenate(pair) for pair in zip(one, other, strict=True)))


def grouped(ladder: Ladder, step: int) -> Ladder:
    """The volumes of groups `step` high, each named by its number: its lower edge over the step."""
    return summed(ladder.prices // step, ladder.sold, ladder.bought)


def apart(ladder: Ladder, step: int) -> Ladder:
    """Groups as a book makes them: what was sold at the lower edge of a step, bought at the upper."""
    sold, bought = ladder.sold > 0, ladder.bought > 0
    none = np.zeros(len(ladder.prices), np.int64)
    return summed(
        np.concatenate((ladder.prices[sold] // step, -(-ladder.prices[bought] // step))),
        np.concatenate((ladder.sold[sold], none[bought])),
        np.concatenate((none[sold], ladder.bought[bought])),
    )
