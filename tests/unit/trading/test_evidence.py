"""The file on an order: memory and journal together, each thing once, oldest first."""

from dataclasses import replace

from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    VenueCommand,
)
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import OrderType, Side, Source, VenueStatus
from terminal_app.core.outcomes import Accepted, NotSent, ProvenNever, Rejected, Unknown, VenueOutcome
from terminal_app.core.records import EventSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.trading.evidence import Dossiers, EvidenceKind
from tests.helpers.examples import PERP_ID, fill, guard_long, limit_buy, report, trigger_buy

SENT = Intent("tb-1", limit_buy(), Source.MANUAL, 10)
QUESTION = QuestionSeen("tb-1", "for the order by its number", "not found.", 30, 31)
CANCEL = Intent("tb-c", CancelOrder("tb-1", PERP_ID), Source.STRATEGY, 40)
RECORDS: tuple[Record, ...] = (
    SENT,
    OutcomeSeen("tb-1", Unknown("tb-1", "Silence."), 20),
    QUESTION,
    CANCEL,
    OutcomeSeen("tb-c", Rejected("43001", "Not there."), 41),
    FillSeen(fill(), 50),
)


def sentences(dossiers: Dossiers, past: tuple[Record, ...] = ()) -> list[str]:
    """What is known of the order."""
    return [line.sentence for line in dossiers.lines("tb-1", past)]


def test_a_whole_story() -> None:
    dossiers = Dossiers()
    for record in reversed(RECORDS):
        dossiers.record(record)
    dossiers.record(CANCEL)
    dossiers.record(OutcomeSeen("tb-c", Rejected("43001", "Not there."), 41))
    assert sentences(dossiers) == [
        "On the disk, then to be sent (manual): buy 0.01 BTCUSDT perp at 64000.",
        "No answer: Silence.",
        "Asked for the order by its number: not found.",
        "On the disk, then to be sent (strategy): cancel.",
        "The exchange refused (code 43001): Not there.",
        "Executed 0.004 at 64000 (execution e-1).",
    ]


def test_what_was_sent_to_make_an_order_is_kept_behind_its_cancel() -> None:
    dossiers = Dossiers()
    assert dossiers.placed("tb-1") is None
    dossiers.record(CANCEL)
    assert dossiers.placed("tb-1") is None
    dossiers.record(Intent("tb-1", limit_buy(), Source.MANUAL, 5))
    assert dossiers.placed("tb-1") == limit_buy()


def test_what_the_journal_tells_too_is_told_once() -> None:
    dossiers = Dossiers()
    for record in RECORDS:
        dossiers.record(record)
    earlier = QuestionSeen("tb-1", "for the order by its number", "no answer. No network.", 1, 2)
    assert len(sentences(dossiers, (*RECORDS, earlier))) == len(RECORDS) + 1
    assert sentences(dossiers, (earlier,))[0] == "Asked for the order by its number: no answer. No network."


def test_the_words_for_every_answer_and_command() -> None:
    dossiers = Dossiers()
    market = replace(limit_buy(), order_type=OrderType.MARKET, price=None, side=Side.SELL)
    outcomes: tuple[VenueOutcome | ProvenNever, ...] = (
        Accepted("tb-1", "v-1"),
        Accepted("tb-1"),
        NotSent("No network."),
        ProvenNever("tb-1", "Never."),
    )
    for number, outcome in enumerate(outcomes):
        dossiers.record(OutcomeSeen("tb-1", outcome, number))
    dossiers.record(Intent("tb-1", market, Source.MANUAL, 5))
    change = AmendOrder("tb-1", PERP_ID, limit_buy().size.value, limit_buy().size.value)
    dossiers.record(Intent("tb-a", change, Source.MANUAL, 6))
    assert sentences(dossiers) == [
        "The exchange took it under its number v-1.",
        "The exchange took it.",
        "Nothing left this computer: No network.",
        "Never.",
        "On the disk, then to be sent (manual): sell 0.01 BTCUSDT perp at market.",
        "On the disk, then to be sent (manual): change to 0.01 at 0.01.",
    ]


def test_waiting_orders_have_a_file_too() -> None:
    dossiers = Dossiers()
    commands: tuple[VenueCommand, ...] = (
        trigger_buy("tb-1"),
        guard_long("tb-1"),
        AmendStrategy("tb-1", PERP_ID),
        CancelStrategy("tb-1", PERP_ID),
    )
    for number, command in enumerate(commands):
        dossiers.record(Intent(f"i-{number}", command, Source.MANUAL, number))
    dossiers.record(OutcomeSeen("i-3", Accepted("tb-1"), 9))
    start = "On the disk, then to be sent (manual): "
    assert [sentence.removeprefix(start) for sentence in sentences(dossiers)] == [
        "buy 0.01 BTCUSDT perp when the price is 65000.",
        "take profit and stop loss of BTCUSDT perp.",
        "change of a waiting order.",
        "cancel.",
        "The exchange took it.",
    ]


def test_reports_are_told_when_they_say_something_new() -> None:
    dossiers = Dossiers()
    dossiers.report(report(), 5)
    dossiers.report(report(at_ms=2_000), 6)
    dossiers.report(report(status=VenueStatus.PARTIALLY_FILLED, filled="0.0040"), 7)
    dossiers.report(report(""), 8)
    lines = dossiers.lines("tb-1")
    assert [(line.at_ms, line.kind, line.sentence) for line in lines] == [
        (5, EvidenceKind.REPORT, "The exchange reports it as live, 0 filled."),
        (7, EvidenceKind.REPORT, "The exchange reports it as partially-filled, 0.004 filled."),
    ]


def test_what_is_about_no_order_is_in_no_file() -> None:
    dossiers = Dossiers()
    dossiers.record(EventSeen("halted", "why", 1))
    dossiers.record(Intent("tb-x", CancelAll(ProductType.SPOT), Source.MANUAL, 1))
    assert dossiers.lines("") == dossiers.lines("tb-1") == ()


def test_memory_is_bounded_and_keeps_what_was_sent() -> None:
    dossiers = Dossiers()
    dossiers.record(SENT)
    for number in range(1_000):
        dossiers.record(replace(QUESTION, answered_ms=number + 100))
    lines = dossiers.lines("tb-1")
    assert len(lines) == 200
    assert (lines[0].kind, lines[-1].at_ms) == (EvidenceKind.SENT, 1_099)
    for number in range(500):
        dossiers.record(replace(SENT, intent_id=f"o-{number}", command=limit_buy(f"o-{number}")))
    assert dossiers.lines("tb-1") == ()
    assert len(dossiers.lines("o-499")) == 1


def test_the_names_of_forgotten_orders_are_forgotten_too() -> None:
    dossiers = Dossiers()
    for number in range(1_200):
        dossiers.record(Intent(f"tb-c{number}", CancelOrder(f"tb-{number}", PERP_ID), Source.MANUAL, number))
    assert dossiers.known == 500
    dossiers.record(OutcomeSeen("tb-c1199", Accepted("tb-1199"), 2_000))
    assert len(dossiers.lines("tb-1199")) == 2
    dossiers.record(OutcomeSeen("tb-c1", Accepted("tb-1"), 2_000))
    assert dossiers.lines("tb-1") == ()
