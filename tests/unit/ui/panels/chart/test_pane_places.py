"""Panes share the height without a gap, the prices keep theirs, and an edge moves only its two neighbours."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.pane_places import LEAST_PANE_PX, LEAST_PRICE_SHARE, places, pulled

shares = st.lists(st.floats(0.02, 0.6), max_size=6)


@given(st.floats(60, 2_000), shares)
def test_panes_fill_the_height_from_top_to_bottom(height: float, wanted: list[float]) -> None:
    found = places(height, wanted)
    assert len(found) == len(wanted) + 1
    assert all(place.height >= 1 for place in found)
    for above, below in pairwise(found):
        assert below.top == pytest.approx(above.top + above.height)
    assert found[-1].top + found[-1].height == pytest.approx(height, abs=len(wanted) + 1)
    assert found[0].height >= height * LEAST_PRICE_SHARE - 1


def test_without_others_the_prices_have_everything() -> None:
    assert places(500, []) == [(0, 500)]


def test_a_share_is_what_a_pane_gets_when_there_is_room() -> None:
    assert [place.height for place in places(1_000, [0.2, 0.1])] == [700, 200, 100]


def test_an_edge_takes_from_one_neighbour_and_gives_to_the_other() -> None:
    up = pulled(1_000, [0.2, 0.1], 1, -50)
    assert up == pytest.approx([0.25, 0.1])
    between = pulled(1_000, [0.2, 0.1], 2, 40)
    assert between == pytest.approx([0.24, 0.06])


@given(st.floats(-2_000, 2_000), st.integers(1, 3))
def test_no_pane_is_pulled_shut(pixels: float, edge: int) -> None:
    after = pulled(1_000, [0.2, 0.2, 0.1], edge, pixels)
    heights = [place.height for place in places(1_000, after)]
    assert min(heights) >= LEAST_PANE_PX - 1
    assert heights[0] >= 1_000 * LEAST_PRICE_SHARE - 1
