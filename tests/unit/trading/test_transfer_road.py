"""Transfers travel the road of every order: journal before wire, one send, and honest states in between."""

import asyncio
from decimal import Decimal

import pytest

from terminal_app.core.account import TransferState
from terminal_app.core.changes import Kind
from terminal_app.core.errors import LinkError
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Refused, Rejected, Unknown
from terminal_app.core.records import EndSeen, Intent, QuestionSeen
from terminal_app.trading.facts import TransferFact
from terminal_app.trading.transfers import TransferStatus
from tests.helpers.desk import Desk, open_desk
from tests.helpers.waiting import eventually
from tests.helpers.wallets import classic, coin, move

D = Decimal
S = TransferStatus
SPOT, USDT_M = ProductType.SPOT, ProductType.USDT_FUTURES
OUT, IN = move("40", USDT_M, SPOT), move("40")


def classic_desk() -> Desk:
    made = Desk()
    made.exchange.snapshot = classic(coin("USDT", SPOT, "50"), coin("USDT", USDT_M, "100"))
    return made


def status(desk: Desk) -> TransferStatus:
    moved = desk.transfers.get("tb-t1")
    assert moved is not None
    return moved.status


def told(desk: Desk) -> list[TransferStatus]:
    return [fact.moved.status for fact in desk.changes.drain().facts if isinstance(fact, TransferFact)]


async def test_the_whole_road() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.exchange.hold = asyncio.Event()
        answer = desk.tasks.spawn(desk.service.submit(OUT), "test")
        await eventually(lambda: desk.exchange.sent)
        assert [intent.command for intent in desk.intents()] == [OUT]
        assert desk.intents()[0].rules
        assert status(desk) is S.SENDING
        assert desk.changes.drain().has(Kind.BALANCES)
        desk.exchange.transfers["tb-t1"] = TransferState.DONE
        reads = desk.exchange.reads
        desk.exchange.hold.set()
        accepted = Accepted("tb-t1", "v-tb-t1")
        assert await answer == accepted
        await eventually(lambda: status(desk) is S.DONE)
        assert desk.exchange.sent == [OUT]
        await eventually(lambda: desk.exchange.reads > reads)  # the balances are read again
        await eventually(lambda: desk.outcomes() == [("tb-t1", accepted)])
        await eventually(lambda: any(isinstance(one, EndSeen) for one in desk.journal.records))
        assert told(desk) == [S.DONE]


async def test_what_is_refused_leaves_no_trace() -> None:
    async with open_desk(classic_desk()) as desk:
        assert isinstance(await desk.service.submit(move("51")), Refused)
        assert (desk.exchange.sent, desk.intents(), desk.transfers.all()) == ([], [], ())


async def test_two_at_once_cannot_both_take_the_last() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.exchange.hold = asyncio.Event()
        first = desk.tasks.spawn(desk.service.submit(move("30")), "test")
        await eventually(lambda: desk.exchange.sent)
        second = await desk.service.submit(move("30", client_oid="tb-t2"))
        assert isinstance(second, Refused)
        assert "20 USDT" in second.reasons[0]
        desk.exchange.hold.set()
        assert isinstance(await first, Accepted)


async def test_nothing_is_sent_twice() -> None:
    async with open_desk(classic_desk()) as desk:
        await desk.service.submit(move("10"))
        assert isinstance(await desk.service.submit(move("10")), Refused)
        assert len(desk.exchange.sent) == 1


async def test_a_halt_holds_back_both_ways_and_reduce_only_what_takes_margin() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.service.controls.halt("By hand.")
        for command in (OUT, IN):
            assert isinstance(await desk.service.submit(command), Refused)
        desk.service.controls.reduce_only("By hand.")
        assert isinstance(await desk.service.submit(OUT), Refused)
        assert isinstance(await desk.service.submit(IN), Accepted)
        assert desk.exchange.sent == [IN]


async def test_margin_can_be_added_while_the_private_stream_is_down() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.LIVE))
        desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Gone."))
        assert await desk.service.submit(OUT) == Refused(("Gone.",))
        assert isinstance(await desk.service.submit(IN), Accepted)


async def test_without_a_record_nothing_leaves() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.journal.trouble = "The disk is full."
        assert isinstance(await desk.service.submit(OUT), Refused)
        assert desk.exchange.sent == []
        assert status(desk) is S.NOT_SENT


async def test_a_halt_while_the_disk_is_busy_keeps_it_here() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.journal.busy = asyncio.Event()
        answer = desk.tasks.spawn(desk.service.submit(OUT, Source.MANUAL), "test")
        await eventually(desk.transfers.all)
        desk.service.controls.halt("Now.")
        desk.journal.busy.set()
        assert isinstance(await answer, NotSent)
        assert (desk.exchange.sent, status(desk)) == ([], S.NOT_SENT)


async def test_the_venue_says_no() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.exchange.script["transfer"].append(Rejected("43012", "There is not enough."))
        assert isinstance(await desk.service.submit(OUT), Rejected)
        assert status(desk) is S.REJECTED
        assert desk.exchange.asked == []


async def test_silence_is_settled_by_asking_and_never_sent_again() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.exchange.script["transfer"].append(Unknown("tb-t1", "No answer came."))
        desk.exchange.transfer_failures.append(LinkError("Nobody there.", ""))
        desk.exchange.transfers["tb-t1"] = TransferState.PROCESSING
        assert isinstance(await desk.service.submit(OUT), Unknown)
        await eventually(lambda: status(desk) is S.TAKEN)
        desk.exchange.transfers["tb-t1"] = TransferState.FAILED
        await eventually(lambda: status(desk) is S.FAILED)
        assert desk.exchange.sent == [OUT]
        assert ("tb-t1", Accepted("tb-t1")) in desk.outcomes()
        asked = [one.answer for one in desk.journal.records if isinstance(one, QuestionSeen)]
        assert asked[0] == "no answer. Nobody there."
        assert asked[-1] == "failed."
        assert told(desk) == [S.FAILED]


async def test_not_listed_is_proof_only_twice_and_late_enough() -> None:
    async with open_desk(classic_desk()) as desk:
        desk.exchange.script["transfer"].append(Unknown("tb-t1", "No answer came."))
        await desk.service.submit(OUT)
        await eventually(lambda: len(desk.exchange.asked) > 3)
        assert status(desk) is S.UNKNOWN
        desk.clock.advance(36)
        asked = len(desk.exchange.asked)
        await eventually(lambda: len(desk.exchange.asked) > asked + 3)
        assert status(desk) is S.UNKNOWN  # twice, but not apart
        desk.clock.advance(3)
        await eventually(lambda: status(desk) is S.NEVER)
        await eventually(lambda: isinstance(desk.outcomes()[-1][1], ProvenNever))
        assert desk.exchange.sent == [OUT]


async def test_what_the_venue_took_and_does_not_list_is_asked_about_for_a_while() -> None:
    async with open_desk(classic_desk()) as desk:
        await desk.service.submit(OUT)
        await eventually(lambda: len(desk.exchange.asked) > 2)
        assert status(desk) is S.TAKEN
        desk.clock.advance(121)
        await eventually(lambda: "does not list it" in desk.transfers.all()[0].note)
        assert status(desk) is S.TAKEN


@pytest.mark.parametrize("state", [TransferState.DONE, TransferState.FAILED])
async def test_a_crash_leaves_a_question_that_the_next_start_asks(state: TransferState) -> None:
    desk = classic_desk()
    desk.exchange.transfers["tb-t1"] = state
    desk.service.recover([Intent("tb-t1", OUT, Source.MANUAL, 1)])
    assert status(desk) is S.UNKNOWN
    async with open_desk(desk):
        await eventually(lambda: desk.transfers.open() == ())
        assert desk.exchange.sent == []
        assert isinstance(await desk.service.submit(OUT), Refused)


async def test_a_unified_account_refuses() -> None:
    async with open_desk() as desk:
        refused = await desk.service.submit(IN)
        assert isinstance(refused, Refused)
        assert "one balance" in refused.reasons[0]
