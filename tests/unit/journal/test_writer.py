"""The writer: what `append` has returned for is on disk, whatever happens next; what failed says why."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from terminal_app.core.clock import ManualClock
from terminal_app.core.commands import CancelAll
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import ProductType
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Clock
from terminal_app.core.records import FillSeen, Intent, OutcomeSeen, Record, SessionOpened
from terminal_app.journal import writer as writer_module
from terminal_app.journal.database import open_database
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import fill, limit_buy
from tests.helpers.journals import open_journal
from tests.helpers.waiting import eventually

CRASHING = """
import asyncio, sys
from pathlib import Path
from terminal_app.core.orders import Source
from terminal_app.core.records import Intent
from terminal_app.journal.database import open_database
from terminal_app.journal.writer import JournalWriter
from tests.helpers.examples import limit_buy

async def main():
    journal = JournalWriter(Path(sys.argv[1]))
    await journal.open()
    await journal.append(Intent("tb-crash", limit_buy("tb-crash"), Source.MANUAL, 1))
    print("written", flush=True)
    sys.stdin.read()

asyncio.run(main())
"""


def intent(intent_id: str = "tb-1", at_ms: int = 1) -> Intent:
    """An intent to place an order."""
    return Intent(intent_id, limit_buy(intent_id), Source.MANUAL, at_ms)


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[JournalWriter]:
    """An open journal that does not wait long for others."""
    async with open_journal(path, busy_timeout_ms=20) as writer:
        yield writer


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What another program finds in the file."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program is in the middle of writing."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def test_a_record_is_in_the_file_when_append_returns(journal: JournalWriter, path: Path) -> None:
    await journal.append(intent())
    assert rows(path, "SELECT intent_id, kind, source FROM intents") == [("tb-1", "place", "manual")]


async def test_every_kind_of_record_is_kept(journal: JournalWriter, path: Path) -> None:
    await journal.append(SessionOpened("paper", "paper", "0.1.0", 1))
    await journal.append(Intent("tb-2", CancelAll(ProductType.SPOT), Source.STRATEGY, 2))
    await journal.append(OutcomeSeen("tb-2", Accepted(), 3))
    await journal.append(FillSeen(fill(), 4))
    assert rows(path, "SELECT profile, venue, version, at_ms FROM sessions") == [
        ("paper", "paper", "0.1.0", 1)
    ]
    assert rows(path, "SELECT kind FROM intents") == [("cancel-all",)]
    assert rows(path, "SELECT intent_id, kind, at_ms FROM outcomes") == [("tb-2", "accepted", 3)]
    assert rows(path, "SELECT exec_id, time_ms FROM fills") == [("e-1", 1_100)]


async def test_a_fill_is_kept_once(journal: JournalWriter, path: Path) -> None:
    await journal.append(FillSeen(fill(), 1))
    await journal.append(FillSeen(fill(), 2))
    assert rows(path, "SELECT at_ms FROM fills") == [(1,)]


async def test_commits_are_durable(journal: JournalWriter, path: Path) -> None:
    await journal.append(intent())
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]
    assert writer_module.BUSY_TIMEOUT_MS > 0


async def test_a_slow_disk_holds_up_the_record_and_not_the_loop(
    journal: JournalWriter, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    insert = writer_module._insert

    def wait_for_the_disk(connection: sqlite3.Connection, record: Record) -> None:
        slow.wait()
        insert(connection, record)

    monkeypatch.setattr(writer_module, "_insert", wait_for_the_disk)
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(journal.append(intent()))
        for _ in range(1_000):  # the loop turns while the disk does not
            await asyncio.sleep(0)
        assert not writing.done()
        slow.set()
    assert rows(path, "SELECT intent_id FROM intents") == [("tb-1",)]


async def test_many_waiting_records_are_all_written_in_order(journal: JournalWriter, path: Path) -> None:
    ids = [f"tb-{number:03}" for number in range(200)]
    await asyncio.gather(*(journal.append(intent(name)) for name in ids))
    assert rows(path, "SELECT intent_id FROM intents ORDER BY rowid") == [(name,) for name in ids]


async def test_an_id_is_never_used_twice_and_harms_nobody_else(journal: JournalWriter, path: Path) -> None:
    await journal.append(intent("tb-1"))
    again, other = await asyncio.gather(
        journal.append(intent("tb-1")), journal.append(intent("tb-2")), return_exceptions=True
    )
    assert isinstance(again, EnvironmentTroubleError)
    assert "already has an order with this id" in again.sentence
    assert other is None
    assert rows(path, "SELECT count(*) FROM intents") == [(2,)]


async def test_a_full_disk_is_said_and_survived(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def small(where: Path, clock: Clock, busy_timeout_ms: int) -> tuple[sqlite3.Connection, str | None]:
        connection, notice = open_database(where, clock, busy_timeout_ms)
        connection.execute(f"PRAGMA max_page_count = {pages(connection)}")
        return connection, notice

    monkeypatch.setattr(writer_module, "open_database", small)
    written: list[str] = []

    async def write_until_it_fails(journal: JournalWriter) -> None:
        while True:
            await journal.append(intent(f"tb-{len(written)}"))
            written.append("one more")

    async with open_journal(path) as journal:
        with pytest.raises(EnvironmentTroubleError, match="The disk is full"):
            await write_until_it_fails(journal)
        assert written
        assert rows(path, "SELECT count(*) FROM intents") == [(len(written),)]


async def test_a_failure_in_the_middle_takes_the_whole_batch_back(
    journal: JournalWriter, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writer_module._insert

    def fail_at_two(connection: sqlite3.Connection, record: Record) -> None:
        if isinstance(record, Intent) and record.intent_id == "tb-2":
            raise sqlite3.OperationalError("the disk made a noise")
        real(connection, record)

    monkeypatch.setattr(writer_module, "_insert", fail_at_two)
    first, second = await asyncio.gather(
        journal.append(intent("tb-1")), journal.append(intent("tb-2")), return_exceptions=True
    )
    assert isinstance(second, EnvironmentTroubleError)
    assert rows(path, "SELECT count(*) FROM intents") == [(0 if isinstance(first, Exception) else 1,)]
    await journal.append(intent("tb-3"))
    assert rows(path, "SELECT intent_id FROM intents WHERE intent_id = 'tb-3'") == [("tb-3",)]


def pages(connection: sqlite3.Connection) -> int:
    """How many pages the file has, and one more."""
    count: tuple[int] = connection.execute("PRAGMA page_count").fetchone()
    return count[0] + 1


async def test_a_locked_file_is_said_and_the_next_record_is_written(
    journal: JournalWriter, path: Path
) -> None:
    with held(path), pytest.raises(EnvironmentTroubleError, match="Another program holds the journal"):
        await journal.append(intent("tb-1"))
    await journal.append(intent("tb-2"))
    assert rows(path, "SELECT intent_id FROM intents") == [("tb-2",)]


async def test_a_short_lock_is_waited_for(path: Path) -> None:
    async with open_journal(path, busy_timeout_ms=5_000) as journal:
        with held(path):
            append = asyncio.gather(journal.append(intent()))
            await asyncio.sleep(0)
            assert not append.done()
        await append
        assert rows(path, "SELECT intent_id FROM intents") == [("tb-1",)]


@pytest.mark.parametrize("damage", [b"this is not a database, and it is long enough " * 30, None])
async def test_a_damaged_file_is_set_aside_and_said(path: Path, damage: bytes | None) -> None:
    await fill_file(path)
    content = bytearray(path.read_bytes())
    if damage is None:
        content[4096:] = b"\xff" * (len(content) - 4096)
        damage = bytes(content)
    path.write_bytes(damage)
    journal = JournalWriter(path, ManualClock(1_700_000_000_123))
    await journal.open()
    await journal.append(intent("tb-new"))
    await journal.aclose()
    kept = path.with_name("journal.damaged-20231114-221320-123.sqlite3")
    assert kept.read_bytes() == damage
    assert journal.notice is not None
    assert kept.name in journal.notice
    assert rows(path, "SELECT intent_id FROM intents") == [("tb-new",)]


async def fill_file(path: Path) -> None:
    """A journal with enough rows for several pages, wholly in its main file."""
    async with open_journal(path) as journal:
        await asyncio.gather(*(journal.append(intent(f"tb-{number}")) for number in range(100)))


async def test_a_healthy_file_is_opened_without_a_notice(path: Path) -> None:
    await fill_file(path)
    journal = JournalWriter(path)
    await journal.open()
    await journal.aclose()
    assert journal.notice is None
    assert rows(path, "SELECT count(*) FROM intents") == [(100,)]


async def test_a_newer_file_is_refused_and_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    threads = threading.active_count()
    with pytest.raises(EnvironmentTroubleError, match="newer version of this program"):
        await JournalWriter(path).open()
    assert rows(path, "PRAGMA user_version") == [(999,)]
    assert threading.active_count() == threads


async def test_a_missing_folder_is_said(path: Path) -> None:
    with pytest.raises(EnvironmentTroubleError, match="cannot be opened"):
        await JournalWriter(path / "nowhere" / "journal.sqlite3").open()


async def test_nothing_is_taken_before_opening_or_after_closing(path: Path) -> None:
    journal = JournalWriter(path)
    await journal.aclose()
    with pytest.raises(EnvironmentTroubleError, match="not open"):
        await journal.append(intent())
    await journal.open()
    await journal.aclose()
    await journal.aclose()
    with pytest.raises(EnvironmentTroubleError, match="not open"):
        await journal.append(intent())


async def test_closing_writes_what_is_waiting_and_ends_the_thread(path: Path) -> None:
    threads = threading.active_count()
    journal = JournalWriter(path)
    await journal.open()
    waiting = asyncio.gather(*(journal.append(intent(f"tb-{number}")) for number in range(70)))
    await asyncio.sleep(0)
    await journal.aclose()
    await waiting
    assert rows(path, "SELECT count(*) FROM intents") == [(70,)]
    assert threading.active_count() == threads


async def test_who_stops_waiting_for_the_opening_leaves_no_thread(path: Path) -> None:
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await JournalWriter(path).open()
    await eventually(lambda: "journal" not in {one.name for one in threading.enumerate()})


async def test_who_stops_waiting_disturbs_nobody(path: Path) -> None:
    async with open_journal(path, busy_timeout_ms=5_000) as journal:
        with held(path), pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await journal.append(intent("tb-1"))
        await journal.append(intent("tb-2"))
        assert rows(path, "SELECT intent_id FROM intents") == [("tb-1",), ("tb-2",)]


def test_a_loop_that_is_gone_does_not_end_the_writer(path: Path) -> None:
    journal = JournalWriter(path, busy_timeout_ms=5_000)

    async def abandon() -> None:
        await journal.open()
        with held(path), pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01):
                await journal.append(intent())

    asyncio.run(abandon())
    asyncio.run(journal.aclose())
    assert rows(path, "SELECT intent_id FROM intents") == [("tb-1",)]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
def test_a_killed_program_keeps_what_it_was_told_is_written(path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", CRASHING, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
        env=os.environ | {"PYTHONPATH": "."},
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    child.send_signal(signal.SIGKILL)
    child.communicate()
    assert rows(path, "SELECT intent_id FROM intents") == [("tb-crash",)]
