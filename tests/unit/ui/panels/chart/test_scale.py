"""Price labels are round, on the tick and far enough apart."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import is_multiple
from terminal_app.ui.panels.chart.scale import PRICE_SPACING_PX, nearest_tick, price_levels, value_levels

D = Decimal


@given(
    st.floats(0.01, 1e5),
    st.floats(1e-6, 0.5),
    st.floats(60, 2_000),
    st.sampled_from([D("0.1"), D("0.00001"), D("0.5"), D(25)]),
)
def test_price_labels_are_on_the_tick_and_far_enough_apart(
    low: float, share: float, height: float, tick: Decimal
) -> None:
    high = low * (1 + share)
    prices = price_levels(low, high, height, tick)
    assert all(is_multiple(price, tick) for price in prices)
    assert all(low - 1e-9 <= float(price) <= high + 1e-9 for price in prices)
    if len(prices) > 1:
        pixels = float(prices[1] - prices[0]) / (high - low) * height
        assert pixels >= PRICE_SPACING_PX * 0.999


def test_price_labels_are_round() -> None:
    assert price_levels(63_480, 64_130, 480, D("0.1")) == [
        D("63500.0"),
        D("63600.0"),
        D("63700.0"),
        D("63800.0"),
        D("63900.0"),
        D("64000.0"),
        D("64100.0"),
    ]
    assert price_levels(5, 5, 100, D(1)) == []
    assert price_levels(1, 5, 0, D(1)) == []


def test_a_pixel_means_the_nearest_tick() -> None:
    assert nearest_tick(64_210.5499, D("0.1")) == D("64210.5")
    assert nearest_tick(0.0000123449, D("0.00000001")) == D("0.00001234")


@given(st.floats(-1e9, 1e9), st.floats(1e-9, 1e9), st.floats(60, 2_000))
def test_labels_of_values_are_far_enough_apart(low: float, whole: float, height: float) -> None:
    high = low + whole
    if not high - low > abs(low) * 1e-9:
        return
    values = [float(value) for value in value_levels(low, high, height)]
    assert all(low - whole * 1e-6 <= value <= high + whole * 1e-6 for value in values)
    if len(values) > 1:
        assert (values[1] - values[0]) / (high - low) * height >= PRICE_SPACING_PX * 0.99


@pytest.mark.parametrize(
    ("low", "high", "texts"),
    [(0.00012, 0.00031, ["0.00015", "0.00020", "0.00025", "0.00030"]), (-7, 8, ["-5", "0", "5"])],
)
def test_values_are_round(low: float, high: float, texts: list[str]) -> None:
    assert [f"{value:f}" for value in value_levels(low, high, 200)] == texts
