"""Averaged bars equal the definition, made at once or bar by bar."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.heikin_ashi import HeikinAshi
from tests.helpers.market import random_candles

HISTORY = random_candles(400, seed=5)


def defined(series: CandleSeries) -> list[tuple[float, float, float, float]]:
    rows: list[tuple[float, float, float, float]] = []
    for index in range(series.length):
        bar = series.bar(index)
        opened = (rows[-1][0] + rows[-1][3]) / 2 if rows else (bar.open + bar.close) / 2
        closed = (bar.open + bar.high + bar.low + bar.close) / 4
        rows.append((opened, max(bar.high, opened, closed), min(bar.low, opened, closed), closed))
    return rows


def check(series: CandleSeries, averaged: HeikinAshi) -> None:
    averaged.follow()
    view = averaged.view()
    ours = np.array([view.open, view.high, view.low, view.close]).T
    assert ours == pytest.approx(np.array(defined(series)).reshape(-1, 4), rel=1e-12)
    assert np.array_equal(view.open_ms, series.view().open_ms)
    assert np.array_equal(view.volume, series.view().volume)


@given(
    st.lists(st.tuples(st.sampled_from(["append", "tick", "older", "look"]), st.integers(1, 90)), max_size=10)
)
def test_equals_the_definition_after_anything(steps: list[tuple[str, int]]) -> None:
    series = CandleSeries(Interval.M1)
    averaged = HeikinAshi(series)
    oldest = newest = 200
    for action, amount in steps:
        if action == "append":
            series.merge(HISTORY[newest : newest + amount])
            newest = min(len(HISTORY), newest + amount)
        elif action == "older":
            series.merge(HISTORY[max(0, oldest - amount) : oldest])
            oldest = max(0, oldest - amount)
        elif action == "tick" and newest > oldest:
            bar = HISTORY[newest - 1]
            series.merge([bar._replace(close=bar.high, volume=bar.volume + amount)])
        else:
            check(series, averaged)
    check(series, averaged)


def test_a_live_bar_leaves_the_history_alone() -> None:
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[:100])
    averaged = HeikinAshi(series)
    averaged.follow()
    history, version = averaged.history_version, averaged.version
    series.merge(HISTORY[100:101])
    averaged.follow()
    assert (averaged.history_version, averaged.version) == (history, version + 1)


def test_a_bar_under_the_hand_is_averaged_with_the_one_before_it() -> None:
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[:100])
    averaged = HeikinAshi(series)
    averaged.follow()
    last = series.last
    assert last is not None
    assert averaged.averaged(last, 99) == pytest.approx(averaged.last, rel=1e-12)
