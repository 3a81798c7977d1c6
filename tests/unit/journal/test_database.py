"""Opening the file: durability settings hold, and every kind of trouble has a sentence of its own."""

import sqlite3
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.journal.database import open_database, trouble


def failure(name: str) -> sqlite3.OperationalError:
    """An error as SQLite raises it."""
    error = sqlite3.OperationalError("something")
    error.sqlite_errorname = name
    return error


def test_commits_reach_the_disk(data_dir: Path) -> None:
    connection, notice = open_database(data_dir / "journal.sqlite3", ManualClock(), 10)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert notice is None
    connection.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("SQLITE_FULL", "disk is full"),
        ("SQLITE_BUSY", "Another program"),
        ("SQLITE_BUSY_SNAPSHOT", "Another program"),
        ("SQLITE_READONLY_DBMOVED", "may not be written"),
        ("SQLITE_IOERR_WRITE", "disk reported an error"),
        ("SQLITE_CORRUPT_VTAB", "damaged"),
        ("SQLITE_NOTADB", "damaged"),
        ("SQLITE_MISUSE", "See the log"),
    ],
)
def test_every_trouble_has_its_sentence(name: str, words: str) -> None:
    error = trouble(failure(name))
    assert words in error.sentence
    assert name in error.detail
    assert isinstance(error.__cause__, sqlite3.Error)


def test_trouble_that_has_a_sentence_keeps_it() -> None:
    first = EnvironmentTroubleError("As it is.")
    assert trouble(first) is first


def test_a_locked_file_is_not_taken_for_a_damaged_one(data_dir: Path) -> None:
    path = data_dir / "journal.sqlite3"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        open_database(path, ManualClock(), 10)
    other.close()
    assert [entry.name for entry in data_dir.iterdir()] == [path.name]


def test_the_write_ahead_log_is_set_aside_with_its_file(data_dir: Path) -> None:
    path = data_dir / "journal.sqlite3"
    path.write_bytes(b"no database " * 400)
    path.with_name("journal.sqlite3-wal").write_bytes(b"log")
    connection, notice = open_database(path, ManualClock(0), 10)
    connection.close()
    assert notice is not None
    kept = data_dir / "journal.damaged-19700101-000000-000.sqlite3-wal"
    assert kept.read_bytes() == b"log"
