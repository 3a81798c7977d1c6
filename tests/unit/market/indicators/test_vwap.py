"""The VWAP against its definition, live against whole, and honest about what is not loaded."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.indicators.catalogue import Gathered, live_indicator
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.spec import Spec, Value
from terminal_app.market.indicators.vwap import ANCHORED_VWAP, DAY_MS, SESSION_VWAP, session_starts
from tests.helpers.market import START_MS, random_candles

CANDLES = random_candles(300, Interval.M15, seed=3)
STEP = Interval.M15.ms


def vwap(spec: Spec, **values: Value) -> LiveIndicator:
    return live_indicator(spec, spec.checked(values), Gathered(), str)


def series_of(first: int, stop: int) -> CandleSeries:
    series = CandleSeries(Interval.M15)
    series.merge(CANDLES[first:stop])
    return series


def by_definition(first: int, bar: int) -> tuple[float, float]:
    """The mean and the deviation of the bars from `first` to `bar`, both included."""
    bars = CANDLES[first : bar + 1]
    prices = [float(one.high + one.low + one.close) / 3 for one in bars]
    weights = [float(one.volume) for one in bars]
    mean = math.fsum(p * w for p, w in zip(prices, weights, strict=True)) / math.fsum(weights)
    spread = math.fsum(w * (p - mean) ** 2 for p, w in zip(prices, weights, strict=True)) / math.fsum(weights)
    return mean, math.sqrt(spread)


def first_of_day(bar: int) -> int:
    day = CANDLES[bar].open_ms // DAY_MS
    return next(at for at, one in enumerate(CANDLES) if one.open_ms // DAY_MS == day)


def test_equals_its_definition_and_leaves_out_a_day_whose_start_is_not_loaded() -> None:
    live = vwap(SESSION_VWAP)
    live.refresh(series_of(0, 300), lambda: True)
    rows = live.view()
    first_whole = next(at for at, one in enumerate(CANDLES) if one.open_ms % DAY_MS < STEP and at)
    assert np.isnan(rows[:, :first_whole]).all()
    for bar in range(first_whole, 300):
        mean, width = by_definition(first_of_day(bar), bar)
        expected = [mean, mean + width, mean - width, mean + 2 * width, mean - 2 * width]
        assert rows[:, bar].tolist() == pytest.approx(expected, rel=1e-9)


@given(
    st.integers(0, 120), st.lists(st.integers(1, 40), max_size=6), st.sampled_from(["day", "week", "anchor"])
)
def test_live_equals_the_whole_bit_for_bit(first: int, steps: list[int], kind: str) -> None:
    spec = ANCHORED_VWAP if kind == "anchor" else SESSION_VWAP
    values: dict[str, Value] = {"anchor": START_MS + 100 * STEP} if kind == "anchor" else {"session": kind}
    series, live, stop = series_of(0, first), vwap(spec, **values), first
    for step in steps:
        live.refresh(series, lambda: True)
        series.merge(CANDLES[stop : stop + step])
        stop += step
        if stop < len(CANDLES):
            live.refresh(series, lambda: True)
            last = CANDLES[stop - 1]
            series.merge([last._replace(close=last.low, volume=last.volume + 1)])
    live.refresh(series, lambda: True)
    fresh = vwap(spec, **values)
    fresh.refresh(series, lambda: True)
    assert np.array_equal(live.view(), fresh.view(), equal_nan=True)


def test_begins_at_its_anchor() -> None:
    live = vwap(ANCHORED_VWAP, anchor=START_MS + 10 * STEP - 1)
    live.refresh(series_of(0, 60), lambda: True)
    assert np.isnan(live.view()[:, :10]).all()
    mean, width = by_definition(10, 59)
    assert live.view()[:2, 59].tolist() == pytest.approx([mean, mean + width], rel=1e-9)
    assert live.note == ""


def test_says_that_its_anchor_is_not_loaded_until_it_is() -> None:
    live, series = vwap(ANCHORED_VWAP, anchor=START_MS + 10 * STEP), series_of(40, 60)
    live.refresh(series, lambda: True)
    assert "Scroll back" in live.note
    assert np.isnan(live.view()).all()
    series.merge(CANDLES[:40])
    live.refresh(series, lambda: True)
    assert live.note == ""
    assert np.isfinite(live.view()[0, 10:]).all()


def test_a_band_of_no_width_is_not_drawn() -> None:
    live = vwap(SESSION_VWAP, outer=0)
    live.refresh(series_of(0, 300), lambda: True)
    assert np.isnan(live.view()[3:]).all()
    assert np.isfinite(live.view()[:3, -1]).all()


@given(st.integers(0, 2_000_000_000))
def test_sessions_begin_where_the_calendar_says(second: int) -> None:
    moment = datetime.fromtimestamp(second, UTC)
    midnight = moment.replace(hour=0, minute=0, second=0)
    times = np.array([second * 1000.0])
    assert session_starts(times, "day")[0] == midnight.timestamp() * 1000
    assert session_starts(times, "month")[0] == midnight.replace(day=1).timestamp() * 1000
    week = datetime.fromtimestamp(session_starts(times, "week")[0] / 1000, UTC)
    assert (week.weekday(), week.hour) == (0, 0)
    assert 0 <= (midnight - week).days < 7
