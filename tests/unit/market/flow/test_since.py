"""Volumes since a moment are exact, wherever the trades are, and while more come."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.flow.shelf import Shelf
from terminal_app.market.flow.since import SinceVolumes
from terminal_app.market.flow.trades import Scale, TradeMemory
from terminal_app.market.flow.volumes import Ladder, ladder_of, summed
from tests.helpers.examples import PERP_ID
from tests.helpers.flow import Print, one_print, prints_of
from tests.helpers.market import START_MS


def always() -> bool:
    return True


def waits(volumes: SinceVolumes) -> bool:
    return volumes.pending


def plain(trades: Sequence[Trade], since: int) -> dict[Decimal, list[Decimal]]:
    found: dict[Decimal, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for trade in trades:
        if trade.time_ms >= since:
            found[trade.price][trade.side is Side.BUY] += trade.size
    return found


def read(memory: TradeMemory, ladder: Ladder) -> dict[Decimal, list[Decimal]]:
    scale = memory.scale
    rows = zip(*(column.tolist() for column in ladder), strict=True)
    return {scale.price(price): [scale.size(sold), scale.size(bought)] for price, sold, bought in rows}


@given(
    st.lists(one_print, min_size=1, max_size=80),
    st.integers(1, 20),
    st.lists(st.integers(1, 20), max_size=6),
    st.integers(0, 60_000),
)
def test_they_equal_a_plain_reading_after_every_piece(
    rows: list[Print], most: int, cuts: list[int], later: int
) -> None:
    trades, since = prints_of(rows), START_MS + later
    with TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        memory = TradeMemory(PERP_ID, Scale(1, 4), shelf, most)
        memory.put(trades[:5])
        volumes = SinceVolumes(memory, since)
        come = min(5, len(trades))
        for cut in [*cuts, len(trades)]:
            memory.put(trades[come : come + cut])
            come = min(len(trades), come + cut)
            assert read(memory, volumes.follow(always)) == plain(trades[:come], since)
        assert not volumes.pending
        shelf.close()


def test_older_ones_come_when_there_is_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    memory = TradeMemory(PERP_ID, Scale(1, 4), shelf, 8)
    trades = prints_of([(1, 5, 10, True)] * 40)
    for trade in trades:
        memory.put([trade])
        memory.settle()
    volumes = SinceVolumes(memory, 0)
    first = volumes.follow(lambda: False)
    assert waits(volumes)
    assert len(first.prices) == memory.length
    assert len(volumes.follow(always).prices) == 40
    assert not waits(volumes)
    shelf.close()


@given(st.integers(0, 1 << 20), st.integers(65, 400), st.integers(1, 3_000))
def test_counting_and_sorting_give_the_same(seed: int, count: int, spread: int) -> None:
    chance = np.random.default_rng(seed)
    prices = chance.integers(1, spread + 1, count)
    sizes, buys = chance.integers(1, 1 << 40, count), chance.integers(0, 2, count)
    one, other = ladder_of(prices, sizes, buys), summed(prices, sizes * (1 - buys), sizes * buys)
    assert all((left == right).all() for left, right in zip(one, other, strict=True))


def test_sums_beyond_what_floats_can_tell_are_exact() -> None:
    count = 100
    prices, buys = np.full(count, 7), np.ones(count, np.int64)
    sizes = np.full(count, (1 << 52) + 1)
    assert ladder_of(prices, sizes, buys).bought.tolist() == [count * ((1 << 52) + 1)]
