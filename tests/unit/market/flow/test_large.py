"""Prints of one moment and side are one trade, and the largest are found."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Trade
from terminal_app.market.flow.large import Largest, at_least, percentile, sweeps
from terminal_app.market.flow.shelf import Shelf
from terminal_app.market.flow.trades import Scale, TradeMemory
from tests.helpers.examples import PERP_ID
from tests.helpers.flow import Print, one_print, prints_of
from tests.helpers.market import START_MS


def memory(trades: Sequence[Trade]) -> TradeMemory:
    one = TradeMemory(PERP_ID, Scale(1, 4), Shelf(None))
    one.put(trades)
    one.settle()
    return one


@given(
    st.lists(one_print.map(lambda row: (row[0], row[1], max(0, row[2]) // 700 * 700, row[3])), max_size=60)
)
def test_neighbours_of_one_moment_and_side_are_one(rows: list[Print]) -> None:
    trades = prints_of(rows)
    one = memory(trades)
    found = sweeps(one.recent)
    expected = []
    for (time_ms, side), group in groupby(trades, key=lambda trade: (trade.time_ms, trade.side)):
        prints = list(group)
        size = sum(int(trade.size * 10_000) for trade in prints)
        expected.append((time_ms, int(prints[-1].price * 10), size, int(side.value == "buy"), len(prints)))
    assert list(zip(*(column.tolist() for column in found), strict=True)) == expected


def test_only_large_ones_pass() -> None:
    found = at_least(sweeps(memory(prints_of([(0, size, 10, True) for size in (5, 50, 500)])).recent), 50)
    assert found.sizes.tolist() == [50, 500]


def test_a_percentile_takes_enough_trades() -> None:
    few = prints_of([(0, 5, 10, True)] * 20)
    assert percentile(memory(few).recent, 99.0) is None
    many = prints_of([(0, size, 10, True) for size in range(1, 1_001)])
    assert percentile(memory(many).recent, 99.0) == pytest.approx(990, abs=2)


def test_a_chosen_size_goes_before_a_share() -> None:
    largest = Largest(memory(prints_of([(0, size, 10, True) for size in range(1, 201)])))
    assert largest.threshold(77, 99.0) == 77
    assert largest.threshold(None, 95.0) == pytest.approx(190, abs=2)
    found = largest.between(START_MS, START_MS + 1_000, 95, lambda: True)
    assert found.sizes.tolist() == [95, 96, 97, 98, 99]
    assert largest.between(START_MS, START_MS + 1_000, 95, lambda: False) is found


def test_those_on_the_shelf_come_while_there_is_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    one = TradeMemory(PERP_ID, Scale(1, 4), shelf, 8)
    for trade in prints_of([(0, size, 10, True) for size in range(1, 101)]):
        one.put([trade])
        one.settle()
    largest = Largest(one)
    assert largest.between(0, 1 << 60, 50, lambda: False).sizes.min() > 90
    assert largest.pending
    assert largest.between(0, 1 << 60, 50, lambda: True).sizes.tolist() == list(range(50, 101))
    shelf.close()


def test_what_is_remembered_of_the_newest_is_given_up_for_new_trades_and_another_size() -> None:
    trades = prints_of([(0, size, 10 * size, True) for size in range(1, 100)])
    one = memory(trades[:50])
    largest = Largest(one)
    for start, size in ((0, 10), (200, 10), (200, 20), (0, 20)):
        found = largest.between(START_MS + start, START_MS + 1_000_000, size, lambda: True)
        fresh = Largest(one).between(START_MS + start, START_MS + 1_000_000, size, lambda: True)
        assert [column.tolist() for column in found] == [column.tolist() for column in fresh]
    one.put(trades[50:])
    one.settle()
    found = largest.between(START_MS, START_MS + 1_000_000, 20, lambda: True)
    assert found.sizes.tolist()[-1] > 50
