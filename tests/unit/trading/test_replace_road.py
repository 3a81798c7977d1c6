"""A change that ends one order and makes another: neither is lost, and neither is called what it is not."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import AmendOrder, CancelOrder, Lifetime, PlaceOco, PlaceOrder
from terminal_app.core.events import OrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import (
    OrderStatus,
    OrderType,
    Side,
    Source,
    TimeInForce,
    VenueOrder,
    VenueStatus,
)
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown
from terminal_app.core.records import Intent
from terminal_app.trading.gate import TradingState
from tests.helpers.desk import Desk, open_desk
from tests.helpers.examples import PERP_ID, SPOT_ID, limit_buy, report, trigger_buy
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

D = Decimal
S, V = OrderStatus, VenueStatus
CHANGE = AmendOrder("tb-1", PERP_ID, D("0.02"), D("64100"))
SPOT_BUY = PlaceOrder("tb-1", SPOT_ID, Side.BUY, OrderType.LIMIT, BaseQty(D("0.01")), D(64000))
SPOT_CHANGE = replace(CHANGE, instrument=SPOT_ID)
NO = Rejected("43012", "The balance is too small.")


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A classic account with one order in the book."""
    made = Desk()
    made.exchange.account_settings = replace(made.exchange.account_settings, kind=AccountKind.CLASSIC)
    async with open_desk(made):
        await made.service.submit(limit_buy())
        seen(made, report())
        made.exchange.sent.clear()
        made.changes.drain()
        yield made


def seen(desk: Desk, *reports: VenueOrder) -> None:
    """The private stream reports orders."""
    desk.service.on_account_event(OrdersSeen(reports, Stamp(1, 1.0)))


def sent_change(desk: Desk) -> AmendOrder:
    """What left for the exchange."""
    (command,) = desk.exchange.sent
    assert isinstance(command, AmendOrder)
    return command


def new_order(desk: Desk) -> str:
    """The number of the order that the change makes."""
    (name,) = {order.client_oid for order in desk.blotter.all()} - {"tb-1"}
    return name


def ended(at_ms: int = 2_000) -> VenueOrder:
    return report(status=V.CANCELLED, at_ms=at_ms)


async def test_the_new_order_has_a_number_an_intent_and_a_row_before_anything_leaves(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    changing = desk.tasks.spawn(desk.service.submit(CHANGE), "change")
    await eventually(lambda: desk.exchange.sent)
    command = sent_change(desk)
    name = new_order(desk)
    assert (command.new_client_oid, command.rest, command.order_id) == (name, D("0.02"), "v-tb-1")
    assert (desk.status(name), desk.status()) == (S.INTENT, S.CANCEL_PENDING)
    order = desk.order(name)
    assert (order.size, order.price, order.side) == (BaseQty(D("0.02")), D("64100"), Side.BUY)
    change, new = desk.intents()[-2:]
    assert change.command == command
    assert (new.intent_id, new.source) == (name, Source.MANUAL)
    assert new.command == replace(limit_buy(name), client_oid=name, size=BaseQty(D("0.02")), price=D("64100"))
    desk.exchange.known["tb-1"] = ended()
    desk.exchange.hold.set()
    assert await changing == Accepted(name, f"v-{name}")


async def test_the_old_order_ends_by_the_word_of_the_exchange_alone(desk: Desk) -> None:
    desk.exchange.known["tb-1"] = report(at_ms=1_500)
    outcome = await desk.service.submit(CHANGE)
    name = new_order(desk)
    assert outcome == Accepted(name, f"v-{name}")
    assert (desk.status(name), desk.status()) == (S.OPEN, S.CANCEL_PENDING)
    assert desk.order().note == "A changed order is taking its place."
    desk.exchange.known["tb-1"] = ended()
    await eventually(lambda: desk.status() is S.CANCELLED)
    assert dict(desk.outcomes())[name] == outcome


async def test_without_an_answer_both_are_asked_about(desk: Desk) -> None:
    desk.exchange.script["amend"].append(Unknown("x", "No answer."))
    outcome = await desk.service.submit(CHANGE)
    name = new_order(desk)
    assert isinstance(outcome, Unknown)
    assert (desk.status(name), desk.status()) == (S.UNKNOWN, S.CANCEL_UNKNOWN)
    await eventually(lambda: {name, "tb-1"} <= set(desk.exchange.asked))
    desk.exchange.known |= {"tb-1": ended(), name: replace(report(), client_oid=name, order_id="v-2")}
    await eventually(lambda: (desk.status(name), desk.status()) == (S.OPEN, S.CANCELLED))
    assert len(desk.exchange.sent) == 1


async def test_a_change_that_never_arrived_leaves_the_old_order_and_no_new_one(desk: Desk) -> None:
    desk.exchange.script["amend"].append(Unknown("x", "No answer."))
    desk.exchange.known["tb-1"] = report(at_ms=1_500)
    await desk.service.submit(CHANGE)
    name = new_order(desk)
    await eventually(lambda: len(desk.exchange.asked) > 6)
    # A request without a window of its own may arrive until its signature is too old.
    desk.clock.advance(30)
    asked = len(desk.exchange.asked)
    await eventually(lambda: len(desk.exchange.asked) > asked + 6)
    assert (desk.status(name), desk.status()) == (S.UNKNOWN, S.CANCEL_UNKNOWN)
    desk.clock.advance(6)
    await eventually(lambda: desk.status() is S.OPEN)
    assert "still works" in desk.order().note
    asked = len(desk.exchange.asked)
    await eventually(lambda: len(desk.exchange.asked) > asked + 2)
    desk.clock.advance(3)
    await eventually(lambda: desk.status(name) is S.PROVEN_NEVER)


async def test_a_refused_change_is_looked_at_before_the_old_order_is_said_to_work(desk: Desk) -> None:
    desk.exchange.script["amend"].append(NO)
    desk.exchange.known["tb-1"] = report(at_ms=1_500)
    assert await desk.service.submit(CHANGE) == NO
    assert (desk.status(new_order(desk)), desk.status()) == (S.REJECTED, S.OPEN)
    assert desk.order().note == "The change was not made: The balance is too small."
    assert desk.exchange.asked == ["tb-1"]


async def test_a_refused_change_may_have_ended_the_old_order(desk: Desk) -> None:
    desk.exchange.script["amend"].append(NO)
    desk.exchange.known["tb-1"] = ended()
    assert await desk.service.submit(CHANGE) == NO
    assert (desk.status(new_order(desk)), desk.status()) == (S.REJECTED, S.CANCELLED)


async def test_a_refused_change_without_a_look_leaves_the_old_order_in_doubt(desk: Desk) -> None:
    desk.exchange.script["amend"].append(NO)
    desk.exchange.hold_reads = asyncio.Event()
    changing = desk.tasks.spawn(desk.service.submit(CHANGE), "change")
    await eventually(lambda: desk.exchange.asked)
    assert desk.status() is S.CANCEL_UNKNOWN
    assert "refused" in desk.order().note
    desk.exchange.hold_reads.set()
    assert await changing == NO
    assert desk.status() is S.CANCEL_UNKNOWN
    desk.exchange.known["tb-1"] = ended()
    await eventually(lambda: desk.status() is S.CANCELLED)


async def test_what_was_not_sent_changed_nothing(desk: Desk) -> None:
    desk.exchange.script["amend"].append(NotSent("No connection."))
    assert isinstance(await desk.service.submit(CHANGE), NotSent)
    assert (desk.status(new_order(desk)), desk.status()) == (S.NOT_SENT, S.OPEN)
    assert desk.order().note == "The change was not made: No connection."
    await desk.tasks.drain()
    assert desk.exchange.asked == []


async def test_an_answer_without_the_new_orders_id_is_looked_up(desk: Desk) -> None:
    desk.exchange.script["amend"].append(Accepted("x", None))
    outcome = await desk.service.submit(CHANGE)
    name = new_order(desk)
    assert isinstance(outcome, Unknown)
    assert desk.status(name) is S.UNKNOWN
    desk.exchange.known |= {"tb-1": ended(), name: replace(report(), client_oid=name, order_id="v-2")}
    await eventually(lambda: (desk.status(name), desk.status()) == (S.OPEN, S.CANCELLED))


async def test_a_send_that_breaks_leaves_both_in_doubt(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("task desk:command failed")
    desk.exchange.script["amend"].append(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await desk.service.submit(CHANGE)
    assert (desk.status(new_order(desk)), desk.status()) == (S.UNKNOWN, S.CANCEL_UNKNOWN)


async def test_only_what_is_not_executed_is_ordered_again(desk: Desk) -> None:
    await desk.service.submit(replace(SPOT_BUY, client_oid="tb-7"))
    part = replace(
        report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=1_500),
        client_oid="tb-7",
        order_id="v-tb-7",
        instrument=SPOT_ID,
    )
    seen(desk, part)
    desk.exchange.sent.clear()
    await desk.service.submit(replace(SPOT_CHANGE, client_oid="tb-7"))
    command = sent_change(desk)
    assert (command.size, command.rest) == (D("0.02"), D("0.016"))
    assert desk.order(command.new_client_oid).size == BaseQty(D("0.016"))


async def refusal_of(desk: Desk, command: AmendOrder = CHANGE) -> str:
    outcome = await desk.service.submit(command)
    assert isinstance(outcome, Refused), outcome
    assert desk.exchange.sent == []
    return " ".join(outcome.reasons)


async def test_futures_are_changed_before_anything_is_executed_only(desk: Desk) -> None:
    seen(desk, report(status=V.PARTIALLY_FILLED, filled="0.004", at_ms=1_500))
    assert "0.004 of this order is executed" in await refusal_of(desk)


async def test_a_post_only_order_of_spot_does_not_become_one_that_takes(desk: Desk) -> None:
    await desk.service.submit(replace(SPOT_BUY, client_oid="tb-7", time_in_force=TimeInForce.POST_ONLY))
    desk.exchange.sent.clear()
    assert "post-only" in await refusal_of(desk, replace(SPOT_CHANGE, client_oid="tb-7"))
    perp = replace(limit_buy("tb-8"), time_in_force=TimeInForce.POST_ONLY)
    await desk.service.submit(perp)
    assert isinstance(await desk.service.submit(replace(CHANGE, client_oid="tb-8")), Accepted)


async def test_an_order_on_its_way_somewhere_is_not_changed(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    first = desk.tasks.spawn(desk.service.submit(CHANGE), "change")
    await eventually(lambda: desk.exchange.sent)
    second = await desk.service.submit(replace(CHANGE, price=D("64050")))
    assert isinstance(second, Refused)
    assert "being sent, changed or cancelled" in second.reasons[0]
    desk.exchange.known["tb-1"] = ended()
    desk.exchange.hold.set()
    assert isinstance(await first, Accepted)


async def test_an_order_that_is_not_known_is_not_changed(desk: Desk) -> None:
    assert "not known here" in await refusal_of(desk, replace(CHANGE, client_oid="tb-9"))


async def test_the_new_order_has_to_pass_as_a_new_order(desk: Desk) -> None:
    assert await refusal_of(desk, replace(CHANGE, size=D("0.00001")))
    # What is left would be below the smallest order, though the whole would not.
    await desk.service.submit(replace(SPOT_BUY, client_oid="tb-7"))
    part = report(status=V.PARTIALLY_FILLED, filled="0.009", at_ms=1_500)
    seen(desk, replace(part, client_oid="tb-7", order_id="v-tb-7", instrument=SPOT_ID))
    desk.exchange.sent.clear()
    small = replace(SPOT_CHANGE, client_oid="tb-7", size=D("0.009010"), price=D(64000))
    assert "Minimum is 1 USDT" in await refusal_of(desk, small)


async def test_an_order_of_a_pair_is_not_taken_out_of_it_by_a_change(desk: Desk) -> None:
    pair = PlaceOco(limit_buy("tb-4"), trigger_buy("tb-5"))
    await desk.service.submit(pair)
    seen(desk, replace(report(), client_oid="tb-4", order_id="v-tb-4"))
    desk.exchange.sent.clear()
    assert "one of a pair" in await refusal_of(desk, replace(CHANGE, client_oid="tb-4"))


async def test_nothing_leaves_when_an_intent_finds_no_room(desk: Desk) -> None:
    desk.journal.trouble = "The disk is full."
    assert "disk is full" in await refusal_of(desk)
    assert [order.client_oid for order in desk.blotter.all()] == ["tb-1"]
    assert desk.status() is S.OPEN


async def test_an_order_that_ends_while_the_disk_is_busy_is_not_changed(desk: Desk) -> None:
    desk.journal.busy = asyncio.Event()
    changing = desk.tasks.spawn(desk.service.submit(CHANGE), "change")
    await eventually(lambda: desk.journal.waiting)
    seen(desk, ended())
    desk.journal.busy.set()
    outcome = await changing
    assert isinstance(outcome, Refused)
    assert desk.exchange.sent == []
    await desk.tasks.drain()
    names = [intent.intent_id for intent in desk.intents()[-2:]]
    assert [isinstance(dict(desk.outcomes())[name], NotSent) for name in names] == [True, True]


@pytest.mark.parametrize("state", [TradingState.HALTED, TradingState.REDUCE_ONLY])
async def test_a_door_that_shuts_while_the_disk_is_busy_holds_the_change_back(
    desk: Desk, state: TradingState
) -> None:
    desk.journal.busy = asyncio.Event()
    changing = desk.tasks.spawn(desk.service.submit(CHANGE), "change")
    await eventually(lambda: desk.journal.waiting)
    shut = desk.service.controls.halt if state is TradingState.HALTED else desk.service.controls.reduce_only
    shut("enough")
    desk.journal.busy.set()
    assert isinstance(await changing, NotSent)
    assert desk.exchange.sent == []
    assert desk.service.controls.state is state
    assert desk.status() is S.OPEN


async def test_what_ends_with_the_session_still_does_after_a_change(desk: Desk) -> None:
    await desk.service.submit(replace(limit_buy("tb-2"), lifetime=Lifetime.SESSION))
    seen(desk, replace(report(), client_oid="tb-2", order_id="v-tb-2"))
    await desk.service.submit(replace(CHANGE, client_oid="tb-2"))
    new = desk.intents()[-1].command
    assert isinstance(new, PlaceOrder)
    assert new.lifetime is Lifetime.SESSION


async def test_an_order_of_an_earlier_run_is_copied_from_its_reports(desk: Desk) -> None:
    old = replace(report(), client_oid="tb-3", order_id="v-3", instrument=SPOT_ID)
    seen(desk, old)
    await desk.service.submit(replace(SPOT_CHANGE, client_oid="tb-3"))
    new = desk.intents()[-1].command
    assert isinstance(new, PlaceOrder)
    assert (new.instrument, new.side, new.margin_mode) == (SPOT_ID, Side.BUY, None)
    assert (new.size, new.price) == (BaseQty(D("0.02")), D("64100"))


async def test_the_new_order_can_be_changed_and_cancelled_like_any_other(desk: Desk) -> None:
    first = await desk.service.submit(CHANGE)
    assert isinstance(first, Accepted)
    again = replace(CHANGE, client_oid=first.client_oid, price=D("64050"))
    second = await desk.service.submit(again)
    assert isinstance(second, Accepted)
    assert second.client_oid not in {"tb-1", first.client_oid}
    assert isinstance(await desk.service.submit(CancelOrder(second.client_oid, PERP_ID)), Accepted)


async def test_a_restart_asks_about_the_order_that_a_change_was_about_to_make(desk: Desk) -> None:
    desk.exchange.script["amend"].append(Unknown("x", "No answer."))
    await desk.service.submit(CHANGE)
    new = desk.intents()[-1]
    later = Desk()
    later.service.recover([Intent(new.intent_id, new.command, new.source, new.at_ms)])
    assert later.status(new.intent_id) is S.UNKNOWN
    await later.tasks.aclose()
