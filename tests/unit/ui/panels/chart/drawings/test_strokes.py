"""Strokes are cut at the edges, broken into dashes and found by the pointer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.drawings.strokes import Array, begun, cut, dashed, distances

WIDTH, HEIGHT = 101.0, 51.0
pixels = st.integers(-400, 500)


def rows(*strokes: tuple[float, float, float, float]) -> Array:
    return np.array(strokes, np.float64).reshape(-1, 4)


def cut_one(*stroke: float, beyond: bool = False) -> list[list[float]]:
    made: list[list[float]] = cut(np.array([stroke]), np.array([beyond]), WIDTH, HEIGHT).rows.tolist()
    return made


def test_a_stroke_inside_stays_as_it_is() -> None:
    assert cut_one(10, 10, 20, 40) == [[10, 10, 20, 40]]


def test_a_stroke_across_is_cut_at_both_edges() -> None:
    assert cut_one(-50, 25, 150, 25) == [[0, 25, 100, 25]]
    assert cut_one(-10, -10, 110, 110) == [[0, 0, 50, 50]]


def test_a_stroke_outside_is_gone() -> None:
    assert cut_one(-20, 5, -10, 45) == []
    assert cut_one(-20, 20, 20, -30) == []


def test_a_ray_goes_on_to_the_edge_in_its_direction_only() -> None:
    assert cut_one(20, 20, 30, 20, beyond=True) == [[20, 20, 100, 20]]
    assert cut_one(30, 20, 20, 20, beyond=True) == [[30, 20, 0, 20]]
    assert cut_one(20, 20, 20, 30, beyond=True) == [[20, 20, 20, 50]]
    assert cut_one(-40, 20, -20, 20, beyond=True) == [[0, 20, 100, 20]]
    assert cut_one(-20, 20, -40, 20, beyond=True) == []


def test_a_ray_of_one_point_is_that_point() -> None:
    assert cut_one(20, 20, 20, 20, beyond=True) == [[20, 20, 20, 20]]


def test_what_was_cut_off_the_beginning_is_told() -> None:
    made = cut(rows((-30, 20, 70, 20), (500, 0, 600, 0), (10, 10, 20, 10)), np.zeros(3, np.bool_), 101, 51)
    assert made.kept.tolist() == [0, 2]
    assert made.before.tolist() == [30, 0]


@given(pixels, pixels, pixels, pixels, st.booleans())
def test_what_is_left_lies_inside_and_on_the_line(x0: int, y0: int, x1: int, y1: int, beyond: bool) -> None:
    for row in cut_one(x0, y0, x1, y1, beyond=beyond):
        for x, y in (row[:2], row[2:]):
            assert -1e-6 <= x <= WIDTH - 1 + 1e-6
            assert -1e-6 <= y <= HEIGHT - 1 + 1e-6
            cross = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
            assert abs(cross) <= 1e-6 * (1 + abs(x1 - x0) + abs(y1 - y0)) * 1000


@given(pixels, pixels, pixels, pixels)
def test_a_stroke_with_an_end_inside_is_never_lost(x0: int, y0: int, x1: int, y1: int) -> None:
    inside = 0 <= x0 <= WIDTH - 1 and 0 <= y0 <= HEIGHT - 1
    assert bool(cut_one(x0, y0, x1, y1)) or not inside


def test_dashes_have_their_length_and_their_distance() -> None:
    made = dashed(rows((0, 10, 25, 10)), np.zeros(1), 6, 10)
    assert made.tolist() == [[0, 10, 6, 10], [10, 10, 16, 10], [20, 10, 25, 10]]


def test_dashes_move_with_what_was_cut_off() -> None:
    made = dashed(rows((0, 10, 25, 10)), np.array([13.0]), 6, 10)
    assert made.tolist() == [[0, 10, 3, 10], [7, 10, 13, 10], [17, 10, 23, 10]]


def test_dashes_of_several_strokes_and_of_none() -> None:
    made = dashed(rows((0, 0, 0, 12), (5, 5, 5, 5), (0, 0, 6, 8)), np.zeros(3), 6, 10)
    assert made == pytest.approx(rows((0, 0, 0, 6), (0, 10, 0, 12), (0, 0, 3.6, 4.8)))
    assert len(dashed(rows(), np.zeros(0), 6, 10)) == 0


def test_distances_are_those_to_the_nearest_point() -> None:
    made = distances(rows((0, 0, 10, 0), (0, 0, 0, 10), (3, 4, 3, 4)), 13, 4)
    assert made.tolist() == [5, 13, 10]


def test_a_stroke_begins_where_a_dash_begins() -> None:
    made = begun(rows((0, 10, 25, 10), (5, 5, 5, 5), (0, 0, 3, 0)), np.array([13.0, 2.0, 4.0]), 10)
    assert made == pytest.approx(rows((7, 10, 25, 10), (5, 5, 5, 5), (3, 0, 3, 0)))
