"""Settling doubt: asking goes on through every failure, and ends with the venue's word and nothing less."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.commands import AmendOrder, CancelOrder
from terminal_app.core.errors import LinkError, VenueError
from terminal_app.core.events import OrdersSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Stamp
from terminal_app.core.orders import OrderStatus, VenueOrder, VenueStatus
from terminal_app.core.outcomes import Unknown
from terminal_app.core.records import QuestionSeen
from terminal_app.trading.settle import PAUSES_MS
from tests.helpers.desk import Desk
from tests.helpers.examples import PERP_ID, limit_buy, report
from tests.helpers.waiting import eventually

S = OrderStatus
DOUBT = Unknown("tb-1", "No answer.")
AMEND = AmendOrder("tb-1", PERP_ID, Decimal("0.02"), Decimal(64100))


async def doubtful(desk: Desk) -> None:
    """An order without an answer."""
    desk.exchange.script["place"].append(DOUBT)
    await desk.service.submit(limit_buy())


async def doubtful_change(desk: Desk) -> None:
    """A working order, and a change of it without an answer."""
    await desk.service.submit(limit_buy())
    desk.service.on_account_event(OrdersSeen((report(),), Stamp(1, 1.0)))
    desk.exchange.script["amend"].append(DOUBT)
    await desk.service.submit(AMEND)


def test_pauses_grow() -> None:
    assert list(PAUSES_MS) == sorted(PAUSES_MS)


async def test_a_question_that_fails_is_asked_again(desk: Desk) -> None:
    desk.exchange.script["order"].extend([LinkError("No connection."), VenueError("1", "Busy.")])
    desk.exchange.known["tb-1"] = report(status=VenueStatus.FILLED, filled="0.01")
    await doubtful(desk)
    await eventually(lambda: desk.status() is S.FILLED)
    assert len(desk.exchange.asked) == 3


async def test_the_stream_can_settle_it_first(desk: Desk) -> None:
    await doubtful(desk)
    desk.service.on_account_event(OrdersSeen((report(),), Stamp(1, 1.0)))
    assert desk.status() is S.OPEN
    await desk.tasks.drain()
    assert desk.status() is S.OPEN


async def test_one_conversation_per_order(desk: Desk) -> None:
    desk.exchange.hold_reads = asyncio.Event()
    desk.exchange.known["tb-1"] = report()
    await doubtful(desk)
    desk.service._settler.watch("tb-1")
    await eventually(lambda: desk.exchange.asked)
    desk.exchange.hold_reads.set()
    await desk.tasks.drain()
    assert desk.exchange.asked == ["tb-1"]
    assert desk.status() is S.OPEN


async def test_an_order_nobody_knows_is_not_asked_about(desk: Desk) -> None:
    desk.service._settler.watch("tb-9")
    assert not await desk.service._settler.ask("tb-9")
    assert desk.exchange.asked == []


async def test_a_change_that_did_not_arrive_is_said_when_it_can_no_longer_come(desk: Desk) -> None:
    desk.exchange.known["tb-1"] = report(at_ms=1_100)
    await doubtful_change(desk)
    await eventually(lambda: len(desk.exchange.asked) > 2)
    assert "not confirmed" in desk.order().note
    desk.clock.advance(11)
    asked = len(desk.exchange.asked)
    await eventually(lambda: len(desk.exchange.asked) > asked + 2)
    assert "not confirmed" in desk.order().note
    desk.clock.advance(25)
    await eventually(lambda: "old price and size" in desk.order().note)


async def test_a_change_is_moot_when_the_order_has_ended(desk: Desk) -> None:
    desk.exchange.script["order"].append(LinkError("No connection."))
    desk.exchange.known["tb-1"] = report(status=VenueStatus.CANCELLED, at_ms=1_100)
    await doubtful_change(desk)
    await desk.tasks.drain()
    assert desk.status() is S.CANCELLED


@pytest.mark.parametrize("found", [True, False])
async def test_a_late_answer_does_not_settle_what_is_settled(desk: Desk, found: bool) -> None:
    await doubtful_change(desk)
    if found:
        desk.exchange.known["tb-1"] = replace(
            report(at_ms=1_100), size=replace(limit_buy().size, value=AMEND.size), price=AMEND.price
        )
        await eventually(lambda: desk.order().note == "")
    assert desk.status() is S.OPEN


async def test_all_executed_and_no_end_reported_is_a_doubt(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    whole = report(status=VenueStatus.PARTIALLY_FILLED, filled="0.01")
    desk.exchange.known["tb-1"] = report(status=VenueStatus.FILLED, filled="0.01", at_ms=2_000)
    desk.service.on_account_event(OrdersSeen((whole,), Stamp(1, 1.0)))
    assert desk.status() is S.PARTIAL
    desk.service._settler.watch("tb-1")
    await eventually(lambda: desk.status() is S.FILLED)


async def test_an_order_that_was_settled_can_be_in_doubt_again(desk: Desk) -> None:
    desk.exchange.known["tb-1"] = report()
    await doubtful(desk)
    await desk.tasks.drain()
    asked = len(desk.exchange.asked)
    cancelled = report(status=VenueStatus.CANCELLED, at_ms=2_000)
    desk.exchange.script["cancel"].append(DOUBT)
    desk.exchange.known["tb-1"] = cancelled
    await desk.service.submit(CancelOrder("tb-1", PERP_ID))
    await eventually(lambda: desk.status() is S.CANCELLED)
    assert len(desk.exchange.asked) > asked


async def test_a_pause_is_in_seconds_and_the_last_one_repeats(desk: Desk) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    settler = desk.service._settler
    settler._sleep, settler._pauses_ms = sleep, (250, 1_000, 4_000)
    for attempt in (0, 1, 2, 3, 9):
        await settler.pause(attempt)
    assert slept == [0.25, 1.0, 4.0, 4.0, 4.0]


async def test_a_question_names_both_ids_and_the_instrument_and_is_written_down(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str | None, InstrumentId | None]] = []
    answer = desk.exchange.order

    async def order(
        client_oid: str, order_id: str | None = None, instrument: InstrumentId | None = None
    ) -> VenueOrder | None:
        asked.append((client_oid, order_id, instrument))
        return await answer(client_oid)

    monkeypatch.setattr(desk.exchange, "order", order)
    await desk.service.submit(limit_buy())
    desk.service.on_account_event(OrdersSeen((report(),), Stamp(1, 1.0)))
    desk.exchange.known["tb-1"] = report()
    now_ms = desk.clock.now_ms()
    assert await desk.service.ask_again("tb-1")
    desk.exchange.known.clear()
    assert not await desk.service.ask_again("tb-1")
    desk.exchange.script["order"].append(LinkError("No connection."))
    assert not await desk.service.ask_again("tb-1")
    assert not await desk.service.ask_again("tb-nobody")
    await desk.tasks.drain()
    assert asked == [("tb-1", "v-tb-1", report().instrument)] * 3
    questions = [record for record in desk.journal.records if isinstance(record, QuestionSeen)]
    assert [(one.client_oid, one.answer, one.at_ms) for one in questions] == [
        ("tb-1", "live.", now_ms),
        ("tb-1", "not found.", now_ms),
        ("tb-1", "no answer. No connection.", now_ms),
    ]
    assert {one.question for one in questions} == {"for the order by its number"}
