"""Records on their way to the journal: those that nothing waits for, and whose loss is said."""

import logging
from collections.abc import Callable, Coroutine

from terminal_app.core.changes import Changes
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.ports import Journal
from terminal_app.core.records import QuestionSeen, Record
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.settle import Spawn

log = logging.getLogger(__name__)


class RecordKeeper:
    """Writes in the background.

    Args:
        journal: where to.
        changes: told when a record is not on disk.
        spawn: starts what closing does not wait for.
        finish: starts what closing waits for.
    """

    def __init__(
        self,
        journal: Journal,
        changes: Changes,
        spawn: Spawn,
        finish: Callable[[Coroutine[object, object, None], str], object],
    ) -> None:
        self._journal = journal
        self._changes = changes
        self._spawn = spawn
        self._finish = finish

    def keep(self, record: Record) -> None:
        """Take a record for the journal; returns at once."""
        if isinstance(record, QuestionSeen):  # there is always another one: closing does not wait
            self._spawn(self._append(record), "journal")
        else:
            self._finish(self._append(record), "journal")

    async def _append(self, record: Record) -> None:
        try:
            await self._journal.append(record)
        except EnvironmentTroubleError as error:
            if isinstance(record, QuestionSeen):  # asked again and again, and nothing depends on it
                log.info("a question is not in the journal: %s", error.detail)
                return
            log.warning("not in the journal: %s (%s)", type(record).__name__, error.detail)
            self._changes.post(TradingNotice(error.sentence))
