"""G04: the power is lost at any moment, and of what was not synced anything may be gone: no sent order is."""

import asyncio
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from unittest import mock

import apsw

from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Approved, PlaceOrder
from terminal_app.core.outcomes import Accepted, VenueOutcome
from terminal_app.journal import database
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from tests.faults.goals import Result
from tests.faults.lossy_disk import LossyDisk, LossyVFS
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import limit_buy
from tests.helpers.fakes import FakeExchange

_ORDERS = 12
_MOMENTS = 150
_VFS = "lossy"
_CHECKPOINT_PAGES = 20
"""SQLite moves its log into the database after so many pages; by itself it would wait for a thousand."""


def run(cases: int, seed: int) -> Result:
    """A case is one power loss while orders are being sent."""
    result = Result(notes={"orders sent before": 0})
    for number in range(seed, seed + cases):
        with tempfile.TemporaryDirectory() as folder:
            result.add(asyncio.run(_case(Path(folder), number)))
    return result


async def _case(folder: Path, seed: int) -> Result:
    random = Random(seed)
    before, after = folder / "before", folder / "after"
    for place in (before, after):
        place.mkdir()
    loss = _Loss(random, after, random.randrange(_MOMENTS))
    desk, journal = Desk(_Exchange(loss)), JournalWriter(before / "journal.sqlite3")
    with _on_a_lossy_disk(loss.disk):
        await journal.open()
        desk.service._records._journal = journal
        desk.service._road._journal = journal
        await desk.service.start(PRODUCTS)
        orders = [desk.service.submit(limit_buy(f"tb-{number}")) for number in range(_ORDERS)]
        for some in range(0, _ORDERS, 3):
            await asyncio.gather(*orders[some : some + 3])
        loss.now()
        await desk.service.aclose()
        await desk.tasks.aclose()
        await journal.aclose()
    wrong = [f"{what} (power loss {seed})" for what in _wrong(after / "journal.sqlite3", loss.sent)]
    return Result(1, wrong, {"orders sent before": len(loss.sent)})


class _Loss:
    """The power goes when so many things have happened; what had been sent by then must be found again."""

    def __init__(self, random: Random, folder: Path, moment: int) -> None:
        self.disk = LossyDisk(self.something_happens)
        self.sent: frozenset[str] = frozenset()
        self._leaving: set[str] = set()
        self._random = random
        self._folder = folder
        self._left = moment
        self._happened = False
        self._lock = threading.Lock()

    def leaves(self, client_oid: str) -> None:
        """The first byte of an order is about to leave."""
        with self._lock:
            self._leaving.add(client_oid)
        self.something_happens()

    def something_happens(self) -> None:
        """A write, a sync, an order: another moment at which the power may be lost."""
        self._left -= 1
        if self._left <= 0:
            self.now()

    def now(self) -> None:
        """The power is gone, unless it was before."""
        with self._lock:
            if self._happened:
                return
            self._happened = True
            self.sent = frozenset(self._leaving)
            self.disk.lose_power(self._random, self._folder)


class _Exchange(FakeExchange):
    """Takes every order, and says when its bytes are about to leave."""

    def __init__(self, loss: _Loss) -> None:
        super().__init__()
        self._loss = loss

    async def place(self, order: Approved[PlaceOrder]) -> VenueOutcome:
        """Send one order, once."""
        self._loss.leaves(order.command.client_oid)
        return Accepted(order.command.client_oid, f"v-{order.command.client_oid}")


@contextmanager
def _on_a_lossy_disk(disk: LossyDisk) -> Iterator[None]:
    """The journal's own code, on another SQLite over this disk."""
    vfs = LossyVFS(_VFS, disk)

    def connect(path: Path, **_options: object) -> apsw.Connection:
        connection = apsw.Connection(str(path), vfs=_VFS)
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
        return connection

    with mock.patch.object(sqlite3, "connect", connect):
        yield
    vfs.unregister()


def _wrong(path: Path, sent: frozenset[str]) -> list[str]:
    """What the next start finds."""
    if not sent:
        return []
    if not path.exists():
        return [f"the journal is gone, and {len(sent)} orders were sent"]
    connection, notice = database.open_database(path, SystemClock(), 100)
    connection.close()
    reader = JournalReader(path)
    known = {line.intent.intent_id for line in reader.recent_intents(1_000)}
    reader.close()
    lost = sorted(sent - known)
    wrong = [f"the journal was damaged: {notice}"] if notice else []
    return wrong + [f"{name} was sent and is in no journal" for name in lost]
