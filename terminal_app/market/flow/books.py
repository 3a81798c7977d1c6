"""The memory of one order book: a column per slice of time, in chunks, bounded.

A column is what the book was when it first changed within a slice; it lasts until the next column, or until a
break. Rows are groups of prices, chosen by how far the book reaches.
"""

import math
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Level
from terminal_app.core.ports import Feed
from terminal_app.market.book import OrderBook
from terminal_app.market.flow.book_chunks import (
    ROWS,
    UNKNOWN,
    BookChunk,
    Codes,
    codes_of,
    pack_book,
    unpack_book,
)
from terminal_app.market.flow.coverage import Coverage, Span
from terminal_app.market.flow.shelf import ChunkName, Shelf

KIND = "book"
SLICE_MS = 250
MOST_CHUNKS = 64
DEPTH = 500
MOST_MS = 256_000
"""A chunk is no longer, so that a quiet book is not coarser than a busy one."""
_CHUNKS_OPEN = 128
_USED_SHARE = 0.5


class BookMemory:
    """What one book was, slice by slice.

    `version` changes with every column, `closed` with every chunk that is finished or gone.

    Args:
        instrument: whose book it is.
        tick: the price step.
        lot: the size step, the smallest size that is told apart.
        shelf: where older chunks go, and come from.
    """

    channel = Feed.BOOK.value
    """What a person calls the stream behind it."""

    def __init__(
        self,
        instrument: InstrumentId,
        tick: Decimal,
        lot: Decimal,
        shelf: Shelf,
        most_chunks: int = MOST_CHUNKS,
    ) -> None:
        self.instrument = instrument
        self.version = 0
        self.closed = 0
        exponent = tick.as_tuple().exponent
        self._places = max(0, -exponent) if isinstance(exponent, int) else 0
        self._tick = int(tick.scaleb(self._places))
        self._unit = float(lot)
        self._shelf = shelf
        self._most_chunks = most_chunks
        self._chunks: list[BookChunk] = []
        self._due_ms = 0
        self._open_chunks: dict[ChunkName, BookChunk] = {}
        self.coverage = Coverage(Span(name.start, name.end) for name in shelf.names(KIND, instrument))
        shelf.dropped.append(self._on_dropped)

    @property
    def chunks(self) -> Sequence[BookChunk]:
        """Those in memory, oldest first; the last one is being filled while the book is watched."""
        return self._chunks

    @property
    def live(self) -> BookChunk | None:
        """The chunk that is being filled."""
        return self._chunks[-1] if self._chunks and self.coverage.watching else None

    def see(self, book: OrderBook, *, snapshot: bool = False) -> None:
        """The book has changed: take a column when one is due. A snapshot may follow a break."""
        if not book.good or book.stamp is None:
            self.break_off()
            return
        now = book.stamp.source_ms
        last = self.coverage.spans[-1].end if self.coverage.spans else 0
        if snapshot and self.coverage.watching and now - last > SLICE_MS:
            self.break_off()
        if now < self._due_ms and self.coverage.watching:
            self.coverage.hear(now)
            self._lengthen(now)
            return
        watching = self.coverage.watching
        self.coverage.hear(now)
        self._due_ms = (now // SLICE_MS + 1) * SLICE_MS
        self._take(now, *book.top(DEPTH), begin=not watching)

    def break_off(self) -> None:
        """From now on the book is not known, until it is whole again."""
        if self.coverage.watching:
            self.coverage.break_off()
            self.closed += 1

    def shelved(self, start: float, end: float) -> list[ChunkName]:
        """The chunks on the shelf between two moments that have still to be opened.

        They are the newest, as many as can be open together; `too_many` says that there are others.
        """
        names = self._names(start, end)[-_CHUNKS_OPEN:]
        return [name for name in names if name not in self._open_chunks]

    def too_many(self, start: float, end: float) -> bool:
        """Whether more is on the shelf between two moments than can be open together."""
        return len(self._names(start, end)) > _CHUNKS_OPEN

    def open(self, name: ChunkName) -> None:
        """Take a chunk from the shelf into sight."""
        body = self._shelf.get(name)
        chunk = None if body is None else unpack_book(body)
        if chunk is None:
            return
        if len(self._open_chunks) >= _CHUNKS_OPEN:
            self._open_chunks.pop(next(iter(self._open_chunks)))
        self._open_chunks[name] = chunk
        self.closed += 1

    def between(self, start: float, end: float) -> list[BookChunk]:
        """The chunks between two moments (Unix ms) that are in memory or were opened, oldest first."""
        opened = [self._open_chunks[name] for name in self._names(start, end) if name in self._open_chunks]
        return [*opened, *(one for one in self._chunks if one.start < end and one.ends >= start)]

    def store(self) -> None:
        """Put everything on the shelf, for good."""
        self.break_off()
        while self._chunks:
            self._spill()
        self._shelf.dropped.remove(self._on_dropped)

    def _take(self, now: int, bids: Sequence[Level], asks: Sequence[Level], *, begin: bool) -> None:
        prices, sizes = self._levels(bids, asks)
        if not len(prices):
            return
        chunk = self._chunks[-1] if self._chunks else None
        if chunk is not None and not begin:
            self._lengthen(now)
        if chunk is None or begin or self._over(chunk, now) or not self._fits(chunk, prices):
            chunk = self._begin(prices)
        if chunk.length and now <= chunk.times[chunk.length - 1]:
            return
        chunk.add(now, self._column(chunk, prices, sizes))
        self.version += 1

    def _levels(
        self, bids: Sequence[Level], asks: Sequence[Level]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Prices in units of the last decimal, and sizes: for a picture."""
        both = [*reversed(bids), *asks]
        factor = 10.0**self._places
        prices = np.array([float(price) for price, _ in both])
        sizes = np.array([float(size) for _, size in both])
        return np.rint(prices * factor).astype(np.int64), sizes

    def _begin(self, prices: NDArray[np.int64]) -> BookChunk:
        if self._chunks:
            self.closed += 1
        while len(self._chunks) >= self._most_chunks:
            self._spill()
        # The farthest levels of a thin book would make rows too coarse for the others.
        low, high = prices[len(prices) // 10], prices[-1 - len(prices) // 10]
        reach = max(int(high - low), self._tick)
        step = self._tick * _rounded_up(reach / (ROWS * _USED_SHARE) / self._tick)
        middle = int(high + low) // 2
        base = max(0, (middle // step - ROWS // 2)) * step
        chunk = BookChunk(base, step, self._places, self._unit)
        self._chunks.append(chunk)
        return chunk

    def _over(self, chunk: BookChunk, now: int) -> bool:
        return chunk.full or (chunk.length > 0 and now - chunk.start >= MOST_MS)

    def _fits(self, chunk: BookChunk, prices: NDArray[np.int64]) -> bool:
        """Whether the middle half of the book is inside the rows."""
        low, high = prices[len(prices) // 4], prices[-1 - len(prices) // 4]
        return bool(chunk.base <= low and high < chunk.base + ROWS * chunk.step)

    def _column(self, chunk: BookChunk, prices: NDArray[np.int64], sizes: NDArray[np.float64]) -> Codes:
        rows = (prices - chunk.base) // chunk.step
        inside = (rows >= 0) & (rows < ROWS)
        column = codes_of(np.bincount(rows[inside], sizes[inside], ROWS).astype(np.float64), chunk.unit)
        first, last = max(0, int(rows[0])), min(ROWS - 1, int(rows[-1]))
        column[:first] = UNKNOWN
        column[last + 1 :] = UNKNOWN
        return column

    def _lengthen(self, now: int) -> None:
        if self._chunks:
            self._chunks[-1].ends = max(self._chunks[-1].ends, now)

    def _spill(self) -> None:
        chunk = self._chunks.pop(0)
        self.closed += 1
        if not chunk.length:
            return
        name = ChunkName(KIND, self.instrument, chunk.start, chunk.ends)
        if not self._shelf.put(name, partial(pack_book, chunk)):
            self._on_dropped(name)

    def _names(self, start: float, end: float) -> list[ChunkName]:
        names = self._shelf.names(KIND, self.instrument)
        return [name for name in names if name.start < end and name.end >= start]

    def _on_dropped(self, name: ChunkName) -> None:
        if name.kind == KIND and name.instrument == self.instrument:
            self._open_chunks.pop(name, None)
            self.coverage.cut(Span(name.start, name.end))
            self.closed += 1


def _rounded_up(ticks: float) -> int:
    """The next of 1, 2, 5 times a power of ten, at least 1."""
    power = int(10 ** max(0, math.floor(math.log10(max(ticks, 1)))))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= ticks)
