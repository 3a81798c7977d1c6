"""G24: the n-th write of the journal fails, for every n and every way: no order without a durable intent."""

import asyncio
import sqlite3
import tempfile
from pathlib import Path
from unittest import mock

from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import CancelOrder, PlaceOrder
from terminal_app.core.orders import VenueStatus
from terminal_app.core.outcomes import Accepted, Refused
from terminal_app.journal import writer as writer_module
from terminal_app.journal.database import open_database
from terminal_app.journal.reader import JournalReader
from terminal_app.journal.writer import JournalWriter
from terminal_app.trading.facts import TradingNotice
from tests.faults.goals import Result
from tests.helpers.desk import PRODUCTS, Desk
from tests.helpers.examples import limit_buy, report

_ORDERS = 6
_WAYS = {
    "full": "database or disk is full",
    "locked": "database is locked",
    "read-only": "attempt to write a readonly database",
    "broken": "disk I/O error",
    "damaged": "database disk image is malformed",
}


class _Failing:
    """A connection whose n-th statement that changes something fails, and maybe all that follow."""

    def __init__(self, real: sqlite3.Connection, first: int, way: str, *, for_ever: bool) -> None:
        self._real = real
        self._left = first
        self._way = way
        self._for_ever = for_ever

    @property
    def in_transaction(self) -> bool:
        """As the real one."""
        return self._real.in_transaction

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Fail when it is time."""
        if statement.startswith(("INSERT", "COMMIT", "BEGIN")):
            self._left -= 1
            if self._left == 0 or (self._left < 0 and self._for_ever):
                raise sqlite3.OperationalError(_WAYS[self._way])
        return self._real.execute(statement, values)

    def close(self) -> None:
        """As the real one."""
        self._real.close()


def run(cases: int, seed: int) -> Result:
    """A case is six orders on a journal that fails at one statement, once or from then on."""
    result = Result()
    for number in range(seed, seed + cases):
        way = list(_WAYS)[number % len(_WAYS)]
        first = 1 + number // len(_WAYS) % 25
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "journal.sqlite3"
            result.add(asyncio.run(_case(path, first, way, for_ever=number % 2 == 0)))
    return result


async def _case(path: Path, first: int, way: str, *, for_ever: bool) -> Result:
    def opened(*_arguments: object) -> tuple[_Failing, str | None]:
        connection, notice = open_database(path, SystemClock(), 100)
        return _Failing(connection, first, way, for_ever=for_ever), notice

    desk, journal = Desk(), JournalWriter(path)
    with mock.patch.object(writer_module, "open_database", opened):
        await journal.open()
        desk.service._records._journal = journal
        desk.service._road._journal = journal
        await desk.service.start(PRODUCTS)
        refused, wrong = await _trade(desk)
        await desk.service.aclose()
        await desk.tasks.aclose()
        await journal.aclose()
    told = [fact for fact in desk.changes.drain().facts if isinstance(fact, TradingNotice)]
    durable = _durable(path)
    sent = [command.client_oid for command in desk.exchange.sent if isinstance(command, PlaceOrder)]
    wrong += [f"{name} was sent without an intent on the disk" for name in sent if name not in durable]
    if not refused and not told:
        wrong.append("nobody was told")
    return Result(1, [f"{one} ({way}, statement {first})" for one in wrong], {"orders refused": refused})


async def _trade(desk: Desk) -> tuple[int, list[str]]:
    """Orders, and a cancel of each that was taken: how many were refused, and what was wrong."""
    refused, wrong = 0, []
    for number in range(_ORDERS):
        command = limit_buy(f"tb-{number}")
        outcome = await desk.service.submit(command)
        refused += isinstance(outcome, Refused)
        if not isinstance(outcome, Refused | Accepted):
            wrong.append(f"{command.client_oid} ended as {type(outcome).__name__}")
        if isinstance(outcome, Accepted):
            desk.exchange.known[command.client_oid] = report(
                command.client_oid, VenueStatus.CANCELLED, order_id=f"v-{command.client_oid}"
            )
            cancelled = await desk.service.submit(CancelOrder(command.client_oid, command.instrument))
            if not isinstance(cancelled, Accepted):
                wrong.append(f"the cancel of {command.client_oid} did not pass")
    return refused, wrong


def _durable(path: Path) -> set[str]:
    """What another program finds in the file afterwards."""
    reader = JournalReader(path)
    try:
        return {line.intent.intent_id for line in reader.recent_intents(1_000)}
    finally:
        reader.close()
