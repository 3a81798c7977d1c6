"""Opening the file: durability settings hold, and every kind of trouble has a sentence of its own."""

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.journal.database import lengthen_log, open_database, trouble


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


def log_of(path: Path) -> Path:
    """The log beside a database."""
    return path.with_name(path.name + "-wal")


def test_no_commit_makes_the_file_longer(data_dir: Path) -> None:
    path = data_dir / "journal.sqlite3"
    connection, _ = open_database(path, ManualClock(), 10)
    lengthen_log(connection, path)
    before = log_of(path).stat().st_size
    connection.execute("CREATE TABLE numbers (value, filler)")
    for number in range(700):
        connection.execute("INSERT INTO numbers VALUES (?, ?)", (number, bytes(3_000)))
    crashed = data_dir / "crashed.sqlite3"
    shutil.copy(log_of(path), log_of(crashed))
    shutil.copy(path, crashed)

    assert log_of(path).stat().st_size == before > 700 * 4_096
    found = sqlite3.connect(crashed)
    assert found.execute("SELECT count(*), sum(value) FROM numbers").fetchone() == (700, sum(range(700)))
    assert found.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found.close()
    connection.close()
    assert not log_of(path).exists()


def test_a_disk_without_the_room_keeps_what_it_had(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    path = data_dir / "journal.sqlite3"
    connection, _ = open_database(path, ManualClock(), 10)
    before = log_of(path).read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    lengthen_log(connection, path)

    assert log_of(path).read_bytes() == before
    connection.execute("CREATE TABLE numbers (value)")
    assert not connection.in_transaction
    connection.close()


def test_damage_that_is_found_there_is_left_to_the_next_record(data_dir: Path) -> None:
    class Damaged(sqlite3.Connection):
        def execute(self, *_arguments: object) -> sqlite3.Cursor:
            raise sqlite3.DatabaseError("database disk image is malformed")

    connection = sqlite3.connect(data_dir / "journal.sqlite3", factory=Damaged)
    lengthen_log(connection, data_dir / "journal.sqlite3")

    assert not log_of(data_dir / "journal.sqlite3").exists()
    connection.close()


def test_a_log_that_another_program_writes_is_left_alone(data_dir: Path) -> None:
    path = data_dir / "journal.sqlite3"
    connection, _ = open_database(path, ManualClock(), 10)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = log_of(path).read_bytes()
    lengthen_log(connection, path)

    assert log_of(path).read_bytes() == before
    other.close()
    connection.close()
