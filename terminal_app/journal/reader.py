"""Reading the journal: intents that nobody has settled, executions, and what was done lately.

It has a read-only connection of its own and never waits for the writer. It knows nothing about the venue.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from terminal_app.core.account import Fill
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import ProvenNever, VenueOutcome
from terminal_app.core.records import EventSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.journal.database import trouble
from terminal_app.journal.records import (
    PLACE,
    TP_SL,
    TRIGGER,
    UNKNOWN,
    decode_command,
    decode_fill,
    decode_outcome,
)
from terminal_app.journal.schema import refuse_newer

_UNSETTLED = """
SELECT intent_id, kind, command, source, at_ms FROM intents
WHERE kind IN (?, ?, ?) AND NOT EXISTS (
    SELECT 1 FROM outcomes WHERE outcomes.intent_id = intents.intent_id AND outcomes.kind <> ?
) ORDER BY at_ms, intent_id
"""
_RECENT = """
SELECT intents.intent_id, intents.kind, command, source, intents.at_ms, outcomes.kind, outcomes.outcome
FROM intents LEFT JOIN outcomes ON number = (
    SELECT max(number) FROM outcomes WHERE outcomes.intent_id = intents.intent_id
) ORDER BY intents.at_ms DESC, intents.intent_id DESC LIMIT ?
"""
_FILLS = "SELECT fill FROM fills WHERE time_ms >= ? ORDER BY time_ms, exec_id"

_INTENTS_OF = """
SELECT intent_id, kind, command, source, at_ms FROM intents
WHERE intent_id = ?1 OR json_extract(command, '$.client_oid') = ?1
"""
_OUTCOMES_OF = """
SELECT intent_id, kind, outcome, at_ms FROM outcomes WHERE intent_id = ?1 OR intent_id IN (
    SELECT intent_id FROM intents WHERE json_extract(command, '$.client_oid') = ?1
) ORDER BY number
"""
_QUESTIONS_OF = """
SELECT client_oid, question, answer, at_ms, answered_ms FROM questions WHERE client_oid = ? ORDER BY number
"""
_FILLS_OF = "SELECT fill, at_ms FROM fills WHERE json_extract(fill, '$.client_oid') = ?"
_SESSION_ORDERS = """
SELECT intent_id FROM intents WHERE kind = ? AND json_extract(command, '$.lifetime') = 'session'
"""
_EVENTS = "SELECT kind, sentence, at_ms FROM events ORDER BY number DESC LIMIT ?"
_LAST_MOMENT = """
SELECT max(at_ms) FROM (
    SELECT max(at_ms) AS at_ms FROM outcomes UNION ALL SELECT max(at_ms) FROM fills
    UNION ALL SELECT max(at_ms) FROM sessions
)
"""

_Cell = str | int | None


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
        """Orders of every family that left, or may have left, without a definite answer; oldest first."""
        return [_intent(row) for row in self._rows(_UNSETTLED, PLACE, TRIGGER, TP_SL, UNKNOWN)]

    def recent_intents(self, count: int = 200) -> list[IntentLine]:
        """The latest intents of every kind with their last answer, newest first."""
        return [IntentLine(_intent(row), _outcome(row[5:])) for row in self._rows(_RECENT, count)]

    def fills_since(self, time_ms: int) -> list[Fill]:
        """Executions from a moment on (Unix ms, the venue's clock), oldest first."""
        return [decode_fill(str(row[0])) for row in self._rows(_FILLS, time_ms)]

    def of_order(self, client_oid: str) -> list[Record]:
        """Everything that was written about an order: what was sent, answered, asked and executed."""
        records: list[Record] = [_intent(row) for row in self._rows(_INTENTS_OF, client_oid)]
        for intent_id, kind, text, at_ms in self._rows(_OUTCOMES_OF, client_oid):
            outcome = decode_outcome(str(kind), str(text))
            records.append(OutcomeSeen(str(intent_id), outcome, int(str(at_ms))))
        for row in self._rows(_QUESTIONS_OF, client_oid):
            oid, question, answer, at_ms, answered_ms = (str(cell) for cell in row)
            records.append(QuestionSeen(oid, question, answer, int(at_ms), int(answered_ms)))
        for text, at_ms in self._rows(_FILLS_OF, client_oid):
            records.append(FillSeen(decode_fill(str(text)), int(str(at_ms))))
        return records

    def session_orders(self) -> frozenset[str]:
        """The client order ids of every order that was to end with its session."""
        return frozenset(str(row[0]) for row in self._rows(_SESSION_ORDERS, PLACE))

    def recent_events(self, count: int = 200) -> list[EventSeen]:
        """What concerned trading as a whole, newest first."""
        rows = self._rows(_EVENTS, count)
        return [EventSeen(str(kind), str(sentence), int(str(at_ms))) for kind, sentence, at_ms in rows]

    def last_moment_ms(self) -> int | None:
        """When the venue was last heard of or a session began (Unix ms); `None` in a new journal."""
        newest = self._rows(_LAST_MOMENT)[0][0]
        return None if newest is None else int(str(newest))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _rows(self, query: str, *values: str | int) -> list[tuple[_Cell, ...]]:
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise trouble(error) from error


def _intent(row: tuple[_Cell, ...]) -> Intent:
    intent_id, kind, command, source, at_ms = (str(cell) for cell in row[:5])
    return Intent(intent_id, decode_command(kind, command), Source(source), int(at_ms))


def _outcome(row: tuple[_Cell, ...]) -> VenueOutcome | ProvenNever | None:
    kind, text = row
    return None if kind is None else decode_outcome(str(kind), str(text))
