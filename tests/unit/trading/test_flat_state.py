"""What keeps an account from being flat, and what proves that nothing does."""

from dataclasses import replace

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import CancelOrder, CancelStrategy, ClosePosition
from terminal_app.core.orders import OrderStatus, PositionSide, Source
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from terminal_app.core.strategy_orders import StrategyStatus
from terminal_app.trading.flat_state import AliveKind, FlatReport, Reading, alive_in, reason_of
from terminal_app.trading.orders import OrderBlotter
from tests.helpers.examples import PERP_ID, limit_buy, position, report, waiting

START = FlatReport("test", 5, "spot")
SUBMITTED = OrderBlotter().submitted(limit_buy(), Source.MANUAL, 1)


def test_every_family_is_seen_with_what_takes_it_away() -> None:
    reading = Reading((report(),), (waiting(order_id="s-1"),), (position(),))
    found = {one.kind: (one.what, one.command) for one in alive_in(reading, {})}
    assert found == {
        AliveKind.ORDER: ("buy 0.01 BTCUSDT perp at 64000", CancelOrder("tb-1", PERP_ID, "v-1")),
        AliveKind.WAITING: ("trigger order, buy BTCUSDT perp", CancelStrategy("tb-s1", PERP_ID, "s-1")),
        AliveKind.POSITION: ("long 0.01 BTCUSDT perp", ClosePosition(PERP_ID)),
    }


def test_orders_of_others_have_a_handle_too() -> None:
    (one,) = alive_in(Reading((replace(report(""), price=None),)), {})
    assert (one.key, one.what) == ("id:v-1", "buy 0.01 BTCUSDT perp at market")
    (one,) = alive_in(Reading(waiting=(waiting("", order_id="s-1"),)), {})
    assert one.command == CancelStrategy("id:s-1", PERP_ID, "s-1")


def test_both_positions_of_a_hedge_are_closed_by_name() -> None:
    sides = (PositionSide.LONG, PositionSide.SHORT)
    held = tuple(position(side=side, hold_mode=HoldMode.HEDGE) for side in sides)
    found = alive_in(Reading(positions=held), {})
    assert [one.command for one in found] == [ClosePosition(PERP_ID, side) for side in sides]
    assert len({one.key for one in found}) == 2


def test_a_position_of_size_zero_is_none() -> None:
    assert alive_in(Reading(positions=(position(size="0"),)), {}) == ()


@pytest.mark.parametrize(
    ("status", "counts"),
    [(OrderStatus.UNKNOWN, True), (OrderStatus.INTENT, True), (OrderStatus.OPEN, False)],
)
def test_an_order_in_doubt_counts_as_alive(status: OrderStatus, counts: bool) -> None:
    found = alive_in(Reading(doubts=(replace(SUBMITTED, status=status),)), {})
    assert [one.kind for one in found] == ([AliveKind.DOUBT] if counts else [])


def test_a_doubt_that_is_listed_counts_once_and_a_waiting_doubt_too() -> None:
    doubt = replace(SUBMITTED, status=OrderStatus.UNKNOWN)
    assert len(alive_in(Reading((report(),), doubts=(doubt,)), {})) == 1
    (one,) = alive_in(Reading(waiting_doubts=(waiting(status=StrategyStatus.UNKNOWN),)), {})
    assert (one.kind, one.command) == (AliveKind.DOUBT, None)
    assert alive_in(Reading(waiting_doubts=(waiting(),)), {}) == ()


def test_reasons_stay_with_their_row() -> None:
    (one,) = alive_in(Reading((report(),)), {"tb-1": "Stuck."})
    assert one.reason == "Stuck."


def test_two_empty_readings_in_a_row_are_the_proof() -> None:
    alive = alive_in(Reading((report(),)), {})
    once = START.read(alive).read(())
    assert not once.is_proven
    assert once.read(()).is_proven
    assert not once.read(alive).read(()).is_proven
    assert not once.unread("No network.").read(()).is_proven


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Accepted(), "was asked and has not done it"),
        (Refused(("One.", "Two.")), "One. Two."),
        (Rejected("429", "Slow down."), "Slow down. (code 429)"),
        (NotSent("No network."), "Not sent: No network."),
        (Unknown("", "Silence."), "Not confirmed: Silence."),
    ],
)
def test_every_answer_is_a_reason(outcome: Outcome, words: str) -> None:
    assert words in reason_of(outcome)


def test_the_sentence_says_how_it_stands() -> None:
    alive = alive_in(Reading((report(),)), {"tb-1": "Stuck."})
    assert START.read(alive).sentence == "Flattening (test): 1 left."
    ended = replace(START.read(alive), running=False)
    assert ended.sentence == "NOT flat, 1 left. buy 0.01 BTCUSDT perp at 64000: Stuck."
    assert "could not be read. No network." in replace(START.unread("No network."), running=False).sentence
    assert replace(START, running=False, proven_ms=7).sentence.startswith("Flat, proven")
