"""Trailing stops on the road: one move under way, none in doubt, never looser, also over a restart."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminal_app.core.commands import AmendStrategy, CancelStrategy, EndHeld, PlaceTpSl
from terminal_app.core.events import Link, LinkChanged, LinkState, PositionsSeen
from terminal_app.core.market import Stamp
from terminal_app.core.orders import ExitLeg, Source
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import HeldSeen, Intent
from terminal_app.core.strategy_orders import StrategyStatus
from tests.helpers.desk import Desk, open_desk
from tests.helpers.examples import PERP_ID, limit_buy
from tests.helpers.held_desk import (
    TRAIL,
    hold,
    kept,
    moves,
    price,
    seen,
    stop_at,
    told,
    trail_of,
    trailing,
    wait,
)
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

D = Decimal
KEY = TRAIL.client_oid


async def settled(desk: Desk) -> None:
    """Everything that was started has ended."""
    await desk.tasks.drain()


async def test_the_stop_is_placed_at_once_and_written_down_before(desk: Desk) -> None:
    price(desk, "64210.5", told=False)
    hold(desk)
    assert isinstance(await desk.service.submit(TRAIL), Accepted)
    (stop,) = desk.exchange.sent
    assert isinstance(stop, PlaceTpSl)
    assert (stop.client_oid, stop.stop_loss, stop.size) == (KEY, ExitLeg(D("63210.5")), None)
    kinds = [type(record) for record in desk.journal.records[:2]]
    assert kinds == [HeldSeen, Intent]
    assert await desk.service.submit(TRAIL) == Refused(
        ("This order was sent already; nothing is ever sent twice.",)
    )
    assert len(desk.exchange.sent) == 1


async def test_it_follows_the_price_and_says_who_moved_it(desk: Desk) -> None:
    await trailing(desk)
    price(desk, "64300.7")
    await settled(desk)
    assert moves(desk) == [D("63300.7")]
    assert trail_of(desk).levels == (D("63210.5"), D("63300.7"))
    assert desk.intents()[-1].source is Source.HELD
    move = desk.exchange.sent[0]
    assert isinstance(move, AmendStrategy)
    assert (move.size, move.order_id, move.take_profit) == (None, "s-9", None)
    seen(desk, stop_at("63300.7", 2_000))
    assert trail_of(desk).levels == (D("63300.7"),)
    price(desk, "64000")
    await settled(desk)
    assert len(moves(desk)) == 1


async def test_its_moves_take_no_room_from_the_orders_of_a_hand(desk: Desk) -> None:
    desk.service.controls.set_limits(replace(desk.limits, max_orders_per_10s=2))
    await trailing(desk)
    for last in ("64300", "64400", "64500"):
        price(desk, last)
        await settled(desk)
        wait(desk, 1)
    assert len(moves(desk)) == 3
    assert isinstance(await desk.service.submit(limit_buy()), Accepted)


async def test_a_price_before_the_activation_moves_nothing(desk: Desk) -> None:
    price(desk, "64210.5", told=False)
    hold(desk)
    await desk.service.submit(replace(TRAIL, activation=D(65000)))
    seen(desk, stop_at("63210.5", 1_000))
    wait(desk, 2)
    price(desk, "64900")
    await settled(desk)
    assert moves(desk) == []
    price(desk, "65000")
    await settled(desk)
    assert moves(desk) == [D(64000)]


async def test_at_most_one_move_a_second_and_then_the_newest(desk: Desk) -> None:
    await trailing(desk)
    for last in ("64300", "64400", "64500"):
        price(desk, last)
        await settled(desk)
    assert moves(desk) == [D(63300)]
    desk.clock.advance(1.5)
    price(desk, "64450")
    await settled(desk)
    assert moves(desk) == [D(63300), D(63500)]


async def test_at_most_one_move_under_way(desk: Desk) -> None:
    await trailing(desk)
    desk.exchange.hold = asyncio.Event()
    price(desk, "64300")
    await eventually(lambda: moves(desk) == [D(63300)])
    desk.clock.advance(5)
    price(desk, "64400")
    desk.service.look_at_clock()
    assert moves(desk) == [D(63300)]
    desk.exchange.hold.set()
    await settled(desk)
    desk.clock.advance(1.5)
    price(desk, "64400")
    await settled(desk)
    assert moves(desk) == [D(63300), D(63400)]


async def test_an_unknown_move_is_asked_about_and_not_sent_again(desk: Desk) -> None:
    await trailing(desk)
    desk.exchange.script["amend_strategy"].append(Unknown(KEY, "No answer."))
    price(desk, "64300")
    await eventually(lambda: "not confirmed" in desk.held.why_paused(KEY))
    desk.clock.advance(5)
    price(desk, "64400")
    assert moves(desk) == [D(63300)]
    # The exchange did take it: from then on it goes on.
    desk.exchange.waiting = [stop_at("63300", 2_000)]

    def confirmed() -> bool:
        desk.service.look_at_clock()
        return trail_of(desk).levels == (D(63300),)

    await eventually(confirmed)
    price(desk, "64400")
    await eventually(lambda: moves(desk) == [D(63300), D(63400)])
    assert desk.held.why_paused(KEY) == ""


async def test_a_move_that_proves_not_taken_is_made_anew_from_the_old_level(desk: Desk) -> None:
    await trailing(desk)
    desk.exchange.script["amend_strategy"].append(Unknown(KEY, "No answer."))
    price(desk, "64300")
    await eventually(lambda: moves(desk))

    def later() -> bool:
        wait(desk, 3)
        price(desk, "64300")
        return len(moves(desk)) == 2

    await eventually(later)
    assert moves(desk) == [D(63300), D(63300)]


@pytest.mark.parametrize("answer", [Rejected("1", "No."), NotSent("No line.")])
async def test_a_refused_move_is_tried_again_ever_slower(desk: Desk, answer: VenueOutcome) -> None:
    await trailing(desk)
    desk.exchange.script["amend_strategy"].extend([answer, answer])
    price(desk, "64300")
    await settled(desk)
    assert trail_of(desk).levels == (D("63210.5"),)
    wait(desk, 1)
    await settled(desk)
    assert len(moves(desk)) == 1
    wait(desk, 1)
    price(desk, "64300")
    await settled(desk)
    assert len(moves(desk)) == 2


async def test_nothing_is_moved_that_could_not_be_written_down(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("not in the journal: how tb-t1 stands")
    await trailing(desk)
    desk.journal.trouble = "The disk is full."
    price(desk, "64300")
    await desk.tasks.drain()
    assert moves(desk) == []
    assert trail_of(desk).levels == (D("63210.5"),)
    assert "The disk is full." in told(desk)


@pytest.mark.parametrize(
    ("status", "words"), [(StrategyStatus.DONE, "set off"), (StrategyStatus.CANCELLED, "cancelled")]
)
async def test_it_ends_with_its_stop(desk: Desk, status: StrategyStatus, words: str) -> None:
    await trailing(desk)
    seen(desk, stop_at("63210.5", 2_000, status))
    assert trail_of(desk).ended
    assert words in trail_of(desk).note
    price(desk, "65000")
    await settled(desk)
    assert moves(desk) == []
    assert kept(desk)[-1].ended


async def test_a_stop_that_was_moved_elsewhere_does_not_trail_any_more_and_says_so(desk: Desk) -> None:
    await trailing(desk)
    seen(desk, stop_at("62000", 2_000))
    assert trail_of(desk).ended
    assert "moved by hand, so it does not trail any more" in told(desk)


async def test_a_stop_that_is_moved_by_hand_here_is_left_alone_from_that_moment(desk: Desk) -> None:
    await trailing(desk)
    desk.exchange.hold = asyncio.Event()
    hand = AmendStrategy(KEY, PERP_ID, stop_loss=ExitLeg(D(62000)))
    answer = desk.tasks.spawn(desk.service.submit(hand), "hand")
    await eventually(lambda: desk.exchange.sent)
    price(desk, "64300")
    assert moves(desk) == [D(62000)]
    desk.exchange.hold.set()
    assert isinstance(await answer, Accepted)
    assert trail_of(desk).ended


async def test_a_hand_that_was_refused_or_changed_no_level_ends_nothing(desk: Desk) -> None:
    await trailing(desk)
    for level in ("70000", "63210.5"):
        await desk.service.submit(AmendStrategy(KEY, PERP_ID, stop_loss=ExitLeg(D(level))))
    assert not trail_of(desk).ended
    price(desk, "64300")
    await settled(desk)
    assert moves(desk) == [D("63210.5"), D(63300)]


async def test_a_cancel_by_hand_ends_it(desk: Desk) -> None:
    await trailing(desk)
    await desk.service.submit(CancelStrategy(KEY, PERP_ID))
    assert (trail_of(desk).ended, trail_of(desk).note) == (True, "Its stop was cancelled by hand.")


async def test_trailing_can_be_stopped_and_the_stop_stays(desk: Desk) -> None:
    await trailing(desk)
    assert isinstance(await desk.service.submit(EndHeld(KEY, PERP_ID)), Accepted)
    assert desk.exchange.sent == []
    assert "The stop stays where it is." in trail_of(desk).note
    again = await desk.service.submit(EndHeld(KEY, PERP_ID))
    assert again == Refused(("This is not held by this program any more.",))


async def test_a_stale_price_pauses_it_and_says_so(desk: Desk) -> None:
    await trailing(desk)
    price(desk, "64200")
    wait(desk, desk.limits.max_price_age_s + 1)
    assert desk.held.why_paused(KEY) == f"the last price is {desk.limits.max_price_age_s + 1} s old"
    price(desk, "64300")
    await settled(desk)
    assert (desk.held.why_paused(KEY), moves(desk)) == ("", [D(63300)])


async def test_a_halt_and_a_lost_link_pause_it(desk: Desk) -> None:
    await trailing(desk)
    desk.service.controls.halt("test")
    price(desk, "64300")
    assert "halted" in desk.held.why_paused(KEY)
    desk.service.controls.resume()
    for state in (LinkState.LIVE, LinkState.DOWN):
        desk.service.on_link(LinkChanged(Link.PRIVATE, state, "The line is down."))
    price(desk, "64300")
    assert desk.held.why_paused(KEY) == "the line is down"
    await settled(desk)
    assert moves(desk) == []


async def test_it_ends_when_its_position_has_been_gone_for_a_while(desk: Desk) -> None:
    await trailing(desk)
    desk.service.on_account_event(PositionsSeen((), Stamp(2, desk.clock.monotonic()), complete=True))
    assert desk.held.why_paused(KEY) == "no position is open"
    wait(desk, 12)
    assert "The position is gone" in trail_of(desk).note


async def test_a_stop_that_is_refused_ends_it_at_once(desk: Desk) -> None:
    price(desk, "64210.5", told=False)
    desk.exchange.script["place_tp_sl"].append(Rejected("1", "No position."))
    assert isinstance(await desk.service.submit(TRAIL), Rejected)
    assert trail_of(desk).ended
    assert isinstance(await desk.service.submit(replace(TRAIL, client_oid="tb-t2", stop=D(70000))), Refused)


async def test_a_trail_that_cannot_be_written_down_leaves_no_trace(desk: Desk) -> None:
    desk.journal.trouble = "The disk is full."
    assert await desk.service.submit(TRAIL) == Refused(("The disk is full.",))
    assert (desk.exchange.sent, desk.held.running()) == ([], [])


async def restarted(desk: Desk) -> Desk:
    """The next run, with the journal and the exchange of this one; its account has not been read."""
    after = Desk(exchange=desk.exchange, journal=desk.journal)
    after.exchange.sent.clear()
    newest = {held.key: held for held in kept(desk)}
    after.service.recover((), None, [held for held in newest.values() if not held.ended])
    return after


async def test_a_restart_goes_on_from_the_peak_once_the_account_has_been_read(desk: Desk) -> None:
    await trailing(desk)
    price(desk, "64500")
    await settled(desk)
    desk.exchange.waiting = [stop_at("63500", 2_000)]
    seen(desk, *desk.exchange.waiting)
    await settled(desk)
    after = await restarted(desk)
    hold(after)
    price(after, "64800")
    assert moves(after) == []
    async with open_desk(after):
        price(after, "64400")
        await settled(after)
        assert moves(after) == []
        assert trail_of(after).peak == 64500
        price(after, "64600")
        await settled(after)
        assert moves(after) == [D(63600)]


async def test_a_restart_waits_for_a_move_that_may_still_arrive(desk: Desk) -> None:
    await trailing(desk)
    price(desk, "64500")
    await settled(desk)
    after = await restarted(desk)
    hold(after)
    async with open_desk(after):
        price(after, "64600")
        await settled(after)
        assert moves(after) == []
        assert "not confirmed" in after.held.why_paused(KEY)
        wait(after, 31)
        price(after, "64600")
        await settled(after)
        assert moves(after) == [D(63600)]


async def test_a_restart_finds_out_that_the_stop_was_set_off_or_moved(desk: Desk) -> None:
    await trailing(desk)
    desk.exchange.waiting, desk.exchange.ended = [], [stop_at("63210.5", 5_000, StrategyStatus.DONE)]
    after = await restarted(desk)
    async with open_desk(after):
        assert (trail_of(after).ended, trail_of(after).note) == (True, "The stop was set off.")
    desk.exchange.waiting, desk.exchange.ended = [stop_at("60000", 5_000)], []
    moved = await restarted(desk)
    async with open_desk(moved):
        assert "moved by hand" in trail_of(moved).note


async def test_a_restart_says_when_the_stop_never_left(desk: Desk) -> None:
    await trailing(desk)
    desk.journal.records = [record for record in desk.journal.records if not isinstance(record, Intent)]
    desk.exchange.waiting = []
    after = await restarted(desk)
    async with open_desk(after):
        assert "never left this computer" in trail_of(after).note


ANSWERS: dict[str, VenueOutcome] = {"accepted": Accepted(KEY), "rejected": Rejected("1", "No.")}
STEP = st.tuples(
    st.integers(630_000, 660_000),
    st.sampled_from([0, 0.3, 1.2, 40]),
    st.sampled_from(["accepted", "rejected", "unknown taken", "unknown lost"]),
    st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=15))
async def test_whatever_the_answers_the_stop_at_the_venue_never_loosens(
    steps: list[tuple[int, float, str, bool]],
) -> None:
    async with open_desk() as desk:
        await trailing(desk)
        at_venue, at_ms = [D("63210.5")], 1_000
        for tenths, seconds, answer, report in steps:
            desk.clock.advance(seconds)
            queue = desk.exchange.script["amend_strategy"]
            queue.clear()
            queue.append(ANSWERS.get(answer, Unknown(KEY, "No answer.")))
            before = len(moves(desk))
            price(desk, str(D(tenths) / 10))
            for _ in range(20):
                await asyncio.sleep(0)
            asked = moves(desk)[before:]
            assert len(asked) <= 1
            if asked and answer in ("accepted", "unknown taken"):
                at_ms += 1_000
                at_venue.append(asked[0])
                desk.exchange.waiting = [stop_at(str(asked[0]), at_ms)]
            if report:
                seen(desk, *desk.exchange.waiting)
        assert at_venue == sorted(at_venue)
        assert len(set(at_venue)) == len(at_venue)
        assert all(isinstance(command, AmendStrategy) for command in desk.exchange.sent)
