"""Stories in plain words: who asked, which rules passed, what was sent and said, and how it ended."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.core.account import HoldMode
from terminal_app.core.commands import (
    AmendOrder,
    CancelAll,
    CancelOrder,
    ClosePosition,
    SetHoldMode,
    SetLeverage,
    VenueCommand,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.money import QuoteQty
from terminal_app.core.orders import PositionSide, Source
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import EndSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.trading.story import tell
from tests.helpers.examples import PERP_ID, fill, guard_long, limit_buy, trigger_buy
from tests.helpers.wallets import move

D = Decimal
ORDER = replace(limit_buy(), origin="ticket")
SENT = Intent("tb-1", ORDER, Source.MANUAL, 10, ("trading is not halted", "your limit of 50 open orders"))
TAKEN = OutcomeSeen("tb-1", Accepted("tb-1", "v-1"), 20)
CANCEL = Intent("tb-c", CancelOrder("tb-1", PERP_ID), Source.STRATEGY, 40)


def test_a_whole_story_in_its_order() -> None:
    records: list[Record] = [
        FillSeen(fill(), 30),
        CANCEL,
        OutcomeSeen("tb-c", Accepted("tb-1"), 41),
        QuestionSeen("tb-1", "for the order by its number", "not found.", 21, 22),
        TAKEN,
        SENT,
    ]
    story = tell(records)
    assert (story.client_oid, story.at_ms) == ("tb-1", 10)
    assert story.title == "Buy 0.01 BTCUSDT perp at 64000"
    assert [(line.at_ms, line.what) for line in story.lines] == [
        (10, "Asked for by hand (ticket)."),
        (10, "It passed: trading is not halted; your limit of 50 open orders."),
        (10, "On the disk, then to be sent (manual): buy 0.01 BTCUSDT perp at 64000."),
        (20, "The exchange took it under its number v-1."),
        (22, "Asked for the order by its number: not found."),
        (30, "Executed 0.004 at 64000 (execution e-1)."),
        (40, "Asked for by a strategy."),
        (40, "On the disk, then to be sent (strategy): cancel."),
        (41, "The exchange took it."),
    ]
    assert story.end == "Cancelled after 0.004 at 64000 on average."


def test_an_older_row_says_that_its_rules_are_not_recorded() -> None:
    old = tell([replace(SENT, rules=None)])
    assert [line.what for line in old.lines][1] == "Which rules it passed is not recorded."
    assert len(tell([CANCEL]).lines) == 2


def test_there_is_no_story_without_an_intent() -> None:
    with pytest.raises(ValueError, match="intent"):
        tell([TAKEN])


@pytest.mark.parametrize(
    ("outcome", "end"),
    [
        (None, "No answer is recorded."),
        (Accepted("tb-1"), "Taken by the exchange; no end of it is recorded."),
        (Rejected("1", "No."), "Refused by the exchange."),
        (NotSent("No network."), "Never left this computer."),
        (Unknown("tb-1", "Silence."), "Unknown: the exchange has not answered."),
        (ProvenNever("tb-1", "Never."), "Never reached the exchange."),
    ],
)
def test_ends_by_answer(outcome: VenueOutcome | ProvenNever | None, end: str) -> None:
    answers = [] if outcome is None else [OutcomeSeen("tb-1", outcome, 20)]
    assert tell([SENT, *answers]).end == end


def test_a_later_answer_counts() -> None:
    doubt = OutcomeSeen("tb-1", Unknown("tb-1", "Silence."), 15)
    assert tell([SENT, TAKEN, doubt]).end == tell([SENT, TAKEN]).end


def test_ends_by_execution() -> None:
    part, rest = FillSeen(fill(), 30), FillSeen(replace(fill(), exec_id="e-2", size=D("0.006")), 31)
    assert tell([SENT, TAKEN, part]).end == "Partly filled: 0.004 at 64000 on average."
    assert tell([SENT, TAKEN, part, part, rest]).end.startswith("Filled: 0.01 at ")
    smaller = Intent("tb-a", AmendOrder("tb-1", PERP_ID, D("0.004"), D(64_000)), Source.MANUAL, 25)
    changed: list[Record] = [SENT, TAKEN, smaller, part]
    assert tell([*changed, OutcomeSeen("tb-a", Accepted("tb-1"), 26)]).end.startswith("Filled: 0.004")
    assert tell([*changed, OutcomeSeen("tb-a", Rejected("1", "No."), 26)]).end.startswith("Partly")
    # A change that makes another order leaves this one as large as it was.
    another = AmendOrder("tb-1", PERP_ID, D("0.004"), D(64_000), "v-1", "tb-2", D("0.004"))
    made = replace(smaller, command=another)
    replaced: list[Record] = [SENT, TAKEN, made, part, OutcomeSeen("tb-a", Accepted("tb-2"), 26)]
    assert tell(replaced).end.startswith("Partly filled: 0.004")
    spent = replace(SENT, command=replace(ORDER, size=QuoteQty(D(50))))
    assert tell([spent, part]).end.startswith("Filled")
    assert tell([SENT, CANCEL, OutcomeSeen("tb-c", Accepted("tb-1"), 41)]).end == "Cancelled."
    refused = OutcomeSeen("tb-c", Rejected("1", "No."), 41)
    assert tell([SENT, TAKEN, CANCEL, refused]).end == tell([SENT, TAKEN]).end


def test_an_average_has_one_place_more_than_the_prices() -> None:
    dearer = replace(
        fill(), exec_id="e-2", price=D("64000.1"), value=D("64000.1") * D("0.002"), size=D("0.002")
    )
    story = tell([SENT, TAKEN, FillSeen(fill(), 30), FillSeen(dearer, 31)])
    assert story.end == "Partly filled: 0.006 at 64000.03 on average."


def test_ends_by_the_report_of_the_exchange() -> None:
    def over(how: str, note: str = "", at_ms: int = 60) -> EndSeen:
        return EndSeen("tb-1", how, note, at_ms)

    part = FillSeen(fill(), 30)
    cancelled = over("cancelled", "Post-only would have taken.")
    story = tell([SENT, TAKEN, cancelled])
    assert story.end == "Cancelled. Post-only would have taken."
    assert story.lines[-1].what == "The exchange reports it as cancelled. Post-only would have taken."
    assert tell([SENT, TAKEN, part, cancelled]).end == "Cancelled after 0.004 at 64000 on average."
    assert tell([SENT, TAKEN, over("filled")]).end == "Filled."
    assert tell([SENT, TAKEN, part, over("filled")]).end == "Filled: 0.004 at 64000 on average."
    # The last fill was in flight when the cancel was acknowledged.
    assert tell([SENT, TAKEN, over("filled", at_ms=61), over("cancelled")]).end == "Filled."
    waiting = trigger_buy()
    sent = Intent(waiting.client_oid, waiting, Source.MANUAL, 1, ())
    assert tell([sent, EndSeen(waiting.client_oid, "set off", "", 9)]).end == "Set off."


@pytest.mark.parametrize(
    ("command", "title"),
    [
        (CancelAll(ProductType.USDT_FUTURES), "Cancel every order of USDT futures"),
        (CancelAll(ProductType.SPOT, "BTCUSDT"), "Cancel every order of BTCUSDT"),
        (ClosePosition(PERP_ID), "Close the position of BTCUSDT perp at market"),
        (ClosePosition(PERP_ID, PositionSide.LONG), "Close the long position of BTCUSDT perp at market"),
        (SetLeverage(PERP_ID, D("7.0")), "Set the leverage of BTCUSDT perp to 7×, crossed"),
        (SetHoldMode(HoldMode.HEDGE), "Switch the account to hedge mode"),
        (SetHoldMode(HoldMode.HEDGE, ProductType.USDT_FUTURES), "Switch USDT futures to hedge mode"),
    ],
)
def test_commands_about_no_order_are_stories_too(command: VenueCommand, title: str) -> None:
    story = tell([Intent("tb-9", command, Source.MANUAL, 1), OutcomeSeen("tb-9", Accepted(), 2)])
    assert (story.client_oid, story.title, story.end) == ("tb-9", title, "Done.")


def test_strategy_orders_are_stories() -> None:
    for command in (trigger_buy(), guard_long()):
        story = tell([Intent(command.client_oid, command, Source.MANUAL, 1, ())])
        assert story.client_oid == command.client_oid
        assert story.lines[1].what == "It passed: no rule of ours."


def test_a_transfer_ends_by_the_report_of_the_exchange() -> None:
    sent = Intent("tb-t1", move("5"), Source.MANUAL, 10, ("two different wallets",))
    taken = OutcomeSeen("tb-t1", Accepted("tb-t1"), 20)
    assert tell([sent]).title == "Move 5 USDT from spot to USDT futures"
    assert tell([sent, taken]).end == "Taken by the exchange; no end of it is recorded."
    assert tell([sent, taken, EndSeen("tb-t1", "done", "", 30)]).end == "Done."
