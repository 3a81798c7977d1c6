"""What is in a bar of trades is exactly what a plain reading, trade by trade, puts into it."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.bar_specs import TradeBars, TradeKind
from terminal_app.market.flow.bar_trades import BarTrades
from terminal_app.market.flow.footprint import BarFootprints, Footprint
from terminal_app.market.flow.large import BarsLargest
from terminal_app.market.indicators.profile import traded_profile
from terminal_app.market.trade_bars import TradeBarSeries
from tests.helpers.examples import PERP
from tests.helpers.flow import Print, one_print, prints_of
from tests.helpers.market import START_MS

D = Decimal
Bar = list[tuple[Trade, Decimal]]
Plain = dict[int, tuple[Decimal, Decimal]]

specs = st.one_of(
    st.integers(1, 7).map(lambda size: TradeBars(TradeKind.TICK, D(size))),
    # Of the smallest bars a few trades would make millions.
    st.integers(500, 90_000).map(lambda lots: TradeBars(TradeKind.VOLUME, PERP.lot * lots)),
    st.integers(1, 60).map(lambda size: TradeBars(TradeKind.RANGE, D(size))),
)


def always() -> bool:
    return True


def plain_bars(spec: TradeBars, trades: Sequence[Trade]) -> list[Bar]:
    """The bars by hand: which trades, or parts of them, each has."""
    bars: list[Bar] = []
    for trade in trades:
        left = trade.size
        while left > 0:
            now = bars[-1] if bars else []
            prices = [one.price for one, _ in now] + [trade.price]
            room = spec.size - sum((size for _, size in now), D(0))
            if not bars:
                full = True
            elif spec.kind is TradeKind.TICK:
                full = len(now) >= spec.size
            elif spec.kind is TradeKind.RANGE:
                full = max(prices) - min(prices) > spec.size * PERP.tick
            else:
                full = room <= 0
            if full:
                bars.append([])
                room = spec.size
            part = min(left, room) if spec.kind is TradeKind.VOLUME else left
            bars[-1].append((trade, part))
            left -= part
    return bars


def plain(bar: Bar, step: int) -> Plain:
    """Group of prices to what was sold and bought."""
    found: dict[int, list[Decimal]] = defaultdict(lambda: [D(0), D(0)])
    for trade, size in bar:
        found[int(trade.price / PERP.tick) // step][trade.side is Side.BUY] += size
    return {group: (sold, bought) for group, (sold, bought) in found.items()}


def plain_delta(bar: Bar) -> Decimal:
    return sum((size if trade.side is Side.BUY else -size for trade, size in bar), D(0))


def plain_control(rows: Plain) -> int:
    return min(rows, key=lambda group: (-sum(rows[group]), group))


def plain_imbalances(rows: Plain, percent: int) -> tuple[set[int], set[int]]:
    sellers, buyers = set(), set()
    for group, (sold, bought) in rows.items():
        below, above = rows.get(group - 1, (D(0), D(0)))[0], rows.get(group + 1, (D(0), D(0)))[1]
        if bought > 0 and below > 0 and bought * 100 >= below * percent:
            buyers.add(group)
        if sold > 0 and above > 0 and sold * 100 >= above * percent:
            sellers.add(group)
    return sellers, buyers


def made(spec: TradeBars, trades: Sequence[Trade], cuts: Sequence[int] = ()) -> TradeBarSeries:
    series, come = TradeBarSeries(spec, PERP.tick), 0
    for cut in cuts:
        series.take(trades[come : come + cut])
        series.trades.settle()
        come += cut
    series.take(trades[come:])
    series.trades.count_in(PERP.price_decimals)
    return series


def check(series: TradeBarSeries, footprint: Footprint | None, bar: Bar, step: int) -> None:
    assert footprint is not None
    scale, expected = series.trades.scale, plain(bar, step)
    groups = footprint.rows.prices.tolist()
    sides = zip(groups, footprint.rows.sold.tolist(), footprint.rows.bought.tolist(), strict=True)
    assert {group: (scale.size(sold), scale.size(bought)) for group, sold, bought in sides} == expected
    assert scale.size(footprint.delta) == plain_delta(bar)
    assert scale.size(footprint.volume) == sum((size for _, size in bar), D(0))
    assert groups[footprint.point_of_control] == plain_control(expected)
    marked = footprint.imbalances(150)
    told = tuple({groups[place] for place in np.flatnonzero(flags)} for flags in marked)
    assert told == plain_imbalances(expected, 150)
    assert footprint.whole


@given(
    specs,
    st.lists(one_print, max_size=80),
    st.lists(st.integers(1, 20), max_size=5),
    st.sampled_from([1, 2, 5, 10]),
)
def test_every_footprint_equals_a_plain_reading(
    spec: TradeBars, rows: list[Print], cuts: list[int], step: int
) -> None:
    trades = prints_of(rows)
    series, bars = made(spec, trades, cuts), plain_bars(spec, trades)
    assert series.length == len(bars)
    prints = BarFootprints(series.trades)
    unit = 10 ** (series.trades.scale.price_places - PERP.price_decimals)
    for number, bar in enumerate(bars[:-1]):
        check(series, prints.get(number, step * unit, always), bar, step)
    if bars:
        check(series, prints.newest(len(bars) - 1, step * unit), bars[-1], step)


@given(specs, st.lists(one_print, min_size=1, max_size=60))
def test_sums_over_bars_equal_a_plain_reading(spec: TradeBars, rows: list[Print]) -> None:
    trades = prints_of(rows)
    series, bars = made(spec, trades), plain_bars(spec, trades)
    sums = series.trades.sums_before(np.arange(len(bars) + 1))
    expected = list(accumulate((plain_delta(bar) for bar in bars), initial=D(0)))
    assert [series.trades.scale.size(one) for one in sums.tolist()] == expected


@given(specs, st.lists(one_print, min_size=1, max_size=60))
def test_large_trades_are_in_their_bars(spec: TradeBars, rows: list[Print]) -> None:
    trades = prints_of(rows)
    series, bars = made(spec, trades), plain_bars(spec, trades)
    found, places = BarsLargest(series.trades).between(0, len(bars), 1)
    # By hand: neighbouring trades of one moment and one side are one order of a taker.
    orders: list[list[Trade]] = []
    for trade in trades:
        last = orders[-1][-1] if orders else None
        joins = last is not None and (last.time_ms, last.side) == (trade.time_ms, trade.side)
        orders[-1].append(trade) if joins else orders.append([trade])
    ends = [max(n for n, bar in enumerate(bars) if any(t is one[-1] for t, _ in bar)) for one in orders]
    assert places.tolist() == ends
    sizes = [sum((trade.size for trade in one), D(0)) for one in orders]
    assert [series.trades.scale.size(one) for one in found.sizes.tolist()] == sizes
    assert found.counts.tolist() == [len(one) for one in orders]
    assert [series.trades.scale.price(one) for one in found.prices.tolist()] == [
        one[-1].price for one in orders
    ]


@given(specs, st.lists(one_print, min_size=1, max_size=60), st.integers(0, 9), st.integers(1, 9))
def test_a_profile_has_all_that_was_traded(
    spec: TradeBars, rows: list[Print], first: int, count: int
) -> None:
    trades = prints_of(rows)
    series, bars = made(spec, trades), plain_bars(spec, trades)
    part = bars[first : first + count]
    profile = traded_profile(series.trades, first, first + count, 40, 0.7)
    if not part:
        assert profile is None
        return
    assert profile is not None
    both = [(trade, size) for bar in part for trade, size in bar]
    for side, volumes in ((Side.BUY, profile.up), (Side.SELL, profile.down)):
        total = sum((size for trade, size in both if trade.side is side), D(0))
        assert float(volumes.sum()) == pytest.approx(float(total), rel=1e-12)
    low, high = min(trade.price for trade, _ in both), max(trade.price for trade, _ in both)
    assert profile.low == pytest.approx(float(low), rel=1e-12)
    top = profile.low + profile.step * 40
    assert top == pytest.approx(float(high if high > low else low + PERP.tick), rel=1e-9)


def test_what_is_dropped_is_said_and_the_rest_stays_exact() -> None:
    trades = prints_of([(1, 10, 5, number % 3 > 0) for number in range(60)])
    one = BarTrades(most_rows=20)
    for number, trade in enumerate(trades):
        one.put(number // 2, 1, trade, trade.size)
        one.settle()
    assert 20 <= one.from_bar < 30
    kept = range(one.from_bar, 30)
    for bar in kept:
        assert one.scale.size(int(one.ladder(bar, bar + 1).total.sum())) == PERP.lot * 20
    prints = BarFootprints(one)
    partly = prints.get(one.from_bar - 1, 1, always)
    assert partly is not None
    assert not partly.whole
    sums = one.sums_before(np.arange(30, 31)).tolist()
    assert one.scale.size(sums[0]) == sum(
        (trade.size if trade.side is Side.BUY else -trade.size for trade in trades), D(0)
    )
    assert traded_profile(one, 0, 30, 10, 0.7) is None


def test_a_finer_number_is_counted_exactly_too() -> None:
    coarse = Trade("1", D("64000.1"), D("2"), Side.BUY, START_MS)
    fine = Trade("2", D("64000.125"), D("0.00000001"), Side.SELL, START_MS)
    one = BarTrades()
    one.put(0, 1, coarse, coarse.size)
    prints = BarFootprints(one)
    first = prints.newest(0, 1)
    assert one.scale.size(first.volume) == D(2)
    one.put(0, 1, fine, fine.size)
    both = prints.newest(0, 1)
    assert [one.scale.price(row) for row in both.rows.prices.tolist()] == [coarse.price, fine.price]
    assert one.scale.size(both.delta) == D("1.99999999")


def test_a_number_of_no_market_is_passed_over_and_said() -> None:
    one = BarTrades()
    huge = Trade("1", D("1e30"), D(1), Side.BUY, START_MS)
    one.put(3, 1, huge, huge.size)
    assert (one.from_bar, one.sums_from, one.taken) == (4, 4, 0)
    assert not len(one.between(0, 9).bars)


def test_a_closed_bar_is_summed_up_once_and_again_when_the_bars_begin_anew() -> None:
    trades = prints_of([(1, 10, 5, True)] * 6)
    series = made(TradeBars(TradeKind.TICK, D(2)), trades[2:])
    prints = BarFootprints(series.trades)
    first = prints.get(0, 1, always)
    assert prints.get(0, 1, always) is first
    assert prints.get(1, 1, lambda: False) is None
    series.begin_again(trades)
    again = prints.get(0, 1, always)
    assert again is not None
    assert again is not first
    assert again.rows.prices[0] == int(trades[0].price * 10)


def test_a_hole_between_bars_moves_where_sums_begin() -> None:
    series = TradeBarSeries(TradeBars(TradeKind.TICK, D(2)), PERP.tick)
    series.take(prints_of([(1, 10, 5, True)] * 3))
    holes = series.trades.holes
    late = [trade._replace(trade_id=f"late {trade.trade_id}") for trade in prints_of([(1, 10, 5, True)] * 2)]
    series.take(late, snapshot=True)
    assert series.trades.sums_from == 2
    assert series.trades.holes == holes + 1
