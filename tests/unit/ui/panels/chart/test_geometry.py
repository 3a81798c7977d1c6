"""Bars become whole-pixel rectangles in the right place, one column each."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries, Columns
from terminal_app.ui.panels.chart.geometry import VOLUME_SHARE, BarShapes, Frame, bar_shapes, bounds
from tests.helpers.market import random_candles

FRAME = Frame(width=800, height=500, left=0, spacing=8, group=1, low=0, high=100, volume_top=10)


def columns(*bars: tuple[float, float, float, float, float]) -> Columns:
    rows = np.array([(index, *bar) for index, bar in enumerate(bars)], dtype=np.float64).T
    return Columns(*rows)


def test_a_rising_bar_is_a_body_a_wick_and_a_volume() -> None:
    shapes = bar_shapes(columns((40, 80, 20, 60, 5)), 0, 1, FRAME)
    body, wick = shapes.up.tolist()
    assert body == [-2, 200, 2, 299]  # five pixels wide, from the close to the open
    assert wick == [0, 100, 0, 399]
    assert shapes.volume_up.tolist() == [[-2, 460, 2, 499]]
    assert len(shapes.down) == len(shapes.volume_down) == 0


def test_a_falling_bar_has_the_other_colour() -> None:
    shapes = bar_shapes(columns((60, 80, 20, 40, 5)), 0, 1, FRAME)
    assert (len(shapes.up), len(shapes.down), len(shapes.volume_down)) == (0, 2, 1)


def test_a_bar_without_movement_is_still_a_pixel_high() -> None:
    shapes = bar_shapes(columns((50, 50, 50, 50, 0)), 0, 1, FRAME)
    assert shapes.up[:, 3].tolist() == shapes.up[:, 1].tolist()


def test_no_volume_at_all_divides_by_nothing() -> None:
    shapes = bar_shapes(columns((50, 51, 49, 50, 0)), 0, 1, FRAME._replace(volume_top=0.0))
    assert shapes.volume_up[0, 1] > shapes.volume_up[0, 3]  # an empty rectangle


def test_prices_far_outside_stay_within_integers() -> None:
    shapes = bar_shapes(columns((1e300, 1e300, -1e300, -1e300, 1)), 0, 1, FRAME)
    assert np.abs(shapes.down).max() <= 10_500


@given(st.floats(0, 400), st.floats(2, 60), st.integers(0, 3))
def test_each_bar_has_a_column_of_its_own(left: float, spacing: float, level: int) -> None:
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(200))
    frame = FRAME._replace(left=left, spacing=spacing / 2**level, group=2**level)
    shapes = bar_shapes(series.view(), 0, 200, frame)
    wicks = np.sort(np.concatenate((shapes.up, shapes.down))[:, 0])
    volumes = np.concatenate((shapes.volume_up, shapes.volume_down))
    ordered = volumes[np.argsort(volumes[:, 0])]
    assert (np.diff(np.unique(wicks)) >= 1).all()
    assert (ordered[1:, 0] > ordered[:-1, 2]).all()  # neighbours do not overlap
    assert (volumes[:, 1] >= 500 * (1 - VOLUME_SHARE * 40_001)).all()


def test_bounds_hold_everything() -> None:
    shapes = bar_shapes(columns((40, 80, 20, 60, 5)), 0, 1, FRAME)
    assert bounds(shapes) == (-2, 100, 5, 400)
    nothing = np.empty((0, 4), np.int32)
    assert bounds(BarShapes(nothing, nothing, nothing, nothing)) is None
