"""Steps are taken back in reverse, done again in order, and forgotten when there are too many."""

from decimal import Decimal

from terminal_app.ui.panels.chart.drawings.history import AT_MOST, History
from terminal_app.ui.panels.chart.drawings.values import Anchor, Change, Drawing, Tool

A = Drawing(Tool.HORIZONTAL, (Anchor(0.0, Decimal(1)),))
B = Drawing(Tool.HORIZONTAL, (Anchor(0.0, Decimal(2)),))


def test_a_step_of_two_changes_is_taken_back_backwards() -> None:
    history = History()
    history.done([Change(None, A), Change(None, B)])
    assert history.undo() == (Change(B, None), Change(A, None))
    assert history.redo() == (Change(None, A), Change(None, B))


def test_there_is_nothing_before_the_first_and_after_the_last() -> None:
    history = History()
    assert (history.undo(), history.redo()) == ((), ())
    assert (history.can_undo, history.can_redo) == (False, False)
    history.done([Change(None, A)])
    assert (history.can_undo, history.can_redo) == (True, False)
    history.undo()
    assert (history.can_undo, history.can_redo) == (False, True)


def test_a_new_step_forgets_what_was_taken_back() -> None:
    history = History()
    history.done([Change(None, A)])
    history.undo()
    history.done([Change(None, B)])
    assert history.redo() == ()


def test_the_oldest_steps_are_forgotten() -> None:
    history = History()
    for _ in range(AT_MOST + 5):
        history.done([Change(None, A)])
    undone = 0
    while history.undo():
        undone += 1
    assert undone == AT_MOST
