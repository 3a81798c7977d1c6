"""A journal that a test writes to."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from terminal_app.journal.writer import BUSY_TIMEOUT_MS, JournalWriter


@contextlib.asynccontextmanager
async def open_journal(path: Path, busy_timeout_ms: int = BUSY_TIMEOUT_MS) -> AsyncIterator[JournalWriter]:
    """An open journal, closed at the end, whatever happens: its thread would keep the process from ending."""
    journal = JournalWriter(path, busy_timeout_ms=busy_timeout_ms)
    await journal.open()
    try:
        yield journal
    finally:
        await journal.aclose()
