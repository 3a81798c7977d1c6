"""Linked pairs on the road: placed one after the other, one cancels the other, also over a restart."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendStrategy, CancelOrder, CancelStrategy, EndHeld, PlaceOco
from terminal_app.core.orders import Source, VenueStatus
from terminal_app.core.outcomes import Accepted, Refused, Rejected, Unknown
from terminal_app.core.records import HeldSeen, Intent
from terminal_app.core.strategy_orders import StrategyStatus
from tests.helpers.desk import Desk, open_desk
from tests.helpers.examples import PERP_ID, limit_buy, report, trigger_buy, waiting
from tests.helpers.held_desk import kept, orders_seen, pair_of, seen, told, wait

D = Decimal
V = VenueStatus
OCO = PlaceOco(limit_buy(), trigger_buy())
CANCEL_LIMIT = CancelOrder("tb-1", PERP_ID, "v-1")
CANCEL_TRIGGER = CancelStrategy("tb-s1", PERP_ID, "s-1")


async def linked(desk: Desk) -> None:
    """Both orders wait at the venue."""
    desk.exchange.script["place"].append(Accepted("tb-1", "v-1"))
    desk.exchange.script["place_trigger"].append(Accepted("tb-s1", "s-1"))
    assert isinstance(await desk.service.submit(OCO), Accepted)
    desk.exchange.waiting, desk.exchange.working = [waiting()], [report()]
    desk.exchange.known["tb-1"] = report()
    orders_seen(desk, report())
    seen(desk, waiting())
    wait(desk, 2)
    desk.exchange.sent.clear()
    desk.changes.drain()


async def idle() -> None:
    """What was started by a report has had its turn."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_both_are_placed_and_the_link_is_written_down_first(desk: Desk) -> None:
    await desk.service.submit(OCO)
    assert desk.exchange.sent == [OCO.limit, OCO.trigger]
    assert [type(record) for record in desk.journal.records[:2]] == [HeldSeen, Intent]
    assert [intent.source for intent in desk.intents()] == [Source.MANUAL, Source.MANUAL]
    assert await desk.service.submit(OCO) == Refused(
        ("This order was sent already; nothing is ever sent twice.",)
    )


async def test_what_does_not_belong_together_is_not_linked(desk: Desk) -> None:
    assert isinstance(await desk.service.submit(PlaceOco(limit_buy(), trigger_buy(size="0.02"))), Refused)
    assert (desk.exchange.sent, desk.held.running()) == ([], [])


async def test_the_second_is_not_sent_when_the_first_was_refused(desk: Desk) -> None:
    desk.exchange.script["place"].append(Rejected("1", "No margin."))
    assert isinstance(await desk.service.submit(OCO), Rejected)
    assert desk.exchange.sent == [OCO.limit]
    assert pair_of(desk).ended


async def test_a_first_order_in_doubt_is_said_and_the_second_is_not_sent(desk: Desk) -> None:
    desk.exchange.script["place"].append(Unknown("tb-1", "No answer."))
    assert isinstance(await desk.service.submit(OCO), Unknown)
    assert desk.exchange.sent == [OCO.limit]
    assert "Look at the limit order: it may work." in told(desk)


async def test_the_first_is_taken_back_when_the_second_was_refused(desk: Desk) -> None:
    desk.exchange.script["place_trigger"].append(Rejected("1", "No."))
    assert isinstance(await desk.service.submit(OCO), Rejected)
    await idle()
    assert desk.exchange.sent == [OCO.limit, OCO.trigger, CancelOrder("tb-1", PERP_ID, "v-tb-1")]
    orders_seen(desk, report(status=V.CANCELLED, at_ms=2_000, order_id="v-tb-1"))
    assert pair_of(desk).ended


async def test_a_full_fill_cancels_the_trigger_order_at_once(desk: Desk) -> None:
    await linked(desk)
    orders_seen(desk, report(status=V.FILLED, filled="0.01", at_ms=2_000))
    await idle()
    assert desk.exchange.sent == [CANCEL_TRIGGER]
    assert desk.intents()[-1].source is Source.HELD
    assert not pair_of(desk).ended
    seen(desk, waiting(status=StrategyStatus.CANCELLED, at_ms=3_000))
    assert pair_of(desk).ended
    assert "The limit order was executed; the trigger order is cancelled." in told(desk)


async def test_a_trigger_that_was_set_off_cancels_the_limit_order_at_once(desk: Desk) -> None:
    await linked(desk)
    seen(desk, waiting(status=StrategyStatus.DONE, at_ms=2_000))
    await idle()
    assert desk.exchange.sent == [CANCEL_LIMIT]
    orders_seen(desk, report(status=V.CANCELLED, at_ms=3_000))
    assert pair_of(desk).note == "The trigger order was set off; the limit order is cancelled."


async def test_both_executed_is_said_plainly(desk: Desk) -> None:
    await linked(desk)
    seen(desk, waiting(status=StrategyStatus.DONE, at_ms=2_000))
    orders_seen(desk, report(status=V.FILLED, filled="0.01", at_ms=2_100))
    await idle()
    desk.service.look_at_clock()
    assert "Both orders were executed" in told(desk)


async def test_a_cancel_without_an_answer_is_asked_for_again_until_it_is_proven(desk: Desk) -> None:
    await linked(desk)
    desk.exchange.script["cancel_strategy"].append(Unknown("tb-s1", "No answer."))
    orders_seen(desk, report(status=V.FILLED, filled="0.01", at_ms=2_000))
    await idle()
    wait(desk, 1)
    await idle()
    assert desk.exchange.sent == [CANCEL_TRIGGER]
    wait(desk, 2)
    await idle()
    assert desk.exchange.sent == [CANCEL_TRIGGER, CANCEL_TRIGGER]
    assert not pair_of(desk).ended


async def test_a_partial_fill_makes_the_trigger_order_smaller(desk: Desk) -> None:
    await linked(desk)
    orders_seen(desk, report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000))
    await idle()
    (shrink,) = desk.exchange.sent
    assert isinstance(shrink, AmendStrategy)
    assert (shrink.size, shrink.trigger) == (D("0.006"), D(65000))
    seen(desk, replace(waiting(at_ms=3_000), size=D("0.006")))
    wait(desk, 2)
    await idle()
    assert len(desk.exchange.sent) == 1


async def test_a_change_in_doubt_is_not_sent_again(desk: Desk) -> None:
    await linked(desk)
    desk.exchange.script["amend_strategy"].append(Unknown("tb-s1", "No answer."))
    orders_seen(desk, report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=2_000))
    await idle()
    wait(desk, 5)
    await idle()
    assert len(desk.exchange.sent) == 1
    assert "not confirmed" in desk.held.why_paused("tb-1")
    # But a cancel is: it can only take risk away.
    orders_seen(desk, report(status=V.FILLED, filled="0.01", at_ms=3_000))
    await idle()
    assert desk.exchange.sent[1:] == [CANCEL_TRIGGER]


async def test_cancelled_by_hand_both_go(desk: Desk) -> None:
    await linked(desk)
    assert isinstance(await desk.service.submit(EndHeld("tb-1", PERP_ID)), Accepted)
    await idle()
    assert desk.exchange.sent == [CANCEL_LIMIT]
    orders_seen(desk, report(status=V.CANCELLED, at_ms=2_000))
    wait(desk, 3)
    await idle()
    assert desk.exchange.sent == [CANCEL_LIMIT, CANCEL_TRIGGER]


async def test_one_that_is_cancelled_by_hand_leaves_the_other(desk: Desk) -> None:
    await linked(desk)
    orders_seen(desk, report(status=V.CANCELLED, at_ms=2_000))
    await idle()
    assert desk.exchange.sent == []
    assert "The trigger order stays." in told(desk)


async def test_a_halt_lets_the_other_be_cancelled(desk: Desk) -> None:
    await linked(desk)
    desk.service.controls.halt("test")
    orders_seen(desk, report(status=V.FILLED, filled="0.01", at_ms=2_000))
    await idle()
    assert desk.exchange.sent == [CANCEL_TRIGGER]


@pytest.mark.parametrize("what", ["filled", "set off", "nothing"])
async def test_a_restart_goes_on_with_what_happened_meanwhile(desk: Desk, what: str) -> None:
    await linked(desk)
    exchange = desk.exchange
    if what == "filled":
        exchange.working, exchange.finished = [], [report(status=V.FILLED, filled="0.01", at_ms=5_000)]
        exchange.known["tb-1"] = exchange.finished[0]
    if what == "set off":
        exchange.waiting, exchange.ended = [], [waiting(status=StrategyStatus.DONE, at_ms=5_000)]
    after = Desk(exchange=exchange, journal=desk.journal)
    after.service.recover((), None, [pair for pair in kept(desk) if not pair.ended])
    async with open_desk(after):
        await idle()
        expected = {"filled": [CANCEL_TRIGGER], "set off": [CANCEL_LIMIT], "nothing": []}
        assert exchange.sent == expected[what]
        assert after.held.running() == [pair_of(after)]
