"""The numbers of a planned position are exact and stay on their sides."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.drawings.plan import Plan, from_two, kept_apart, texts
from tests.helpers.examples import PERP

TICK = Decimal("0.1")
LONG = Plan(True, Decimal(100), Decimal(106), Decimal(98), Decimal("0.5"))
prices = st.integers(10, 100_000).map(lambda ticks: ticks * TICK)


def test_risk_reward_and_multiple_of_a_long() -> None:
    assert (LONG.risk, LONG.reward, LONG.multiple) == tuple(map(Decimal, (2, 6, 3)))
    assert LONG.share(LONG.risk) == Decimal("0.02")
    assert LONG.money(LONG.reward) == 3
    assert LONG._replace(size=None).money(LONG.reward) is None


def test_a_short_has_the_same_distances() -> None:
    short = Plan(False, Decimal(100), Decimal(94), Decimal(102))
    assert (short.risk, short.reward, short.multiple) == tuple(map(Decimal, (2, 6, 3)))


def test_without_risk_there_is_no_multiple() -> None:
    assert LONG._replace(stop=LONG.entry).multiple is None


def test_the_texts_of_a_long_with_a_size() -> None:
    made = texts(LONG, PERP)
    plain = [text.replace("\u2009", "") for text in made]
    assert plain == [
        "Target 106.0 (+6.00%) +3.00 USDT · 3.00R",
        f"Long 0.5000 {PERP.base} 100.0 · risk 2.0 · reward 6.0",
        "Stop 98.0 (−2.00%) −1.00 USDT · −1R",
    ]


def test_the_texts_of_a_short_without_a_size() -> None:
    made = texts(Plan(False, Decimal(100), Decimal(94), Decimal(102)), PERP)
    assert made.target == "Target 94.0 (+6.00%) · 3.00R"
    assert made.entry == "Short 100.0 · risk 2.0 · reward 6.0"
    assert made.stop == "Stop 102.0 (−2.00%) · −1R"


@pytest.mark.parametrize(
    ("long", "second", "target", "stop"),
    [
        (True, "98", "104", "98"),
        (True, "104", "104", "98"),
        (False, "102", "96", "102"),
        (False, "96", "96", "102"),
        (True, "100", "100.2", "99.9"),
        (False, "100", "99.8", "100.1"),
    ],
)
def test_a_second_price_is_the_stop_or_on_the_other_side_the_target(
    long: bool, second: str, target: str, stop: str
) -> None:
    made = from_two(long=long, entry=Decimal(100), second=Decimal(second), tick=TICK)
    assert (made.target, made.stop) == (Decimal(target), Decimal(stop))


@given(st.booleans(), prices, prices, prices)
def test_a_plan_is_kept_in_order_and_on_the_tick(
    long: bool, entry: Decimal, target: Decimal, stop: Decimal
) -> None:
    made = kept_apart(Plan(long, entry, target, stop), TICK)
    low, high = (made.stop, made.target) if long else (made.target, made.stop)
    assert low < made.entry < high
    assert made.entry == entry
    assert kept_apart(made, TICK) == made


@given(st.booleans(), prices, prices)
def test_a_plan_of_two_prices_is_one(long: bool, entry: Decimal, second: Decimal) -> None:
    made = from_two(long=long, entry=entry, second=second, tick=TICK)
    assert kept_apart(made, TICK) == made
    assert made.risk % TICK == 0
    assert second in (made.stop, made.target) or second == entry
