"""A size spread over a range: every lot of it, at different prices, on the grid."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import BaseQty, is_multiple
from terminal_app.core.orders import Side
from terminal_app.ui.panels.ticket.scaled import (
    FEWEST,
    MOST,
    BadSpreadError,
    average_of,
    parts_of,
    prices_of,
    sizes_of,
)
from tests.helpers.examples import PERP, limit_buy

D = Decimal
BUY, SELL = Side.BUY, Side.SELL


def test_prices_go_from_one_end_to_the_other() -> None:
    assert prices_of(D(63000), D(64000), 5, PERP, BUY) == [D(63000), D(63250), D(63500), D(63750), D(64000)]
    assert prices_of(D(64000), D(63000), 2, PERP, SELL) == [D(64000), D(63000)]


@pytest.mark.parametrize(("side", "middle"), [(BUY, "63000.0"), (SELL, "63000.1")])
def test_a_price_between_two_ticks_goes_to_the_passive_side(side: Side, middle: str) -> None:
    assert prices_of(D("62999.9"), D("63000.2"), 3, PERP, side)[1] == D(middle)


def test_a_range_has_to_have_room() -> None:
    with pytest.raises(BadSpreadError, match="too narrow for 5 orders"):
        prices_of(D(63000), D("63000.2"), 5, PERP, BUY)


def test_what_does_not_divide_goes_to_the_first_orders() -> None:
    assert sizes_of(D("0.0011"), 3, PERP) == [D("0.0004"), D("0.0004"), D("0.0003")]
    with pytest.raises(BadSpreadError, match=r"less than 0\.0001 BTC for each"):
        sizes_of(D("0.0002"), 3, PERP)


def test_each_part_is_an_order_of_its_own() -> None:
    parts = parts_of(limit_buy(), [D(63000), D(64000)], [D("0.2"), D("0.1")])
    assert [(part.price, part.size) for part in parts] == [
        (D(63000), BaseQty(D("0.2"))),
        (D(64000), BaseQty(D("0.1"))),
    ]
    assert average_of(parts) == D(19000) / D("0.3")


@given(
    st.decimals(min_value=D("0.0001"), max_value=D(500), places=6),
    st.integers(FEWEST, MOST),
    st.decimals(min_value=D(100), max_value=D(90_000), places=3),
    st.decimals(min_value=D(100), max_value=D(90_000), places=3),
    st.sampled_from(Side),
)
def test_nothing_is_lost_and_nothing_rounded_up(
    total: Decimal, count: int, first: Decimal, last: Decimal, side: Side
) -> None:
    try:
        prices, sizes = prices_of(first, last, count, PERP, side), sizes_of(total, count, PERP)
    except BadSpreadError:
        return
    assert sum(sizes) == PERP.floor_size(total)
    assert max(sizes) - min(sizes) <= PERP.lot
    assert len(set(prices)) == count
    assert prices == sorted(prices, reverse=first > last)
    low, high = min(first, last) - PERP.tick, max(first, last) + PERP.tick
    assert all(is_multiple(price, PERP.tick) and low < price < high for price in prices)
