"""The horizontal window: what is under the pointer stays there, and bars never leave the screen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.viewport import Viewport


def made(length: int = 1_000, width: float = 800.0) -> Viewport:
    viewport = Viewport()
    viewport.resize(width)
    viewport.to_live(length)
    return viewport


def test_pixels_and_positions_are_inverse() -> None:
    viewport = made()
    assert viewport.index_at(viewport.x_of(987.25)) == pytest.approx(987.25)
    assert viewport.x_of(viewport.right) == viewport.width
    assert viewport.x_of(viewport.left) == pytest.approx(0)


def test_live_shows_the_newest_bar_with_a_margin() -> None:
    viewport = made()
    assert viewport.following
    assert viewport.width - viewport.x_of(999) == pytest.approx(64)


@given(st.floats(0.05, 20), st.floats(100, 700))
def test_zoom_keeps_the_bar_under_the_pointer(factor: float, x: float) -> None:
    viewport = made(100_000)
    viewport.pan(20_000, 100_000)
    under = viewport.index_at(x)
    viewport.zoom(factor, x, 100_000)
    assert viewport.index_at(x) == pytest.approx(under, abs=1e-6)


def test_zoom_ends_where_everything_is_visible_and_where_bars_are_large() -> None:
    viewport = made(10_000)
    viewport.zoom(1e-9, 400, 10_000)
    assert viewport.width / viewport.spacing == pytest.approx(12_500)
    viewport.zoom(1e9, 400, 10_000)
    assert viewport.spacing == 120


def test_panning_stops_following_and_live_starts_it_again() -> None:
    viewport = made()
    right = viewport.right
    viewport.pan(80, 1_000)
    assert (viewport.right, viewport.following) == (right - 10, False)
    viewport.to_live(1_000)
    assert (viewport.right, viewport.following) == (right, True)


def test_zooming_follows_while_the_newest_bar_is_visible() -> None:
    viewport = made()
    viewport.zoom(1.5, 730, 1_000)
    assert viewport.following
    viewport.zoom(10, 100, 1_000)
    assert not viewport.following


@given(st.integers(1, 500), st.lists(st.floats(-1e5, 1e5), min_size=1, max_size=5))
def test_some_bar_always_stays_in_sight(length: int, drags: list[float]) -> None:
    viewport = made(length)
    for drag in drags:
        viewport.pan(drag, length)
    assert viewport.left <= length - 1
    assert viewport.right >= 0


def test_a_resize_keeps_the_right_edge_and_the_size_of_bars() -> None:
    viewport = made()
    right, spacing = viewport.right, viewport.spacing
    viewport.resize(400)
    assert (viewport.right, viewport.spacing) == (right, spacing)
    assert viewport.left == right - 400 / spacing


def test_a_wider_plot_keeps_the_margin_of_the_newest_bar_while_following() -> None:
    viewport = made(width=1.0)
    viewport.resize(800)
    assert viewport.width - viewport.x_of(999) == pytest.approx(64)
    viewport.pan(80, 1_000)
    right = viewport.right
    viewport.resize(100)
    assert viewport.right == right
