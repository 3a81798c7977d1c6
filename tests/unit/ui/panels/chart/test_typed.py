"""Tests for `ui/panels/chart/typed.py`."""

from decimal import Decimal

import pytest

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec, BuiltInterval, TradeBars, TradeKind
from terminal_app.ui.panels.chart.typed import Typed, typed


def after(text: str) -> Typed:
    now = Typed()
    for letter in text:
        now = typed(now, letter)
    return now


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("1", Interval.M1),
        ("5", Interval.M5),
        ("15", Interval.M15),
        ("h", Interval.H1),
        ("4", Interval.H4),
        ("12h", Interval.H12),
        ("D", Interval.D1),
        ("1w", Interval.W1),
        ("2", BuiltInterval(Interval.M1, 2)),
        ("8h", BuiltInterval(Interval.H4, 2)),
        ("500t", TradeBars(TradeKind.TICK, Decimal(500))),
        ("0.5v", TradeBars(TradeKind.VOLUME, Decimal("0.5"))),
        ("999999", None),
    ],
)
def test_a_number_and_a_unit_name_bars(text: str, spec: BarSpec | None) -> None:
    assert after(text).spec == spec
    assert not after(text).search


@pytest.mark.parametrize("text", ["b", "do", "1i", "1000p", "5hx", "m"])
def test_anything_else_begins_a_search(text: str) -> None:
    assert after(text).search == text.upper()
    assert after(text).text == ""
