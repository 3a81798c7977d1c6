"""The tables of the candle store and what is done with them, on one connection of one thread.

Numbers are kept as the decimal text they came with, so that what is given back is what was told, digit by
digit.
It is a cache: a file of another layout is thrown away and filled again, so there are no migrations.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path

from terminal_app.core.market import Candle
from terminal_app.core.ports import Hole
from terminal_app.journal.database import DamagedError, is_damage, is_something_else

SeriesName = tuple[str, str, str]
"""Product, symbol and interval, as text."""

_LAYOUT = 1
_BUSY_TIMEOUT_MS = 2_000
_TRIMMED_AT_ONCE = 20_000
_END_OF_TIME = 2**63 - 1
_TABLES = (
    """CREATE TABLE series (
        number INTEGER PRIMARY KEY,
        product TEXT NOT NULL,
        symbol TEXT NOT NULL,
        interval TEXT NOT NULL,
        used_ms INTEGER NOT NULL,
        UNIQUE (product, symbol, interval)
    ) STRICT""",
    """CREATE TABLE candles (
        series INTEGER NOT NULL,
        open_ms INTEGER NOT NULL,
        open TEXT NOT NULL,
        high TEXT NOT NULL,
        low TEXT NOT NULL,
        close TEXT NOT NULL,
        volume TEXT NOT NULL,
        turnover TEXT NOT NULL,
        PRIMARY KEY (series, open_ms)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE holes (
        series INTEGER NOT NULL,
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        PRIMARY KEY (series, start_ms, end_ms)
    ) STRICT, WITHOUT ROWID""",
)
_CANDLES = """SELECT open_ms, open, high, low, close, volume, turnover FROM candles
    WHERE series = (SELECT number FROM series WHERE product = ? AND symbol = ? AND interval = ?)
    AND open_ms < ? ORDER BY open_ms DESC LIMIT ?"""
_TIMES = """SELECT open_ms FROM candles
    WHERE series = (SELECT number FROM series WHERE product = ? AND symbol = ? AND interval = ?)
    AND open_ms < ? ORDER BY open_ms DESC LIMIT ?"""
_HOLES = """SELECT start_ms, end_ms FROM holes
    WHERE series = (SELECT number FROM series WHERE product = ? AND symbol = ? AND interval = ?)"""
_USE = """INSERT INTO series (product, symbol, interval, used_ms) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET used_ms = excluded.used_ms RETURNING number"""


def open_file(path: Path) -> sqlite3.Connection:
    """Open or make the file.

    Raises:
        sqlite3.Error: it is damaged, of another layout, or cannot be opened.
    """
    if is_something_else(path):
        raise DamagedError("the file does not begin as a database")
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        if layout not in (0, _LAYOUT):
            raise DamagedError(f"layout {layout}, known {_LAYOUT}")
        if layout == 0:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # what a crash takes is fetched again
        if layout == 0:
            with _transaction(connection):
                for table in _TABLES:
                    connection.execute(table)
                connection.execute(f"PRAGMA user_version = {_LAYOUT}")
    except Exception:
        connection.close()
        raise
    return connection


def set_aside(path: Path) -> Path:
    """Move a damaged file out of the way; one such file is kept, the last.

    Raises:
        OSError: it cannot be moved.
    """
    kept = path.with_name(f"{path.stem}.damaged{path.suffix}")
    for ending in ("", "-wal", "-shm"):
        part, aside = path.with_name(path.name + ending), kept.with_name(kept.name + ending)
        aside.unlink(missing_ok=True)
        if part.exists():
            part.rename(aside)
    return kept


def broken(error: Exception) -> bool:
    """Whether an error means that the file has to be made anew."""
    return isinstance(error, InvalidOperation) or (
        isinstance(error, sqlite3.DatabaseError) and is_damage(error)
    )


def read_candles(
    connection: sqlite3.Connection, name: SeriesName, before_ms: int | None, count: int
) -> list[Candle]:
    """The newest candles before a moment, oldest first."""
    end_ms = _END_OF_TIME if before_ms is None else before_ms
    rows = connection.execute(_CANDLES, (*name, end_ms, count)).fetchall()
    return [Candle(row[0], *map(Decimal, row[1:])) for row in reversed(rows)]


def read_times(connection: sqlite3.Connection, name: SeriesName, before_ms: int, count: int) -> list[int]:
    """When they opened, newest first."""
    return [row[0] for row in connection.execute(_TIMES, (*name, before_ms, count))]


def read_holes(connection: sqlite3.Connection, name: SeriesName) -> frozenset[Hole]:
    """The holes that are known."""
    return frozenset((start, end) for start, end in connection.execute(_HOLES, name))


def note_use(connection: sqlite3.Connection, name: SeriesName, now_ms: int) -> int:
    """Note that a series is used now, which keeps it longest; its number."""
    row: tuple[int] = connection.execute(_USE, (*name, now_ms)).fetchone()
    return row[0]


def write(
    connection: sqlite3.Connection,
    name: SeriesName,
    candles: Sequence[Candle],
    holes: Iterable[Hole],
    now_ms: int,
) -> None:
    """Keep candles and holes of one series, all or nothing."""
    with _transaction(connection):
        number = note_use(connection, name, now_ms)
        connection.executemany(
            "INSERT OR REPLACE INTO candles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            ((number, candle.open_ms, *map(str, candle[1:])) for candle in candles),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO holes VALUES (?, ?, ?)", ((number, *hole) for hole in holes)
        )


def drop(connection: sqlite3.Connection, name: SeriesName) -> None:
    """Forget a series."""
    with _transaction(connection):
        _drop(connection, note_use(connection, name, 0))


def trim(connection: sqlite3.Connection, most_bytes: int) -> bool:
    """Make the file a step smaller when it is too large; whether there may be more to do.

    The series that was used longest ago loses its oldest candles first.
    """
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    if (pages - free) * size <= most_bytes:
        return False
    row = connection.execute("SELECT number FROM series ORDER BY used_ms, number LIMIT 1").fetchone()
    if row is None:
        return False
    with _transaction(connection):
        last = connection.execute(
            "SELECT open_ms FROM candles WHERE series = ? ORDER BY open_ms LIMIT 1 OFFSET ?",
            (row[0], _TRIMMED_AT_ONCE),
        ).fetchone()
        before_ms = _END_OF_TIME if last is None else last[0]
        connection.execute("DELETE FROM candles WHERE series = ? AND open_ms < ?", (row[0], before_ms))
        connection.execute("DELETE FROM holes WHERE series = ? AND end_ms < ?", (row[0], before_ms))
        if last is None:
            _drop(connection, row[0])
    # A script goes on until it is done; `execute` would stop after the first page.
    connection.executescript("PRAGMA incremental_vacuum")
    return True


def _drop(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM candles WHERE series = ?", (number,))
    connection.execute("DELETE FROM holes WHERE series = ?", (number,))
    connection.execute("DELETE FROM series WHERE number = ?", (number,))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
