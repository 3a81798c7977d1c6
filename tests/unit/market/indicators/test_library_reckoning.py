"""A slow function over a long history is taken in pieces, and still says what it says of the whole."""

import numpy as np
import pytest
import talib

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.indicators.library import library_specs
from terminal_app.market.indicators.library_reckoning import LibraryReckoning
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.reckoning import MayGoOn
from tests.helpers.market import random_candles


def batch(name: str) -> "talib.Batch":
    """The library's plain function."""
    function: talib.Batch = getattr(talib, name)
    return function


def one_piece() -> MayGoOn:
    """Time for one piece and no more."""
    answers = iter([True])
    return lambda: next(answers, False)


CANDLES = random_candles(6_000, seed=9)


@pytest.mark.parametrize(("name", "period"), [("CCI", 400), ("AVGDEV", 700), ("HT_SINE", None)])
def test_pieces_equal_the_whole(name: str, period: int | None) -> None:
    spec = library_specs()[name]
    values = spec.checked({} if period is None else {"timeperiod": period})
    series = CandleSeries(Interval.M1)
    series.merge(CANDLES)
    live = LiveIndicator(LibraryReckoning(spec, values), len(spec.outputs))
    looks = 0
    while live.refresh(series, one_piece()):
        looks += 1
        if looks == 2:
            assert live.pending
            assert np.isnan(live.view()[0, -1])
    assert looks > 5
    columns = series.view()
    inputs = [columns.high, columns.low, columns.close] if name == "CCI" else [columns.close]
    answer = batch(name)(*inputs, **({} if period is None else {"timeperiod": period}))
    whole = np.array(answer if isinstance(answer, tuple) else (answer,))
    assert np.array_equal(live.view(), whole, equal_nan=True)


def test_a_quick_function_is_not_taken_in_pieces() -> None:
    spec = library_specs()["EMA"]
    reckoning = LibraryReckoning(spec, spec.checked({"timeperiod": 200}))
    assert reckoning.piece(100_000) == 100_000


def test_a_warm_up_is_absent_for_whole_numbers_too() -> None:
    spec = library_specs()["CDLDOJI"]
    series = CandleSeries(Interval.M1)
    series.merge(CANDLES[:50])
    live = LiveIndicator(LibraryReckoning(spec, {}), 1)
    live.refresh(series, lambda: True)
    assert np.isnan(live.view()[0, :10]).all()
    assert np.isfinite(live.view()[0, 10:]).all()


def test_without_time_nothing_long_is_begun_but_a_new_bar_is_taken() -> None:
    spec = library_specs()["SMA"]
    live = LiveIndicator(LibraryReckoning(spec, spec.checked({"timeperiod": 3})), 1)
    series = CandleSeries(Interval.M1)
    series.merge(CANDLES[:400])
    live.refresh(series, lambda: False)
    assert [live.pending, np.isnan(live.view()).all()] == [True, True]
    live.refresh(series, lambda: True)
    series.merge(CANDLES[400:402])
    live.refresh(series, lambda: False)
    assert [live.pending, np.isfinite(live.view()[0, -1])] == [False, True]


def test_another_series_starts_over() -> None:
    spec = library_specs()["SMA"]
    live = LiveIndicator(LibraryReckoning(spec, spec.checked({"timeperiod": 3})), 1)
    for candles in (CANDLES[:40], CANDLES[100:120]):
        series = CandleSeries(Interval.M1)
        series.merge(candles)
        before = live.history_version
        live.refresh(series, lambda: True)
        assert live.history_version > before
        expected = batch("SMA")(series.view().close, timeperiod=3)
        assert np.array_equal(live.view()[0], expected, equal_nan=True)


def test_a_tick_leaves_the_history_version_alone() -> None:
    spec = library_specs()["OBV"]
    live = LiveIndicator(LibraryReckoning(spec, spec.checked({})), 1)
    series = CandleSeries(Interval.M1)
    series.merge(CANDLES[:40])
    live.refresh(series, lambda: True)
    history, version = live.history_version, live.version
    series.merge([CANDLES[39]._replace(volume=CANDLES[39].volume + 1)])
    assert live.refresh(series, lambda: True)
    assert live.history_version == history
    assert live.version == version + 1
