"""A position keeps exact value: what is paid out plus what is left is what was traded."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.orders import MarginMode, PositionSide, Side
from terminal_app.paper.engine.positions import Position
from tests.helpers.paper_engine import BUY, NOW, PERP, SELL, D


def position(direction: Side = BUY) -> Position:
    return Position("1", PERP, PositionSide.NET, direction, MarginMode.ISOLATED, NOW, NOW)


@pytest.mark.parametrize(("direction", "gain"), [(BUY, 10), (SELL, -10)])
def test_profit_has_the_sign_of_the_direction(direction: Side, gain: int) -> None:
    held = position(direction)
    held.increase(D(2), D(200))

    assert held.unrealised(D(105)) == gain
    assert held.decrease(D(1), D(110)) == (D(gain), D(0))
    assert (abs(held.size), held.cost, held.realised) == (D(1), D(100), D(gain))


def test_sides_are_known_even_when_it_is_closed() -> None:
    short = position(SELL)
    short.increase(D(1), D(100))
    short.decrease(D(1), D(90))

    assert (short.side, short.closing_side) == (PositionSide.SHORT, BUY)
    assert (short.size, short.avg_price) == (D(0), D(0))


def test_isolated_margin_goes_free_with_its_share() -> None:
    held = position()
    held.increase(D(4), D(400))
    held.isolated = D(40)

    assert held.decrease(D(1), D(100)) == (D(0), D(10))
    assert held.decrease(D(3), D(300)) == (D(0), D(30))
    assert held.isolated == 0


trades = st.lists(st.tuples(st.integers(1, 50), st.integers(1, 900)), min_size=1, max_size=12)


@given(trades, trades, st.sampled_from(Side))
def test_value_in_equals_value_out(
    opened: list[tuple[int, int]], closed: list[tuple[int, int]], direction: Side
) -> None:
    held = position(direction)
    value_in = value_out = D(0)
    for size, price in opened:
        held.increase(D(size), D(size * price))
        value_in += size * price
    for size, price in closed:
        part = min(Decimal(size), abs(held.size))
        if part:
            held.decrease(part, part * price)
            value_out += part * price

    sign = 1 if direction is BUY else -1
    assert held.realised == sign * (value_out - (value_in - held.cost))
    assert (held.cost == 0) is (held.size == 0)
