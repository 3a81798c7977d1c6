"""Candles on disk: one thread of its own, so that neither a slow disk nor a large file holds the event loop.

Writes are gathered and committed together; reads come after the writes that were asked for before them. A
damaged file is put aside and a new one is begun; a disk that cannot be used costs the cache and nothing else.
"""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from decimal import InvalidOperation
from pathlib import Path
from typing import TypeVar

from terminal_app.core.instrument import InstrumentId
from terminal_app.core.market import Candle, Interval
from terminal_app.core.ports import Clock, Hole
from terminal_app.journal import candle_file
from terminal_app.journal.candle_file import SeriesName

log = logging.getLogger(__name__)

T = TypeVar("T")

MOST_BYTES = 256 * 1024 * 1024
"""Some three million candles."""

_Key = tuple[InstrumentId, Interval]
_ERRORS = (sqlite3.Error, InvalidOperation, OSError)


@dataclass(slots=True)
class _Waiting:
    """What is to be done to one series: first everything of it may go, then these come."""

    forget: bool = False
    candles: list[Candle] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)


class SqliteCandleStore:
    """Implements `core.ports.CandleStore` on one SQLite file, which is opened when it is first used.

    Args:
        path: the file; its folder exists.
        clock: says when a series was used.
        most_bytes: how large the file may grow.
    """

    def __init__(self, path: Path, clock: Clock, *, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._clock = clock
        self._most_bytes = most_bytes
        self._thread = ThreadPoolExecutor(1, "candles")
        self._connection: sqlite3.Connection | None = None
        self._closed = False
        self._told = ""
        self._lock = threading.Lock()
        self._waiting: dict[_Key, _Waiting] = {}

    async def candles(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int | None = None, count: int = 500
    ) -> list[Candle]:
        """Up to `count` kept candles that opened before `before_ms` (or the newest), oldest first."""
        name = _name(instrument, interval)

        def read(connection: sqlite3.Connection) -> list[Candle]:
            found = candle_file.read_candles(connection, name, before_ms, count)
            if found and before_ms is None:
                candle_file.note_use(connection, name, self._clock.now_ms())
            return found

        return await self._ask(read, [])

    async def open_times(
        self, instrument: InstrumentId, interval: Interval, *, before_ms: int, count: int
    ) -> list[int]:
        """When the kept candles before a moment opened (Unix ms), newest first."""
        name = _name(instrument, interval)
        return await self._ask(lambda open_: candle_file.read_times(open_, name, before_ms, count), [])

    async def holes(self, instrument: InstrumentId, interval: Interval) -> frozenset[Hole]:
        """The holes that the venue was asked about and has itself."""
        name = _name(instrument, interval)
        return await self._ask(lambda open_: candle_file.read_holes(open_, name), frozenset())

    def keep(self, instrument: InstrumentId, interval: Interval, candles: Sequence[Candle]) -> None:
        """Keep closed candles; a later version of one replaces the earlier. Returns before it is done."""
        if candles:
            with self._lock:
                self._next((instrument, interval)).candles.extend(candles)

    def keep_hole(self, instrument: InstrumentId, interval: Interval, hole: Hole) -> None:
        """Remember a hole that the venue has itself."""
        with self._lock:
            self._next((instrument, interval)).holes.append(hole)

    def forget(self, instrument: InstrumentId, interval: Interval) -> None:
        """Forget a series, because the venue tells another past than before."""
        with self._lock:
            self._next((instrument, interval))
            self._waiting[instrument, interval] = _Waiting(forget=True)

    async def aclose(self) -> None:
        """Write what waits, close the file and end the thread. Idempotent."""
        if self._closed:
            return
        self._closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._close)
        self._thread.shutdown(wait=False)

    async def _ask(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        if self._closed:
            return otherwise
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._use, work, otherwise)

    def _next(self, key: _Key) -> _Waiting:
        """What is to be done next to a series; the first one in asks for the doing."""
        if not self._waiting and not self._closed:
            self._thread.submit(self._write)
        return self._waiting.setdefault(key, _Waiting())

    # ------------------------------------------------------------------------------- the store's thread

    def _write(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for key, one in waiting.items():
            self._use(_writing(_name(*key), one, self._clock.now_ms()), None)
        while self._use(lambda open_: candle_file.trim(open_, self._most_bytes), otherwise=False):
            pass

    def _use(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """Do something with the file; a file that turns out to be damaged is made anew, once."""
        for _ in range(2):
            try:
                if self._connection is None:
                    self._connection = candle_file.open_file(self._path)
                return work(self._connection)
            except _ERRORS as error:
                if not candle_file.broken(error) or not self._begin_anew(error):
                    self._tell(f"candles are not kept: {type(error).__name__}: {error}")
                    return otherwise
        return otherwise

    def _begin_anew(self, error: Exception) -> bool:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        try:
            kept = candle_file.set_aside(self._path)
        except OSError:
            return False
        self._tell(f"the kept candles were damaged ({error}); the file is now {kept.name}, a new one begins")
        return True

    def _tell(self, sentence: str) -> None:
        """Say it once: a full disk would say it with every candle."""
        if sentence != self._told:
            self._told = sentence
            log.warning("%s", sentence)

    def _close(self) -> None:
        self._write()
        if self._connection is not None:
            with closing(self._connection):
                self._connection = None


def _name(instrument: InstrumentId, interval: Interval) -> SeriesName:
    return instrument.product.value, instrument.symbol, interval.value


def _writing(name: SeriesName, waiting: _Waiting, now_ms: int) -> Callable[[sqlite3.Connection], None]:
    def work(connection: sqlite3.Connection) -> None:
        if waiting.forget:
            candle_file.drop(connection, name)
        candle_file.write(connection, name, waiting.candles, waiting.holes, now_ms)

    return work
