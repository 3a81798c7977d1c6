"""What the view of the journal asks for: read from the venue, kept in the journal, reckoned in a thread.

The venue keeps 90 days of executions and bills. The first reading of a session takes all of them, later ones
what has come since; everything is kept, so that results outlive the venue's memory.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.errors import EnvironmentTroubleError, LinkError, VenueError
from terminal_app.core.instrument import ProductType
from terminal_app.core.ports import AccountData, Clock, Journal
from terminal_app.core.records import BillSeen, FillSeen, NoteSeen
from terminal_app.journal.reader import JournalReader
from terminal_app.trading.bill_check import APART_MS
from terminal_app.trading.journal_book import JournalData, Period, gather
from terminal_app.trading.story import Story, tell

log = logging.getLogger(__name__)

_KEPT_MS = 90 * 86_400_000 - 60_000
# What may still arrive late at the venue, and how far our clocks may lie apart.
_AGAIN_MS = 600_000
# An order waits for at most one commit of these: they share the journal with it.
_AT_ONCE = 32


@dataclass(frozen=True, slots=True)
class _Opened:
    client: AccountData
    journal: Journal
    venue_ms: Callable[[], int | None]


class JournalDesk:
    """Answers for one session, from the moment its journal is open.

    Args:
        path: the file of the journal.
        products: whose executions are read.
        clock: our clock.
    """

    def __init__(self, path: Path, products: Sequence[ProductType], clock: Clock) -> None:
        self._path = path
        self._products = products
        self._clock = clock
        self._opened: _Opened | None = None
        self._reading = asyncio.Lock()
        self._complete: tuple[int, int] | None = None
        self._kept_fills: set[str] = set()
        self._kept_bills: set[str] = set()

    def attach(self, client: AccountData, journal: Journal, venue_ms: Callable[[], int | None]) -> None:
        """The journal is open for writing.

        Args:
            client: where executions and bills are read.
            journal: where they are kept.
            venue_ms: the venue's clock (Unix ms), `None` while it is not known.
        """
        self._opened = _Opened(client, journal, venue_ms)

    async def journal_data(self, since_ms: int, until_ms: int) -> JournalData:
        """What was traded in a period (Unix ms, the venue's clock), and how it compares with the bills.

        Without an answer of the venue it is what the journal has, and says so.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        opened = self._open()
        async with self._reading:
            now_ms = opened.venue_ms() or self._clock.now_ms()
            try:
                await self._read(opened, now_ms)
            except (LinkError, VenueError, EnvironmentTroubleError) as error:
                log.info("executions and bills were not read: %s %s", error.sentence, error.detail)
                period = Period(since_ms, until_ms, now_ms, None, error.sentence)
            else:
                start_ms, _ = self._complete or (now_ms, now_ms)
                period = Period(since_ms, until_ms, now_ms, start_ms)
            return await asyncio.to_thread(_reckon, self._path, period)

    async def stories(
        self, count: int = 50, before_ms: int | None = None, client_oid: str | None = None
    ) -> list[Story]:
        """The latest intents with their whole story, newest first: a page of them, or the one of an order.

        Args:
            count: how many; more when several began in the same millisecond as the last.
            before_ms: only those that began before this (Unix ms); `at_ms` of the last gives the next page.
            client_oid: only this one.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        self._open()
        return await asyncio.to_thread(_stories, self._path, count, before_ms, client_oid)

    async def notes(self) -> dict[str, NoteSeen]:
        """The last note of every key.

        Raises:
            EnvironmentTroubleError: the journal cannot be read.
        """
        self._open()
        return await asyncio.to_thread(_notes, self._path)

    async def note(self, key: str, text: str, tags: Sequence[str] = ()) -> None:
        """Write a note on a round trip (its `key`) or an order (its client order id); the last one counts.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        await self._open().journal.append(NoteSeen(key, text, tuple(tags), self._clock.now_ms()))

    def _open(self) -> _Opened:
        if self._opened is None:
            raise EnvironmentTroubleError("The journal is not open yet.")
        return self._opened

    async def _read(self, opened: _Opened, now_ms: int) -> None:
        """Read what has come since the last reading, and keep it."""
        oldest_ms = now_ms - _KEPT_MS
        first = self._complete is None
        start_ms, end_ms = self._complete or (oldest_ms, oldest_ms)
        since_ms = max(oldest_ms, end_ms - _AGAIN_MS)
        if first:
            known = await asyncio.to_thread(_known, self._path, since_ms)
            self._kept_fills, self._kept_bills = known
        fills: list[Fill] = []
        for product in self._products:
            fills += await opened.client.fills(product, since_ms=since_ms)
        bills = await opened.client.bills(since_ms=since_ms)
        await self._keep(opened.journal, fills, bills)
        self._complete = (start_ms, now_ms)

    async def _keep(self, journal: Journal, fills: Sequence[Fill], bills: Sequence[Bill]) -> None:
        at_ms = self._clock.now_ms()
        new = [FillSeen(fill, at_ms) for fill in fills if fill.exec_id not in self._kept_fills]
        await _append(journal, new)
        self._kept_fills.update(fill.exec_id for fill in fills)
        others = [BillSeen(bill, at_ms) for bill in bills if bill.bill_id not in self._kept_bills]
        await _append(journal, others)
        self._kept_bills.update(bill.bill_id for bill in bills)


async def _append(journal: Journal, records: Sequence[FillSeen] | Sequence[BillSeen]) -> None:
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        await asyncio.gather(*(journal.append(record) for record in some))


def _known(path: Path, since_ms: int) -> tuple[set[str], set[str]]:
    """The ids of the executions and of the bills that the journal has already."""
    reader = JournalReader(path)
    try:
        return reader.fill_ids(since_ms), reader.bill_ids(since_ms)
    finally:
        reader.close()


def _reckon(path: Path, period: Period) -> JournalData:
    reader = JournalReader(path)
    try:
        end_ms = period.until_ms + APART_MS
        fills, bills, notes = reader.fills(0, end_ms), reader.bills(0, end_ms), reader.notes()
    finally:
        reader.close()
    return gather(fills, bills, notes, period)


def _stories(path: Path, count: int, before_ms: int | None, client_oid: str | None) -> list[Story]:
    reader = JournalReader(path)
    try:
        found = reader.stories(count, before_ms, client_oid)
    finally:
        reader.close()
    return [tell(records) for records in found]


def _notes(path: Path) -> dict[str, NoteSeen]:
    reader = JournalReader(path)
    try:
        return reader.notes()
    finally:
        reader.close()
