"""Tests for `ui/panels/chart/line_places.py`."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.panels.chart.geometry import Frame
from terminal_app.ui.panels.chart.line_places import (
    BUTTON_PX,
    ICON_PX,
    LABEL_PX,
    Placed,
    Touched,
    button_middle,
    place,
    sized,
    stack,
    text_left,
    touched,
)
from terminal_app.ui.panels.chart.lines import Line, LineAction, LineKind, Tint
from terminal_app.ui.style import PAD

FRAME = Frame(width=500, height=400, left=0, spacing=8, group=1, low=100, high=200)


def line(
    price: str, name: str = "a", *actions: LineAction, text: str = "label", movable: bool = True
) -> Line:
    return Line(LineKind.ORDER, name, Decimal(price), text, Tint.BUY, actions=actions, movable=movable)


def placed(*lines: Line, ratio: float = 1.0) -> list[Placed]:
    return place(sized(lines, lambda text: 10 * len(text)), FRAME, ratio)[0]


def test_a_label_stands_at_its_line() -> None:
    (one,) = placed(line("150", "a", LineAction.CANCEL))
    assert (one.y, one.top, one.middle) == (200, 200 - LABEL_PX // 2, 200)
    assert one.width == 50 + 2 * PAD + BUTTON_PX


def test_pixels_are_logical() -> None:
    (one,) = placed(line("150"), ratio=2.0)
    assert one.y == 100


def test_lines_out_of_sight_are_left_out_and_so_are_empty_labels() -> None:
    (one,) = placed(line("250"), line("99.9", "b"), line("120", "c", text=""))
    assert (one.line.id, one.top, one.width) == ("c", None, 0)


def test_labels_of_one_price_are_stacked_about_it() -> None:
    tops = [one.top for one in placed(*(line("150", name) for name in "abc"))]
    assert [top for top in tops if top is not None] == [171, 191, 211]


def test_at_one_pixel_the_higher_price_stands_above() -> None:
    places = placed(line("150", "low"), line("150.01", "high"), line("150", "low, later"))
    assert {one.y for one in places} == {200, 199}
    order = sorted(places, key=lambda one: one.top or 0)
    assert [one.line.id for one in order] == ["high", "low", "low, later"]
    near = placed(line("150.001", "low"), line("150.002", "high"))
    assert len({one.y for one in near}) == 1
    assert (near[1].top or 0) < (near[0].top or 0)


def test_an_icon_has_room_before_the_text() -> None:
    with_icon = replace(line("150"), icon="bell")
    assert text_left(with_icon) > text_left(line("150")) + ICON_PX
    assert placed(with_icon)[0].width - placed(line("150"))[0].width == text_left(with_icon) - PAD


def test_at_the_edge_labels_stay_inside() -> None:
    tops = [one.top for one in placed(line("200", "a"), line("100.1", "b"))]
    assert tops == [0, 400 - LABEL_PX]


def test_the_last_labels_go_without_when_there_is_no_room() -> None:
    lines = [line("150", str(number)) for number in range(30)]
    places, without = place(sized(lines, len), FRAME, 1.0)
    assert without == 11
    assert [one.line.id for one in places if one.top is None] == [str(number) for number in range(19, 30)]
    assert all(one.top is None or one.top + LABEL_PX <= 400 - LABEL_PX for one in places)


@given(st.lists(st.integers(0, 599), max_size=30))
def test_no_label_lies_over_another_one_or_outside(middles: list[int]) -> None:
    tops = stack(middles, 600)
    ordered = sorted(tops)
    assert all(below - above >= LABEL_PX for above, below in pairwise(ordered))
    assert all(0 <= top <= 600 - LABEL_PX for top in tops)
    upper = sorted(range(len(middles)), key=middles.__getitem__)
    assert [tops[number] for number in upper] == ordered


@given(st.lists(st.integers(0, 29), max_size=20, unique=True))
def test_labels_with_room_stay_at_their_lines(rows: list[int]) -> None:
    middles = [row * 20 + 10 for row in rows]
    assert stack(middles, 610) == [middle - LABEL_PX // 2 for middle in middles]


def test_buttons_labels_and_lines_are_found_under_the_pointer() -> None:
    places = placed(line("150", "a", LineAction.REVERSE, LineAction.CLOSE, movable=False), line("125", "b"))
    for action in places[0].line.actions:
        assert touched(places, *button_middle(places[0], action)) == Touched(places[0].line, action)
    assert touched(places, PAD + 5, 200) == Touched(places[0].line, None)
    assert touched(places, 300, 200) is None
    assert touched(places, 300, 303) == Touched(places[1].line, None)
    assert touched(places, 300, 306) is None


def test_of_two_near_lines_the_nearer_one_is_meant() -> None:
    places = placed(line("150", "a"), line("149", "b"))
    assert [touched(places, 400, y) for y in (200, 203)] == [
        Touched(places[0].line, None),
        Touched(places[1].line, None),
    ]
