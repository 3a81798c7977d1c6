"""Commands about strategy orders: journal before wire, one send, and honest states in between."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import AccountSettings, HoldMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.changes import Kind
from terminal_app.core.commands import AmendStrategy, CancelStrategy, Command, PlaceTpSl, PlaceTrigger
from terminal_app.core.errors import LinkError
from terminal_app.core.events import Link, LinkChanged, LinkState, StrategyOrdersSeen
from terminal_app.core.market import Stamp
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import Purpose
from terminal_app.core.records import Intent
from terminal_app.core.strategy_orders import StrategyOrder, StrategyStatus
from terminal_app.trading.facts import TradingNotice
from tests.helpers.desk import Desk, open_desk
from tests.helpers.examples import PERP_ID, SPOT_ID, guard_long, trigger_buy, waiting
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

D = Decimal
S = StrategyStatus

CANCEL = CancelStrategy("tb-s1", PERP_ID)
AMEND = AmendStrategy("tb-s1", PERP_ID, size=D("0.02"), trigger=D(66000))
NO = Rejected("45122", "The stop loss is on the wrong side.")
PLACING: tuple[PlaceTrigger | PlaceTpSl, ...] = (trigger_buy("tb-n1"), guard_long("tb-n2"))
COMMANDS: tuple[Command, ...] = (*PLACING, AMEND, CANCEL)


def order(desk: Desk, client_oid: str = "tb-s1") -> StrategyOrder:
    found = desk.strategies.get(client_oid)
    assert found is not None
    return found


def seen(desk: Desk, *reports: StrategyOrder) -> None:
    desk.service.on_account_event(StrategyOrdersSeen(reports, Stamp(1, 1.0)))


def told(desk: Desk) -> str:
    facts = desk.changes.drain().facts
    return " ".join(fact.sentence for fact in facts if isinstance(fact, TradingNotice))


async def working(desk: Desk) -> None:
    """A trigger order of ours waits at the venue."""
    await desk.service.submit(trigger_buy())
    desk.exchange.waiting = [waiting()]
    seen(desk, waiting())
    desk.exchange.sent.clear()
    desk.changes.drain()


@pytest.mark.parametrize("command", PLACING)
async def test_an_order_travels_the_whole_road(desk: Desk, command: PlaceTrigger | PlaceTpSl) -> None:
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(command, Source.STRATEGY), "test")
    await eventually(lambda: desk.exchange.sent)
    assert [intent.command for intent in desk.intents()] == [command]
    assert order(desk, command.client_oid).status is S.SENDING
    assert desk.changes.drain().has(Kind.STRATEGY)
    desk.exchange.hold.set()
    accepted = Accepted(command.client_oid, f"v-{command.client_oid}")
    assert await answer == accepted
    assert (order(desk, command.client_oid).status, desk.exchange.sent) == (S.PENDING, [command])
    await eventually(lambda: desk.outcomes() == [(command.client_oid, accepted)])
    assert desk.service.last_order is not None


async def test_what_risk_refuses_leaves_no_trace(desk: Desk) -> None:
    for command in (trigger_buy(size="1"), guard_long(stop_loss="65000"), CancelStrategy("x", PERP_ID)):
        if isinstance(command, CancelStrategy):
            continue
        assert isinstance(await desk.service.submit(command), Refused)
    assert (desk.exchange.sent, desk.journal.records, desk.strategies.all()) == ([], [], [])


@pytest.mark.parametrize("command", [command for command in COMMANDS if command is not CANCEL])
async def test_nothing_but_a_cancel_leaves_when_the_journal_cannot_write(
    desk: Desk, command: Command
) -> None:
    await working(desk)
    desk.journal.trouble = "The disk is full."
    assert await desk.service.submit(command) == Refused(("The disk is full.",))
    assert desk.exchange.sent == []
    assert desk.strategies.all() == [waiting()]


async def test_a_cancel_leaves_even_when_the_journal_cannot_write(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("not in the journal: OutcomeSeen")
    await working(desk)
    desk.journal.trouble = "The disk is full."
    assert isinstance(await desk.service.submit(CANCEL), Accepted)
    assert "without a record" in told(desk)


@pytest.mark.parametrize("command", COMMANDS)
async def test_every_command_is_written_before_it_is_sent_and_answered_after(
    desk: Desk, command: Command
) -> None:
    await working(desk)
    await desk.service.submit(command)
    assert len(desk.exchange.sent) == 1
    intent = desk.intents()[-1]
    assert type(intent.command) is type(command)
    await eventually(lambda: desk.outcomes()[-1][0] == intent.intent_id)


async def test_an_order_is_never_sent_twice(desk: Desk) -> None:
    first, second = await asyncio.gather(
        desk.service.submit(trigger_buy()), desk.service.submit(trigger_buy())
    )
    assert isinstance(first, Accepted)
    assert isinstance(second, Refused)
    assert len(desk.exchange.sent) == 1


@pytest.mark.parametrize(
    ("outcome", "status", "words"),
    [
        (NO, S.FAILED, "failed. Not accepted: The stop loss is on the wrong side."),
        (NotSent("No connection."), S.FAILED, "failed. Not sent: No connection."),
    ],
)
async def test_a_definite_no_is_said(
    desk: Desk, outcome: VenueOutcome, status: StrategyStatus, words: str
) -> None:
    desk.exchange.script["place_tp_sl"].append(outcome)
    assert await desk.service.submit(guard_long()) == outcome
    assert order(desk, "tb-g1").status is status
    assert words in told(desk)


async def test_silence_is_unknown_and_settled_by_asking(desk: Desk) -> None:
    desk.exchange.script["place_trigger"].append(Unknown("tb-s1", "No answer."))
    assert isinstance(await desk.service.submit(trigger_buy()), Unknown)
    await eventually(lambda: "does not list" in order(desk).note)
    assert order(desk).status is S.UNKNOWN
    desk.exchange.waiting = [waiting()]
    await eventually(lambda: order(desk).status is S.PENDING)
    assert desk.exchange.sent == [trigger_buy()]
    await eventually(lambda: desk.outcomes()[-1] == ("tb-s1", Accepted("tb-s1", "s-1")))
    assert "not confirmed. No answer." in told(desk)


async def test_a_send_that_fails_inside_leaves_a_doubt(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("task desk:command failed")
    desk.exchange.script["place_trigger"].append(RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        await desk.service.submit(trigger_buy())
    assert order(desk).status is S.UNKNOWN


async def test_the_door_may_shut_while_the_disk_is_busy(desk: Desk) -> None:
    desk.journal.busy = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(trigger_buy()), "test")
    await eventually(lambda: desk.journal.waiting)
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    desk.journal.busy.set()
    assert await answer == NotSent("Lost.")
    assert desk.exchange.sent == []


async def test_while_entry_is_shut_only_cancels_and_exits_pass(desk: Desk) -> None:
    await working(desk)
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    for command in COMMANDS:
        outcome = await desk.service.submit(command)
        passes = isinstance(command, PlaceTpSl | CancelStrategy)
        assert isinstance(outcome, Accepted if passes else Refused)
    assert [type(sent) for sent in desk.exchange.sent] == [PlaceTpSl, CancelStrategy]


async def test_exits_go_out_when_the_door_shuts_while_the_disk_is_busy(desk: Desk) -> None:
    desk.journal.busy = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(guard_long()), "test")
    await eventually(lambda: desk.journal.waiting)
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    desk.journal.busy.set()
    assert isinstance(await answer, Accepted)
    assert [type(sent) for sent in desk.exchange.sent] == [PlaceTpSl]


async def test_a_cancel_names_the_venues_id_and_is_over_when_the_venue_says_so(desk: Desk) -> None:
    await working(desk)
    assert isinstance(await desk.service.submit(CANCEL), Accepted)
    (sent,) = desk.exchange.sent
    assert sent == replace(CANCEL, order_id="s-1")
    # A classic account has to be told what kind of order it is.
    assert isinstance(sent, CancelStrategy)
    assert sent.known == waiting()
    assert (order(desk).status, order(desk).note) == (S.PENDING, "Cancelling.")
    seen(desk, waiting(status=S.CANCELLED, at_ms=2_000))
    assert (order(desk).status, order(desk).note) == (S.CANCELLED, "")
    assert "cancelled." in told(desk)
    assert await desk.service.submit(CANCEL) == Refused(("The order is cancelled already.",))


async def test_an_accepted_cancel_that_no_push_confirms_is_asked_about(desk: Desk) -> None:
    await working(desk)
    await desk.service.submit(CANCEL)
    desk.exchange.waiting, desk.exchange.ended = [], [waiting(status=S.CANCELLED, at_ms=2_000)]
    await eventually(lambda: order(desk).status is S.CANCELLED)


async def test_a_cancel_in_doubt_that_did_not_arrive_is_told(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel_strategy"].append(Unknown("tb-s1", "No answer."))
    assert isinstance(await desk.service.submit(CANCEL), Unknown)
    assert "The cancel is not confirmed: No answer." in order(desk).note
    desk.clock.advance(60)
    await eventually(lambda: "still lists this order" in order(desk).note)
    assert len(desk.exchange.sent) == 1


async def test_a_refused_cancel_asks_what_became_of_the_order(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel_strategy"].append(Rejected("43025", "Gone."))
    desk.exchange.waiting, desk.exchange.ended = [], [waiting(status=S.DONE, at_ms=2_000)]
    assert isinstance(await desk.service.submit(CANCEL), Rejected)
    assert order(desk).status is S.DONE


async def test_one_cancel_at_a_time_and_none_while_it_is_being_sent(desk: Desk) -> None:
    await working(desk)
    desk.exchange.hold = asyncio.Event()
    first = desk.tasks.spawn(desk.service.submit(CANCEL), "test")
    await eventually(lambda: desk.exchange.sent)
    assert await desk.service.submit(CANCEL) == Refused(("A cancel of this order is on its way.",))
    placing = desk.tasks.spawn(desk.service.submit(trigger_buy("tb-n1")), "test")
    await eventually(lambda: desk.strategies.get("tb-n1"))
    still = await desk.service.submit(CancelStrategy("tb-n1", PERP_ID))
    assert isinstance(still, Refused)
    assert "still being sent" in still.reasons[0]
    desk.exchange.hold.set()
    assert isinstance(await first, Accepted)
    await placing


async def test_an_order_of_elsewhere_is_cancelled_by_its_id(desk: Desk) -> None:
    seen(desk, waiting(client_oid="", order_id="9"))
    await desk.service.submit(CancelStrategy("id:9", PERP_ID))
    assert desk.exchange.sent == [CancelStrategy("id:9", PERP_ID, "9")]
    await desk.service.submit(CancelStrategy("", PERP_ID, "77"))
    assert desk.exchange.sent[-1] == CancelStrategy("", PERP_ID, "77")


async def test_a_change_in_doubt_is_settled_by_its_terms(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["amend_strategy"].append(Unknown("tb-s1", "No answer."))
    assert isinstance(await desk.service.submit(AMEND), Unknown)
    assert "The change is not confirmed" in order(desk).note
    desk.exchange.waiting = [replace(waiting(at_ms=2_000), size=D("0.02"), trigger=D(66000))]
    await eventually(lambda: order(desk).trigger == D(66000))
    await eventually(lambda: order(desk).note == "")


async def test_a_refused_change_leaves_the_old_terms(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["amend_strategy"].append(NO)
    assert await desk.service.submit(AMEND) == NO
    assert order(desk).note == "The change was not made: The stop loss is on the wrong side."
    assert isinstance(await desk.service.submit(AMEND), Accepted)
    assert order(desk).note == ""


async def test_an_order_of_an_earlier_run_is_asked_about(desk: Desk) -> None:
    fresh = Desk(exchange=desk.exchange)
    fresh.service.recover([Intent("tb-s1", trigger_buy(), Source.MANUAL, 5)])
    assert order(fresh).status is S.UNKNOWN
    fresh.exchange.waiting = [waiting()]
    await fresh.service.start((PERP_ID.product,))
    assert order(fresh).status is S.PENDING
    assert fresh.exchange.sent == []
    await fresh.tasks.aclose()


async def test_a_change_that_did_not_arrive_is_told(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["amend_strategy"].append(Unknown("tb-s1", "No answer."))
    await desk.service.submit(AMEND)
    desk.clock.advance(60)
    await eventually(lambda: "still lists this order as it was" in order(desk).note)


async def test_a_change_of_what_is_not_known_is_refused(desk: Desk) -> None:
    outcome = await desk.service.submit(AMEND)
    assert outcome == Refused(("This order is not known here, so it cannot be changed.",))
    await working(desk)
    desk.exchange.script["amend_strategy"].append(Accepted("tb-s1", "s-1"))
    desk.journal.busy = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(AMEND), "test")
    await eventually(lambda: desk.journal.waiting)
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    desk.journal.busy.set()
    assert await answer == NotSent("Lost.")
    assert desk.exchange.sent == []


async def test_a_cancelled_order_that_no_list_has_stays_in_doubt_until_it_is_found(desk: Desk) -> None:
    await working(desk)
    desk.exchange.waiting = []
    await desk.service.submit(CANCEL)
    desk.clock.advance(60)
    await eventually(lambda: order(desk).status is S.UNKNOWN)
    assert "does not list" in order(desk).note
    desk.exchange.ended = [waiting(status=S.CANCELLED, at_ms=2_000)]
    await eventually(lambda: order(desk).status is S.CANCELLED)


async def test_a_failing_link_answers_no_question(desk: Desk) -> None:
    desk.exchange.script["place_trigger"].append(Unknown("tb-s1", "No answer."))
    desk.exchange.strategy_failures.extend([LinkError("No connection.")] * 3)
    desk.exchange.waiting = [waiting()]
    await desk.service.submit(trigger_buy())
    await eventually(lambda: order(desk).status is S.PENDING)
    assert not desk.exchange.strategy_failures


async def test_a_halt_holds_even_exits_back(desk: Desk) -> None:
    desk.journal.busy = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(guard_long()), "test")
    await eventually(lambda: desk.journal.waiting)
    desk.service.controls.halt("you asked for it.")
    desk.journal.busy.set()
    halt = "Trading is halted: you asked for it."
    assert await answer == NotSent(halt)
    assert await desk.service.submit(guard_long("tb-g2")) == Refused((halt,))
    assert desk.exchange.sent == []


async def test_below_everything_a_guard_waits_for_nothing_but_a_halt(desk: Desk) -> None:
    desk.service.on_link(LinkChanged(Link.PRIVATE, LinkState.DOWN, "Lost."))
    assert desk.gate.may_send(Purpose.ORDER) == "Lost."
    assert desk.gate.may_send(Purpose.GUARD) is None
    desk.service.controls.halt("you asked for it.")
    assert desk.gate.may_send(Purpose.GUARD) == "Trading is halted: you asked for it."


async def test_two_trigger_orders_at_once_cannot_both_be_the_last_that_fits(desk: Desk) -> None:
    desk.service.controls.set_limits(replace(desk.limits, max_open_orders=1))
    desk.journal.busy = asyncio.Event()
    first = desk.tasks.spawn(desk.service.submit(trigger_buy("tb-a")), "first")
    await eventually(lambda: desk.journal.waiting)
    second = await desk.service.submit(trigger_buy("tb-b"))
    assert second == Refused(("Your limit is 1 open orders; 1 are open.",))
    desk.journal.busy.set()
    assert isinstance(await first, Accepted)


async def test_a_stop_for_a_position_does_not_pass_a_halt(desk: Desk) -> None:
    desk.service.controls.halt("test")
    assert isinstance(await desk.service.submit(guard_long()), Refused)
    assert desk.exchange.sent == []


@pytest.mark.parametrize("kind", AccountKind)
async def test_only_a_classic_account_has_trigger_orders_on_spot(kind: AccountKind) -> None:
    made = Desk()
    made.exchange.account_settings = AccountSettings("1", HoldMode.ONE_WAY, kind=kind)
    async with open_desk(made) as desk:
        outcome = await desk.service.submit(replace(trigger_buy(), instrument=SPOT_ID, margin_mode=None))
        assert isinstance(outcome, Accepted if kind is AccountKind.CLASSIC else Refused)
