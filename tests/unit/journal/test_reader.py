"""Questions to the journal: what is unsettled, what was executed, what was done lately."""

from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.core.commands import CancelOrder
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, ProvenNever, Rejected, Unknown
from terminal_app.core.records import (
    EventSeen,
    FillSeen,
    Intent,
    OutcomeSeen,
    QuestionSeen,
    Record,
    SessionOpened,
)
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import PERP_ID, fill, limit_buy
from tests.helpers.wallets import move


def placed(client_oid: str, at_ms: int) -> Intent:
    """An intent to place an order."""
    return Intent(client_oid, limit_buy(client_oid), Source.MANUAL, at_ms)


async def test_orders_without_a_definite_answer_are_unsettled(journal: JournalWriter, path: Path) -> None:
    for number, name in enumerate(("silent", "unknown", "accepted", "rejected", "settled")):
        await journal.append(placed(name, number))
    cancel = Intent("cancel", CancelOrder("silent", PERP_ID), Source.MANUAL, 9)
    await journal.append(cancel)
    await journal.append(OutcomeSeen("unknown", Unknown("unknown", "timeout"), 10))
    await journal.append(OutcomeSeen("accepted", Accepted("accepted", "v"), 10))
    await journal.append(OutcomeSeen("rejected", Rejected("1", "No."), 10))
    await journal.append(OutcomeSeen("settled", Unknown("settled", "timeout"), 10))
    await journal.append(OutcomeSeen("settled", Accepted("settled", "v"), 11))
    reader = JournalReader(path)
    assert reader.unsettled_orders() == [placed("silent", 0), placed("unknown", 1)]
    reader.close()


async def test_a_transfer_without_a_definite_answer_is_unsettled(journal: JournalWriter, path: Path) -> None:
    intent = Intent("tb-t1", move("5"), Source.MANUAL, 1)
    await journal.append(intent)
    reader = JournalReader(path)
    assert reader.unsettled_orders() == [intent]
    await journal.append(OutcomeSeen("tb-t1", ProvenNever("tb-t1", "Never there."), 2))
    assert reader.unsettled_orders() == []
    reader.close()


async def test_recent_intents_come_with_their_last_answer(journal: JournalWriter, path: Path) -> None:
    await journal.append(placed("tb-1", 1))
    await journal.append(placed("tb-2", 2))
    await journal.append(OutcomeSeen("tb-1", Unknown("tb-1", "timeout"), 3))
    await journal.append(OutcomeSeen("tb-1", Accepted("tb-1", "v"), 4))
    reader = JournalReader(path)
    lines = reader.recent_intents()
    assert [(line.intent.intent_id, line.outcome) for line in lines] == [
        ("tb-2", None),
        ("tb-1", Accepted("tb-1", "v")),
    ]
    assert len(reader.recent_intents(1)) == 1
    reader.close()


async def test_fills_since_a_moment(journal: JournalWriter, path: Path) -> None:
    fills = [replace(fill(f"e-{number}"), time_ms=number) for number in (3, 1, 2)]
    for one in fills:
        await journal.append(FillSeen(one, 9))
    reader = JournalReader(path)
    assert reader.fills_since(2) == [fills[2], fills[0]]
    reader.close()


async def test_it_reads_what_is_written_while_it_is_open(journal: JournalWriter, path: Path) -> None:
    reader = JournalReader(path)
    assert reader.recent_intents() == []
    await journal.append(placed("tb-1", 1))
    assert len(reader.recent_intents()) == 1
    reader.close()


def test_a_missing_journal_is_said(path: Path) -> None:
    with pytest.raises(EnvironmentTroubleError, match="cannot be opened"):
        JournalReader(path)


def test_a_damaged_journal_is_said(path: Path) -> None:
    path.write_bytes(b"no database " * 400)
    with pytest.raises(EnvironmentTroubleError, match="damaged"):
        JournalReader(path)


async def test_a_question_that_fails_is_said(journal: JournalWriter, path: Path) -> None:
    await journal.append(placed("tb-1", 1))
    reader = JournalReader(path)
    reader.close()
    with pytest.raises(EnvironmentTroubleError):
        reader.recent_intents()


async def test_the_story_of_one_order(journal: JournalWriter, path: Path) -> None:
    sent, cancel = placed("tb-1", 1), Intent("tb-c", CancelOrder("tb-1", PERP_ID), Source.MANUAL, 3)
    question = QuestionSeen("tb-1", "for it", "not found.", 4, 5)
    answers = [
        OutcomeSeen("tb-1", Unknown("tb-1", "timeout"), 2),
        OutcomeSeen("tb-c", Rejected("1", "No."), 6),
    ]
    story: list[Record] = [sent, cancel, *answers, question, FillSeen(fill(), 7)]
    others: list[Record] = [placed("tb-2", 8), OutcomeSeen("tb-2", Accepted("tb-2"), 9)]
    for record in story + others:
        await journal.append(record)
    reader = JournalReader(path)
    assert set(reader.of_order("tb-1")) == set(story)
    assert reader.of_order("tb-9") == []
    reader.close()


async def test_a_proof_settles_an_order(journal: JournalWriter, path: Path) -> None:
    await journal.append(placed("tb-1", 1))
    await journal.append(OutcomeSeen("tb-1", Unknown("tb-1", "timeout"), 2))
    await journal.append(OutcomeSeen("tb-1", ProvenNever("tb-1", "Never."), 3))
    reader = JournalReader(path)
    assert reader.unsettled_orders() == []
    assert reader.recent_intents()[0].outcome == ProvenNever("tb-1", "Never.")
    reader.close()


async def test_what_concerned_trading_as_a_whole(journal: JournalWriter, path: Path) -> None:
    reader = JournalReader(path)
    assert (reader.last_moment_ms(), reader.recent_events()) == (None, [])
    events = [EventSeen("halted", "why", 5), EventSeen("enabled", "", 6)]
    for event in events:
        await journal.append(event)
    assert reader.recent_events() == [events[1], events[0]]
    assert reader.recent_events(1) == [events[1]]
    reader.close()


async def test_the_last_moment_is_the_newest_word_of_the_venue_or_session(
    journal: JournalWriter, path: Path
) -> None:
    await journal.append(SessionOpened("paper", "PAPER", "1", 10))
    await journal.append(FillSeen(fill(), 20))
    await journal.append(OutcomeSeen("tb-1", Accepted("tb-1"), 15))
    await journal.append(placed("tb-9", 99))
    reader = JournalReader(path)
    assert reader.last_moment_ms() == 20
    reader.close()
