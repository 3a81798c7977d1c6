"""The levels of an order book on a stream, read fast: the same rows in both dialects, under other names."""

from decimal import Decimal
from itertools import pairwise
from typing import Annotated

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import MAX_ROWS, BookPush
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level, Stamp

Digits = Annotated[str, msgspec.Meta(max_length=40)]
Rows = Annotated[list[tuple[Digits, Digits]], msgspec.Meta(max_length=MAX_ROWS)]
"""One side: price and size of each level."""
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]  # those of coin-margined books exceed 2**53

_CACHED_PRICES = 50_000


class _Prices(dict[str, Decimal]):
    """Prices already read: a book names the same few thousand again and again."""

    def __missing__(self, text: str) -> Decimal:
        if len(self) >= _CACHED_PRICES:
            self.clear()
        (price,) = numbers.many((text,))
        self[text] = price
        return price


_price_of = _Prices().__getitem__


def book_push(
    instrument: InstrumentId,
    snapshot: bool,
    bids: Rows,
    asks: Rows,
    seq: int,
    pseq: int | None,
    stamp: Stamp,
) -> BookPush:
    """A push of a book.

    Raises:
        BadPayloadError: it is a snapshot, and cannot be a book.
        BadNumberError: a number in it is not a plain bounded decimal.
    """
    bid_levels: tuple[Level, ...] = ()
    ask_levels: tuple[Level, ...] = ()
    if rows := bids + asks:
        # Both sides at once: the sizes are checked together.
        prices, sizes = zip(*rows, strict=True)
        levels = tuple(zip(map(_price_of, prices), numbers.many(sizes), strict=True))
        bid_levels, ask_levels = levels[: len(bids)], levels[len(bids) :]
    if snapshot:
        bid_levels, ask_levels = _resting(bid_levels), _resting(ask_levels)
        crossed = bid_levels and ask_levels and bid_levels[0][0] >= ask_levels[0][0]
        if not (_falling(bid_levels) and _falling(ask_levels[::-1])) or crossed:
            raise BadPayloadError("the book is not sorted, or its sides cross")
    return BookPush(instrument, snapshot, bid_levels, ask_levels, seq, pseq, stamp)


def _resting(side: tuple[Level, ...]) -> tuple[Level, ...]:
    return side if all(size for _, size in side) else tuple(level for level in side if level[1])


def _falling(side: tuple[Level, ...]) -> bool:
    return all(left[0] > right[0] for left, right in pairwise(side))
