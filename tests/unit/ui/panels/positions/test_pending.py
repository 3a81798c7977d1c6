"""Tests for `ui/panels/positions/pending.py`."""

from terminal_app.core.account import Position
from terminal_app.core.orders import PositionSide
from terminal_app.ui.panels.positions.pending import WAIT_S, Pending
from terminal_app.ui.panels.positions.state import PositionRow, rows
from tests.helpers.ui_samples import RULES, position


def row(held: Position) -> PositionRow:
    """The row of a position."""
    return rows([held], RULES.get, lambda _: None)[0]


def test_a_position_is_held_until_it_moves_or_has_had_its_time() -> None:
    pending, held = Pending(), row(position())
    assert not pending.holds(held, 10.0)
    pending.begin(held, 10.0)
    assert pending.holds(held, 10.0 + WAIT_S - 0.1)
    assert not pending.holds(held, 10.0 + WAIT_S)
    assert not pending.holds(row(position(size="0.4")), 10.0)
    assert not pending.holds(row(position(side=PositionSide.SHORT)), 10.0)


def test_what_came_to_nothing_holds_nothing() -> None:
    pending, held = Pending(), row(position())
    pending.end(held)
    pending.begin(held, 10.0)
    pending.end(held)
    assert not pending.holds(held, 10.0)
