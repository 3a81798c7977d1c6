"""Bars become whole-pixel rectangles in the right place, one column each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries, Columns
from terminal_app.ui.panels.chart.geometry import Frame, candle_shapes, volume_shapes
from tests.helpers.market import random_candles

FRAME = Frame(width=800, height=500, left=0, spacing=8, group=1, low=0, high=100)
FOOT = FRAME._replace(high=10 / 0.16)
"""Volumes up to 10 fill the lowest 80 pixels."""


def columns(*bars: tuple[float, float, float, float, float]) -> Columns:
    rows = np.array([(index, *bar) for index, bar in enumerate(bars)], dtype=np.float64).T
    return Columns(*rows)


def test_a_rising_bar_is_a_body_and_a_wick() -> None:
    shapes = candle_shapes(columns((40, 80, 20, 60, 5)), 0, 1, FRAME)
    body, wick = shapes.up.tolist()
    assert body == [-2, 200, 2, 299]  # five pixels wide, from the close to the open
    assert wick == [0, 100, 0, 399]
    assert len(shapes.down) == 0


def test_volume_stands_on_the_lower_edge_in_the_colour_of_its_bar() -> None:
    rising, falling = columns((40, 80, 20, 60, 5)), columns((60, 80, 20, 40, 5))
    assert volume_shapes(rising, 0, 1, FOOT).up.tolist() == [[-2, 460, 2, 499]]
    assert volume_shapes(falling, 0, 1, FOOT).down.tolist() == [[-2, 460, 2, 499]]


def test_a_falling_bar_has_the_other_colour() -> None:
    shapes = candle_shapes(columns((60, 80, 20, 40, 5)), 0, 1, FRAME)
    assert (len(shapes.up), len(shapes.down)) == (0, 2)


def test_a_bar_without_movement_is_still_a_pixel_high() -> None:
    shapes = candle_shapes(columns((50, 50, 50, 50, 0)), 0, 1, FRAME)
    assert shapes.up[:, 3].tolist() == shapes.up[:, 1].tolist()


def test_no_volume_at_all_is_an_empty_rectangle() -> None:
    shapes = volume_shapes(columns((50, 51, 49, 50, 0)), 0, 1, FRAME._replace(high=1e-300))
    assert shapes.up[0, 1] > shapes.up[0, 3]


def test_prices_far_outside_stay_within_integers() -> None:
    shapes = candle_shapes(columns((1e300, 1e300, -1e300, -1e300, 1)), 0, 1, FRAME)
    assert np.abs(shapes.down).max() <= 10_500


@given(st.floats(0, 400), st.floats(2, 60), st.integers(0, 3))
def test_each_bar_has_a_column_of_its_own(left: float, spacing: float, level: int) -> None:
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(200))
    frame = FRAME._replace(left=left, spacing=spacing / 2**level, group=2**level)
    wicks = np.sort(np.concatenate(candle_shapes(series.view(), 0, 200, frame))[:, 0])
    volumes = np.concatenate(volume_shapes(series.view(), 0, 200, frame))
    ordered = volumes[np.argsort(volumes[:, 0])]
    assert (np.diff(np.unique(wicks)) >= 1).all()
    assert (ordered[1:, 0] > ordered[:-1, 2]).all()  # neighbours do not overlap


@given(st.floats(1e-6, 1e6), st.floats(1.001, 1e4), st.booleans(), st.floats(0, 1))
def test_a_pixel_and_a_value_are_one_place(low: float, ratio: float, log: bool, share: float) -> None:
    frame = FRAME._replace(low=low, high=low * ratio, log=log)
    value = frame.price_at(500 * share)
    assert low * 0.999999 <= value <= low * ratio * 1.000001
    assert frame.y_of(value) == pytest.approx(500 * share, abs=1e-3)
    assert frame.ys_of(np.array([value]))[0] == pytest.approx(frame.y_of(value), abs=1e-6)


def test_equal_ratios_are_equally_high_on_a_log_scale() -> None:
    frame = FRAME._replace(low=1, high=10_000, log=True)
    assert [frame.y_of(value) for value in (10_000, 1_000, 100, 10, 1)] == pytest.approx(
        [0, 125, 250, 375, 500]
    )


def test_what_cannot_be_logged_is_far_below() -> None:
    frame = FRAME._replace(low=1, high=10, log=True)
    assert frame.y_of(0) > 500
    assert frame.ys_of(np.array([-1.0, 0.0])).tolist() == [10_500, 10_500]


@pytest.mark.parametrize("bar", [(40, 80, 20, 60, 5), (50, 80, 50, 50, 5), (50, 50, 50, 50, 5)])
def test_a_narrow_candle_is_one_rectangle(bar: tuple[float, float, float, float, float]) -> None:
    narrow, wide = FRAME._replace(spacing=1.0), FRAME._replace(spacing=20.0)
    (rect,) = candle_shapes(columns(bar), 0, 1, narrow).up
    both = candle_shapes(columns(bar), 0, 1, wide).up
    assert (rect[1], rect[3]) == (both[:, 1].min(), both[:, 3].max())
    assert rect[0] == rect[2]
