"""Tests for `ui/panels/chart/drawings/properties.py`: what is typed into the dialog of a drawing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import TradeBars, TradeKind
from terminal_app.ui.panels.chart.drawings.properties import (
    NO_LIMIT,
    BadPropertyError,
    length_of,
    levelled,
    levels_text,
    limited,
    limits,
    price_names,
    priced,
    sized_as,
    span_text,
)
from terminal_app.ui.panels.chart.drawings.values import (
    EVERYWHERE,
    LEVELS_AT_MOST,
    Anchor,
    Drawing,
    Span,
    Tool,
)
from tests.helpers.ui_samples import BTC_PERP, RULES

RULE = RULES[BTC_PERP]
D = Decimal
POINTS = (Anchor(0.0, D(100)), Anchor(60_000.0, D(120)), Anchor(60_000.0, D(90)))


def of(tool: Tool) -> Drawing:
    return Drawing(tool, POINTS[: tool.anchors])


@pytest.mark.parametrize("tool", list(Tool))
def test_every_price_has_a_name(tool: Tool) -> None:
    assert len(price_names(tool)) == (0 if tool is Tool.VERTICAL else tool.anchors)


def test_a_price_is_typed_exactly_and_a_position_stays_one() -> None:
    one = priced(of(Tool.TREND), 1, "121.5", RULE)
    assert one.anchors == (POINTS[0], Anchor(60_000.0, D("121.5")))
    long = priced(of(Tool.LONG), 2, "110", RULE)
    assert long.anchors[2].price == D("99.9")
    for text, why in (("121.55", "steps of 0.1"), ("0", "above zero"), ("much", "does not belong")):
        with pytest.raises(BadPropertyError, match=why):
            priced(of(Tool.TREND), 0, text, RULE)


def test_levels_are_sorted_once_each_and_nothing_means_the_usual_ones() -> None:
    one = levelled(of(Tool.FIBONACCI), "1 0.5, 61.8%;0.5 -0.272")
    assert one.levels == (D("-0.272"), D("0.5"), D("0.618"), D(1))
    assert levels_text(one) == "-0.272, 0.5, 0.618, 1"
    assert levelled(one, " ").levels == ()
    assert levels_text(of(Tool.EXTENSION)) == "0, 0.382, 0.618, 1, 1.272, 1.618, 2.618"
    assert levelled(one, levels_text(of(Tool.FIBONACCI))).levels == ()


@pytest.mark.parametrize("text", ["half", "0.5 21", " ".join(f"0.{n}1" for n in range(LEVELS_AT_MOST + 1))])
def test_what_is_no_level_says_so(text: str) -> None:
    with pytest.raises(BadPropertyError):
        levelled(of(Tool.FIBONACCI), text)


def test_a_size_is_rounded_down_to_the_step_and_nothing_is_none() -> None:
    one = sized_as(of(Tool.LONG), "0.0509", RULE)
    assert one.size == D("0.050")
    assert sized_as(one, "", RULE).size is None
    for text in ("0", "-1", "much"):
        with pytest.raises(BadPropertyError, match="This is no size"):
            sized_as(one, text, RULE)


def test_bars_of_trades_are_the_shortest() -> None:
    assert length_of(TradeBars(TradeKind.TICK, D(500))) == 0
    assert length_of(Interval.H4) == 4 * 3_600_000


@pytest.mark.parametrize(
    ("span", "text", "inside", "outside"),
    [
        (EVERYWHERE, "all bars", Interval.M1, None),
        (Span(None, Interval.H4.ms), "4H and shorter", Interval.H4, Interval.D1),
        (Span(Interval.H1.ms, None), "1H and longer", Interval.W1, Interval.M30),
        (Span(Interval.M5.ms, Interval.H1.ms), "5m to 1H", Interval.M15, Interval.M1),
        (Span(Interval.D1.ms, Interval.D1.ms), "1D only", Interval.D1, Interval.H12),
        (Span(7 * 60_000, None), "7m and longer", Interval.M15, Interval.M5),
    ],
)
def test_on_which_bars_a_drawing_is_shown(
    span: Span, text: str, inside: Interval, outside: Interval | None
) -> None:
    assert span_text(span) == text
    assert span.has(inside.ms)
    assert outside is None or not span.has(outside.ms)


def test_limits_that_are_turned_around_are_put_right() -> None:
    one = limited(of(Tool.TREND), Interval.D1.ms, Interval.H1.ms)
    assert one == replace(of(Tool.TREND), span=Span(Interval.H1.ms, Interval.D1.ms))
    assert limited(one, None, None).span == EVERYWHERE


def test_a_limit_is_any_interval_of_the_venue_or_what_was_set() -> None:
    assert limits(None)[:2] == [(NO_LIMIT, None), ("1m", 60_000)]
    assert ("7m", 7 * 60_000) in limits(7 * 60_000)
    assert ("Bars of trades", 0) in limits(0)
