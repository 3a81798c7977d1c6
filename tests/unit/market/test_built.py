"""A built bar is exactly the merge of its candles, live or from history, in whatever order they came."""

import math
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.bar_specs import BuiltInterval
from terminal_app.market.built import BuiltSeries
from terminal_app.market.candles import CandleSeries
from tests.helpers.market import candle, random_candles

D = Decimal
DAY = Interval.D1.ms
SPECS = [
    BuiltInterval(Interval.M1, 2),
    BuiltInterval(Interval.M1, 7),
    BuiltInterval(Interval.M5, 2),
    BuiltInterval(Interval.M15, 3),
    BuiltInterval(Interval.H4, 2),
    BuiltInterval(Interval.D1, 2),
]


def merged(bars: list[Candle]) -> Candle:
    """The merge in exact numbers."""
    return Candle(
        bars[0].open_ms,
        bars[0].open,
        max(bar.high for bar in bars),
        min(bar.low for bar in bars),
        bars[-1].close,
        sum((bar.volume for bar in bars), D(0)),
        D(0),
    )


def ms(year: int, month: int, day: int, hour: int = 0) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("hole", [False, True])
def test_a_bar_is_the_merge_of_its_parts(spec: BuiltInterval, hole: bool) -> None:
    history = random_candles(200, spec.base)
    history = [bar for bar in history if not hole or bar.open_ms // spec.base.ms % 11 > 2]
    base = CandleSeries(spec.base)
    base.merge(history)
    series = BuiltSeries(base, spec)
    series.follow()
    groups: dict[int, list[Candle]] = {}
    for bar in history:
        groups.setdefault(bar.open_ms // spec.base.ms // spec.count, []).append(bar)
    view = series.view()
    assert series.length == len(groups)
    for index, bars in enumerate(groups.values()):
        whole = merged(bars)
        assert (view.open[index], view.high[index], view.low[index], view.close[index]) == (
            float(whole.open),
            float(whole.high),
            float(whole.low),
            float(whole.close),
        )
        assert math.isclose(view.volume[index], float(whole.volume), rel_tol=1e-14)
        assert view.open_ms[index] <= whole.open_ms < view.open_ms[index] + spec.ms


actions = st.one_of(
    st.tuples(st.just("append"), st.integers(1, 20)),
    st.tuples(st.just("tick"), st.just(0)),
    st.tuples(st.just("older"), st.integers(1, 20)),
    st.tuples(st.just("follow"), st.just(0)),
)


@given(st.sampled_from(SPECS), st.integers(0, 20), st.lists(actions, max_size=20))
def test_live_and_history_agree_to_the_last_bit(
    spec: BuiltInterval, first: int, steps: list[tuple[str, int]]
) -> None:
    history = random_candles(200, spec.base, seed=3)
    oldest, newest = 100, 100 + first
    base = CandleSeries(spec.base)
    base.merge(history[oldest:newest])
    live = BuiltSeries(base, spec)
    for action, amount in steps:
        before, version = live.view(), live.history_version
        held = [column.copy() for column in before]
        if action == "append":
            base.merge(history[newest : newest + amount])
            newest = min(len(history), newest + amount)
        elif action == "older":
            base.merge(history[max(0, oldest - amount) : oldest])
            oldest = max(0, oldest - amount)
        elif action == "tick" and base.length:
            bar = history[newest - 1]
            base.merge([bar._replace(high=bar.high + 5, close=bar.low, volume=bar.volume + 1)])
        else:
            live.follow()
        if action == "follow" and live.history_version == version:
            for was, now in zip(held, live.view(), strict=True):
                assert np.array_equal(was[:-1], now[: max(0, len(was) - 1)])
    live.follow()
    fresh = BuiltSeries(base, spec)
    fresh.follow()
    for ours, right in zip(live.view(), fresh.view(), strict=True):
        assert np.array_equal(ours, right)


def test_nothing_changes_without_a_change() -> None:
    base = CandleSeries(Interval.M1)
    base.merge(random_candles(10))
    series = BuiltSeries(base, BuiltInterval(Interval.M1, 2))
    series.follow()
    version = series.version
    series.follow()
    assert series.version == version


def test_days_that_begin_in_the_afternoon_stay_whole() -> None:
    base = CandleSeries(Interval.D1)
    base.merge([candle(ms(2024, 1, day, 16)) for day in range(1, 9)])
    series = BuiltSeries(base, BuiltInterval(Interval.D1, 2))
    series.follow()
    hours = {int(open_ms) % DAY for open_ms in series.view().open_ms}
    assert hours == {16 * 3_600_000}
    assert set(np.diff(series.view().open_ms)) == {2.0 * DAY}


def test_quarters_are_those_of_the_calendar_wherever_months_begin() -> None:
    for hour, day in ((0, 1), (16, 31)):
        base = CandleSeries(Interval.MO1)
        opens = [ms(2023, 12, 31, 16) if day > 1 else ms(2024, 1, 1)]
        opens += [ms(2024, month, 1, hour) - (DAY if day > 1 else 0) for month in range(2, 8)]
        base.merge([candle(open_ms) for open_ms in opens])
        series = BuiltSeries(base, BuiltInterval(Interval.MO1, 3))
        series.follow()
        assert series.view().open_ms.tolist() == [opens[0], opens[3], opens[6]]
