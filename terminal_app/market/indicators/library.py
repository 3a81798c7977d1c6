"""TA-Lib's functions as indicators of the catalogue. The library is loaded when it is first asked for.

Names, groups, outputs and usual values come from the library's own description. It does not tell the ranges
of the parameters, nor everything about the drawing: that is written here, and a test holds it against it.
"""

from functools import cache
from typing import TYPE_CHECKING

from terminal_app.market.indicators.spec import (
    SOURCE,
    SOURCES,
    Draw,
    Output,
    Parameter,
    Place,
    Spec,
)

if TYPE_CHECKING:
    from talib.abstract import Info

MOST_BARS = 5_000
"""The longest period that can be chosen."""
AVERAGES = {
    "SMA": 0,
    "EMA": 1,
    "WMA": 2,
    "DEMA": 3,
    "TEMA": 4,
    "TRIMA": 5,
    "KAMA": 6,
    "MAMA": 7,
    "T3": 8,
    "HMA": 9,
    "none": 10,
    "ZLEMA": 12,
    "RMA": 13,
}
"""The moving averages that a function can be told to use, with the library's numbers."""
LEFT_OUT = {
    # It wants a second series that says how long the average of each bar is; candles have none.
    "MAVP",
}

_PATTERNS = "Pattern Recognition"
_GROUPS = {_PATTERNS: "Candle patterns", "Overlap Studies": "Averages and bands"}
_FROM_TWO = ("fastperiod", "slowperiod", "firstperiod", "secondperiod", "stddevperiod")
_TIMEPERIOD_FROM_ONE = frozenset(
    {
        "ERI", "MINUS_DI", "MINUS_DM", "MOM", "PLUS_DI", "PLUS_DM", "QSTICK", "ROC", "ROCP", "ROCR",
        "ROCR100", "TRIX", "VORTEX", "DEMA", "EMA", "HMA", "KAMA", "MA", "RMA", "SMA", "T3",
        "TEMA", "TRIMA", "VWMA", "WMA", "ZLEMA", "BETA", "CORREL", "VAR", "ADR", "ATR", "NATR",
        "RVI", "EFI", "RVOL",
    }
)  # fmt: skip
_SIGNAL_FROM_TWO = ("AC", "SMI")
# Name -> least, greatest, step. A multiple of a deviation or of an acceleration has no end of its own.
_REALS = {
    "fastlimit": (0.01, 0.99, 0.01),
    "slowlimit": (0.01, 0.99, 0.01),
    "vfactor": (0.0, 1.0, 0.05),
    "percentile": (0.0, 100.0, 5.0),
    "nbdev": (-100.0, 100.0, 0.5),
    "nbdevup": (-100.0, 100.0, 0.5),
    "nbdevdn": (-100.0, 100.0, 0.5),
    "multiplier": (0.0, 100.0, 0.5),
    "penetration": (0.0, 10.0, 0.1),
    # Its sign says whether the first position is long; as a price it is as large as prices are.
    "startvalue": (-1e9, 1e9, 1.0),
}
_OF_AN_ACCELERATION = (0.0, 10.0, 0.01)
_TITLES = {
    SOURCE: "Source",
    "first": "First source",
    "second": "Second source",
    "timeperiod": "Period",
    "timeperiod1": "First period",
    "timeperiod2": "Second period",
    "timeperiod3": "Third period",
    "fastperiod": "Fast period",
    "slowperiod": "Slow period",
    "signalperiod": "Signal period",
    "firstperiod": "First smoothing",
    "secondperiod": "Second smoothing",
    "stddevperiod": "Deviation period",
    "atrperiod": "ATR period",
    "wmaperiod": "WMA period",
    "rocperiod": "ROC period",
    "roc1period": "First ROC period",
    "roc2period": "Second ROC period",
    "leftbars": "Bars to the left",
    "rightbars": "Bars to the right",
    "fastk_period": "Fast %K period",
    "fastd_period": "Fast %D period",
    "slowk_period": "Slow %K period",
    "slowd_period": "Slow %D period",
    "matype": "Average",
    "fastmatype": "Fast average",
    "slowmatype": "Slow average",
    "signalmatype": "Signal average",
    "fastd_matype": "Fast %D average",
    "slowk_matype": "Slow %K average",
    "slowd_matype": "Slow %D average",
    "nbdev": "Deviations",
    "nbdevup": "Deviations up",
    "nbdevdn": "Deviations down",
    "fastlimit": "Fast limit",
    "slowlimit": "Slow limit",
    "vfactor": "Volume factor",
    "percentile": "Percentile",
    "multiplier": "Multiplier",
    "penetration": "Penetration",
    "acceleration": "Acceleration",
    "maximum": "Greatest acceleration",
    "startvalue": "Start value",
    "offsetonreverse": "Offset on reverse",
    "accelerationinitlong": "First acceleration, long",
    "accelerationlong": "Acceleration, long",
    "accelerationmaxlong": "Greatest acceleration, long",
    "accelerationinitshort": "First acceleration, short",
    "accelerationshort": "Acceleration, short",
    "accelerationmaxshort": "Greatest acceleration, short",
}
_OUTPUT_TITLES = {
    "macd": "MACD",
    "macdsignal": "Signal",
    "macdhist": "Histogram",
    "smi": "SMI",
    "smisignal": "Signal",
    "upperband": "Upper",
    "middleband": "Middle",
    "lowerband": "Lower",
    "slowk": "%K",
    "slowd": "%D",
    "fastk": "%K",
    "fastd": "%D",
    "aroondown": "Down",
    "aroonup": "Up",
    "bullpower": "Bulls",
    "bearpower": "Bears",
    "swinghigh": "High",
    "swinglow": "Low",
    "plusvi": "VI+",
    "minusvi": "VI−",
    "inphase": "In phase",
    "leadsine": "Lead sine",
    "minidx": "Lowest",
    "maxidx": "Highest",
    "mama": "MAMA",
    "fama": "FAMA",
    "haopen": "Open",
    "hahigh": "High",
    "halow": "Low",
    "haclose": "Close",
}
_BANDS = ("upperband", "lowerband")
_DOTTED = ("SAR", "SAREXT")
# A distance, though the library calls it of the price's own scale.
_NOT_OVER_PRICES = ("AVGDEV",)
# The side of the trend as 1 and −1 has no place among prices.
_NOT_SHOWN = (("SUPERTREND", "trend"),)
# What the library calls an input that may be any column, and the parameter that chooses it.
_CHOSEN = {"price": SOURCE, "price0": "first", "price1": "second"}
_SCALE_OF_INPUT = "Output scale same as input"


@cache
def library_specs() -> dict[str, Spec]:
    """Every function by its name, in the library's order."""
    from talib import abstract, get_functions

    return {name: _spec(abstract.Function(name).info) for name in get_functions() if name not in LEFT_OUT}


def columns_of(name: str) -> tuple[str, ...]:
    """The columns that a function takes, in order; one that can be chosen is called as its parameter is."""
    from talib import abstract

    names: list[str] = []
    for kind, columns in abstract.Function(name).info["input_names"].items():
        if isinstance(columns, str):
            names.append(_CHOSEN[kind])
        else:
            names += columns
    return tuple(names)


def _spec(info: "Info") -> Spec:
    name, flags = info["name"], info["function_flags"] or []
    over = _SCALE_OF_INPUT in flags and name not in _NOT_OVER_PRICES
    parameters = [
        _average(key, value) if key.endswith("matype") else _number(name, key, value)
        for key, value in info["parameters"].items()
    ]
    parameters += [
        Parameter(_CHOSEN[kind], _TITLES[_CHOSEN[kind]], column, choices=SOURCES)
        for kind, column in info["input_names"].items()
        if isinstance(column, str)
    ]
    one = len(info["output_flags"]) == 1
    outputs = [_output(info, key, drawn, alone=one) for key, drawn in info["output_flags"].items()]
    return Spec(
        name,
        info["display_name"],
        _GROUPS.get(info["group"], info["group"]),
        tuple(parameters),
        tuple(outputs),
        Place.PRICE if over else Place.OWN,
    )


def _number(function: str, name: str, default: float) -> Parameter:
    title = _TITLES[name]
    if isinstance(default, int):
        return Parameter(name, title, default, _least(function, name), MOST_BARS)
    return Parameter(name, title, default, *_REALS.get(name, _OF_AN_ACCELERATION))


def _least(function: str, name: str) -> int:
    if name == "timeperiod":
        return 1 if function in _TIMEPERIOD_FROM_ONE else 2
    if name == "signalperiod":
        return 2 if function in _SIGNAL_FROM_TWO else 1
    return 2 if name in _FROM_TWO else 1


def _average(name: str, default: float) -> Parameter:
    usual = next(title for title, number in AVERAGES.items() if number == default)
    return Parameter(name, _TITLES[name], usual, choices=tuple(AVERAGES))


def _output(info: "Info", name: str, flags: list[str], *, alone: bool) -> Output:
    function = info["name"]
    if function in _DOTTED:
        draw = Draw.DOTS
    elif "Histogram" in flags or info["group"] == _PATTERNS or function == "FRACTAL":
        draw = Draw.HISTOGRAM
    else:
        draw = Draw.LINE
    return Output(
        name,
        "" if alone else _OUTPUT_TITLES.get(name, name.capitalize()),
        draw,
        shown=(function, name) not in _NOT_SHOWN,
        faint=name in _BANDS,
    )
