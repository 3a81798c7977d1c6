"""Five indicators over a long history, reckoned whole and kept up with a tick."""

import time
from collections.abc import Mapping

import numpy as np

from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.indicators.catalogue import Gathered, live_indicator, spec_of
from terminal_app.market.indicators.live import LiveIndicator
from tests.helpers.market import random_candles
from tests.perf.side import serve

FIVE: Mapping[str, Mapping[str, object]] = {
    "EMA": {"timeperiod": 200},
    "RSI": {},
    "BBANDS": {},
    "MACD": {},
    "OBV": {},
}


def _series(count: int) -> tuple[CandleSeries, Candle]:
    candles = random_candles(count)
    series = CandleSeries(Interval.M1)
    series.merge(candles)
    return series, candles[-1]


def _five() -> list[LiveIndicator]:
    specs = [(spec_of(name), values) for name, values in FIVE.items()]
    return [live_indicator(spec, spec.checked(values), Gathered(), str) for spec, values in specs]


def whole(count: int) -> dict[str, float]:
    """Time to reckon all five over so many candles, in ms."""
    series, _last = _series(count)
    five = _five()
    started = time.perf_counter_ns()
    for live in five:
        live.refresh(series, lambda: True)
    return {"ms": (time.perf_counter_ns() - started) / 1e6}


def plain(count: int) -> dict[str, float]:
    """Time of the library's own functions over the same candles, in ms."""
    import talib

    columns = _series(count)[0].view()
    functions = [
        (getattr(talib, name), (columns.close, columns.volume) if name == "OBV" else (columns.close,), values)
        for name, values in FIVE.items()
    ]
    started = time.perf_counter_ns()
    for function, inputs, values in functions:
        function(*inputs, **values)
    return {"ms": (time.perf_counter_ns() - started) / 1e6}


def tick(count: int, rounds: int) -> dict[str, float]:
    """Time to bring all five up to date after a tick, in ms; the values are checked too."""
    series, last = _series(count)
    five = _five()
    for live in five:
        live.refresh(series, lambda: True)
    spent = 0
    for number in range(rounds):
        series.merge([last._replace(close=last.low, volume=last.volume + number + 1)])
        started = time.perf_counter_ns()
        for live in five:
            live.refresh(series, lambda: True)
        spent += time.perf_counter_ns() - started
    for live, fresh in zip(five, _five(), strict=True):
        fresh.refresh(series, lambda: True)
        if not np.array_equal(live.view(), fresh.view(), equal_nan=True):
            raise RuntimeError("a live value differs from the whole reckoning")
    return {"ms": spent / 1e6 / rounds}


if __name__ == "__main__":
    serve({"whole": whole, "plain": plain, "tick": tick})
