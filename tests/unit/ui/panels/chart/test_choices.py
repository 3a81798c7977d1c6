"""Tests for `ui/panels/chart/choices.py`."""

import json

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.ui.panels.chart.choices import AT_MOST, IntervalChoices
from tests.helpers.examples import PERP_ID, SPOT_ID


def test_each_instrument_has_its_interval_and_a_new_one_the_last_choice() -> None:
    choices = IntervalChoices()
    assert choices.of(PERP_ID) is Interval.M1
    choices.choose(PERP_ID, Interval.H4)
    assert choices.of(SPOT_ID) is Interval.H4
    choices.choose(SPOT_ID, Interval.D1)
    assert choices.of(PERP_ID) is Interval.H4


def test_what_is_remembered_survives_json_and_rubbish_is_passed_over() -> None:
    choices = IntervalChoices()
    choices.choose(PERP_ID, Interval.H4)
    saved = json.loads(json.dumps(dict(choices.remember())))
    other = IntervalChoices()
    other.recall(saved)
    assert other.of(PERP_ID) is Interval.H4
    other.recall({"interval": 7, "intervals": {"usdt-futures:BTCUSDT": "2x", "x": None}})
    assert other.of(PERP_ID) is Interval.H4
    other.recall({"intervals": "none"})
    assert other.of(SPOT_ID) is Interval.H4


def test_only_so_many_are_kept() -> None:
    choices = IntervalChoices()
    for number in range(AT_MOST + 5):
        choices.choose(InstrumentId(ProductType.SPOT, f"C{number}"), Interval.H1)
    choices.choose(None, Interval.D1)
    assert choices.of(InstrumentId(ProductType.SPOT, "C4")) is Interval.D1
    assert choices.of(InstrumentId(ProductType.SPOT, "C5")) is Interval.H1
