"""The memory of the trades of one instrument: exact, in columns of integers, bounded.

Prices and sizes are whole numbers of the last decimal that the instrument has; should a finer one arrive,
all are written anew in the finer unit. What no longer fits goes to the shelf in chunks. Trades that arrive
are put aside first and taken in together, once per frame or when there are many.
"""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.core.ports import Feed
from terminal_app.market.flow.coverage import Coverage, Span
from terminal_app.market.flow.shelf import ChunkName, Shelf
from terminal_app.market.flow.trade_chunks import pack_trades, unpack_trades
from terminal_app.market.flow.units import LARGEST, whole

Whole = NDArray[np.int64]

KIND = "trades"
MOST_ROWS = 262_144
CHUNK_ROWS = 8_192
_FIRST_ROWS = 4_096
_MOST_WAITING = 5_000
_LATEST_IDS = 4_000
_CHUNKS_OPEN = 24


class Rows(NamedTuple):
    """Trades as columns, oldest first; `buy` is 1 where the taker bought, else 0."""

    times: Whole
    prices: Whole
    sizes: Whole
    buys: Whole


class Scale(NamedTuple):
    """How many decimals the integers of prices and sizes have."""

    price_places: int
    size_places: int

    def price(self, value: int) -> Decimal:
        """A price back."""
        return Decimal(value).scaleb(-self.price_places)

    def size(self, value: int) -> Decimal:
        """A size, or a sum of sizes, back."""
        return Decimal(value).scaleb(-self.size_places)


class TradeMemory:
    """The trades of one instrument since it was first watched, with what is on the shelf of it before.

    `taken` counts the trades that were taken in; `rewritten` changes when others than the newest did.
    `refused` counts those whose numbers belong to no market.

    Args:
        instrument: whose trades they are.
        scale: the decimals of its tick and its lot.
        shelf: where older ones go, and come from.
        most_rows: how many stay in memory.
    """

    channel = Feed.TRADES.value
    """What a person calls the stream behind it."""

    def __init__(
        self, instrument: InstrumentId, scale: Scale, shelf: Shelf, most_rows: int = MOST_ROWS
    ) -> None:
        self.instrument = instrument
        self.scale = scale
        self.taken = 0
        self.rewritten = 0
        self.refused = 0
        self._shelf = shelf
        self._most_rows = most_rows
        self._chunk_rows = max(1, min(CHUNK_ROWS, most_rows // 4))
        self._data: Whole = np.empty((4, _FIRST_ROWS), np.int64)
        self._first = 0
        self._length = 0
        self._waiting: list[tuple[Sequence[Trade], bool]] = []
        self._waiting_count = 0
        self._shelved_until = -1
        self._ids: set[str] = set()
        self._order: deque[str] = deque()
        self._open_chunks: dict[ChunkName, Rows] = {}
        self.coverage = Coverage(Span(name.start, name.end) for name in shelf.names(KIND, instrument))
        shelf.dropped.append(self._on_dropped)

    @property
    def length(self) -> int:
        """How many trades are in memory."""
        return self._length

    @property
    def recent(self) -> Rows:
        """The trades in memory. Valid until the next ones are taken."""
        return Rows(*self._held())

    def put(self, trades: Sequence[Trade], *, snapshot: bool = False) -> None:
        """Trades have arrived, oldest first; a snapshot may follow a break. They are taken in later."""
        self._waiting.append((trades, snapshot))
        self._waiting_count += len(trades)
        if self._waiting_count >= _MOST_WAITING:
            self.settle()

    def break_off(self) -> None:
        """From now on trades may be missed, until the next ones arrive."""
        self.settle()
        self.coverage.break_off()

    def settle(self) -> None:
        """Take in what has arrived."""
        waiting, self._waiting, self._waiting_count = self._waiting, [], 0
        fresh: list[Trade] = []
        for told, snapshot in waiting:
            known = not self._ids.isdisjoint([trade.trade_id for trade in told])
            if known:
                self.coverage.mend()  # it joins on to what was heard last
            elif snapshot and self._ids:
                self._take(fresh)
                fresh = []
                self.coverage.break_off()
            new = self._new(told)
            for trade in told:
                self._remember(trade.trade_id)
            fresh += new
            if new and not self.coverage.watching:
                self._take(fresh)
                fresh = []
        self._take(fresh)

    def _new(self, told: Sequence[Trade]) -> Sequence[Trade]:
        """Those of some trades that are not here yet."""
        if not self._ids:
            return self._beyond_shelf(told)
        return [
            trade for trade in told if trade.trade_id not in self._ids and trade.time_ms > self._shelved_until
        ]

    def _beyond_shelf(self, trades: Sequence[Trade]) -> Sequence[Trade]:
        """Of the first trades, those that an earlier run has not put on the shelf.

        They overlap with what is there as a rule, and then nothing was missed in between.
        """
        if not trades or not self.coverage.spans:
            return trades
        end = self.coverage.spans[-1].end
        known = len(self.rows(end, end + 1).times)
        if not self.coverage.spans or self.coverage.spans[-1].end != end:
            return self._beyond_shelf(trades)  # it was damaged, and is a gap now
        if trades[0].time_ms < end < trades[-1].time_ms:
            self.coverage.mend()
        self._shelved_until = end
        last = [trade for trade in trades if trade.time_ms == end][known:]
        return [*last, *(trade for trade in trades if trade.time_ms > end)]

    def rows(self, start: float, end: float) -> Rows:
        """The trades from `start` up to and without `end` (Unix ms), those on the shelf opened for it."""
        scale = self.scale
        parts = [
            np.stack(_between(rows, start, end))
            for name in self.chunks(start, end)
            if (rows := self.chunk(name)) is not None
        ]
        if self.scale != scale:  # a chunk was finer than all before
            return self.rows(start, end)
        recent = _between(self.recent, start, end)
        return Rows(*np.concatenate([*parts, np.stack(recent)], axis=1)) if parts else recent

    def store(self) -> None:
        """Put everything on the shelf, for good."""
        self.settle()
        while self._length:
            self._spill()
        self._shelf.dropped.remove(self._on_dropped)

    def _take(self, trades: Sequence[Trade]) -> None:
        if not trades:
            return
        columns = self._columns(trades)
        count = columns.shape[1]
        if not count:
            return
        self.coverage.hear(int(columns[0].min()))
        self.coverage.hear(int(columns[0].max()))
        self._reserve(count)
        end = self._first + self._length
        self._data[:, end : end + count] = columns
        self._sort_in(count)
        self.taken += count
        while self._length > self._most_rows:
            self._spill()

    def _columns(self, trades: Sequence[Trade]) -> Whole:
        rows = [row for trade in trades if (row := self._row(trade)) is not None]
        return np.array(rows, np.int64).reshape(-1, 4).T

    def _row(self, trade: Trade) -> tuple[int, int, int, int] | None:
        price, size = self._exact(trade.price, 0), self._exact(trade.size, 1)
        if not 0 < price < LARGEST or not 0 < size < LARGEST or not 0 <= trade.time_ms < LARGEST:
            self.refused += 1
            self.coverage.break_off()
            return None
        return trade.time_ms, price, size, int(trade.side is Side.BUY)

    def _exact(self, value: Decimal, which: int) -> int:
        return whole(value, self.scale[which], partial(self._refine, which))

    def _refine(self, which: int, places: int) -> bool:
        """Count in a finer unit from now on, if everything has room in it."""
        row = self._held()[which + 1]
        factor = 10 ** (places - self.scale[which])
        if int(row.max(initial=1)) * factor >= LARGEST:
            return False
        self.scale = Scale(*(places if one == which else now for one, now in enumerate(self.scale)))
        row *= factor
        self._open_chunks.clear()
        self.rewritten += 1
        return True

    def _held(self) -> Whole:
        return self._data[:, self._first : self._first + self._length]

    def _sort_in(self, count: int) -> None:
        """Put late trades, the last `count`, where they belong."""
        self._length += count
        held = self._held()
        before, times = self._length - count, held[0]
        fresh = times[before:]
        earliest = int(fresh.min())
        if before and earliest < times[before - 1]:
            before = int(np.searchsorted(times[:before], earliest, side="right"))
            self.rewritten += 1
        elif bool((np.diff(fresh) >= 0).all()):
            return
        part = held[:, before:]
        held[:, before:] = part[:, np.argsort(part[0], kind="stable")]

    def _spill(self) -> None:
        """Put the oldest trades, as far as they belong to one span, on the shelf."""
        held = self._held()
        times = held[0]
        span = next(
            (one for one in self.coverage.spans if one.start <= times[0] <= one.end),
            Span(int(times[0]), int(times[-1])),
        )
        count = min(self._chunk_rows, max(1, int(np.searchsorted(times, span.end, side="right"))))
        goes_on = count < self._length and int(times[count]) <= span.end
        until = int(times[count] if goes_on else times[count - 1])
        # A copy: what stays in memory may be counted in another unit before this is written.
        pack = partial(pack_trades, self.scale, held[:, :count].copy())
        name = ChunkName(KIND, self.instrument, int(times[0]), until)
        self._first += count
        self._length -= count
        if not self._shelf.put(name, pack):
            self._on_dropped(name)

    def chunks(self, start: float, end: float) -> list[ChunkName]:
        """What the shelf has between two moments (Unix ms), oldest first."""
        names = self._shelf.names(KIND, self.instrument)
        return [name for name in names if name.start < end and name.end >= start]

    def chunk(self, name: ChunkName) -> Rows | None:
        """The trades of a chunk of the shelf; `None` when it is not there, or not whole."""
        held = self._open_chunks.get(name)
        if held is not None:
            return held
        body = self._shelf.get(name)
        found = None if body is None else unpack_trades(body)
        if found is None:
            return None
        places, columns = found
        for which in (0, 1):
            if places[which] > self.scale[which]:
                self._refine(which, places[which])
            columns[which + 1] *= 10 ** (self.scale[which] - places[which])
        if len(self._open_chunks) >= _CHUNKS_OPEN:
            self._open_chunks.pop(next(iter(self._open_chunks)))
        self._open_chunks[name] = Rows(*columns)
        return self._open_chunks[name]

    def _on_dropped(self, name: ChunkName) -> None:
        if name.kind == KIND and name.instrument == self.instrument:
            self._open_chunks.pop(name, None)
            self.coverage.cut(Span(name.start, name.end))
            self.rewritten += 1

    def _remember(self, trade_id: str) -> None:
        if trade_id in self._ids:
            return
        self._ids.add(trade_id)
        self._order.append(trade_id)
        if len(self._order) > _LATEST_IDS:
            self._ids.discard(self._order.popleft())

    def _reserve(self, count: int) -> None:
        """Make room for more at the end."""
        if self._first + self._length + count <= self._data.shape[1]:
            return
        held = self._held()
        grown: Whole = np.empty((4, max(_FIRST_ROWS, 2 * (self._length + count))), np.int64)
        grown[:, : self._length] = held
        self._data, self._first = grown, 0


def _between(rows: Rows, start: float, end: float) -> Rows:
    first, stop = (int(place) for place in np.searchsorted(rows.times, (start, end)))
    return Rows(*(column[first:stop] for column in rows))
