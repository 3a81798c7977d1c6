"""Rows of fixed prices: what stands on each, and when the ladder should move."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.clock import ManualClock
from terminal_app.core.orders import PositionSide, Side
from terminal_app.market.book import OrderBook
from terminal_app.ui.panels.book.own import marks
from terminal_app.ui.panels.book.state import GROUPS
from terminal_app.ui.panels.ladder.state import (
    LadderState,
    Last,
    Out,
    Touch,
    Zone,
    brief_size,
    centred,
    differing,
    drifted,
)
from tests.helpers.examples import PERP, PERP_ID, position
from tests.helpers.market import stamp
from tests.helpers.ui_samples import order

D = Decimal


def book(*levels: tuple[str, str, str]) -> OrderBook:
    """Levels as side, price, size."""
    made = OrderBook()
    sides = {side: [(D(p), D(s)) for x, p, s in levels if x == side] for side in "ba"}
    made.replace(sides["b"], sides["a"], stamp(ManualClock()))
    return made


BOOK = book(
    ("b", "100.0", "1"), ("b", "99.9", "4"), ("b", "99.7", "2"), ("a", "100.2", "3"), ("a", "100.3", "0.5")
)


def test_each_row_shows_what_rests_there() -> None:
    picture = LadderState(PERP, 1).build(BOOK, 1_004, 8)
    rows = [(rung.price_text, rung.bid_text, rung.ask_text, rung.zone) for rung in picture.rungs]
    assert rows == [
        ("100.4", "", "", Zone.ASKS),
        ("100.3", "", "0.5000", Zone.ASKS),
        ("100.2", "", "3.0000", Zone.ASKS),
        ("100.1", "", "", Zone.SPREAD),
        ("100.0", "1.0000", "", Zone.BIDS),
        ("99.9", "4.0000", "", Zone.BIDS),
        ("99.8", "", "", Zone.BIDS),
        ("99.7", "2.0000", "", Zone.BIDS),
    ]
    assert [rung.price_text for rung in picture.rungs if rung.best] == ["100.2", "100.0"]
    largest = max(picture.rungs, key=lambda rung: rung.bid_share)
    assert largest.price_text == "99.9"
    assert 0.9 < largest.bid_share <= 1
    assert picture.out is None


def test_wide_rows_add_up_and_never_share_a_price() -> None:
    picture = LadderState(PERP, 5).build(BOOK, 202, 5)
    rows = [(rung.price_text, rung.bid_text, rung.ask_text) for rung in picture.rungs]
    assert rows == [
        ("101.0", "", ""),
        ("100.5", "", "3.5000"),
        ("100.0", "1.0000", ""),
        ("99.5", "6.0000", ""),
        ("99.0", "", ""),
    ]


def test_marks_stand_on_their_rows() -> None:
    mine = [
        order("a", PERP_ID, price="99.9"),
        order("b", PERP_ID, price="100.3", side=Side.SELL),
        order("c", PERP_ID, price="100.1"),
    ]
    state = LadderState(PERP, 1)
    held = replace(position(side=PositionSide.SHORT), avg_price=D("100.16"))
    picture = state.build(
        BOOK, 1_004, 8, marks(mine, PERP_ID, PERP, state.step), Last(D("100.0"), Side.SELL), [held]
    )
    assert {rung.price_text for rung in picture.rungs if rung.buy} == {"99.9", "100.1"}
    assert {rung.price_text for rung in picture.rungs if rung.sell} == {"100.3"}
    assert [(rung.price_text, rung.last) for rung in picture.rungs if rung.last] == [
        ("100.0", Last(D("100.0"), Side.SELL))
    ]
    assert [(rung.price_text, rung.entry) for rung in picture.rungs if rung.entry] == [
        ("100.2", PositionSide.SHORT)
    ]


def test_a_trade_stands_on_the_row_of_the_side_it_took() -> None:
    state = LadderState(PERP, 5)
    for taker, row in ((Side.BUY, "100.5"), (Side.SELL, "100.0"), (None, "100.0")):
        picture = state.build(BOOK, 202, 5, last=Last(D("100.2"), taker))
        assert [rung.price_text for rung in picture.rungs if rung.last] == [row]


def test_no_row_is_at_or_below_zero() -> None:
    picture = LadderState(PERP, 1).build(BOOK, 3, 8)
    assert [rung.index for rung in picture.rungs] == [3, 2, 1]
    assert picture.out is Out.ABOVE


def test_where_the_market_is_when_no_row_has_it() -> None:
    state = LadderState(PERP, 1)
    assert state.build(BOOK, 990, 8).out is Out.ABOVE
    assert state.build(BOOK, 1_040, 8).out is Out.BELOW
    assert state.build(OrderBook(), 1_040, 8).out is None


@given(
    bid=st.integers(1, 10**9),
    spread=st.integers(1, 400),
    group=st.sampled_from(GROUPS),
    count=st.integers(5, 80),
)
def test_a_centred_ladder_has_the_market_in_it(bid: int, spread: int, group: int, count: int) -> None:
    state = LadderState(PERP, group)
    touch = Touch(
        state.row_of(PERP.tick * bid, Side.BUY), state.row_of(PERP.tick * (bid + spread), Side.SELL)
    )
    assert touch.bid is not None
    assert touch.ask is not None
    assert touch.bid < touch.ask
    top = centred(touch, count)
    assert top is not None
    above, below = top - touch.ask, touch.bid - (top - count + 1)
    assert abs(above - below) <= 1
    if touch.ask - touch.bid <= count // 3:
        assert not drifted(touch, top, count)


@pytest.mark.parametrize(
    ("top", "moved"), [(1_010, False), (1_005, True), (1_006, False), (1_016, True), (1_015, False)]
)
def test_the_ladder_moves_when_the_market_comes_near_an_edge(top: int, moved: bool) -> None:
    # Twenty rows have a margin of four; the market is at 1000 and 1002.
    assert drifted(Touch(1_000, 1_002), top, 20) is moved


def test_without_a_market_nothing_is_centred() -> None:
    assert centred(Touch(None, None), 20) is None
    assert centred(Touch(5, None), 5) == 7
    assert not drifted(Touch(None, None), 5, 20)


@given(price=st.decimals("0.1", "100000", places=1), group=st.sampled_from(GROUPS))
def test_a_price_is_within_a_step_of_its_row(price: Decimal, group: int) -> None:
    state = LadderState(PERP, group)
    down = state.price_of(state.row_of(price, Side.BUY))
    up = state.price_of(state.row_of(price, Side.SELL))
    assert down <= price <= up
    assert up - down in (0, state.step)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        ("1354000000", "1.35B"),
        ("12700000", "12.7M"),
        ("837500000", "838M"),
        ("1000", "1.00K"),
        ("123.4567", "123"),
        ("12.3456", "12.3"),
        ("2.3186", "2.32"),
        ("0.3707", "0.371"),
        ("0.0034", "0.003"),
        ("0.0009", "<0.001"),
    ],
)
def test_a_brief_size_is_never_nothing(size: str, text: str) -> None:
    assert brief_size(D(size)) == text


def test_only_rows_that_differ_are_named() -> None:
    state = LadderState(PERP, 1)
    before = state.build(BOOK, 1_004, 8)
    changed = book(
        ("b", "100.0", "1"),
        ("b", "99.9", "4"),
        ("b", "99.7", "2"),
        ("a", "100.2", "2.9"),
        ("a", "100.3", "0.5"),
    )
    assert differing(before, state.build(changed, 1_004, 8)) == [2]
    assert differing(before, state.build(BOOK, 1_005, 8)) is None
    assert differing(before, state.build(BOOK, 1_004, 9)) is None
