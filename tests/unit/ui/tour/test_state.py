"""Tests for `ui/tour/state.py`."""

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.layout import Place
from terminal_app.ui.tour.state import STEPS, beside

ROOM = Place(0, 0, 1280, 720)


def test_there_are_five_steps_with_few_words() -> None:
    assert [step.target for step in STEPS] == ["watchlist", "chart", "book", "ticket", "tables"]
    assert all(len(step.text) < 220 and step.title for step in STEPS)


def test_a_callout_stands_where_there_is_most_room() -> None:
    assert beside(Place(0, 50, 220, 500), ROOM, 300, 160) == Place(232, 133, 300, 160)
    left = beside(Place(980, 50, 300, 650), ROOM, 300, 160)
    assert left is not None
    assert left.x == 980 - 12 - 300
    above = beside(Place(0, 500, 1280, 220), ROOM, 300, 160)
    assert above is not None
    assert above.y + 160 < 500


def test_there_may_be_no_room_beside_what_fills_the_window() -> None:
    assert beside(ROOM, ROOM, 300, 160) is None
    assert beside(Place(100, 100, 1100, 550), ROOM, 300, 160) is None


@given(
    st.integers(0, 1200),
    st.integers(0, 700),
    st.integers(1, 1280),
    st.integers(1, 720),
    st.integers(100, 400),
)
def test_it_never_covers_what_it_points_to_and_stays_inside(
    x: int, y: int, width: int, height: int, side: int
) -> None:
    target = Place(x, y, min(width, 1280 - x), min(height, 720 - y))
    place = beside(target, ROOM, side, side // 2)
    if place is not None:
        assert place.shares(target) == 0
        assert place.shares(ROOM) == side * (side // 2)
