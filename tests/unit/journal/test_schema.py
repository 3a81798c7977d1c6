"""The schema: numbered, repeatable, and closed to programs that are older than the file."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.records import FillSeen, Intent, OutcomeSeen, QuestionSeen
from terminal_app.journal import schema
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.schema import MIGRATIONS, migrate, version_of
from tests.helpers.examples import fill, limit_buy
from tests.helpers.journals import open_journal


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    """An empty database in memory."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def test_an_empty_file_gets_every_table(database: sqlite3.Connection) -> None:
    migrate(database)
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {
        "intents",
        "outcomes",
        "fills",
        "sessions",
        "questions",
        "events",
        "bills",
        "notes",
        "ends",
        "held",
    }
    assert version_of(database) == len(MIGRATIONS)


def test_migrating_again_changes_nothing(database: sqlite3.Connection) -> None:
    migrate(database)
    database.execute("INSERT INTO sessions (profile, venue, version, at_ms) VALUES ('p', 'v', '1', 1)")
    migrate(database)
    assert database.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_a_newer_file_is_refused_with_a_sentence(database: sqlite3.Connection) -> None:
    database.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(EnvironmentTroubleError, match="newer version of this program"):
        migrate(database)


def test_a_step_that_fails_leaves_nothing_behind(
    database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MIGRATIONS", (("CREATE TABLE one (x)", "CREATE NONSENSE"),))
    with pytest.raises(sqlite3.Error):
        migrate(database)
    assert version_of(database) == 0
    assert database.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    assert not database.in_transaction


async def test_a_journal_of_an_older_version_is_taken_over(path: Path) -> None:
    old = sqlite3.connect(path, isolation_level=None)
    old.executescript((Path(__file__).parent / "schemas" / "schema_1.sql").read_text())
    assert version_of(old) == 1
    old.close()
    async with open_journal(path) as writer:
        await writer.append(QuestionSeen("tb-1", "for it", "not found.", 4, 5))
    reader = JournalReader(path)
    assert [intent.command for intent in reader.unsettled_orders()] == [limit_buy()]
    assert [type(record) for record in reader.of_order("tb-1")] == [
        Intent,
        Intent,
        OutcomeSeen,
        QuestionSeen,
        FillSeen,
    ]
    assert reader.of_order("tb-1")[4] == FillSeen(fill(), 1_700_000_000_800)
    reader.close()
