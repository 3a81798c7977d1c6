"""Bars of trades lose nothing and invent nothing, and end exactly where their spec says."""

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TradesSeen
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.market.bar_specs import TradeBars, TradeKind
from terminal_app.market.hub import MarketHub
from terminal_app.market.trade_bars import TradeBarSeries
from tests.helpers.examples import PERP_ID
from tests.helpers.market import START_MS, stamp, trade

D = Decimal
TICK = D("0.1")

Print = tuple[int, int, int]


def prints_of(rows: list[Print]) -> list[Trade]:
    """Trades from steps of the price, sizes in thousandths and waits in ms."""
    made, price, time_ms = [], D(64_000), START_MS
    for number, (step, size, wait) in enumerate(rows):
        price, time_ms = price + TICK * step, time_ms + wait
        made.append(Trade(str(number), price, D(size) / 1_000, Side.BUY, time_ms))
    return made


one_print = st.tuples(st.integers(-20, 20), st.integers(1, 5_000), st.integers(0, 2_000))
trades = st.lists(one_print, max_size=60).map(prints_of)


def made(kind: TradeKind, size: str, prints: Sequence[Trade], cut: int = 0) -> TradeBarSeries:
    series = TradeBarSeries(TradeBars(kind, D(size)), TICK)
    series.take(prints[:cut])
    series.take(prints[cut:])
    return series


def prices(prints: Sequence[Trade]) -> set[float]:
    return {float(one.price) for one in prints}


def check(series: TradeBarSeries, prints: Sequence[Trade]) -> None:
    """What holds of every kind."""
    view = series.view()
    assert (view.high >= view.open).all()
    assert (view.high >= view.close).all()
    assert (view.low <= view.open).all()
    assert (view.low <= view.close).all()
    assert (view.open_ms[1:] >= view.open_ms[:-1]).all()
    assert {*view.open, *view.high, *view.low, *view.close} <= prices(prints)
    assert float(sum((one.size for one in prints), D(0))) == pytest.approx(
        float(view.volume.sum()), rel=1e-12
    )
    if prints:
        assert view.open[0] == float(prints[0].price)
        assert view.close[-1] == float(prints[-1].price)
        assert series.begins_ms == prints[0].time_ms
    whole = made(series.spec.kind, str(series.spec.size), prints)
    assert [column.tolist() for column in whole.view()] == [column.tolist() for column in view]


@given(trades, st.integers(1, 9), st.integers(0, 60))
def test_a_tick_bar_has_so_many_trades(prints: list[Trade], size: int, cut: int) -> None:
    series = made(TradeKind.TICK, str(size), prints, cut)
    check(series, prints)
    assert series.length == -(-len(prints) // size)
    for index in range(series.length):
        part = prints[index * size : (index + 1) * size]
        bar = series.bar(index)
        assert (bar.open, bar.close) == (float(part[0].price), float(part[-1].price))
        assert (bar.high, bar.low) == (max(prices(part)), min(prices(part)))
        assert bar.volume == float(sum((one.size for one in part), D(0)))


@given(trades, st.sampled_from(["0.001", "0.7", "3", "12.5"]), st.integers(0, 60))
def test_a_volume_bar_holds_exactly_so_much(prints: list[Trade], size: str, cut: int) -> None:
    series = made(TradeKind.VOLUME, size, prints, cut)
    check(series, prints)
    total = sum((one.size for one in prints), D(0))
    assert series.length == -(-total // D(size)) or series.length == int(total // D(size)) + (
        total % D(size) > 0
    )
    assert set(series.view().volume[:-1].tolist()) <= {float(size)}
    if series.length:
        assert 0 < series.view().volume[-1] <= float(size)


@given(trades, st.integers(1, 60), st.integers(0, 60))
def test_a_range_bar_is_no_higher_and_ends_only_when_it_must(
    prints: list[Trade], steps: int, cut: int
) -> None:
    series = made(TradeKind.RANGE, str(steps), prints, cut)
    check(series, prints)
    view = series.view()
    height = float(TICK * steps)
    assert (view.high - view.low <= height + 1e-6).all()
    for index in range(series.length - 1):
        following = view.open[index + 1]
        assert max(view.high[index], following) - min(view.low[index], following) > height - 1e-6


def test_a_trade_comes_in_once() -> None:
    prints = [trade(number) for number in range(10)]
    series = made(TradeKind.TICK, "4", prints)
    version = series.version
    series.take(prints[5:])
    assert (series.version, series.length) == (version, 3)


def test_after_a_hole_a_new_bar_begins() -> None:
    series = made(TradeKind.TICK, "4", [trade(number) for number in range(6)])
    series.take([trade(number) for number in (5, 6)], snapshot=True)
    before = series.missed_ms
    series.take([trade(number) for number in (30, 31)], snapshot=True)
    assert (before, series.missed_ms) == (None, trade(30).time_ms)
    assert series.length == 3
    assert series.bar(2).open_ms == trade(30).time_ms


def test_one_large_trade_fills_many_bars_at_once() -> None:
    series = made(TradeKind.VOLUME, "0.001", [trade(1, size="500")])
    assert series.length == 500_000
    assert set(series.view().volume.tolist()) == {0.001}


def test_a_growing_bar_leaves_the_history_alone() -> None:
    series = made(TradeKind.TICK, "3", [trade(number) for number in range(4)])
    history = series.history_version
    series.take([trade(number) for number in range(4, 12)])
    assert series.history_version == history
    assert series.step_ms == 3_000


def test_the_hub_keeps_them_up_from_the_trades_it_has() -> None:
    clock = ManualClock()
    hub = MarketHub(Changes(), clock)
    spec = TradeBars(TradeKind.TICK, D(5))
    hub.apply(TradesSeen(PERP_ID, tuple(trade(number) for number in range(20, 27)), stamp(clock)))
    series = hub.trade_bars.get(PERP_ID, spec, TICK, hub.tape(PERP_ID))
    assert (series.length, series.begins_ms) == (2, trade(20).time_ms)
    hub.apply(TradesSeen(PERP_ID, tuple(trade(number) for number in range(27, 31)), stamp(clock)))
    assert (series.length, series.taken) == (3, 11)
    history = series.history_version
    hub.add_past_trades(PERP_ID, [trade(number) for number in range(10, 22)])
    assert (series.begins_ms, series.taken) == (trade(10).time_ms, 21)
    assert series.history_version > history
    assert hub.trade_bars.get(PERP_ID, spec, TICK, hub.tape(PERP_ID)) is series
