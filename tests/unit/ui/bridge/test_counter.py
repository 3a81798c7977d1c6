"""Tests for `ui/bridge/counter.py`."""

from terminal_app.core.changes import Kind
from terminal_app.ui.bridge.counter import Counter
from tests.helpers.ui_desk import batch


def test_a_new_number_is_told_once_and_only_after_a_change_of_its_kind() -> None:
    things: list[int] = [1, 2]
    told: list[int] = []
    counter = Counter(Kind.ORDERS, lambda: len(things), told.append)
    assert counter.topics == {Kind.ORDERS}
    counter.show_frame(batch(Kind.FILLS))
    assert told == []
    counter.show_frame(batch(Kind.ORDERS))
    counter.show_frame(batch(Kind.ORDERS))
    things.clear()
    counter.show_frame(batch(Kind.ORDERS))
    assert told == [2, 0]
