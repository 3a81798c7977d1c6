"""Every level of the pyramid equals the naive aggregation, whatever happened to the series."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import CandleSeries, Columns
from terminal_app.market.pyramid import Pyramid
from tests.helpers.market import START_MS, random_candles

HISTORY = random_candles(400, seed=7)


def naive(series: CandleSeries, level: int) -> Columns:
    view, group = series.view(), 1 << level
    starts = range(0, series.length, group)
    return Columns(
        np.array([view.open_ms[start] for start in starts]),
        np.array([view.open[start] for start in starts]),
        np.array([view.high[start : start + group].max() for start in starts]),
        np.array([view.low[start : start + group].min() for start in starts]),
        np.array([view.close[start : start + group][-1] for start in starts]),
        np.array([view.volume[start : start + group].sum() for start in starts]),
    )


def check(series: CandleSeries, pyramid: Pyramid, level: int) -> None:
    expected, got = naive(series, level), pyramid.level(level)
    for name, ours, right in zip(Columns._fields, got, expected, strict=True):
        assert len(ours) == len(right), name
        if name == "volume":  # sums of floats in another order
            assert np.allclose(ours, right, rtol=1e-12)
        else:
            assert np.array_equal(ours, right), name


def grown(bar: Candle) -> Candle:
    return bar._replace(high=bar.high + 1, close=bar.low, volume=bar.volume + 1)


actions = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 40)),
    st.tuples(st.just("tick"), st.just(0)),
    st.tuples(st.just("older"), st.integers(1, 40)),
    st.tuples(st.just("look"), st.integers(0, 9)),
)


@given(st.integers(0, 60), st.lists(actions, max_size=20))
def test_equals_the_naive_aggregation_after_anything(first: int, steps: list[tuple[str, int]]) -> None:
    series = CandleSeries(Interval.M1)
    oldest, newest = 200, 200 + first
    series.merge(HISTORY[oldest:newest])
    pyramid = Pyramid(series)
    for action, amount in steps:
        if action == "append":
            series.merge(HISTORY[newest : newest + amount])
            newest = min(len(HISTORY), newest + amount)
        elif action == "older":
            series.merge(HISTORY[max(0, oldest - amount) : oldest])
            oldest = max(0, oldest - amount)
        elif action == "tick" and series.length:
            series.merge([grown(HISTORY[newest - 1])])
        elif action == "look":
            check(series, pyramid, amount)
    for level in range(10):
        check(series, pyramid, level)


def test_level_zero_is_the_series() -> None:
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[:10])
    assert np.array_equal(Pyramid(series).level(0).close, series.view().close)


def test_a_level_above_the_top_is_one_bar() -> None:
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[:10])
    top = Pyramid(series).level(12)
    assert top.open_ms.tolist() == [float(START_MS)]
    assert top.high.tolist() == [float(max(bar.high for bar in HISTORY[:10]))]
