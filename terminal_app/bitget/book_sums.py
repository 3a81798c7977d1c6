"""The checksum of an order book, where the venue still sends one: do our levels add up to its?

Older forms of the classic books carry a CRC32 of the best 25 levels of each side, bid and ask in turn, joined
by colons, in the very texts the venue wrote (its documentation, Depth-Channel). Today's have none, or zero.
"""

from collections.abc import Sequence
from decimal import Decimal
from heapq import nlargest, nsmallest
from itertools import chain, zip_longest
from zlib import crc32

from terminal_app.bitget.wire.pushes import BookSum

_LEVELS = 25
_SIGN = 1 << 31

_Texts = dict[Decimal, tuple[str, str]]


class BookSums:
    """The texts of one book's levels, kept only while its pushes carry checksums.

    Attributes:
        watching: whether they do.
    """

    def __init__(self) -> None:
        self._sides: tuple[_Texts, _Texts] = ({}, {})
        self.watching = False

    def restart(self, snapshot: BookSum | None) -> None:
        """Begin with a snapshot, whose own checksum proves nothing that its text does not."""
        self._sides = ({}, {})
        self.watching = snapshot is not None
        if snapshot is not None:
            _take(self._sides, snapshot)

    def follow(self, update: BookSum | None) -> bool:
        """Take an update. Whether the book adds up: yes also where nothing says otherwise."""
        if not self.watching or update is None:
            self.watching = False  # what an update without one changed is not known in texts
            return True
        _take(self._sides, update)
        bids, asks = self._sides
        best = (
            [bids[price] for price in nlargest(_LEVELS, bids)],
            [asks[price] for price in nsmallest(_LEVELS, asks)],
        )
        return checksum(*best) == update.crc


def checksum(bids: Sequence[tuple[str, str]], asks: Sequence[tuple[str, str]]) -> int:
    """The venue's checksum of levels in their texts, best first: a CRC32 as a signed number."""
    levels = chain.from_iterable(zip_longest(bids, asks))
    told = ":".join(chain.from_iterable(level for level in levels if level is not None))
    return (crc32(told.encode()) ^ _SIGN) - _SIGN


def _take(sides: tuple[_Texts, _Texts], push: BookSum) -> None:
    for side, levels in zip(sides, (push.bids, push.asks), strict=True):
        for price, size in levels:
            if Decimal(size):
                side[Decimal(price)] = (price, size)
            else:
                side.pop(Decimal(price), None)
