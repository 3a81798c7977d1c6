"""What the journal panel asks of whoever keeps the journal."""

from collections.abc import Sequence
from typing import Protocol

from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.story import Story


class JournalDesk(Protocol):
    """Reads the journal and writes notes. Everything raises `TerminalError` when that cannot be done."""

    async def journal_data(self, since_ms: int, until_ms: int) -> JournalData:
        """What was traded in a period (Unix ms, both included), and how it compares with the bills."""
        ...

    async def stories(
        self, count: int = 50, before_ms: int | None = None, client_oid: str | None = None
    ) -> Sequence[Story]:
        """The latest intents that began before a moment, newest first, or the one of an order."""
        ...

    async def note(self, key: str, text: str, tags: Sequence[str] = ()) -> None:
        """Write a note on a round trip; the last one of a key counts."""
        ...
