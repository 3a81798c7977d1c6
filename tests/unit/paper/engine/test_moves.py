"""Ranges of prices: kept for those who wait, forgotten once they have looked."""

from terminal_app.core.orders import TriggerBy
from terminal_app.paper.engine.moves import Moves, Range
from tests.helpers.paper_engine import PERP_ID, SPOT_ID, D


def test_the_last_price_is_known_without_anybody_waiting() -> None:
    moves = Moves()
    assert moves.last(PERP_ID) is None
    moves.printed(PERP_ID, D(100))
    moves.marked(PERP_ID, D(101))
    assert (moves.last(PERP_ID), moves.take()) == (D(100), {})


def test_a_touch_between_two_looks_is_in_the_range() -> None:
    moves = Moves()
    moves.watch([PERP_ID])
    for price in (100, 95, 103, 101):
        moves.printed(PERP_ID, D(price))
        moves.printed(SPOT_ID, D(price))
    moves.marked(PERP_ID, D(99))
    assert moves.take() == {
        (PERP_ID, TriggerBy.LAST): Range(D(95), D(103)),
        (PERP_ID, TriggerBy.MARK): Range(D(99), D(99)),
    }
    assert moves.take() == {}
