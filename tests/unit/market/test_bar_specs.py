"""Every text of a bar spec means one thing, and is said the same way again."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import (
    BarSpec,
    BuiltInterval,
    TradeBars,
    TradeKind,
    long_name,
    parse_spec,
    short_name,
)

D = Decimal


@pytest.mark.parametrize(
    ("text", "spec"),
    [
        ("1m", Interval.M1),
        ("15", Interval.M15),
        ("60m", Interval.H1),
        ("h", Interval.H1),
        ("24H", Interval.D1),
        ("3d", Interval.D3),
        ("w", Interval.W1),
        ("1mo", Interval.MO1),
        ("2m", BuiltInterval(Interval.M1, 2)),
        ("7", BuiltInterval(Interval.M1, 7)),
        ("10m", BuiltInterval(Interval.M5, 2)),
        ("45m", BuiltInterval(Interval.M15, 3)),
        ("90m", BuiltInterval(Interval.M30, 3)),
        ("2h", BuiltInterval(Interval.H1, 2)),
        ("8h", BuiltInterval(Interval.H4, 2)),
        ("2D", BuiltInterval(Interval.D1, 2)),
        ("6d", BuiltInterval(Interval.D1, 6)),
        ("7d", BuiltInterval(Interval.D1, 7)),
        ("2w", BuiltInterval(Interval.W1, 2)),
        ("3mo", BuiltInterval(Interval.MO1, 3)),
        ("500t", TradeBars(TradeKind.TICK, D(500))),
        ("2.5v", TradeBars(TradeKind.VOLUME, D("2.5"))),
        ("40r", TradeBars(TradeKind.RANGE, D(40))),
    ],
)
def test_a_text_means_the_largest_candles_that_fit(text: str, spec: BarSpec) -> None:
    assert parse_spec(text) == spec


@pytest.mark.parametrize(
    "text", ["", "0m", "m5", "-5", "1.5m", "2.5t", "0v", "99999d", "13mo", "5x", "5 m", "+5m"]
)
def test_what_is_none_is_none(text: str) -> None:
    assert parse_spec(text) is None


@given(st.integers(1, 2_000), st.sampled_from(["m", "h", "d", "w", "mo", "t", "v", "r"]))
def test_a_spec_is_read_as_it_is_written(count: int, unit: str) -> None:
    spec = parse_spec(f"{count}{unit}")
    if spec is not None:
        assert parse_spec(spec.value) == spec
        assert short_name(spec)
        assert long_name(spec)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("45m", "45m", "45 minutes"),
        ("1h", "1H", "1 hour"),
        ("2d", "2D", "2 days"),
        ("3mo", "3M", "3 months"),
        ("500t", "500 ticks", "bars of 500 trades"),
        ("2.5v", "2.5 volume", "bars of 2.5 coins traded"),
        ("40r", "40 range", "bars 40 price steps high"),
        ("1v", "1 volume", "bars of 1 coin traded"),
    ],
)
def test_a_spec_has_a_short_and_a_long_name(text: str, short: str, long: str) -> None:
    spec = parse_spec(text)
    assert spec is not None
    assert (short_name(spec), long_name(spec)) == (short, long)
