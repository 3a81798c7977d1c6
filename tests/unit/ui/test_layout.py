"""Tests for `ui/layout.py`."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.ui.layout import (
    USUAL,
    Floating,
    Layout,
    Place,
    Split,
    Tabs,
    clamp,
    from_saved,
    panels_in,
    panels_of,
    place_from,
    to_save,
    usual_layout,
    with_panel,
    without,
)

LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(USUAL)
KEYS = ["main", "floating", "closed", "tabs", "front", "across", "parts", "sizes", "node", "place"]
JSON = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)
SCREENS = [Place(0, 0, 1920, 1040), Place(1920, -200, 1280, 984)]
SIDE = st.integers(-5_000, 5_000)
LENGTH = st.integers(1, 9_000)


def every_panel(layout: Layout) -> list[str]:
    """All panels wherever they stand, sorted."""
    nodes = [window.node for window in layout.floating]
    nodes += [layout.main] if layout.main is not None else []
    return sorted(panel for node in nodes for panel in panels_of(node))


@pytest.mark.parametrize(("width", "height"), [(1920, 980), (1280, 640), (2560, 1400), (1, 1)])
def test_the_usual_layout_has_every_panel_once_and_is_what_is_read_back(width: int, height: int) -> None:
    layout = usual_layout(width, height)
    assert every_panel(layout) == sorted(USUAL)
    assert from_saved(json.loads(json.dumps(to_save(layout))), USUAL) == layout


def test_a_small_window_has_no_list_of_markets_and_the_trades_as_a_tab() -> None:
    small, large = usual_layout(1280, 640), usual_layout(1920, 980)
    assert small.closed == {"watchlist", "ladder"}
    assert large.closed == {"ladder"}
    assert '"tabs": ["book", "ladder", "tape"]' in json.dumps(to_save(small))
    assert '"tabs": ["book", "ladder"]' in json.dumps(to_save(large))


def test_windows_of_their_own_are_kept() -> None:
    layout = Layout(
        Split(
            across=True, parts=(Tabs(("chart",), "chart"), Tabs(("book", "tape"), "tape")), sizes=(700, 300)
        ),
        (Floating(Tabs(("ticket",), "ticket"), Place(-10, 20, 300, 400)),),
        frozenset({"tape"}),
    )
    assert from_saved(to_save(layout), ["chart", "book", "tape", "ticket"]) == layout


def test_a_panel_that_is_new_stands_closed_with_the_tables() -> None:
    saved = to_save(usual_layout(1920, 980))
    layout = from_saved(saved, [*USUAL, "alerts"])
    assert layout is not None
    assert every_panel(layout) == sorted([*USUAL, "alerts"])
    assert layout.closed == {"alerts", "ladder"}
    tables = next(node for node in walk(layout) if "positions" in node.panels)
    assert tables.panels[-1] == "alerts"


def walk(layout: Layout) -> list[Tabs]:
    """Every set of tabs of the main window."""
    found: list[Tabs] = []
    waiting: list[Tabs | Split] = [layout.main] if layout.main is not None else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, Tabs):
            found.append(node)
        else:
            waiting.extend(node.parts)
    return found


@pytest.mark.parametrize("saved", [None, [], {}, {"main": {}}, {"main": {"tabs": ["nobody"]}, "closed": 3}])
def test_nothing_that_can_be_used_is_no_layout(saved: object) -> None:
    assert from_saved(saved, USUAL) is None


@given(JSON)
def test_whatever_a_file_says_every_panel_has_one_place(saved: object) -> None:
    layout = from_saved({"main": saved, "floating": [{"node": saved, "place": [1, 2, 3, 4]}]}, USUAL)
    if layout is not None:
        assert every_panel(layout) == sorted(USUAL)
        assert layout.closed <= set(USUAL)
        assert from_saved(to_save(layout), USUAL) == layout


@given(JSON, JSON)
def test_a_piece_of_nonsense_in_a_sound_layout_is_survived(piece: object, closed: object) -> None:
    sound = to_save(usual_layout(1920, 980))
    layout = from_saved({**sound, "floating": piece, "closed": closed}, USUAL)
    assert layout is not None
    assert every_panel(layout) == sorted(USUAL)


def test_a_deep_nest_does_not_end_the_program() -> None:
    nest: object = {"tabs": ["chart"], "front": "chart"}
    for _ in range(5_000):
        nest = {"parts": [nest, {"tabs": ["book"]}], "sizes": [1, 1], "across": True}
    layout = from_saved({"main": nest}, USUAL)
    assert layout is not None
    assert every_panel(layout) == sorted(USUAL)


@given(SIDE, SIDE, LENGTH, LENGTH)
def test_a_window_is_always_wholly_on_one_screen(x: int, y: int, width: int, height: int) -> None:
    placed = clamp(Place(x, y, width, height), SCREENS, (240, 160))
    assert any(placed.shares(screen) == placed.width * placed.height for screen in SCREENS)


def test_a_window_that_can_be_seen_stays_and_one_that_cannot_comes_to_the_first_screen() -> None:
    assert clamp(Place(2000, 0, 800, 600), SCREENS) == Place(2000, 0, 800, 600)
    assert clamp(Place(9000, 9000, 800, 600), SCREENS) == Place(1120, 440, 800, 600)
    assert clamp(Place(1, 2, 3, 4), []) == Place(1, 2, 3, 4)


def test_a_window_larger_than_any_screen_keeps_its_least_size() -> None:
    assert clamp(Place(-50, -50, 1280, 720), [Place(0, 0, 1024, 600)], (1280, 720)) == Place(0, 0, 1280, 720)


@pytest.mark.parametrize(
    "saved",
    [None, [], [1, 2, 3], [1, 2, 0, 4], [1, 2, 3, True], [1, 2, 3, 10**9], ["1", 2, 3, 4], [1.5, 2, 3, 4]],
)
def test_what_is_no_rectangle_is_none(saved: object) -> None:
    assert place_from(saved) is None


SPARE = ["chart-2", "book-2"]


def test_spare_panels_may_be_missing_and_are_kept_where_they_stand() -> None:
    usual = usual_layout(1920, 980)
    assert from_saved(to_save(usual), USUAL, SPARE) == usual
    more = with_panel(usual, "chart-2", (1920, 980))
    assert from_saved(json.loads(json.dumps(to_save(more))), USUAL, SPARE) == more
    assert from_saved(to_save(more), USUAL) != more
    small = Layout(Tabs(("book-2",), "book-2"))
    assert from_saved(to_save(small), (), [*USUAL, *SPARE]) == small


def test_what_is_closed_but_stands_nowhere_is_not_said_to_be_closed() -> None:
    layout = from_saved({"main": {"tabs": ["chart"]}, "closed": ["book-2", "chart"]}, (), ["chart", "book-2"])
    assert layout == Layout(Tabs(("chart",), "chart"), closed=frozenset({"chart"}))


@pytest.mark.parametrize("panel", [*USUAL, *SPARE])
def test_a_panel_goes_and_another_one_comes_without_squeezing_anybody(panel: str) -> None:
    usual = usual_layout(1920, 980)
    gone = without(usual, {panel})
    assert panel not in panels_in(gone)
    back = with_panel(gone, panel, (1920, 980))
    assert sorted(panels_in(back)) == sorted({*USUAL, panel})
    assert from_saved(to_save(back), (), [*USUAL, *SPARE]) == back


def test_another_chart_is_a_tab_beside_the_chart_and_a_table_among_the_tables() -> None:
    layout = with_panel(usual_layout(1920, 980), "chart-2", (1920, 980))
    assert Tabs(("chart", "chart-2"), "chart-2") in walk(layout)
    tables = with_panel(without(layout, {"fills"}), "fills", (1920, 980))
    assert next(tabs for tabs in walk(tables) if "orders" in tabs.panels).front == "fills"


def test_a_panel_comes_into_an_empty_window_and_everything_can_go() -> None:
    alone = with_panel(Layout(None), "ticket", (800, 600))
    assert panels_in(alone) == ["ticket"]
    assert without(alone, {"ticket"}) == Layout(None)
    floating = Layout(None, (Floating(Tabs(("log",), "log"), Place(1, 2, 3, 4)),))
    assert without(floating, {"log"}) == Layout(None)
