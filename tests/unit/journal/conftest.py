"""The journal that these tests write to and read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from terminal_app.journal.writer import JournalWriter
from tests.helpers.journals import open_journal


@pytest.fixture
def path(data_dir: Path) -> Path:
    """Where the journal is."""
    return data_dir / "journal.sqlite3"


@pytest.fixture
async def journal(path: Path) -> AsyncIterator[JournalWriter]:
    """An open journal."""
    async with open_journal(path) as writer:
        yield writer
