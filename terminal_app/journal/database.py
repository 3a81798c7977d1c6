"""Opening the journal's file: durability, the health check, and plain sentences for what goes wrong."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ports import Clock
from terminal_app.journal.schema import migrate

_DAMAGED = "The journal is damaged. Restart the program: it sets the file aside and starts a new one."
_SENTENCES = {
    "SQLITE_FULL": "The disk is full, so the journal cannot be written. Free some space and try again.",
    "SQLITE_BUSY": "Another program holds the journal, so it cannot be written. Close the other program.",
    "SQLITE_LOCKED": "Another program holds the journal, so it cannot be written. Close the other program.",
    "SQLITE_READONLY": "The journal may not be written to. Check the rights of the data folder.",
    "SQLITE_CANTOPEN": "The journal cannot be opened. Check that the data folder exists and is writable.",
    "SQLITE_IOERR": "The disk reported an error while the journal was written. Check the disk.",
    "SQLITE_CONSTRAINT": "The journal already has an order with this id, so it is not sent a second time.",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}
_MAGIC = b"SQLite format 3\0"
_OTHERWISE = "The journal cannot be written. See the log for the reason; orders wait until it works again."


def open_database(path: Path, clock: Clock, busy_timeout_ms: int) -> tuple[sqlite3.Connection, str | None]:
    """Open the journal for writing; the connection belongs to the calling thread.

    A damaged file is kept under a dated name beside the new one; the second value is the sentence on it.

    Raises:
        EnvironmentTroubleError: a newer program wrote it.
        sqlite3.Error: it cannot be opened.
        OSError: a damaged file cannot be renamed.
    """
    try:
        return _connect(path, busy_timeout_ms), None
    except sqlite3.DatabaseError as error:
        if not is_damage(error):
            raise
    kept = _set_aside(path, clock)
    notice = (
        f"The journal was damaged. It was kept as {kept.name} and a new one was started; "
        "orders and positions are read from the exchange."
    )
    return _connect(path, busy_timeout_ms), notice


def trouble(error: Exception) -> EnvironmentTroubleError:
    """The error of the journal as a plain sentence."""
    if isinstance(error, EnvironmentTroubleError):
        return error
    name = getattr(error, "sqlite_errorname", "")
    # An extended code begins with the primary one: SQLITE_IOERR_WRITE, SQLITE_CONSTRAINT_PRIMARYKEY.
    sentence = _SENTENCES.get("_".join(str(name).split("_")[:2]), _OTHERWISE)
    result = EnvironmentTroubleError(sentence, f"{type(error).__name__} {name}: {error}")
    result.__cause__ = error
    return result


def _connect(path: Path, busy_timeout_ms: int) -> sqlite3.Connection:
    if is_something_else(path):
        raise DamagedError("the file does not begin as a database")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {busy_timeout_ms}")
        verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise DamagedError(verdict)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = 1")  # on macOS a plain fsync stops at the disk's cache
        migrate(connection)
    except Exception:
        connection.close()
        raise
    return connection


def is_something_else(path: Path) -> bool:
    """Whether the file is no database. SQLite would find out too, but it throws the log beside it away."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError:
        return False
    return start not in (b"", _MAGIC)


class DamagedError(sqlite3.DatabaseError):
    """The health check found damage."""


def is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is broken, and not only busy, full or out of reach."""
    name = str(getattr(error, "sqlite_errorname", ""))
    return isinstance(error, DamagedError) or name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB"))


def _set_aside(path: Path, clock: Clock) -> Path:
    moment = datetime.fromtimestamp(clock.now_ms() / 1000, tz=UTC).strftime("%Y%m%d-%H%M%S-%f")[:-3]
    kept = path.with_name(f"{path.stem}.damaged-{moment}{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(kept.with_name(kept.name + ending))
    return kept
