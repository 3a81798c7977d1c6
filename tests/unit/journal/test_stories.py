"""Stories out of the journal: whole, newest first, page by page, and quick however many there are."""

import sqlite3
from dataclasses import replace
from pathlib import Path

from terminal_app.core.commands import CancelAll, CancelOrder, ClosePosition
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted, Unknown
from terminal_app.core.records import EndSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.journal import queries
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.records import encode_command
from terminal_app.journal.schema import migrate
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import PERP_ID, fill, limit_buy


def placed(name: str, at_ms: int) -> Intent:
    return Intent(name, limit_buy(name), Source.MANUAL, at_ms, ("a rule", "another"))


def names(stories: list[list[Record]]) -> list[str]:
    """What each story began with."""
    return [first.intent_id for first, *_ in stories if isinstance(first, Intent)]


async def test_a_story_has_everything_of_its_order(journal: JournalWriter, path: Path) -> None:
    records: list[Record] = [
        placed("tb-1", 10),
        Intent("tb-c", CancelOrder("tb-1", PERP_ID), Source.STRATEGY, 40),
        OutcomeSeen("tb-1", Unknown("tb-1", "Silence."), 20),
        OutcomeSeen("tb-c", Accepted("tb-1"), 41),
        QuestionSeen("tb-1", "for it", "found.", 21, 22),
        EndSeen("tb-1", "cancelled", "By us.", 42),
        EndSeen("tb-1", "filled", "", 43),
        FillSeen(fill(), 30),
    ]
    others: list[Record] = [
        placed("tb-2", 15),
        OutcomeSeen("tb-2", Accepted("tb-2"), 16),
        QuestionSeen("tb-2", "for it", "found.", 21, 22),
        FillSeen(replace(fill(), exec_id="e-9", client_oid="tb-3"), 31),
        EndSeen("tb-1", "cancelled", "By us.", 99),
    ]
    for record in (*records, *others):
        await journal.append(record)
    reader = JournalReader(path)
    second, first = reader.stories(10)
    assert first == records
    assert second == others[:3]
    assert reader.stories(10, client_oid="tb-1") == [records]
    assert reader.stories(10, client_oid="nobody") == []
    reader.close()


async def test_commands_about_no_order_are_stories_with_their_executions(
    journal: JournalWriter, path: Path
) -> None:
    close = Intent("tb-x", ClosePosition(PERP_ID), Source.MANUAL, 5)
    closed = FillSeen(replace(fill(), order_id="v-77", client_oid="venue-made"), 7)
    every = Intent("tb-y", CancelAll(ProductType.SPOT), Source.MANUAL, 9)
    for record in (close, OutcomeSeen("tb-x", Accepted("", "v-77"), 6), closed, every):
        await journal.append(record)
    reader = JournalReader(path)
    assert reader.stories(10) == [[every], [close, OutcomeSeen("tb-x", Accepted("", "v-77"), 6), closed]]
    reader.close()


async def test_pages_join_without_a_gap_even_in_one_millisecond(journal: JournalWriter, path: Path) -> None:
    moments = [1, 2, 2, 2, 2, 3, 4, 4, 9]
    for number, at_ms in enumerate(moments):
        await journal.append(placed(f"tb-{number}", at_ms))
        await journal.append(Intent(f"c-{number}", CancelOrder(f"tb-{number}", PERP_ID), Source.MANUAL, 50))
    reader = JournalReader(path)
    for count in range(1, 6):
        seen: list[str] = []
        before_ms = None
        while page := reader.stories(count, before_ms):
            assert len(page) >= min(count, len(moments) - len(seen))
            seen += names(page)
            first = page[-1][0]
            assert isinstance(first, Intent)
            before_ms = first.at_ms
        assert seen == [f"tb-{number}" for number in reversed(range(len(moments)))]
    reader.close()


async def test_an_order_that_is_touched_again_stays_where_it_began(
    journal: JournalWriter, path: Path
) -> None:
    await journal.append(placed("tb-old", 1))
    await journal.append(placed("tb-new", 5))
    await journal.append(Intent("c", CancelOrder("tb-old", PERP_ID), Source.MANUAL, 9))
    reader = JournalReader(path)
    assert names(reader.stories(10)) == ["tb-new", "tb-old"]
    assert names(reader.stories(10, before_ms=5)) == ["tb-old"]
    reader.close()


def test_a_page_walks_an_index_and_never_the_table() -> None:
    database = sqlite3.connect(":memory:", isolation_level=None)
    migrate(database)
    for number in range(200):
        kind, text = encode_command(limit_buy(f"tb-{number}"))
        row = (f"tb-{number}", kind, text, "manual", number)
        database.execute(
            "INSERT INTO intents (intent_id, kind, command, source, at_ms) VALUES (?, ?, ?, ?, ?)", row
        )
    asked = {
        queries.BEGINNINGS: (0, 100, 50),
        queries.INTENTS_OF_STORIES: ("[]",),
        queries.OUTCOMES_OF_MANY: ("[]",),
        queries.QUESTIONS_OF_MANY: ("[]",),
        queries.ENDS_OF_MANY: ("[]",),
        queries.FILLS_OF_MANY: ("[]",),
        queries.FILLS_OF_VENUE_ORDERS: ("[]",),
        queries.FILLS: (0, 1),
        queries.BILLS: (0, 1),
    }
    for query, values in asked.items():
        plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}", values)]
        scans = [step for step in plan if step.startswith("SCAN") and "json_each" not in step]
        assert scans == [], query
        assert any("USING" in step and "INDEX" in step for step in plan), query
    database.close()


async def test_rules_come_back_as_they_were_written(journal: JournalWriter, path: Path) -> None:
    told = [placed("tb-1", 1), replace(placed("tb-2", 2), rules=()), replace(placed("tb-3", 3), rules=None)]
    for intent in told:
        await journal.append(intent)
    reader = JournalReader(path)
    assert [line.intent for line in reversed(reader.recent_intents())] == told
    assert reader.unsettled_orders() == told
    assert reader.of_order("tb-1") == [told[0]]
    reader.close()
