"""Questions to the journal: what is unsettled, what was executed, what was done lately."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from terminal_app.core.commands import CancelOrder
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Rejected, Unknown
from terminal_app.core.records import FillSeen, Intent, OutcomeSeen
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import PERP_ID, fill, limit_buy


@pytest.fixture
def path(data_dir: Path) -> Path:
    """Where the journal is."""
    return data_dir / "journal.sqlite3"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[JournalWriter]:
    """An open journal."""
    writer = JournalWriter(path)
    await writer.open()
    yield writer
    await writer.aclose()


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
