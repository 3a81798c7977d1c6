"""The memory of trades is exact, bounded, and knows what it has missed."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.flow.coverage import Span
from terminal_app.market.flow.shelf import Shelf
from terminal_app.market.flow.trades import CHUNK_ROWS, Rows, Scale, TradeMemory
from tests.helpers.examples import PERP_ID
from tests.helpers.flow import Print, one_print, prints_of
from tests.helpers.logs import LogWatch
from tests.helpers.market import START_MS

D = Decimal
SCALE = Scale(1, 4)


def memory(shelf: Shelf | None = None, most_rows: int = 100_000) -> TradeMemory:
    return TradeMemory(PERP_ID, SCALE, shelf or Shelf(None), most_rows)


def told(memory: TradeMemory, rows: Rows) -> list[tuple[int, Decimal, Decimal, Side]]:
    scale = memory.scale
    return [
        (time_ms, scale.price(price), scale.size(size), Side.BUY if buy else Side.SELL)
        for time_ms, price, size, buy in zip(*(column.tolist() for column in rows), strict=True)
    ]


def expected(trades: Sequence[Trade]) -> list[tuple[int, Decimal, Decimal, Side]]:
    rows = [(one.time_ms, one.price, one.size, one.side) for one in trades]
    return sorted(rows, key=lambda row: row[0])


@given(st.lists(one_print, max_size=80), st.lists(st.integers(1, 30), max_size=8), st.integers(0, 5))
def test_every_trade_is_kept_exactly_whatever_pieces_it_came_in(
    rows: list[Print], cuts: list[int], again: int
) -> None:
    trades, one = prints_of(rows), memory()
    left = list(trades)
    for cut in cuts:
        one.put(left[:cut])
        one.put(left[:again])  # some come twice
        left = left[cut:]
        if cut % 2:
            one.settle()
    one.put(left)
    one.settle()
    # Of one moment the order in which they came is kept, a late piece comes after.
    assert sorted(told(one, one.rows(0, 1 << 60)), key=str) == sorted(expected(trades), key=str)
    assert [row[0] for row in told(one, one.recent)] == sorted(trade.time_ms for trade in trades)


@given(st.lists(one_print, min_size=1, max_size=60), st.integers(1, 40), st.booleans())
def test_what_goes_to_the_shelf_comes_back_as_it_was(rows: list[Print], most: int, anew: bool) -> None:
    trades = prints_of(rows)
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        one = memory(shelf, most)
        for trade in trades:
            one.put([trade])
            one.settle()
        assert one.length <= most
        if anew:
            one.store()
            shelf.close()
            one = memory(Shelf(Path(folder)), most)
        assert sorted(told(one, one.rows(0, 1 << 60)), key=str) == sorted(expected(trades), key=str)
        middle = trades[len(trades) // 2].time_ms
        part = told(one, one.rows(middle, 1 << 60))
        assert len(part) == sum(trade.time_ms >= middle for trade in trades)
        shelf.close()


def test_a_finer_number_makes_all_finer() -> None:
    one = memory()
    one.put([Trade("1", D("64000.1"), D("0.0001"), Side.BUY, START_MS)])
    one.put([Trade("2", D("64000.15"), D("0.00000001"), Side.SELL, START_MS + 1)])
    one.settle()
    assert one.scale == Scale(2, 8)
    assert told(one, one.recent) == [
        (START_MS, D("64000.1"), D("0.0001"), Side.BUY),
        (START_MS + 1, D("64000.15"), D("0.00000001"), Side.SELL),
    ]


def test_a_number_of_no_market_is_refused_and_leaves_a_gap() -> None:
    one = memory()
    one.put([Trade("1", D(64_000), D(1), Side.BUY, START_MS)])
    one.put([Trade("2", D("1e30"), D(1), Side.BUY, START_MS + 1_000)])
    one.put([Trade("3", D(64_000), D("1e-35"), Side.BUY, START_MS + 2_000)])
    one.put([Trade("4", D(64_000), D(1), Side.BUY, START_MS + 3_000)])
    one.settle()
    assert one.refused == 2
    assert one.length == 2
    assert not one.coverage.holds(START_MS, START_MS + 3_000)


def test_a_snapshot_that_does_not_join_on_is_a_gap() -> None:
    trades, one = prints_of([(1, 10, 1_000, True)] * 40), memory()
    one.put(trades[:10], snapshot=True)
    one.put(trades[20:30], snapshot=True)
    one.settle()
    assert one.coverage.gaps == [Span(trades[9].time_ms, trades[20].time_ms)]


def test_a_snapshot_that_joins_on_is_none() -> None:
    trades, one = prints_of([(1, 10, 1_000, True)] * 40), memory()
    one.put(trades[:10], snapshot=True)
    one.break_off()
    one.put(trades[5:30], snapshot=True)
    one.settle()
    assert one.coverage.gaps == []
    assert one.length == 30
    assert one.coverage.holds(trades[0].time_ms, trades[29].time_ms)


def test_a_chunk_never_reaches_over_a_gap(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    trades, one = prints_of([(1, 10, 1_000, True)] * 40), memory(shelf)
    one.put(trades[:10], snapshot=True)
    one.put(trades[20:], snapshot=True)
    one.store()
    shelf.close()
    again = memory(Shelf(tmp_path))
    assert again.coverage.gaps == [Span(trades[9].time_ms, trades[20].time_ms)]
    assert not again.coverage.holds(trades[25].time_ms, trades[39].time_ms + 1)


@given(st.lists(one_print, min_size=1, max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_what_the_next_run_sees_again_is_not_counted_again(
    rows: list[Print], ended: int, begins: int
) -> None:
    ordered = [(step, lots, max(0, wait) // 500 * 500, buys) for step, lots, wait, buys in rows]
    trades = prints_of(ordered)
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        one = memory(shelf)
        one.put(trades[:ended])
        one.store()
        shelf.close()
        shelf = Shelf(Path(folder))
        again = memory(shelf)
        first = trades[min(begins, ended) :]
        again.put(first, snapshot=True)
        again.settle()
        found = told(again, again.rows(0, 1 << 60))
        before = trades[:ended]
        if not before or not first or first[0].time_ms < before[-1].time_ms:
            assert sorted(found, key=str) == sorted(expected(trades if first else before), key=str)
        # Whatever was seen twice, nothing is there twice.
        assert len(found) <= len(trades)
        shelf.close()


def test_a_run_that_joins_on_leaves_no_gap(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    trades, one = prints_of([(1, 10, 1_000, True)] * 40), memory(shelf)
    one.put(trades[:20])
    one.store()
    again = memory(shelf)
    again.put(trades[10:30], snapshot=True)
    again.settle()
    assert again.coverage.gaps == []
    assert again.coverage.holds(trades[0].time_ms, trades[29].time_ms)
    assert len(again.rows(0, 1 << 60).times) == 30
    again.put(trades[2:35], snapshot=True)  # the line was lost for a moment
    again.settle()
    assert len(again.rows(0, 1 << 60).times) == 35
    assert again.coverage.gaps == []
    shelf.close()


def test_a_damaged_chunk_is_a_gap(tmp_path: Path, expect_log: LogWatch) -> None:
    expect_log("is damaged and skipped")
    shelf = Shelf(tmp_path)
    one = memory(shelf)
    many = CHUNK_ROWS * 3
    one.put(prints_of([(0, 10, 1, True)] * many))
    one.store()
    shelf.close()
    damaged = sorted(tmp_path.glob("*.flow"))[1]
    body = bytearray(damaged.read_bytes())
    body[len(body) // 2] ^= 0xFF
    damaged.write_bytes(body)
    shelf = Shelf(tmp_path)
    again = memory(shelf)
    assert again.coverage.gaps == []
    rows = again.rows(0, 1 << 60)
    assert len(rows.times) == many - CHUNK_ROWS
    assert len(again.coverage.gaps) == 1
    assert shelf.damaged == 1
    assert not damaged.exists()


def test_without_a_shelf_what_goes_is_known_no_longer() -> None:
    trades, one = prints_of([(1, 10, 1_000, True)] * 40), memory(most_rows=10)
    for trade in trades:
        one.put([trade])
        one.settle()
    assert 8 <= one.length <= 10
    assert not one.coverage.holds(trades[0].time_ms, trades[39].time_ms)
    assert one.coverage.holds(trades[32].time_ms, trades[39].time_ms)


def test_many_messages_are_only_put_aside() -> None:
    trades, one = prints_of([(1, 10, 1, True)] * 4_000), memory()
    for trade in trades:
        one.put([trade])
    assert one.length == 0
    one.settle()
    assert one.length == 4_000
