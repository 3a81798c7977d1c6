"""Reading the journal: intents that nobody has settled, executions, and what was done lately.

It has a read-only connection of its own and never waits for the writer. It knows nothing about the venue.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from terminal_app.core.account import Fill
from terminal_app.core.bills import Bill
from terminal_app.core.held import Held
from terminal_app.core.outcomes import ProvenNever, VenueOutcome
from terminal_app.core.records import EventSeen, Intent, NoteSeen, Record
from terminal_app.journal import queries
from terminal_app.journal.account_records import TRANSFER
from terminal_app.journal.bill_rows import decode_bill, decode_words
from terminal_app.journal.database import trouble
from terminal_app.journal.held_records import decode_held
from terminal_app.journal.records import PLACE, TP_SL, TRIGGER, UNKNOWN, decode_fill, decode_outcome
from terminal_app.journal.schema import refuse_newer
from terminal_app.journal.stories import Cell, fill_of, intent_of, outcome_of, question_of, stories

_END_OF_TIME = 2**63 - 1


@dataclass(frozen=True, slots=True)
class IntentLine:
    """An intent and the last answer to it, `None` while there is none."""

    intent: Intent
    outcome: VenueOutcome | ProvenNever | None


class JournalReader:
    """Queries on the journal. Everything raises `EnvironmentTroubleError` when the file cannot be read.

    Args:
        path: a journal that `JournalWriter.open` has opened before.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
            refuse_newer(self._connection)
        except sqlite3.Error as error:
            raise trouble(error) from error

    def unsettled_orders(self) -> list[Intent]:
        """Orders of every family and transfers that may have left without a definite answer; oldest first."""
        kinds = (PLACE, TRIGGER, TP_SL, TRANSFER)
        return [intent_of(row) for row in self._rows(queries.UNSETTLED, *kinds, UNKNOWN)]

    def recent_intents(self, count: int = 200) -> list[IntentLine]:
        """The latest intents of every kind with their last answer, newest first."""
        return [IntentLine(intent_of(row), _outcome(row[6:])) for row in self._rows(queries.RECENT, count)]

    def fills_since(self, time_ms: int) -> list[Fill]:
        """Executions from a moment on (Unix ms, the venue's clock), oldest first."""
        return self.fills(time_ms, _END_OF_TIME)

    def fills(self, since_ms: int, until_ms: int) -> list[Fill]:
        """Executions between two moments (Unix ms, the venue's clock, both included), oldest first."""
        return [decode_fill(str(row[0])) for row in self._rows(queries.FILLS, since_ms, until_ms)]

    def bills(self, since_ms: int, until_ms: int) -> list[Bill]:
        """Lines of the venue's ledger between two moments (Unix ms, both included), oldest first."""
        return [decode_bill(str(row[0])) for row in self._rows(queries.BILLS, since_ms, until_ms)]

    def fill_ids(self, since_ms: int) -> set[str]:
        """The venue's ids of the executions that are kept, from a moment on (Unix ms)."""
        return {str(row[0]) for row in self._rows(queries.FILL_IDS, since_ms)}

    def bill_ids(self, since_ms: int) -> set[str]:
        """The venue's ids of the bills that are kept, from a moment on (Unix ms)."""
        return {str(row[0]) for row in self._rows(queries.BILL_IDS, since_ms)}

    def notes(self) -> dict[str, NoteSeen]:
        """The last note of every key."""
        found = {}
        for key, note, tags, at_ms, _number in self._rows(queries.NOTES):
            found[str(key)] = NoteSeen(str(key), str(note), decode_words(str(tags)), int(str(at_ms)))
        return found

    def stories(
        self, count: int, before_ms: int | None = None, client_oid: str | None = None
    ) -> list[list[Record]]:
        """The records of the latest stories, newest first; a story is an order, or a command about none.

        Args:
            count: how many; more when several began in the millisecond of the last, so that none is lost
                between two pages.
            before_ms: only those that began before this (Unix ms).
            client_oid: only this one, whenever it began.
        """
        return stories(self._rows, count, _END_OF_TIME if before_ms is None else before_ms, client_oid)

    def of_order(self, client_oid: str) -> list[Record]:
        """Everything that was written about an order: what was sent, answered, asked and executed."""
        records: list[Record] = [intent_of(row) for row in self._rows(queries.INTENTS_OF, client_oid)]
        records += [outcome_of(row) for row in self._rows(queries.OUTCOMES_OF, client_oid)]
        records += [question_of(row) for row in self._rows(queries.QUESTIONS_OF, client_oid)]
        records += [fill_of(row) for row in self._rows(queries.FILLS_OF, client_oid)]
        return records

    def session_orders(self) -> frozenset[str]:
        """The client order ids of every order that was to end with its session."""
        return frozenset(str(row[0]) for row in self._rows(queries.SESSION_ORDERS, PLACE))

    def recent_events(self, count: int = 200) -> list[EventSeen]:
        """What concerned trading as a whole, newest first."""
        rows = self._rows(queries.EVENTS, count)
        return [EventSeen(str(kind), str(sentence), int(str(at_ms))) for kind, sentence, at_ms in rows]

    def events_since_session(self, kind: str) -> list[EventSeen]:
        """What of a kind was written since the last session began, oldest first."""
        rows = self._rows(queries.EVENTS_SINCE_SESSION, kind)
        return [EventSeen(str(name), str(sentence), int(str(at_ms))) for name, sentence, at_ms in rows]

    def held(self) -> list[Held]:
        """Everything that was held by this program when it was last heard of, oldest first."""
        return [decode_held(str(kind), str(state)) for kind, state in self._rows(queries.HELD)]

    def last_moment_ms(self) -> int | None:
        """When the venue was last heard of or a session began (Unix ms); `None` in a new journal."""
        newest = self._rows(queries.LAST_MOMENT)[0][0]
        return None if newest is None else int(str(newest))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, query: str, *values: str | int) -> list[tuple[Cell, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise trouble(error) from error


def _outcome(row: tuple[Cell, ...]) -> VenueOutcome | ProvenNever | None:
    kind, text = row
    return None if kind is None else decode_outcome(str(kind), str(text))
