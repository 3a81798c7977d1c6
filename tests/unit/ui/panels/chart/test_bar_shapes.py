"""The other styles put the same prices at the same pixels as candles do."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries, Columns
from terminal_app.ui.panels.chart.bar_shapes import ground_shapes, hollow_shapes, ohlc_shapes
from terminal_app.ui.panels.chart.geometry import BarShapes, Frame, candle_shapes
from tests.helpers.market import random_candles

FRAME = Frame(width=800, height=500, left=0, spacing=8, group=1, low=0, high=100)


def columns(*bars: tuple[float, float, float, float, float]) -> Columns:
    rows = np.array([(index, *bar) for index, bar in enumerate(bars)], dtype=np.float64).T
    return Columns(*rows)


def pixels(*parts: np.ndarray) -> set[tuple[int, int]]:
    return {
        (x, y)
        for part in parts
        for left, top, right, bottom in part.tolist()
        for x in range(left, right + 1)
        for y in range(top, bottom + 1)
    }


def extent(shapes: BarShapes) -> tuple[int, int, int, int]:
    every = np.concatenate(shapes)
    return (*every[:, :2].min(axis=0).tolist(), *every[:, 2:].max(axis=0).tolist())


def test_a_rising_bar_is_hollow_with_its_wick_outside() -> None:
    shapes = hollow_shapes(columns((40, 80, 20, 60, 5)), 0, 1, FRAME, np.array([30.0]))
    painted = pixels(shapes.up)
    edge = {(x, y) for x in range(-2, 3) for y in (200, 299)} | {
        (x, y) for x in (-2, 2) for y in range(200, 300)
    }
    wick = {(0, y) for y in [*range(100, 200), *range(300, 400)]}
    assert painted == edge | wick
    assert len(shapes.down) == 0


def test_a_falling_bar_is_filled_and_both_compare_with_the_close_before() -> None:
    falling = columns((60, 80, 20, 40, 5))
    down = hollow_shapes(falling, 0, 1, FRAME, np.array([50.0]))
    assert pixels(down.down) == pixels(*candle_shapes(falling, 0, 1, FRAME))
    up = hollow_shapes(falling, 0, 1, FRAME, np.array([30.0]))
    assert (len(up.down), pixels(up.up)) == (0, pixels(down.down))


def test_a_thin_bar_has_no_room_to_be_hollow() -> None:
    thin = FRAME._replace(spacing=2)
    rising = columns((40, 80, 20, 60, 5))
    shapes = hollow_shapes(rising, 0, 1, thin, np.array([30.0]))
    assert pixels(shapes.up) == pixels(*candle_shapes(rising, 0, 1, thin))


def test_a_bar_has_its_open_to_the_left_and_its_close_to_the_right() -> None:
    shapes = ohlc_shapes(columns((40, 80, 20, 60, 5)), 0, 1, FRAME)
    stem, left, right = shapes.up.tolist()
    assert stem == [0, 100, 0, 399]
    assert left == [-2, 300, 0, 300]
    assert right == [0, 200, 2, 200]


@given(st.floats(0, 400), st.floats(2, 60), st.integers(0, 3))
def test_every_style_reaches_as_far_as_candles(left: float, spacing: float, level: int) -> None:
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(60))
    view = series.view()
    frame = FRAME._replace(
        left=left, spacing=spacing / 2**level, group=2**level, low=view.low.min(), high=view.high.max()
    )
    candles = extent(candle_shapes(view, 0, 60, frame))
    before = np.append(view.open[:1], view.close[:-1])
    assert extent(hollow_shapes(view, 0, 60, frame, before)) == candles
    bars = extent(ohlc_shapes(view, 0, 60, frame))
    assert bars[1] == candles[1]
    assert bars[3] >= candles[3]
    assert bars[0] >= candles[0]


def test_ground_lies_under_every_pixel_of_the_line() -> None:
    rects = ground_shapes(np.array([10.0, 20.0]), np.array([100.0, 200.0]), FRAME)
    assert rects[:, 0].tolist() == list(range(10, 20))
    assert rects[0].tolist() == [10, 100, 10, 499]
    assert rects[5].tolist() == [15, 150, 15, 499]
    assert len(ground_shapes(np.array([10.0]), np.array([1.0]), FRAME)) == 0


@pytest.mark.parametrize("xs", [[-500.0, 100.0], [700.0, 5_000.0]])
def test_ground_is_only_made_in_sight(xs: list[float]) -> None:
    rects = ground_shapes(np.array(xs), np.array([1.0, 2.0]), FRAME)
    assert rects[:, 0].min() >= 0
    assert rects[:, 0].max() < 800
