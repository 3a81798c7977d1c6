"""Two orders of which one cancels the other: what follows from how both stand."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.core.commands import AmendStrategy, CancelOrder, CancelStrategy, PlaceOco
from terminal_app.core.held import Oco, Winner
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import Order, OrderStatus, Side, Source
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading import oco
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.examples import PERP, PERP_ID, limit_buy, trigger_buy, waiting

D = Decimal
V = OrderStatus
S = StrategyStatus

COMMAND = PlaceOco(limit_buy(), trigger_buy())
PAIR = oco.begun(COMMAND, 1)
CANCEL_LIMIT = CancelOrder("tb-1", PERP_ID, "v-1")
CANCEL_TRIGGER = CancelStrategy("tb-s1", PERP_ID, "s-1")


def limit(status: OrderStatus = V.OPEN, filled: str = "0") -> Order:
    made = OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1)
    return replace(made, status=status, filled=D(filled), order_id="v-1")


def trigger(status: StrategyStatus = S.PENDING, size: str = "0.01") -> StrategyOrder:
    return replace(waiting(status=status), size=D(size))


def step(one: Order | None, other: StrategyOrder | None, pair: Oco = PAIR) -> oco.Step:
    return oco.step(pair, one, other, PERP)


def test_both_wait() -> None:
    assert step(limit(), trigger()) == oco.Step(PAIR)


def test_a_full_fill_cancels_the_trigger_order_and_believes_it_when_it_is_over() -> None:
    after, command = step(limit(V.FILLED, "0.01"), trigger())
    assert (after.won, command) == (Winner.LIMIT, CANCEL_TRIGGER)
    # Nothing has changed: it is asked for again, not believed.
    assert step(limit(V.FILLED, "0.01"), trigger(S.UNKNOWN), after).command == CANCEL_TRIGGER
    end, command = step(limit(V.FILLED, "0.01"), trigger(S.CANCELLED), after)
    assert (end.ended, command) == (True, None)
    assert end.note == "The limit order was executed; the trigger order is cancelled."


@pytest.mark.parametrize("status", [S.SUBMITTING, S.DONE])
def test_a_trigger_that_was_set_off_cancels_the_limit_order(status: StrategyStatus) -> None:
    after, command = step(limit(), trigger(status))
    assert (after.won, command) == (Winner.TRIGGER, CANCEL_LIMIT)
    assert step(limit(V.CANCEL_PENDING), trigger(status), after).command is None
    assert step(limit(V.CANCEL_UNKNOWN), trigger(status), after).command == CANCEL_LIMIT
    end = step(limit(V.CANCELLED), trigger(S.DONE), after).oco
    assert (end.ended, end.note) == (True, "The trigger order was set off; the limit order is cancelled.")


def test_a_partial_fill_makes_the_trigger_order_smaller() -> None:
    after, command = step(limit(V.PARTIAL, "0.00405"), trigger())
    assert after == PAIR
    assert command == AmendStrategy("tb-s1", PERP_ID, "s-1", size=D("0.0059"), trigger=D(65000))
    assert step(limit(V.PARTIAL, "0.004"), trigger(size="0.006")).command is None
    # What is in doubt is not changed.
    assert step(limit(V.PARTIAL, "0.004"), trigger(S.UNKNOWN)).command is None


def test_less_than_the_smallest_order_is_as_good_as_a_full_fill() -> None:
    after, command = step(limit(V.PARTIAL, "0.00995"), trigger())
    assert (after.won, command) == (Winner.LIMIT, CANCEL_TRIGGER)


@pytest.mark.parametrize("won", [Winner.LIMIT, Winner.TRIGGER])
def test_both_may_be_executed_and_that_is_said(won: Winner) -> None:
    end = step(limit(V.FILLED, "0.01"), trigger(S.DONE), replace(PAIR, won=won)).oco
    assert end.ended
    assert "Both orders were executed" in end.note


def test_parts_that_fit_together_are_no_race() -> None:
    end = step(limit(V.CANCELLED, "0.004"), trigger(S.DONE, "0.006")).oco
    assert end.note == "The trigger order was set off; the limit order is cancelled."


@pytest.mark.parametrize("status", [V.CANCELLED, V.REJECTED, V.PROVEN_NEVER])
def test_a_limit_order_that_ends_by_itself_leaves_the_other_alone(status: OrderStatus) -> None:
    after, command = step(limit(status), trigger())
    assert (after.ended, command) == (True, None)
    assert "The trigger order stays." in after.note
    assert status.value in after.note


def test_what_was_executed_is_taken_off_before_a_cancelled_limit_order_ends_the_link() -> None:
    after, command = step(limit(V.CANCELLED, "0.004"), trigger())
    assert isinstance(command, AmendStrategy)
    assert not after.ended
    assert step(limit(V.CANCELLED, "0.004"), trigger(size="0.006"), after).oco.ended


@pytest.mark.parametrize("other", [trigger(S.CANCELLED), trigger(S.FAILED), None])
def test_a_trigger_order_that_ends_by_itself_leaves_the_limit_order_alone(
    other: StrategyOrder | None,
) -> None:
    after, command = step(limit(), other)
    assert (after.ended, command) == (True, None)
    assert "The limit order stays." in after.note


def test_an_order_of_which_nothing_is_known_decides_nothing() -> None:
    assert step(limit(V.UNKNOWN), trigger(S.UNKNOWN)) == oco.Step(PAIR)


def test_a_hand_cancels_both_and_believes_no_cancel() -> None:
    pair = oco.by_hand(PAIR)
    assert step(limit(), trigger(), pair).command == CANCEL_LIMIT
    assert step(limit(V.CANCELLED), trigger(), pair).command == CANCEL_TRIGGER
    assert step(limit(V.CANCELLED), trigger(S.SENDING), pair) == oco.Step(pair)
    end = step(limit(V.CANCELLED), trigger(S.CANCELLED), pair).oco
    assert (end.ended, end.note) == (True, "Both orders were cancelled by hand.")
    assert step(limit(), trigger(), end) == oco.Step(end)


@pytest.mark.parametrize(
    "changed",
    [
        PlaceOco(limit_buy(), trigger_buy(size="0.02")),
        PlaceOco(limit_buy(), replace(trigger_buy(), side=Side.SELL)),
        PlaceOco(replace(limit_buy(), price=None), trigger_buy()),
        PlaceOco(replace(limit_buy(), size=BaseQty(D("0.02"))), trigger_buy()),
    ],
)
def test_only_two_of_a_kind_are_linked(changed: PlaceOco) -> None:
    assert oco.oco_refusals(changed)
    assert oco.oco_refusals(COMMAND) == ()


@given(
    st.sampled_from(V),
    st.integers(0, 100),
    st.sampled_from(S),
    st.integers(1, 100),
    st.sampled_from([None, *Winner]),
)
def test_no_step_ever_opens_or_grows_anything(
    status: OrderStatus, filled: int, other: StrategyStatus, size: int, won: Winner | None
) -> None:
    before = trigger(other, str(D(size) / 10_000))
    after, command = step(limit(status, str(D(filled) / 10_000)), before, replace(PAIR, won=won))
    assert command is None or isinstance(command, CancelOrder | CancelStrategy | AmendStrategy)
    if isinstance(command, AmendStrategy):
        assert command.size is not None
        assert before.size is not None
        assert command.size < before.size
        assert command.size + D(filled) / 10_000 <= PAIR.size
    assert not (after.ended and command is not None)
