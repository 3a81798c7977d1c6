"""Each command from the gate to its outcome: journal before wire, one send, and honest states in between."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    ClosePosition,
    Command,
    SetHoldMode,
    SetLeverage,
)
from terminal_app.core.events import OrdersSeen
from terminal_app.core.instrument import ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderStatus, Source, VenueOrder, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, Refused, Rejected, Unknown, VenueOutcome
from terminal_app.trading.facts import OrderFact, TradingNotice
from tests.helpers.desk import Desk
from tests.helpers.examples import PERP_ID, SPOT_ID, limit_buy, position, report
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

D = Decimal
S, V = OrderStatus, VenueStatus

AMEND = AmendOrder("tb-1", PERP_ID, D("0.02"), D("64100"))
CANCEL = CancelOrder("tb-1", PERP_ID)
CANCEL_ALL = CancelAll(ProductType.USDT_FUTURES)
COMMANDS: tuple[Command, ...] = (
    limit_buy("tb-2"),
    AMEND,
    CANCEL,
    CANCEL_ALL,
    ClosePosition(PERP_ID),
    SetLeverage(PERP_ID, D(20)),
    SetHoldMode(HoldMode.HEDGE),
)
NO = Rejected("43012", "The balance is too small.")
GONE = Rejected("25204", "The order was not found.")


def seen(desk: Desk, *reports: VenueOrder) -> None:
    """The private stream reports orders."""
    desk.service.on_account_event(OrdersSeen(reports, Stamp(1, 1.0)))


async def working(desk: Desk) -> None:
    """An order of ours is in the book."""
    await desk.service.submit(limit_buy())
    seen(desk, report())
    desk.exchange.sent.clear()
    desk.changes.drain()


def sentences(desk: Desk) -> str:
    """Everything the person was told."""
    told = [fact for fact in desk.changes.drain().facts if isinstance(fact, OrderFact | TradingNotice)]
    return " ".join(fact.sentence for fact in told)


async def test_an_order_travels_the_whole_road(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    answer = desk.tasks.spawn(desk.service.submit(limit_buy(), Source.STRATEGY), "test")
    await eventually(lambda: desk.exchange.sent)
    assert [intent.command for intent in desk.intents()] == [limit_buy()]
    assert (desk.status(), desk.order().source) == (S.INTENT, Source.STRATEGY)
    desk.clock.advance(0.084)
    desk.exchange.hold.set()
    assert await answer == Accepted("tb-1", "v-tb-1")
    assert (desk.status(), desk.order().order_id) == (S.OPEN, "v-tb-1")
    await eventually(lambda: desk.outcomes() == [("tb-1", Accepted("tb-1", "v-tb-1"))])
    timing = desk.service.last_order
    assert timing is not None
    assert (timing.intent_id, round(timing.answer_ms)) == ("tb-1", 84)


async def test_what_risk_refuses_leaves_no_trace(desk: Desk) -> None:
    outcome = await desk.service.submit(limit_buy(size="1"))
    assert isinstance(outcome, Refused)
    assert "Your limit is 50000 USDT" in outcome.reasons[0]
    assert (desk.exchange.sent, desk.journal.records, desk.blotter.all()) == ([], [], [])


@pytest.mark.parametrize(
    "command", [command for command in COMMANDS if not isinstance(command, CancelOrder | CancelAll)]
)
async def test_nothing_but_a_cancel_leaves_when_the_journal_cannot_write(
    desk: Desk, command: Command
) -> None:
    await working(desk)
    desk.journal.trouble = "The disk is full."
    assert await desk.service.submit(command) == Refused(("The disk is full.",))
    assert desk.exchange.sent == []
    assert desk.status() is S.OPEN
    assert desk.blotter.get("tb-2") is None


@pytest.mark.parametrize("command", [command for command in COMMANDS if isinstance(command, CancelOrder)])
async def test_a_cancel_leaves_even_when_the_journal_cannot_write(
    desk: Desk, command: Command, expect_log: LogWatch
) -> None:
    expect_log("not in the journal: OutcomeSeen")
    await working(desk)
    desk.journal.trouble = "The disk is full."
    assert isinstance(await desk.service.submit(command), Accepted)
    assert [type(sent) for sent in desk.exchange.sent] == [CancelOrder]
    assert "The cancel is sent without a record of it." in sentences(desk)


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
    first, second = await asyncio.gather(desk.service.submit(limit_buy()), desk.service.submit(limit_buy()))
    assert isinstance(first, Accepted)
    assert isinstance(second, Refused)
    assert len(desk.exchange.sent) == 1


@pytest.mark.parametrize(
    ("outcome", "status", "words"),
    [
        (NO, S.REJECTED, "rejected. The balance is too small."),
        (NotSent("No connection."), S.NOT_SENT, "not sent. No connection."),
    ],
)
async def test_a_no_is_final_and_told(
    desk: Desk, outcome: VenueOutcome, status: OrderStatus, words: str
) -> None:
    desk.exchange.script["place"].append(outcome)
    assert await desk.service.submit(limit_buy()) == outcome
    assert desk.status() is status
    assert words in sentences(desk)


async def test_silence_is_unknown_and_asked_about_but_never_sent_again(desk: Desk) -> None:
    desk.exchange.script["place"].append(Unknown("tb-1", "No answer in 10 s."))
    assert await desk.service.submit(limit_buy()) == Unknown("tb-1", "No answer in 10 s.")
    assert (desk.status(), desk.blotter.unknown_count()) == (S.UNKNOWN, 1)
    assert "not confirmed. No answer in 10 s." in sentences(desk)
    await eventually(lambda: len(desk.exchange.asked) > 3)
    assert "does not find this order" in desk.order().note
    assert desk.status() is S.UNKNOWN
    desk.exchange.known["tb-1"] = report()
    await eventually(lambda: desk.status() is S.OPEN)
    assert len(desk.exchange.sent) == 1
    assert "confirmed, the exchange has it" in sentences(desk)
    await eventually(lambda: desk.outcomes()[-1] == ("tb-1", Accepted("tb-1", "v-1")))


async def test_a_client_that_breaks_leaves_an_unknown_order(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("task desk:command failed")
    desk.exchange.script["place"].append(RuntimeError("a bug"))
    with pytest.raises(RuntimeError):
        await desk.service.submit(limit_buy())
    assert desk.status() is S.UNKNOWN


async def test_a_caller_that_goes_away_changes_nothing(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    caller = desk.tasks.spawn(desk.service.submit(limit_buy()), "panel")
    await eventually(lambda: desk.exchange.sent)
    caller.cancel()
    desk.exchange.hold.set()
    await eventually(lambda: desk.status() is S.OPEN)


async def test_a_door_that_shuts_while_the_disk_is_busy_stops_the_order(desk: Desk) -> None:
    await working(desk)
    desk.journal.busy = asyncio.Event()
    answers = asyncio.gather(desk.service.submit(limit_buy("tb-2")), desk.service.submit(AMEND))
    await eventually(lambda: desk.journal.waiting == 2)
    closing = desk.tasks.spawn(desk.service.aclose(), "closing")
    await asyncio.sleep(0)
    desk.journal.busy.set()
    assert set(await answers) == {NotSent("The terminal is closing.")}
    await closing
    assert desk.status("tb-2") is S.NOT_SENT
    assert desk.exchange.sent == []


async def test_a_cancel_waits_for_the_venues_word(desk: Desk) -> None:
    await working(desk)
    assert isinstance(await desk.service.submit(CANCEL), Accepted)
    assert desk.status() is S.CANCEL_PENDING
    assert desk.exchange.sent == [replace(CANCEL, order_id="v-tb-1")]
    seen(desk, replace(report(status=V.CANCELLED, at_ms=1_200), cancel_reason="Cancelled by you."))
    assert desk.status() is S.CANCELLED
    assert "cancelled. Cancelled by you." in sentences(desk)


async def test_a_cancel_without_the_venues_word_is_asked_about(desk: Desk) -> None:
    await working(desk)
    await desk.service.submit(CANCEL)
    desk.exchange.known["tb-1"] = report(status=V.CANCELLED, at_ms=1_200)
    await eventually(lambda: desk.status() is S.CANCELLED)


async def test_a_cancel_in_doubt_is_never_shown_as_cancelled(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].append(Unknown("tb-1", "No answer."))
    desk.exchange.known["tb-1"] = report(at_ms=1_100)
    await desk.service.submit(CANCEL)
    assert desk.status() is S.CANCEL_UNKNOWN
    assert "cancel not confirmed" in sentences(desk)
    await eventually(lambda: len(desk.exchange.asked) > 2)
    assert desk.status() is S.CANCEL_UNKNOWN
    desk.clock.advance(36)
    await eventually(lambda: desk.status() is S.OPEN)
    assert "Cancel it again" in desk.order().note


async def test_a_cancel_that_did_not_leave_changes_nothing(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].append(NotSent("No connection."))
    await desk.service.submit(CANCEL)
    assert (desk.status(), desk.order().note) == (S.OPEN, "No connection.")


async def test_a_cancel_of_a_filled_order_shows_the_fill(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].append(GONE)
    desk.exchange.known["tb-1"] = report(status=V.FILLED, filled="0.01", at_ms=1_200)
    assert await desk.service.submit(CANCEL) == replace(GONE, sentence="The order is filled already.")
    assert desk.status() is S.FILLED


async def test_a_refused_cancel_of_a_working_order_says_why(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].append(GONE)
    desk.exchange.known["tb-1"] = report(at_ms=1_200)
    assert await desk.service.submit(CANCEL) == GONE
    assert (desk.status(), desk.order().note) == (S.OPEN, GONE.sentence)


async def test_a_refused_cancel_of_an_order_nobody_finds_stays_in_doubt(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].append(GONE)
    assert await desk.service.submit(CANCEL) == GONE
    assert desk.status() is S.CANCEL_UNKNOWN


async def test_cancelling_an_unknown_order_proves_nothing(desk: Desk) -> None:
    desk.exchange.script["place"].append(Unknown("tb-1", "No answer."))
    await desk.service.submit(limit_buy())
    desk.exchange.script["cancel"].append(GONE)
    await desk.service.submit(CANCEL)
    assert desk.status() is S.UNKNOWN


async def test_what_cannot_be_cancelled_is_refused_here(desk: Desk) -> None:
    desk.exchange.hold = asyncio.Event()
    placing = desk.tasks.spawn(desk.service.submit(limit_buy()), "test")
    await eventually(lambda: desk.exchange.sent)
    sending = await desk.service.submit(CANCEL)
    assert isinstance(sending, Refused)
    assert "still being sent" in sending.reasons[0]
    desk.exchange.hold.set()
    await placing
    desk.exchange.hold.clear()
    first = desk.tasks.spawn(desk.service.submit(CANCEL), "test")
    await eventually(lambda: len(desk.exchange.sent) == 2)
    assert await desk.service.submit(CANCEL) == Refused(("A cancel of this order is on its way.",))
    desk.exchange.hold.set()
    await first
    seen(desk, report(status=V.CANCELLED))
    assert await desk.service.submit(CANCEL) == Refused(("The order is cancelled already.",))
    assert len(desk.exchange.sent) == 2


async def test_an_order_we_never_saw_can_be_cancelled(desk: Desk) -> None:
    command = CancelOrder("web-1", PERP_ID, "v-9")
    desk.exchange.script["cancel"].extend([GONE, Unknown("web-1", "No answer.")])
    assert await desk.service.submit(command) == GONE
    assert isinstance(await desk.service.submit(command), Unknown)
    assert desk.blotter.all() == []


@pytest.mark.parametrize(
    ("outcome", "status", "note"),
    [
        (Accepted(), S.CANCEL_PENDING, ""),
        (NO, S.OPEN, NO.sentence),
        (NotSent("No connection."), S.OPEN, "No connection."),
        (Unknown("", "No answer."), S.CANCEL_UNKNOWN, "No answer."),
    ],
)
async def test_cancelling_everything(
    desk: Desk, outcome: VenueOutcome, status: OrderStatus, note: str
) -> None:
    await working(desk)
    desk.exchange.script["cancel_all"].append(outcome)
    desk.exchange.known["tb-1"] = report(at_ms=1_100)
    assert await desk.service.submit(CANCEL_ALL) == outcome
    assert (desk.status(), desk.order().note) == (status, note)
    assert await desk.service.submit(CancelAll(ProductType.SPOT)) == Accepted()
    assert await desk.service.submit(replace(CANCEL_ALL, symbol="ETHUSDT")) == Accepted()
    assert desk.status() is status


async def test_a_change_is_shown_when_the_venue_confirms_it(desk: Desk) -> None:
    await working(desk)
    assert isinstance(await desk.service.submit(AMEND), Accepted)
    assert desk.exchange.sent == [replace(AMEND, order_id="v-tb-1")]
    assert desk.order().price == D(64000)
    seen(desk, replace(report(at_ms=1_200), size=BaseQty(AMEND.size), price=AMEND.price))
    assert (desk.order().size, desk.order().price) == (BaseQty(AMEND.size), AMEND.price)


async def test_a_change_of_an_unknown_order_is_refused(desk: Desk) -> None:
    outcome = await desk.service.submit(AMEND)
    assert outcome == Refused(("This order is not known here, so it cannot be changed.",))


@pytest.mark.parametrize("outcome", [NO, NotSent("No connection.")])
async def test_a_change_that_was_not_made_is_said(desk: Desk, outcome: Rejected | NotSent) -> None:
    await working(desk)
    desk.exchange.script["amend"].append(outcome)
    await desk.service.submit(AMEND)
    assert desk.order().note == f"The change was not made: {outcome.sentence}"


async def test_a_change_in_doubt_is_asked_about_until_it_shows(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["amend"].append(Unknown("tb-1", "No answer."))
    desk.exchange.hold_reads = asyncio.Event()
    await desk.service.submit(AMEND)
    assert desk.order().note == "The change is not confirmed: No answer."
    desk.exchange.hold_reads.set()
    desk.exchange.known["tb-1"] = replace(report(at_ms=1_200), size=BaseQty(AMEND.size), price=AMEND.price)
    await eventually(lambda: desk.order().note == "")
    assert desk.order().price == AMEND.price


async def test_closing_a_position_makes_its_order_ours(desk: Desk) -> None:
    desk.exchange.script["close_position"].append(Accepted("", "v-close"))
    await desk.service.submit(ClosePosition(PERP_ID))
    seen(desk, report("1234567", order_id="v-close"))
    assert desk.order("1234567").source is Source.MANUAL


async def test_closing_in_doubt_reads_the_account(desk: Desk) -> None:
    desk.exchange.script["close_position"].append(Unknown("", "No answer."))
    reads = desk.exchange.reads
    await desk.service.submit(ClosePosition(PERP_ID))
    assert "not confirmed: the account is read again" in sentences(desk)
    assert desk.service.entry_block() is None
    await eventually(lambda: desk.exchange.reads == reads + 1)


async def test_spot_has_nothing_to_close_and_no_leverage(desk: Desk) -> None:
    assert isinstance(await desk.service.submit(ClosePosition(SPOT_ID)), Refused)
    assert isinstance(await desk.service.submit(SetLeverage(SPOT_ID, D(2))), Refused)
    assert desk.exchange.sent == []


async def test_a_new_leverage_is_read_back(desk: Desk) -> None:
    reads = desk.exchange.reads
    desk.exchange.script["set_leverage"].append(NO)
    await desk.service.submit(SetLeverage(PERP_ID, D(20)))
    assert desk.exchange.reads == reads
    await desk.service.submit(SetLeverage(PERP_ID, D(20)))
    await eventually(lambda: desk.exchange.reads == reads + 1)


async def test_a_new_position_mode_shuts_orders_until_it_is_read(desk: Desk) -> None:
    desk.exchange.script["set_hold_mode"].append(NO)
    await desk.service.submit(SetHoldMode(HoldMode.HEDGE))
    assert desk.service.entry_block() is None
    desk.exchange.account_settings = replace(desk.exchange.account_settings, hold_mode=HoldMode.HEDGE)
    desk.exchange.hold_reads = asyncio.Event()
    await desk.service.submit(SetHoldMode(HoldMode.HEDGE))
    assert desk.service.entry_block() == "Orders open again when the new position mode has been read."
    desk.exchange.hold_reads.set()
    await eventually(lambda: desk.service.entry_block() is None)
    assert desk.service.account_settings == desk.exchange.account_settings


@pytest.mark.parametrize("command", COMMANDS[1:], ids=lambda command: type(command).__name__)
async def test_who_asked_what_was_sent_and_what_was_answered_belong_together(
    desk: Desk, command: Command
) -> None:
    await working(desk)
    await desk.service.submit(command, Source.STRATEGY)
    intent = desk.intents()[-1]
    assert intent.source is Source.STRATEGY
    assert intent.intent_id.startswith("tb-")
    answers = [outcome for intent_id, outcome in desk.outcomes() if intent_id == intent.intent_id]
    assert [type(outcome) for outcome in answers] == [Accepted]
    (sent,) = desk.exchange.sent
    assert sent == intent.command
    assert desk.service.last_order is not None
    assert desk.service.last_order.intent_id == intent.intent_id


@pytest.mark.parametrize(
    ("command", "method"), [(AMEND, "amend"), (CANCEL, "cancel"), (CANCEL_ALL, "cancel_all")]
)
async def test_a_send_that_breaks_leaves_a_doubt(
    desk: Desk, command: Command, method: str, expect_log: LogWatch
) -> None:
    expect_log("task desk:command failed")
    await working(desk)
    desk.exchange.script[method].append(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await desk.service.submit(command)
    assert desk.order().note != ""
    assert desk.status() is (S.OPEN if command is AMEND else S.CANCEL_UNKNOWN)


async def test_a_new_order_that_breaks_is_unknown_and_says_why(desk: Desk, expect_log: LogWatch) -> None:
    expect_log("task desk:command failed")
    desk.exchange.script["place"].append(RuntimeError("broken"))
    with pytest.raises(RuntimeError, match="broken"):
        await desk.service.submit(limit_buy())
    assert desk.status() is S.UNKNOWN
    assert desk.order().note != ""


async def test_a_cancel_can_be_asked_for_again_when_the_last_one_is_answered(desk: Desk) -> None:
    await working(desk)
    desk.exchange.script["cancel"].extend([NO, NO])
    desk.exchange.known["tb-1"] = report()
    assert isinstance(await desk.service.submit(CANCEL), Rejected)
    assert isinstance(await desk.service.submit(CANCEL), Rejected)
    assert len(desk.exchange.sent) == 2


async def test_a_refused_cancel_of_an_order_of_others_asks_nothing(desk: Desk) -> None:
    desk.exchange.script["cancel"].append(GONE)
    asked = len(desk.exchange.asked)
    assert await desk.service.submit(CancelOrder("web-1", PERP_ID, "v-9")) == GONE
    assert len(desk.exchange.asked) == asked


async def test_refusals_of_the_road_itself_are_told_in_words(desk: Desk) -> None:
    await desk.service.submit(limit_buy())
    again = await desk.service.submit(limit_buy())
    spot = await desk.service.submit(ClosePosition(SPOT_ID))
    wild = await desk.service.submit(SetLeverage(PERP_ID, D(999)))
    assert again == Refused(("This order was sent already; nothing is ever sent twice.",))
    assert spot == Refused(("Spot has no positions to close: sell what is held.",))
    assert isinstance(wild, Refused)
    assert "999" in wild.reasons[0]


async def test_an_order_is_judged_by_the_load_of_its_symbol_at_the_mark(desk: Desk) -> None:
    desk.limits = replace(desk.limits, max_order_notional=D(700), max_symbol_notional=D(1_300))
    desk.service.controls.set_limits(desk.limits, loosen=True)
    desk.positions.apply([position()])
    desk.prices.tickers[PERP_ID] = replace(desk.prices.tickers[PERP_ID], mark=D(70_000))
    refused = await desk.service.submit(limit_buy())
    assert isinstance(refused, Refused)
    assert "would make it 1340 USDT" in refused.reasons[0]


async def test_a_change_is_not_counted_beside_what_it_changes(desk: Desk) -> None:
    await working(desk)
    desk.service.controls.set_limits(
        replace(desk.limits, max_order_notional=D(1_300), max_symbol_notional=D(1_300))
    )
    assert isinstance(await desk.service.submit(AMEND), Accepted)
