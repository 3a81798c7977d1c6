"""The memory of a book keeps what was there, as coarse as it is drawn, and nothing that was not."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.market.book import OrderBook
from terminal_app.market.flow.book_chunks import (
    COLUMNS,
    LEAST,
    MOST,
    NOTHING,
    ROWS,
    UNKNOWN,
    BookChunk,
    codes_of,
    pack_book,
    size_of,
    unpack_book,
)
from terminal_app.market.flow.books import SLICE_MS, BookMemory
from terminal_app.market.flow.coverage import Span
from terminal_app.market.flow.shelf import Shelf
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.flow import book_at
from tests.helpers.logs import LogWatch
from tests.helpers.market import START_MS

D = Decimal


class Stage:
    """A book with fifty levels on each side, and its memory."""

    def __init__(self, shelf: Shelf | None = None, most_chunks: int = 8) -> None:
        self.book = OrderBook()
        self.memory = BookMemory(PERP_ID, PERP.tick, PERP.lot, shelf or Shelf(None), most_chunks)

    def show(self, time_ms: int, bid: str = "64000.0", size: str = "2", *, snapshot: bool = False) -> None:
        best = D(bid)
        bids = [(str(best - PERP.tick * step), size) for step in range(50)]
        asks = [(str(best + PERP.tick * (step + 1)), size) for step in range(50)]
        event = book_at(START_MS + time_ms, bids, asks)
        self.book.replace(event.bids, event.asks, event.stamp)
        self.memory.see(self.book, snapshot=snapshot)

    def chunk(self) -> BookChunk:
        return self.memory.chunks[-1]


def test_a_column_is_taken_with_the_first_change_of_a_slice() -> None:
    stage = Stage()
    for time_ms in (10, 100, 249, 260, 270, 1_001):
        stage.show(time_ms)
    chunk = stage.chunk()
    assert (chunk.times[: chunk.length] - START_MS).tolist() == [10, 260, 1_001]
    assert chunk.ends == START_MS + 1_001
    assert stage.memory.version == 3


def test_rows_hold_the_sizes_and_what_is_out_of_reach_is_unknown() -> None:
    stage = Stage()
    stage.show(0, size="2")
    chunk = stage.chunk()
    assert chunk.step == 1
    column = chunk.codes[0]
    rows = {
        round((chunk.base + row) / 10, 1): size_of(int(code), chunk.unit)
        for row, code in enumerate(column)
        if code >= LEAST
    }
    assert min(rows) == 63995.1
    assert max(rows) == 64005.0
    assert len(rows) == 100
    assert all(size == pytest.approx(2, rel=0.05) for size in rows.values())
    first, last = np.flatnonzero(column >= LEAST)[[0, -1]]
    assert (column[:first] == UNKNOWN).all()
    assert (column[last + 1 :] == UNKNOWN).all()


def test_a_market_that_runs_away_begins_another_chunk() -> None:
    stage = Stage()
    stage.show(0)
    stage.show(300, bid="64010.0")
    assert len(stage.memory.chunks) == 1
    stage.show(600, bid="64100.0")
    assert len(stage.memory.chunks) == 2
    assert stage.memory.chunks[0].ends == START_MS + 600
    assert stage.memory.coverage.gaps == []


def test_a_broken_book_is_a_gap() -> None:
    stage = Stage()
    stage.show(0)
    stage.show(300)
    stage.memory.break_off()
    stage.show(5_000, snapshot=True)
    assert stage.memory.coverage.gaps == [Span(START_MS + 300, START_MS + 5_000)]
    assert [chunk.length for chunk in stage.memory.chunks] == [2, 1]
    assert stage.memory.chunks[0].ends == START_MS + 300


def test_a_snapshot_out_of_the_blue_is_a_gap_and_a_prompt_one_is_not() -> None:
    stage = Stage()
    stage.show(0)
    stage.show(200, snapshot=True)
    assert stage.memory.coverage.gaps == []
    stage.show(9_000, snapshot=True)
    assert stage.memory.coverage.gaps == [Span(START_MS + 200, START_MS + 9_000)]


def test_a_book_that_is_not_good_is_not_taken() -> None:
    stage = Stage()
    stage.show(0)
    stage.book.mark_broken("A push was missed.")
    stage.memory.see(stage.book)
    assert not stage.memory.coverage.watching
    assert stage.memory.live is None
    assert stage.memory.version == 1


def test_memory_is_bounded_and_the_shelf_has_the_rest(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    stage = Stage(shelf, most_chunks=2)
    count = COLUMNS * 4
    for number in range(count):
        stage.show(number * SLICE_MS, size=str(1 + number % 7))
    memory = stage.memory
    assert len(memory.chunks) <= 2
    shelved = memory.shelved(START_MS, START_MS + count * SLICE_MS)
    assert len(shelved) == 2
    assert len(memory.between(0, 1 << 60)) == 2
    for name in shelved:
        memory.open(name)
    chunks = memory.between(0, 1 << 60)
    assert sum(chunk.length for chunk in chunks) == count
    assert memory.coverage.gaps == []
    shelf.close()
    again = BookMemory(PERP_ID, PERP.tick, PERP.lot, Shelf(tmp_path))
    assert again.coverage.spans == [Span(START_MS, shelved[-1].end)]


def test_a_damaged_chunk_of_the_shelf_is_a_gap(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("is damaged and skipped")
    (tmp_path / "book,usdt-futures,BTCUSDT,0000000001000,0000000002000,0.flow").write_bytes(b"no chunk")
    memory = BookMemory(PERP_ID, PERP.tick, PERP.lot, Shelf(tmp_path))
    assert memory.coverage.holds(1_000, 2_000)
    (name,) = memory.shelved(0, 5_000)
    memory.open(name)
    assert memory.between(0, 5_000) == []
    assert not memory.coverage.touches(1_001, 1_999)


chunks = st.builds(
    lambda base, step, places, length, seed: (base, step, places, length, seed),
    st.integers(0, 1 << 40),
    st.integers(1, 10_000),
    st.integers(0, 8),
    st.integers(1, COLUMNS),
    st.integers(0, 1 << 30),
)


@given(chunks)
def test_a_chunk_comes_back_from_its_bytes(made: tuple[int, int, int, int, int]) -> None:
    base, step, places, length, seed = made
    chance = np.random.default_rng(seed)
    chunk = BookChunk(base, step, places, 0.001)
    for number in range(length):
        chunk.add(START_MS + number * 250, chance.integers(0, 256, ROWS).astype(np.uint8))
    chunk.ends += 77
    again = unpack_book(pack_book(chunk))
    assert again is not None
    assert (again.base, again.step, again.places, again.unit) == (base, step, places, 0.001)
    assert (again.length, again.start, again.ends) == (length, chunk.start, chunk.ends)
    assert (again.times == chunk.times).all()
    assert (again.codes == chunk.codes).all()


@given(st.binary(max_size=200))
def test_bytes_of_another_kind_are_no_chunk(body: bytes) -> None:
    unpack_book(body)  # whatever it is, it does not stumble


@given(st.floats(1e-4, 1e5))
def test_a_code_tells_the_size_within_a_tenth(size: float) -> None:
    (code,) = codes_of(np.array([size]), 1e-4)
    assert LEAST <= code <= MOST
    assert size_of(int(code), 1e-4) == pytest.approx(size, rel=0.1)
    assert codes_of(np.array([0.0]), 1e-4).tolist() == [NOTHING]
