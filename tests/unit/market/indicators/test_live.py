"""Every value of a live indicator equals the reckoning of the whole history, whatever happened before."""

from collections.abc import Mapping

import numpy as np
import pytest
import talib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_app.core.market import Candle, Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.indicators.library import AVERAGES, columns_of, library_specs
from terminal_app.market.indicators.library_reckoning import LibraryReckoning
from terminal_app.market.indicators.live import LiveIndicator
from terminal_app.market.indicators.reckoning import MayGoOn, Rows, column
from terminal_app.market.indicators.spec import Spec, Value
from tests.helpers.market import D, random_candles

NAMES = list(library_specs())
WALK = random_candles(420, seed=7)
# A market that stands still, and one that moves by whole steps, both with bars in which nothing is traded.
STILL = [
    one._replace(open=D(100), high=D(100), low=D(100), close=D(100), volume=D(at % 3))
    for at, one in enumerate(WALK)
]
STEPS = [
    one._replace(
        open=D(100 + at % 7), high=D(107), low=D(98), close=D(100 + at % 5), volume=one.volume * (at % 2)
    )
    for at, one in enumerate(WALK)
]
HISTORIES = [WALK, STILL, STEPS]


def whole(spec: Spec, values: Mapping[str, Value], series: CandleSeries) -> Rows:
    """What the library's plain function says of everything that a series holds."""
    columns = series.view()
    inputs = [
        column(columns, str(values.get(name, name)), 0, series.length) for name in columns_of(spec.name)
    ]
    parameters = {
        name: AVERAGES[value] if isinstance(value, str) else value
        for name, value in values.items()
        if not isinstance(value, str) or "matype" in name
    }
    answers = getattr(talib, spec.name)(*inputs, **parameters)
    function = talib.abstract.Function(spec.name)
    function.parameters = parameters
    rows = []
    for answer in answers if isinstance(answers, tuple) else (answers,):
        row = answer.astype(np.float64)
        if answer.dtype == np.int32:
            row[: function.lookback] = np.nan
        row[~np.isfinite(row)] = np.nan
        rows.append(row)
    return np.array(rows)


def one_piece() -> MayGoOn:
    """Time for one piece and no more."""
    answers = iter([True])
    return lambda: next(answers, False)


def grown(bar: Candle, step: int) -> Candle:
    """The bar a moment later: another close, perhaps another high or low, more volume."""
    close = (bar.high, bar.low, bar.open, bar.close * 2 - bar.open)[step % 4]
    return bar._replace(
        high=max(bar.high, close), low=min(bar.low, close), close=close, volume=bar.volume + step % 3
    )


def parameter_values(spec: Spec, data: st.DataObject) -> dict[str, Value]:
    """Parameters anywhere in their range, but with periods that a short history can meet."""
    chosen: dict[str, Value] = {}
    for parameter in spec.parameters:
        if parameter.choices:
            chosen[parameter.name] = data.draw(st.sampled_from(parameter.choices))
        elif isinstance(parameter.default, int):
            chosen[parameter.name] = data.draw(st.integers(int(parameter.low), 40))
        else:
            chosen[parameter.name] = data.draw(st.floats(parameter.low, parameter.high))
    return chosen


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_equals_the_whole_reckoning_after_anything(name: str, data: st.DataObject) -> None:
    spec = library_specs()[name]
    usual = data.draw(st.booleans())
    values = spec.checked({}) if usual else parameter_values(spec, data)
    candles = HISTORIES[data.draw(st.integers(0, len(HISTORIES) - 1))]
    series = CandleSeries(Interval.M1)
    live = LiveIndicator(LibraryReckoning(spec, values), len(spec.outputs))
    newest = data.draw(st.integers(0, 300))
    oldest = data.draw(st.integers(0, newest))
    series.merge(candles[oldest:newest])
    for action in data.draw(st.lists(st.sampled_from(["tick", "bars", "older", "look"]), max_size=12)):
        amount = data.draw(st.integers(1, 30))
        if action == "bars":
            series.merge(candles[newest : newest + amount])
            newest = min(len(candles), newest + amount)
        elif action == "older":
            series.merge(candles[max(0, oldest - amount) : oldest])
            oldest = max(0, oldest - amount)
        elif action == "tick" and newest > oldest:
            series.merge([grown(candles[newest - 1], amount)])
        else:
            live.refresh(series, lambda: True)
    while live.refresh(series, one_piece()):
        pass
    expected = whole(spec, values, series) if series.length else np.empty((len(spec.outputs), 0))
    assert not live.pending
    assert np.array_equal(live.view(), expected, equal_nan=True), (name, values)
