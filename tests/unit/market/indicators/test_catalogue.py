"""Every indicator can be found and put to work, and loading the library waits until somebody asks."""

import subprocess
import sys

import numpy as np
import pytest

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.market.indicators.catalogue import OURS, Gathered, catalogue, find, live_indicator, spec_of
from terminal_app.market.indicators.profile import VOLUME_PROFILE
from terminal_app.market.indicators.spec import BadParameterError
from tests.helpers.market import random_candles

LAZY = """
import sys
import terminal_app.ui.main_window
import terminal_app.market.indicators.catalogue
print("talib" in sys.modules)
"""


def test_the_window_does_not_load_the_library() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LAZY], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "False"


def test_ours_come_first_and_names_are_unique() -> None:
    names = list(catalogue())
    assert names[: len(OURS)] == [spec.name for spec in OURS]
    assert len(names) == len(set(names)) >= 206


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("ema", "EMA"),
        ("EMA", "EMA"),
        ("session", "SESSION_VWAP"),
        ("anchored vwap", "ANCHORED_VWAP"),
        ("bollinger", "BBANDS"),
        ("profile", "VOLUME_PROFILE"),
        ("relative strength", "RSI"),
        ("open interest", "OPEN_INTEREST"),
    ],
)
def test_is_found_by_what_one_types(words: str, first: str) -> None:
    assert find(words)[0].name == first


def test_nothing_typed_finds_everything_and_nonsense_nothing() -> None:
    assert [spec.name for spec in find("")] == list(catalogue())
    assert find("no such thing") == []


def test_an_unknown_name_is_said_in_plain_words() -> None:
    with pytest.raises(BadParameterError, match=r"There is no indicator called XYZ in this version\."):
        spec_of("XYZ")


@pytest.mark.parametrize("name", [name for name in catalogue() if name != VOLUME_PROFILE.name])
def test_every_one_works_with_its_usual_settings(name: str) -> None:
    spec = spec_of(name)
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(300))
    live = live_indicator(spec, spec.checked({}), Gathered(), str)
    assert live.refresh(series, lambda: True)
    assert live.view().shape == (len(spec.outputs), 300)
    assert not np.isinf(live.view()).any()
    assert not live.refresh(series, lambda: True)
