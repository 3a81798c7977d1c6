"""Money arithmetic: exact, rounded towards less risk, printed plainly, and deaf to clever texts."""

from decimal import Decimal, getcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import (
    BadNumberError,
    ceil_to,
    decimals_of,
    divide,
    floor_to,
    is_multiple,
    parse_decimal,
    plain,
    round_places,
    trimmed,
)

D = Decimal

values = st.decimals(min_value=D("-1e12"), max_value=D("1e12"), places=10)
steps = st.sampled_from(
    [D(text) for text in ("0.00000001", "0.0005", "0.01", "0.1", "0.25", "1", "5", "100")]
)


@pytest.mark.parametrize("text", ["0", "1", "-12.50", "0.00000001", "1" * 40])
def test_parse_takes_plain_decimals(text: str) -> None:
    assert parse_decimal(text) == D(text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1e5", "1E-8", "+1", "1.", ".5", "NaN", "Infinity", "1_000", "1,5", "٣", "1" * 41, "1\n"],
)
def test_parse_refuses_everything_else(text: str) -> None:
    with pytest.raises(BadNumberError) as caught:
        parse_decimal(text)
    assert str(caught.value) == "not a plain decimal number"


@given(values)
def test_plain_never_uses_an_exponent_and_reads_back(value: Decimal) -> None:
    assert "E" not in plain(value)
    assert D(plain(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("1.50", "1.5"), ("100", "100"), ("0.00", "0"), ("1E-8", "0.00000001"), ("1E+3", "1000")],
)
def test_trimmed_drops_zeros_after_the_point_only(value: str, text: str) -> None:
    assert trimmed(D(value)) == text


@pytest.mark.parametrize(
    ("step", "places"), [("0.10", 1), ("5", 0), ("0.00000001", 8), ("1E+2", 0), ("0.25", 2), ("NaN", 0)]
)
def test_decimals_of_a_step(step: str, places: int) -> None:
    assert decimals_of(D(step)) == places


@given(values, steps)
def test_floor_is_the_greatest_multiple_not_above(value: Decimal, step: Decimal) -> None:
    floored = floor_to(value, step)
    assert is_multiple(floored, step)
    assert floored <= value < floored + step


@given(values, steps)
def test_ceil_is_the_smallest_multiple_not_below(value: Decimal, step: Decimal) -> None:
    ceiled = ceil_to(value, step)
    assert is_multiple(ceiled, step)
    assert ceiled - step < value <= ceiled


@given(values, steps)
def test_a_value_on_the_grid_stays(value: Decimal, step: Decimal) -> None:
    on_grid = floor_to(value, step)
    assert floor_to(on_grid, step) == ceil_to(on_grid, step) == on_grid


def test_the_grid_gives_the_decimals_of_the_step() -> None:
    assert plain(floor_to(D(1), D("0.10"))) == "1.0"
    assert plain(ceil_to(D("1.01"), D("0.5"))) == "1.5"


@pytest.mark.parametrize("step", ["0", "-1"])
def test_a_step_must_be_positive(step: str) -> None:
    with pytest.raises(ValueError, match="positive"):
        floor_to(D(1), D(step))


def test_round_places_is_half_even() -> None:
    assert [plain(round_places(D(text), 1)) for text in ("0.25", "0.35", "-0.25")] == ["0.2", "0.4", "-0.2"]


def test_divide_is_rounded_and_leaves_the_context_alone() -> None:
    before = getcontext().prec
    assert plain(divide(D(1), D(3))) == "0." + "3" * 28
    assert getcontext().prec == before
