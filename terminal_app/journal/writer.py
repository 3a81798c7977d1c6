"""The one writer of the journal: a thread of its own, so that a slow disk never holds the event loop.

`append` returns when its record is committed with a full sync, and not before: an order may leave only after
that. Records that wait together share one commit. It knows nothing about orders; it keeps what it is given.
"""

import asyncio
import contextlib
import queue
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path

from terminal_app.core.clock import SystemClock
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ports import Clock
from terminal_app.core.records import (
    BillSeen,
    EndSeen,
    EventSeen,
    FillSeen,
    HeldSeen,
    Intent,
    NoteSeen,
    OutcomeSeen,
    QuestionSeen,
    Record,
)
from terminal_app.journal.bill_rows import encode_bill, encode_words
from terminal_app.journal.database import open_database, trouble
from terminal_app.journal.held_records import encode_held
from terminal_app.journal.records import encode_command, encode_fill, encode_outcome

BUSY_TIMEOUT_MS = 2_000
_BATCH = 64
_CLOCK = SystemClock()


@dataclass(frozen=True, slots=True)
class _Promise:
    """A future of the event loop that the writer's thread may settle."""

    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[None]

    @classmethod
    def make(cls) -> "_Promise":
        loop = asyncio.get_running_loop()
        return cls(loop, loop.create_future())

    def settle(self, error: Exception | None = None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is waiting any more
            self.loop.call_soon_threadsafe(self._finish, error)

    def _finish(self, error: Exception | None) -> None:
        if self.future.done():
            return
        if error is None:
            self.future.set_result(None)
        else:
            self.future.set_exception(error)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A record, and who waits for it."""

    record: Record
    promise: _Promise


class JournalWriter:
    """Implements `core.ports.Journal` on one SQLite file, which `open` opens.

    `notice` is a plain sentence when the file was found damaged and set aside, else `None`.

    Args:
        path: the database file; its folder exists.
        clock: names the copy of a damaged file.
        busy_timeout_ms: how long a commit waits for another program that holds the file.
    """

    def __init__(self, path: Path, clock: Clock = _CLOCK, *, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> None:
        self.notice: str | None = None
        self._path = path
        self._clock = clock
        self._busy_timeout_ms = busy_timeout_ms
        self._queue: queue.SimpleQueue[_Waiting | _Promise] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closing = False

    async def open(self) -> None:
        """Open or create the journal, check it, and start the writer's thread. Once.

        Raises:
            EnvironmentTroubleError: it cannot be opened, or a newer program wrote it.
        """
        opened = _Promise.make()
        thread = threading.Thread(target=self._run, args=(opened,), name="journal")
        thread.start()
        try:
            await opened.future
        except EnvironmentTroubleError:
            thread.join()
            raise
        except asyncio.CancelledError:
            self._queue.put(_Promise.make())  # nobody will close it, and the program waits for its threads
            raise
        self._thread = thread

    async def append(self, record: Record) -> None:
        """Commit one record durably.

        Raises:
            EnvironmentTroubleError: it is not in the journal, and what depends on it must not happen.
        """
        if self._thread is None or self._closing:
            raise EnvironmentTroubleError("The journal is not open, so nothing can be sent.")
        waiting = _Waiting(record, _Promise.make())
        self._queue.put(waiting)
        await waiting.promise.future

    async def aclose(self) -> None:
        """Write what is waiting, close the file and end the thread. Idempotent."""
        if self._thread is None or self._closing:
            return
        self._closing = True
        last = _Promise.make()
        self._queue.put(last)
        await last.future
        self._thread.join()

    def _run(self, opened: _Promise) -> None:
        try:
            connection, self.notice = open_database(self._path, self._clock, self._busy_timeout_ms)
        except (EnvironmentTroubleError, sqlite3.Error, OSError) as error:
            opened.settle(trouble(error))
            return
        opened.settle()
        closing: _Promise | None = None
        while closing is None:
            batch, closing = self._next_batch()
            if batch:
                _commit(connection, batch)
        connection.close()
        closing.settle()

    def _next_batch(self) -> tuple[list[_Waiting], _Promise | None]:
        """Everything that waits, up to a limit, and who waits for the end, if that has come."""
        batch: list[_Waiting] = []
        while not batch or (len(batch) < _BATCH and not self._queue.empty()):
            item = self._queue.get()
            if isinstance(item, _Promise):
                return batch, item
            batch.append(item)
        return batch, None


def _commit(connection: sqlite3.Connection, batch: list[_Waiting]) -> None:
    """Write a batch in one transaction and tell everyone who waits. All of it is on disk, or none."""
    refused: dict[int, Exception] = {}
    try:
        connection.execute("BEGIN IMMEDIATE")
        for number, waiting in enumerate(batch):
            try:
                _insert(connection, waiting.record)
            except sqlite3.IntegrityError as error:
                refused[number] = trouble(error)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        for waiting in batch:
            waiting.promise.settle(trouble(error))
        return
    for number, waiting in enumerate(batch):
        waiting.promise.settle(refused.get(number))


def _insert(connection: sqlite3.Connection, record: Record) -> None:
    match record:
        case Intent():
            command = encode_command(record.command)
            rules = None if record.rules is None else encode_words(record.rules)
            connection.execute(
                "INSERT INTO intents (intent_id, kind, command, source, at_ms, rules)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (record.intent_id, *command, record.source.value, record.at_ms, rules),
            )
        case OutcomeSeen():
            answer = (record.intent_id, *encode_outcome(record.outcome), record.at_ms)
            connection.execute(
                "INSERT INTO outcomes (intent_id, kind, outcome, at_ms) VALUES (?, ?, ?, ?)", answer
            )
        case FillSeen():
            fill = record.fill
            connection.execute(
                "INSERT INTO fills VALUES (?, ?, ?, ?) ON CONFLICT (exec_id) DO NOTHING",
                (fill.exec_id, fill.time_ms, encode_fill(fill), record.at_ms),
            )
        case BillSeen():
            bill = record.bill
            connection.execute(
                "INSERT INTO bills VALUES (?, ?, ?, ?) ON CONFLICT (bill_id) DO NOTHING",
                (bill.bill_id, bill.time_ms, encode_bill(bill), record.at_ms),
            )
        case EndSeen():
            connection.execute(
                "INSERT INTO ends VALUES (?, ?, ?, ?) ON CONFLICT (client_oid, how) DO NOTHING",
                (record.client_oid, record.how, record.note, record.at_ms),
            )
        case NoteSeen():
            connection.execute(
                "INSERT INTO notes (key, note, tags, at_ms) VALUES (?, ?, ?, ?)",
                (record.key, record.note, encode_words(record.tags), record.at_ms),
            )
        case QuestionSeen():
            connection.execute(
                "INSERT INTO questions (client_oid, question, answer, at_ms, answered_ms)"
                " VALUES (?, ?, ?, ?, ?)",
                (record.client_oid, record.question, record.answer, record.at_ms, record.answered_ms),
            )
        case EventSeen():
            connection.execute(
                "INSERT INTO events (kind, sentence, at_ms) VALUES (?, ?, ?)",
                (record.kind, record.sentence, record.at_ms),
            )
        case HeldSeen():
            kind, state = encode_held(record.held)
            connection.execute(
                "INSERT INTO held (held_key, kind, state, ended, at_ms) VALUES (?, ?, ?, ?, ?)",
                (record.held.key, kind, state, int(record.held.ended), record.at_ms),
            )
        case _:
            connection.execute(
                "INSERT INTO sessions (profile, venue, version, at_ms) VALUES (?, ?, ?, ?)",
                (record.profile, record.venue, record.version, record.at_ms),
            )
