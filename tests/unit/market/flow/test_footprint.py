"""A footprint has exactly the volumes that a plain reading of the same trades gives."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.flow.footprint import Footprint, Footprints
from terminal_app.market.flow.shelf import Shelf
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.market.flow.volumes import Ladder, apart
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.flow import Print, one_print, prints_of
from tests.helpers.market import START_MS

D = Decimal
MINUTE = 60_000
Plain = dict[int, tuple[Decimal, Decimal]]


def memory() -> TradeMemory:
    return TradeMemory(PERP_ID, Scale(1, 4), Shelf(None))


def always() -> bool:
    return True


def plain(trades: Sequence[Trade], start: float, end: float, step: int) -> Plain:
    """The same by hand: group to what was sold and bought."""
    found: dict[int, list[Decimal]] = defaultdict(lambda: [D(0), D(0)])
    for trade in trades:
        if start <= trade.time_ms < end:
            group = int(trade.price / PERP.tick) // step
            found[group][trade.side is Side.BUY] += trade.size
    return {group: (sold, bought) for group, (sold, bought) in found.items()}


def read(one: TradeMemory, footprint: Footprint | None) -> Plain:
    assert footprint is not None
    columns = (column.tolist() for column in footprint.rows)
    return {
        group: (one.scale.size(sold), one.scale.size(bought))
        for group, sold, bought in zip(*columns, strict=True)
    }


@given(
    st.lists(one_print, max_size=90),
    st.lists(st.integers(1, 25), max_size=8),
    st.sampled_from([1, 2, 5, 10, 50]),
)
def test_volumes_equal_a_plain_reading_after_every_piece(
    rows: list[Print], cuts: list[int], step: int
) -> None:
    trades, one = prints_of(rows), memory()
    prints = Footprints(one)
    bars = [START_MS + number * MINUTE for number in range(4)]
    come = 0
    for cut in [*cuts, len(trades)]:
        one.put(trades[come : come + cut])
        one.settle()
        come = min(len(trades), come + cut)
        for start in bars[:3]:
            expected = plain(trades[:come], start, start + MINUTE, step)
            assert read(one, prints.get(start, start + MINUTE, step, always)) == expected
        last = bars[3]
        assert read(one, prints.newest(last, step, always)) == plain(trades[:come], last, 1 << 60, step)
        first = prints.newest(bars[0], step, always)
        assert one.scale.size(first.volume) == sum((trade.size for trade in trades[:come]), D(0))


def test_a_bar_waits_when_there_is_no_time_left() -> None:
    one = memory()
    one.put(prints_of([(1, 5, 10, True)] * 5))
    one.settle()
    prints = Footprints(one)
    assert prints.get(START_MS, START_MS + MINUTE, 1, lambda: False) is None
    assert prints.get(START_MS, START_MS + MINUTE, 1, always) is not None
    assert prints.get(START_MS, START_MS + MINUTE, 5, lambda: False) is not None


def test_only_a_bar_that_was_watched_throughout_is_whole() -> None:
    one = memory()
    trades = prints_of([(1, 5, 10_000, True)] * 30)
    one.put(trades[:20])
    one.settle()
    one.break_off()
    one.put(trades[25:], snapshot=True)
    one.settle()
    prints = Footprints(one)
    bars = [START_MS + number * MINUTE for number in range(5)]
    whole = [prints.get(start, start + MINUTE, 1, always) for start in bars]
    # The first begins before the first trade, in the fourth the line was lost.
    assert [bar is not None and bar.whole for bar in whole] == [False, True, True, False, False]
    assert not prints.newest(bars[4], 1, always).whole
    assert prints.newest(START_MS + 270_000, 1, always).whole


def rows_of(*rows: tuple[int, int, int]) -> Footprint:
    prices, sold, bought = np.array(rows, np.int64).reshape(-1, 3).T
    return Footprint(Ladder(prices, sold, bought), 1, whole=True)


def test_imbalances_are_diagonal() -> None:
    bar = rows_of((10, 10, 5), (11, 90, 30), (12, 8, 29), (14, 7, 100))
    sellers, buyers = bar.imbalances(300)
    # 30 bought at 11 against 10 sold at 10; 90 sold at 11 against 29 bought at 12.
    assert buyers.tolist() == [False, True, False, False]
    assert sellers.tolist() == [False, True, False, False]
    assert bar.imbalances(301)[1].tolist() == [False] * 4


def test_nothing_against_it_is_no_imbalance() -> None:
    bar = rows_of((10, 0, 5), (11, 4, 70))
    assert not any(flags.any() for flags in bar.imbalances(300))


def test_delta_volume_and_point_of_control() -> None:
    bar = rows_of((10, 10, 5), (11, 2, 30), (12, 32, 0))
    assert (bar.delta, bar.volume, bar.point_of_control, bar.most) == (-9, 79, 1, 32)
    empty = rows_of()
    assert (empty.delta, empty.volume, empty.point_of_control, empty.most) == (0, 0, -1, 1)


@given(st.lists(one_print, min_size=1, max_size=40), st.sampled_from([1, 2, 5, 10]))
def test_the_rows_of_a_ladder_are_those_of_its_book(rows: list[Print], step: int) -> None:
    trades, one = prints_of(rows), memory()
    one.put(trades)
    one.settle()
    ladder = apart(Footprints(one).newest(0, 1, always).rows, step)
    found: dict[int, list[Decimal]] = defaultdict(lambda: [D(0), D(0)])
    for trade in trades:
        ticks = int(trade.price / PERP.tick)
        row = -(-ticks // step) if trade.side is Side.BUY else ticks // step
        found[row][trade.side is Side.BUY] += trade.size
    columns = (column.tolist() for column in ladder)
    assert {
        row: [one.scale.size(sold), one.scale.size(bought)]
        for row, sold, bought in zip(*columns, strict=True)
    } == found


@pytest.mark.parametrize("late", [True, False])
def test_a_trade_that_comes_after_its_bar_was_closed_is_counted(late: bool) -> None:
    one = memory()
    trades = prints_of([(1, 5, 10_000, True)] * 12)
    one.put(trades[:3])
    one.settle()
    prints = Footprints(one)
    assert read(one, prints.get(START_MS, START_MS + MINUTE, 1, always)) == plain(
        trades[:3], START_MS, START_MS + MINUTE, 1
    )
    one.put(trades[4:] if late else trades[3:])
    one.settle()
    assert prints.get(START_MS, START_MS + MINUTE, 1, always) is not None
    if late:
        one.put([trades[3]])
        one.settle()
    bar = prints.get(START_MS, START_MS + MINUTE, 1, always)
    assert read(one, bar) == plain(trades, START_MS, START_MS + MINUTE, 1)


def test_a_bar_on_the_shelf_is_summed_up_while_there_is_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one = TradeMemory(PERP_ID, Scale(1, 4), shelf, 8)
    trades = prints_of([(1, 5, 500, True)] * 100)
    for trade in trades:
        one.put([trade])
        one.settle()
    prints = Footprints(one)
    asked: list[int] = []

    def three_times() -> bool:
        asked.append(1)
        return len(asked) <= 3

    assert prints.get(START_MS, START_MS + MINUTE, 1, three_times) is None
    assert not prints.newest(START_MS, 1, lambda: False).whole
    whole = prints.get(START_MS, START_MS + MINUTE, 1, always)
    assert read(one, whole) == plain(trades, START_MS, START_MS + MINUTE, 1)
    newest = prints.newest(START_MS, 1, always)
    assert read(one, newest) == plain(trades, START_MS, 1 << 60, 1)
    shelf.close()
