"""Candles merge to the same columns in whatever order and overlap they come."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.bar_specs import BuiltInterval
from terminal_app.market.built import BuiltSeries
from terminal_app.market.candles import CandleSeries, months_after
from tests.helpers.market import START_MS, candle, random_candles

MINUTE = Interval.M1.ms


def at(minute: int, close: str = "100", volume: str = "1") -> Candle:
    return candle(START_MS + minute * MINUTE, close, volume)


def rows(series: CandleSeries) -> list[tuple[int, float, float]]:
    view = series.view()
    times = ((view.open_ms - START_MS) / MINUTE).astype(int)
    return list(zip(times.tolist(), view.close.tolist(), view.volume.tolist(), strict=True))


bars = st.builds(
    lambda minute, volume: at(minute, close=str(volume * 10), volume=str(volume)),
    st.integers(0, 30),
    st.integers(1, 9),
)


@given(st.lists(st.lists(bars, max_size=8), max_size=10))
def test_any_order_gives_the_grown_bar_of_every_time(batches: list[list[Candle]]) -> None:
    series = CandleSeries(Interval.M1)
    model: dict[int, float] = {}
    for batch in batches:
        before, version = rows(series), series.version
        assert series.merge(batch) == (rows(series) != before)
        assert (series.version > version) == (rows(series) != before)
        for bar in batch:
            minute = (bar.open_ms - START_MS) // MINUTE
            model[minute] = max(model.get(minute, 0.0), float(bar.volume))
    assert rows(series) == [(minute, volume * 10, volume) for minute, volume in sorted(model.items())]


@given(st.lists(st.lists(bars, max_size=8), max_size=10))
def test_history_version_tells_when_more_than_the_end_changed(batches: list[list[Candle]]) -> None:
    series = CandleSeries(Interval.M1)
    for batch in batches:
        before, version = rows(series), series.history_version
        series.merge(batch)
        after = rows(series)
        if after[: len(before) - 1] != before[:-1]:
            assert series.history_version > version


told = st.lists(st.tuples(st.lists(bars, max_size=8), st.booleans()), max_size=10)


@given(told)
def test_what_is_closed_replaces_and_the_rest_grows(came: list[tuple[list[Candle], bool]]) -> None:
    series = CandleSeries(Interval.M1)
    model: dict[int, float] = {}
    for batch, closed in came:
        series.merge(batch, closed=closed)
        for bar in batch:
            minute = (bar.open_ms - START_MS) // MINUTE
            volume = float(bar.volume)
            model[minute] = volume if closed else max(model.get(minute, 0.0), volume)
    assert rows(series) == [(minute, volume * 10, volume) for minute, volume in sorted(model.items())]


@given(st.lists(st.integers(1, 700), min_size=1, max_size=12), st.lists(st.booleans(), min_size=12))
def test_pages_at_either_end_keep_their_order(sizes: list[int], older: list[bool]) -> None:
    series = CandleSeries(Interval.M1)
    begin = end = 0
    for size, before in zip(sizes, older, strict=False):
        first = begin - size if before else end
        series.merge([at(minute, str(minute + 10_000)) for minute in range(first, first + size)])
        begin, end = min(begin, first), max(end, first + size)
        assert rows(series) == [(minute, minute + 10_000.0, 1.0) for minute in range(begin, end)]
        assert series.last is not None
        assert series.last.close == end + 9_999


def test_a_long_way_back_moves_what_is_there_only_now_and_then() -> None:
    series, moved = CandleSeries(Interval.M1), 0
    for page in range(200):
        before = series.view().close
        series.merge([at(minute) for minute in range(-512 * (page + 1), -512 * page)])
        moved += not np.shares_memory(before, series.view().close)
    assert series.length == 200 * 512
    assert moved <= 9


def test_a_series_that_is_cleared_begins_anew() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([at(5), at(6)])
    series.merge([at(3), at(4)])
    version, history = series.version, series.history_version
    series.clear()
    assert (series.length, series.last) == (0, None)
    assert (series.version, series.history_version) == (version + 1, history + 1)
    series.clear()
    assert series.version == version + 1
    series.merge(random_candles(3_000))
    assert series.length == 3_000


def test_a_live_tick_leaves_the_history_alone() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([at(0), at(1)])
    history, tail = series.history_version, series.tail_version
    assert series.merge([at(1, "101", "2"), at(2)])
    assert (series.history_version, series.length) == (history, 3)
    assert series.tail_version > tail
    assert not series.merge([at(2)])


def test_an_older_page_goes_before() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([at(10), at(11)])
    history = series.history_version
    series.merge([at(8), at(9), at(10)])
    assert [row[0] for row in rows(series)] == [8, 9, 10, 11]
    assert series.history_version > history


def test_many_bars_grow_the_columns() -> None:
    history = random_candles(5_000)
    series = CandleSeries(Interval.M1)
    for start in range(0, 5_000, 1_000):
        series.merge(history[start : start + 1_000])
    view = series.view()
    assert series.length == 5_000
    assert view.close.tolist() == [float(bar.close) for bar in history]
    assert series.last is not None
    assert series.last.high == float(history[-1].high)


def test_columns_are_read_only() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([at(0)])
    with pytest.raises(ValueError, match="read-only"):
        series.view().close[0] = 1.0


def test_gaps_name_the_first_missing_bar_and_the_one_after() -> None:
    series = CandleSeries(Interval.M1)
    series.merge([at(0), at(1), at(4), at(5), at(9)])
    assert series.gaps == [
        (START_MS + 2 * MINUTE, START_MS + 4 * MINUTE),
        (START_MS + 6 * MINUTE, START_MS + 9 * MINUTE),
    ]
    series.merge([at(2), at(3)])
    assert series.gaps == [(START_MS + 6 * MINUTE, START_MS + 9 * MINUTE)]


def test_months_have_no_gaps() -> None:
    series = CandleSeries(Interval.MO1)
    series.merge([at(0), candle(START_MS + 3 * Interval.MO1.ms)])
    assert series.gaps == []


def test_an_empty_series() -> None:
    series = CandleSeries(Interval.M1)
    assert (series.length, series.last, series.gaps, series.merge([])) == (0, None, [], False)
    assert np.array_equal(series.view().close, [])


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ((2024, 1, 1), 1, (2024, 2, 1)),
        ((2024, 2, 1), 1, (2024, 3, 1)),
        ((2023, 12, 31, 16), 1, (2024, 1, 31, 16)),
        ((2024, 10, 1), 3, (2025, 1, 1)),
    ],
)
def test_a_month_ends_where_the_next_one_begins(
    start: tuple[int, ...], count: int, end: tuple[int, ...]
) -> None:
    def ms(when: tuple[int, ...]) -> float:
        year, month, day, hour = (*when, 0)[:4]
        return datetime(year, month, day, hour, tzinfo=UTC).timestamp() * 1000

    assert months_after(ms(start), count) == ms(end)
    if count == 1:
        assert CandleSeries(Interval.MO1).end_of(ms(start)) == ms(end)
    else:
        built = BuiltSeries(CandleSeries(Interval.MO1), BuiltInterval(Interval.MO1, count))
        assert built.end_of(ms(start)) == ms(end)


def test_other_candles_end_after_their_interval() -> None:
    assert CandleSeries(Interval.M5).end_of(0) == Interval.M5.ms
    assert BuiltSeries(CandleSeries(Interval.M1), BuiltInterval(Interval.M1, 2)).end_of(0) == 2 * MINUTE
