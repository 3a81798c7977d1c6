"""Tests for `ui/ticket_side.py`."""

import pytest

from terminal_app.ui.layout import TICKET_PX, Layout, Node, Split, Tabs, panels_in, usual_layout
from terminal_app.ui.ticket_side import ticket_moved

SIZE = (1920, 960)


def columns(node: Node | None, panel: str) -> Split:
    """The innermost row of columns in which a panel stands."""
    assert isinstance(node, Split)
    for part in node.parts:
        if isinstance(part, Split) and panel in panels_in(Layout(part)):
            inner = columns(part, panel)
            return inner if inner.across else node
    return node


@pytest.mark.parametrize("size", [SIZE, (1280, 600)])
def test_the_ticket_goes_left_of_the_book_and_comes_back(size: tuple[int, int]) -> None:
    usual = usual_layout(*size)
    moved = ticket_moved(usual, size)
    assert moved is not None
    row = columns(moved.main, "book")
    names = [panels_in(Layout(part))[0] for part in row.parts]
    assert names.index("ticket") == names.index("book") - 1
    assert row.sizes[names.index("ticket")] == TICKET_PX
    assert sorted(panels_in(moved)) == sorted(panels_in(usual))
    assert moved.closed == usual.closed

    back = ticket_moved(moved, size)
    assert back is not None
    assert list(panels_in(back))[-1] == "ticket"
    assert sorted(panels_in(back)) == sorted(panels_in(usual))


def test_a_book_with_nothing_beside_it_gets_a_neighbour() -> None:
    moved = ticket_moved(Layout(Tabs(("book", "tape"), "book")), SIZE)
    assert moved is not None
    assert list(panels_in(moved)) == ["ticket", "book", "tape"]


def test_without_a_book_there_is_no_side_of_it() -> None:
    assert ticket_moved(Layout(Tabs(("ticket",), "ticket")), SIZE) is None
    assert ticket_moved(Layout(None), SIZE) is None
