"""What is written beside the library's description of its functions agrees with the library."""

import numpy as np
import pytest
import talib
from talib import abstract

from terminal_app.market.indicators.library import AVERAGES, LEFT_OUT, MOST_BARS, library_specs
from terminal_app.market.indicators.spec import BadParameterError, Draw, Parameter, Place, Spec, Value

NAMES = list(library_specs())


def call(spec: Spec, parameter: Parameter, value: Value) -> None:
    """Have the library itself judge a parameter, over a few random bars."""
    rng = np.random.default_rng(1)
    inputs: list[np.ndarray[tuple[int], np.dtype[np.float64]]] = []
    for columns in abstract.Function(spec.name).info["input_names"].values():
        inputs += [rng.random(8) + 1 for _ in ([columns] if isinstance(columns, str) else columns)]
    getattr(talib, spec.name)(*inputs, **{parameter.name: value})


def test_every_function_is_there_but_those_that_need_more_than_candles() -> None:
    assert set(NAMES) == set(talib.get_functions()) - LEFT_OUT
    assert len(NAMES) >= 200


@pytest.mark.parametrize("name", NAMES)
def test_the_library_takes_the_whole_range_of_every_parameter_and_nothing_below_it(name: str) -> None:
    spec = library_specs()[name]
    for parameter in spec.parameters:
        if isinstance(parameter.default, str):
            continue
        kind = type(parameter.default)
        call(spec, parameter, kind(parameter.low))
        call(spec, parameter, kind(parameter.high))
        if isinstance(parameter.default, int):
            with pytest.raises(Exception, match="TA_BAD_PARAM"):
                call(spec, parameter, int(parameter.low) - 1)


def test_every_average_can_be_chosen() -> None:
    spec = library_specs()["MA"]
    average = spec.parameter("matype")
    assert average is not None
    assert average.choices == tuple(AVERAGES)
    for number in AVERAGES.values():
        call(spec, average, number)


@pytest.mark.parametrize(
    ("name", "place"),
    [("EMA", Place.PRICE), ("RSI", Place.OWN), ("BBANDS", Place.PRICE), ("AVGDEV", Place.OWN)],
)
def test_stands_where_its_scale_is(name: str, place: Place) -> None:
    assert library_specs()[name].place is place


def test_what_is_made_of_volumes_has_a_pane_of_its_own() -> None:
    spec = library_specs()["SMA"]
    assert spec.place_with(spec.checked({"source": "volume"})) is Place.OWN
    assert spec.place_with(spec.checked({})) is Place.PRICE


def test_outputs_are_drawn_as_is_usual() -> None:
    specs = library_specs()
    assert [output.draw for output in specs["MACD"].outputs] == [Draw.LINE, Draw.LINE, Draw.HISTOGRAM]
    assert specs["SAR"].outputs[0].draw is Draw.DOTS
    assert specs["CDLDOJI"].outputs[0].draw is Draw.HISTOGRAM
    assert [output.shown for output in specs["SUPERTREND"].outputs] == [True, False]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"timeperiod": 0}, "Period: enter a whole number from 1 to 5,000."),
        ({"timeperiod": MOST_BARS + 1}, "Period: enter a whole number from 1 to 5,000."),
        ({"timeperiod": 2.5}, "Period: enter a whole number."),
        ({"timeperiod": "many"}, "Period: enter a number."),
        ({"timeperiod": True}, "Period: enter a number."),
        ({"timeperiod": float("nan")}, "Period: enter a number."),
        ({"source": "bid"}, "Source: choose one of close, open, high, low, hl2, hlc3, ohlc4, volume."),
        ({"periods": 3}, "EMA has no setting called periods."),
    ],
)
def test_a_bad_parameter_is_refused_in_plain_words(values: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadParameterError) as refused:
        library_specs()["EMA"].checked(values)
    assert str(refused.value) == sentence


def test_the_label_tells_periods_and_what_is_unusual() -> None:
    spec = library_specs()["BBANDS"]
    assert spec.label(spec.checked({})) == "BBANDS 20"
    assert spec.label(spec.checked({"nbdevup": 2.5, "matype": "EMA"})) == "BBANDS 20 2.5 EMA"
