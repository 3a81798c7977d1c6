"""Labels of the logarithmic and of the percent axis are round and far enough apart."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import is_multiple
from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.price_scale import log_levels, percent_of, percent_ticks
from terminal_app.ui.panels.chart.scale import PRICE_SPACING_PX

D = Decimal


def frame(low: float, high: float, height: float = 500, *, log: bool = True) -> Frame:
    return Frame(800, height, 0, 8, 1, low, high, log)


@given(
    st.floats(0.01, 1e5),
    st.floats(1.0001, 1e4),
    st.floats(100, 2_000),
    st.sampled_from([D("0.1"), D("0.00001"), D("0.5"), D(25)]),
)
def test_prices_on_a_log_axis_are_on_the_tick_and_apart(
    low: float, ratio: float, height: float, tick: Decimal
) -> None:
    one = frame(low, low * ratio, height)
    levels = log_levels(one, 1.0, tick)
    assert all(is_multiple(level, tick) for level in levels)
    ys = [one.y_of(float(level)) for level in levels]
    assert all(-1e-6 <= y <= height + 1e-6 for y in ys)
    assert all(above - below >= PRICE_SPACING_PX * 0.99 for above, below in pairwise(ys))


def test_steps_grow_with_the_prices() -> None:
    levels = log_levels(frame(1, 1_000, 600), 1.0, D("0.01"))
    assert levels == [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000]


def test_labels_fill_the_axis() -> None:
    one = frame(60_000, 66_000, 600)
    ys = [one.y_of(float(level)) for level in log_levels(one, 1.0, D("0.1"))]
    assert max(above - below for above, below in pairwise(ys)) < PRICE_SPACING_PX * 2.6


def test_twice_the_pixels_have_the_same_labels() -> None:
    assert log_levels(frame(60_000, 66_000, 600), 1.0, D(1)) == log_levels(
        frame(60_000, 66_000, 1_200), 2.0, D(1)
    )


def test_percents_are_counted_from_the_base() -> None:
    ticks = percent_ticks(frame(95, 110, 300, log=False), 1.0, 100.0)
    assert [tick.text for tick in ticks] == ["−5.00%", "0.00%", "+5.00%", "+10.00%"]
    zero = next(tick for tick in ticks if tick.text == "0.00%")
    assert zero.y == pytest.approx(200)
    assert percent_ticks(frame(95, 110, 300), 1.0, 0.0) == []


@pytest.mark.parametrize(("price", "text"), [(101.5, "+1.50%"), (100.0, "0.00%"), (50.0, "−50.00%")])
def test_a_price_is_told_in_percent(price: float, text: str) -> None:
    assert percent_of(price, 100.0) == text


def test_percent_of_nothing_is_unknown() -> None:
    assert percent_of(1.0, 0.0) == "—"
