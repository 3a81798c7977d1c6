"""The volume profile against the slow way of counting it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries, Columns
from terminal_app.market.indicators.profile import Profile, profile
from tests.helpers.market import candle, random_candles

SERIES = CandleSeries(Interval.M1)
SERIES.merge(random_candles(200, seed=5))


def slowly(columns: Columns, start: int, stop: int, made: Profile) -> list[float]:
    """The volume of each row, bar by bar and row by row."""
    found = []
    for row in range(len(made.up)):
        bottom, top = made.low + row * made.step, made.low + (row + 1) * made.step
        total = 0.0
        for bar in range(start, stop):
            low, high, volume = columns.low[bar], columns.high[bar], columns.volume[bar]
            total += volume * max(0.0, min(high, top) - max(low, bottom)) / (high - low)
        found.append(total)
    return found


@given(st.integers(0, 150), st.integers(1, 50), st.integers(10, 60))
def test_equals_the_slow_way(start: int, count: int, rows: int) -> None:
    columns = SERIES.view()
    made = profile(columns, start, start + count, rows, 0.7)
    assert made is not None
    total = made.up + made.down
    assert total.tolist() == pytest.approx(slowly(columns, start, start + count, made), rel=1e-7, abs=1e-6)
    assert total.sum() == pytest.approx(columns.volume[start : start + count].sum(), rel=1e-9)
    assert made.point_of_control == int(np.argmax(total))
    low, high = made.value_area
    assert low <= made.point_of_control <= high
    assert total[low : high + 1].sum() >= 0.7 * total.sum() * (1 - 1e-9)
    without_an_end = total[low : high + 1].sum() - max(total[low], total[high])
    assert high == low or without_an_end < 0.7 * total.sum() * (1 + 1e-9)


def test_a_bar_without_a_range_counts_in_the_row_of_its_price() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([candle(0, "100", "5", spread="0"), candle(60_000, "102", "1", spread="2")])
    made = profile(series.view(), 0, 2, 10, 0.7)
    assert made is not None
    assert (made.low, made.step) == (100.0, 0.4)
    assert made.up[0] == pytest.approx(5.1)
    assert made.point_of_control == 0
    assert made.value_area == (0, 0)


def test_one_price_only_is_one_full_row() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([candle(0, "100", "5", spread="0")])
    made = profile(series.view(), 0, 1, 10, 0.7)
    assert made is not None
    assert made.up.sum() == 5
    assert made.point_of_control == 0


def test_no_volume_is_no_profile() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([candle(0, "100", "0")])
    assert profile(series.view(), 0, 1, 10, 0.7) is None
    assert profile(series.view(), 0, 0, 10, 0.7) is None
