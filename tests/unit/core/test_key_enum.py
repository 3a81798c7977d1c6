"""Tests for `core/key_enum.py`."""

from terminal_app.core.key_enum import KeyEnum
from terminal_app.core.orders import Side


def test_a_member_is_the_same_key_wherever_it_comes_from() -> None:
    class Flag(KeyEnum):
        UP = "up"

    assert {Flag.UP: 1, Side("buy"): 2}[Flag("up")] == 1
    assert hash(Side.BUY) == object.__hash__(Side.BUY) != hash(Side.SELL)
