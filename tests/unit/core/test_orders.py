"""The life of an order: the table is complete where it must be, and never lets an order come back to life."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import SEEN, TRANSITIONS, Move, Order, OrderStatus, Side, VenueStatus
from tests.helpers.examples import limit_buy

S, M = OrderStatus, Move
REPORTS = tuple(SEEN.values())
ALIVE = tuple(status for status in S if not status.is_final)


def order(status: OrderStatus = S.OPEN) -> Order:
    """An order of ours."""
    wish = limit_buy()
    return Order(
        wish.client_oid, wish.instrument, wish.side, wish.order_type, wish.size, wish.price, status, 1, 1
    )


def test_sides_are_opposite() -> None:
    assert Side.BUY.opposite is Side.SELL
    assert Side.SELL.opposite is Side.BUY


def test_every_word_of_the_venue_is_a_move() -> None:
    assert set(SEEN) == set(VenueStatus)
    assert len(set(REPORTS)) == len(VenueStatus)


@pytest.mark.parametrize("status", ALIVE)
@pytest.mark.parametrize("move", REPORTS)
def test_a_living_order_understands_every_report(status: OrderStatus, move: Move) -> None:
    assert (status, move) in TRANSITIONS


@pytest.mark.parametrize("status", ALIVE)
def test_the_end_that_the_venue_reports_is_the_end(status: OrderStatus) -> None:
    assert TRANSITIONS[status, M.SEEN_FILLED] is S.FILLED
    assert TRANSITIONS[status, M.SEEN_CANCELLED] is S.CANCELLED


@given(st.lists(st.sampled_from(list(Move)), max_size=12))
def test_final_states_absorb_whatever_comes(moves: list[Move]) -> None:
    status = S.INTENT
    for move in moves:
        after = TRANSITIONS.get((status, move), status)
        if status.is_final:
            assert after is status or (status, after) == (S.CANCELLED, S.FILLED)
        status = after


@pytest.mark.parametrize("status", [S.OPEN, S.PARTIAL, S.CANCEL_PENDING, S.CANCEL_UNKNOWN])
def test_an_order_that_was_seen_is_never_in_doubt_again(status: OrderStatus) -> None:
    assert TRANSITIONS[status, M.IN_DOUBT] is status


def test_an_order_never_moves_backwards() -> None:
    assert TRANSITIONS[S.PARTIAL, M.SEEN_LIVE] is S.PARTIAL
    assert TRANSITIONS[S.UNKNOWN, M.CANCEL_ASKED] is S.UNKNOWN


def test_nothing_but_proof_makes_an_unknown_order_go_away() -> None:
    away = {move for (status, move), after in TRANSITIONS.items() if status is S.UNKNOWN and after.is_final}
    assert away == {M.PROVEN_NEVER, M.SEEN_FILLED, M.SEEN_CANCELLED}


@pytest.mark.parametrize("status", [S.REJECTED, S.NOT_SENT, S.PROVEN_NEVER])
def test_a_verdict_that_the_venue_contradicts_is_a_surprise(status: OrderStatus) -> None:
    assert not [move for move in Move if (status, move) in TRANSITIONS]


def test_remaining_is_in_base_coin() -> None:
    half = replace(order(), filled=Decimal("0.004"))
    assert half.remaining == Decimal("0.006")
    assert replace(half, size=QuoteQty(Decimal(50))).remaining is None


@pytest.mark.parametrize("status", [OrderStatus.CANCEL_PENDING, OrderStatus.CANCEL_UNKNOWN])
def test_an_order_seen_alive_is_still_being_cancelled(status: OrderStatus) -> None:
    assert TRANSITIONS[status, Move.SEEN_LIVE] is status
