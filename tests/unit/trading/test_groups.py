"""Orders and cancels that go together: one request, an intent and an outcome for each, nothing sent twice."""

import asyncio
from dataclasses import replace

import pytest

from terminal_app.core.commands import CancelOrder, PlaceOrder
from terminal_app.core.events import OrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.orders import OrderStatus, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Outcome, Refused, Rejected, Unknown
from tests.helpers.desk import Desk
from tests.helpers.examples import PERP_ID, SPOT_ID, limit_buy, report
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

S = OrderStatus
NO = Rejected("43012", "The balance is too small.")
GONE = Rejected("25204", "The order was not found.")
LOST = Unknown("", "The connection broke.")


def orders(count: int) -> list[PlaceOrder]:
    """Orders at different prices, as a scaled order makes them."""
    return [limit_buy(f"tb-{number}", str(64000 - number)) for number in range(1, count + 1)]


def cancels(count: int) -> list[CancelOrder]:
    """The cancels of these orders."""
    return [CancelOrder(f"tb-{number}", PERP_ID) for number in range(1, count + 1)]


async def working(desk: Desk, count: int) -> None:
    """Orders of ours are in the book."""
    await desk.service.place_group(orders(count))
    desk.exchange.batches.clear()
    desk.exchange.sent.clear()


async def test_orders_are_all_written_down_before_the_one_request(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.place_group(orders(3)), "test")
    await eventually(lambda: desk.exchange.batches)
    assert [intent.command for intent in desk.intents()] == orders(3)
    assert [desk.status(order.client_oid) for order in orders(3)] == [S.INTENT] * 3
    desk.exchange.hold.set()
    assert await answer == [Accepted(f"tb-{number}", f"v-tb-{number}") for number in (1, 2, 3)]
    assert desk.exchange.batches == [["tb-1", "tb-2", "tb-3"]]
    assert [desk.status(order.client_oid) for order in orders(3)] == [S.OPEN] * 3
    await eventually(lambda: [oid for oid, _ in desk.outcomes()] == ["tb-1", "tb-2", "tb-3"])


async def test_each_order_has_its_own_outcome(desk: Desk) -> None:
    answers: list[Outcome] = [Accepted("tb-1", "v-1"), NO, Unknown("tb-3", "Silence.")]
    desk.exchange.script["place"].extend((Accepted("tb-1", "v-1"), NO, Unknown("tb-3", "Silence.")))
    assert await desk.service.place_group(orders(3)) == answers
    assert [desk.status(order.client_oid) for order in orders(3)] == [S.OPEN, S.REJECTED, S.UNKNOWN]
    await eventually(lambda: "tb-3" in desk.exchange.asked)
    assert "tb-2" not in desk.exchange.asked
    assert [oid for batch in desk.exchange.batches for oid in batch] == ["tb-1", "tb-2", "tb-3"]


async def test_earlier_orders_count_when_later_ones_are_judged(desk: Desk) -> None:
    limits = replace(desk.service.controls.limits, max_open_orders=2)
    assert desk.service.controls.set_limits(limits, loosen=True) is None
    outcomes = await desk.service.place_group(orders(3))
    assert all(isinstance(outcome, Refused) for outcome in outcomes)
    assert outcomes[2] == Refused(("Your limit is 2 open orders; 2 are open.",))
    assert isinstance(outcomes[0], Refused)
    assert outcomes[0].reasons[0] == "Order 3 of 3 may not leave, so none did."
    assert (desk.exchange.sent, desk.intents(), desk.blotter.all()) == ([], [], [])
    # Nothing of it counts any more, and the ids are not used up: they never left.
    assert all(isinstance(outcome, Accepted) for outcome in await desk.service.place_group(orders(2)))


async def test_earlier_orders_count_as_sent_when_later_ones_are_judged(desk: Desk) -> None:
    controls = desk.service.controls
    assert controls.set_limits(replace(controls.limits, max_orders_per_10s=3)) is None
    (*_, last) = await desk.service.place_group(orders(4))
    assert last == Refused(("Your limit is 3 orders in ten seconds; 3 were sent.",))
    assert isinstance((await desk.service.place_group(orders(3)))[0], Accepted)
    refused = await desk.service.submit(limit_buy("tb-9", "63000"))
    assert refused == Refused(("Your limit is 3 orders in ten seconds; 3 were sent.",))


async def test_a_group_is_never_sent_twice(desk: Desk) -> None:
    await desk.service.place_group(orders(2))
    again = await desk.service.place_group([limit_buy("tb-3", "63000"), orders(2)[1]])
    assert all(isinstance(outcome, Refused) for outcome in again)
    twice = await desk.service.place_group([limit_buy("tb-4", "62000"), limit_buy("tb-4", "61000")])
    assert all(isinstance(outcome, Refused) for outcome in twice)
    assert desk.exchange.batches == [["tb-1", "tb-2"]]


async def test_no_order_leaves_when_the_journal_cannot_write(desk: Desk) -> None:
    desk.journal.trouble = "The disk is full."
    assert await desk.service.place_group(orders(2)) == [Refused(("The disk is full.",))] * 2
    assert (desk.exchange.sent, desk.blotter.all()) == ([], [])


async def test_an_intent_that_was_written_beside_one_that_was_not_is_closed(desk: Desk) -> None:
    desk.journal.refused = {"tb-2"}
    assert await desk.service.place_group(orders(2)) == [Refused(("The disk is full.",))] * 2
    assert desk.exchange.sent == []
    await eventually(lambda: desk.outcomes() == [("tb-1", NotSent("The disk is full."))])


async def test_a_door_that_shuts_while_the_disk_is_busy_keeps_what_opens_risk(desk: Desk) -> None:
    busy = desk.journal.busy = asyncio.Event()
    closing = replace(limit_buy("tb-2", "63999"), reduce_only=True)
    answer = desk.tasks.spawn(desk.service.place_group([limit_buy(), closing]), "test")
    await eventually(lambda: desk.journal.waiting)
    desk.service.controls.reduce_only("The test says so.")
    busy.set()
    kept, taken = await answer
    assert isinstance(kept, NotSent)
    assert isinstance(taken, Accepted)
    assert desk.exchange.batches == [["tb-2"]]
    assert (desk.status("tb-1"), desk.status("tb-2")) == (S.NOT_SENT, S.OPEN)


async def test_a_halt_refuses_a_group_and_lets_its_cancels_pass(desk: Desk) -> None:
    await working(desk, 2)
    desk.service.controls.halt("The test says so.")
    assert all(isinstance(one, Refused) for one in await desk.service.place_group([limit_buy("tb-9")]))
    assert all(isinstance(one, Accepted) for one in await desk.service.cancel_group(cancels(2)))
    assert desk.exchange.batches == [["tb-1", "tb-2"]]


async def test_a_request_that_breaks_leaves_every_order_unknown(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("task desk:orders failed")
    desk.exchange.script["place"].append(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await desk.service.place_group(orders(2))
    assert [desk.status(order.client_oid) for order in orders(2)] == [S.UNKNOWN] * 2


async def test_what_is_no_group_is_a_mistake_of_the_caller(desk: Desk) -> None:
    spot = replace(limit_buy("tb-2"), instrument=SPOT_ID, margin_mode=None)
    for group in (orders(21), [limit_buy(), spot]):
        with pytest.raises(ValueError, match="at most 20 orders, of one product"):
            await desk.service.place_group(group)
    assert await desk.service.place_group([]) == []
    assert desk.exchange.sent == []


async def test_cancels_go_twenty_at_a_time_and_by_product(desk: Desk) -> None:
    await working(desk, 20)
    for number in range(21, 26):
        await desk.service.submit(limit_buy(f"tb-{number}", str(64000 - number), "0.001"))
    elsewhere = CancelOrder("web-1", SPOT_ID, "v-77")
    desk.exchange.sent.clear()
    outcomes = await desk.service.cancel_group([elsewhere, *cancels(25)])
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert sorted(len(batch) for batch in desk.exchange.batches) == [5, 20]
    assert len(desk.exchange.sent) == 26
    assert {desk.status(f"tb-{number}") for number in range(1, 26)} == {S.CANCEL_PENDING}


async def test_each_cancel_has_its_own_outcome(desk: Desk) -> None:
    await working(desk, 4)
    filled = report("tb-1", VenueStatus.FILLED, filled="0.01", order_id="v-tb-1")
    desk.service.on_account_event(OrdersSeen((filled,), Stamp(1, 1.0)))
    desk.exchange.known["tb-3"] = report("tb-3", order_id="v-tb-3")
    desk.exchange.script["cancel"].extend((Accepted("tb-2"), GONE, LOST))
    outcomes = await desk.service.cancel_group(cancels(4))
    assert outcomes == [Refused(("The order is filled already.",)), Accepted("tb-2"), GONE, LOST]
    assert desk.exchange.batches == [["tb-2", "tb-3", "tb-4"]]
    states = [desk.status(f"tb-{number}") for number in range(1, 5)]
    assert states == [S.FILLED, S.CANCEL_PENDING, S.OPEN, S.CANCEL_UNKNOWN]
    await eventually(lambda: "tb-4" in desk.exchange.asked)


async def test_an_order_is_not_cancelled_twice_at_once(desk: Desk) -> None:
    await working(desk, 2)
    desk.exchange.hold = asyncio.Event()
    first = desk.tasks.spawn(desk.service.cancel_group(cancels(2)), "test")
    await eventually(lambda: desk.exchange.batches)
    second = await desk.service.cancel_group([*cancels(2), *cancels(1)])
    assert second == [Refused(("A cancel of this order is on its way.",))] * 3
    desk.exchange.hold.set()
    assert await first == [Accepted("tb-1", "v-tb-1"), Accepted("tb-2", "v-tb-2")]
    assert len(desk.exchange.batches) == 1


async def test_cancels_leave_even_when_the_journal_cannot_write(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("not in the journal: OutcomeSeen")
    await working(desk, 2)
    desk.journal.trouble = "The disk is full."
    outcomes = await desk.service.cancel_group(cancels(2))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert desk.exchange.batches == [["tb-1", "tb-2"]]


async def test_a_closing_program_takes_no_groups(desk: Desk) -> None:
    await desk.service.aclose()
    assert await desk.service.place_group(orders(2)) == [Refused(("The terminal is closing.",))] * 2
    assert await desk.service.cancel_group(cancels(1)) == [Refused(("The terminal is closing.",))]
    assert desk.exchange.sent == []
