"""Whole stories out of the journal: every record of an order, or of a command about none, together.

A page costs a few queries however many stories the journal has: each of them walks an index.
"""

import json
from collections.abc import Sequence
from typing import Protocol

from terminal_app.core.commands import ClosePosition
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Accepted
from terminal_app.core.records import EndSeen, FillSeen, Intent, OutcomeSeen, QuestionSeen, Record
from terminal_app.journal import queries
from terminal_app.journal.bill_rows import decode_words
from terminal_app.journal.records import decode_command, decode_fill, decode_outcome

Cell = str | int | None

_NO_LIMIT = -1


class Rows(Protocol):
    """Asks the journal."""

    def __call__(self, query: str, *values: str | int) -> list[tuple[Cell, ...]]:
        """The rows of a query."""
        ...


def stories(rows: Rows, count: int, before_ms: int, client_oid: str | None) -> list[list[Record]]:
    """The records of each story of a page, newest first."""
    keys = [client_oid] if client_oid is not None else _page(rows, count, before_ms)
    found: dict[str, list[Record]] = {key: [] for key in keys}
    _collect(rows, keys, found)
    return [records for records in found.values() if records]


def intent_of(row: tuple[Cell, ...]) -> Intent:
    """An intent out of its columns."""
    intent_id, kind, command, source, at_ms = (str(cell) for cell in row[:5])
    rules = None if row[5] is None else decode_words(str(row[5]))
    return Intent(intent_id, decode_command(kind, command), Source(source), int(at_ms), rules)


def outcome_of(row: tuple[Cell, ...]) -> OutcomeSeen:
    """An outcome out of its columns."""
    intent_id, kind, text, at_ms = (str(cell) for cell in row)
    return OutcomeSeen(intent_id, decode_outcome(kind, text), int(at_ms))


def question_of(row: tuple[Cell, ...]) -> QuestionSeen:
    """A question out of its columns."""
    client_oid, question, answer, at_ms, answered_ms = (str(cell) for cell in row)
    return QuestionSeen(client_oid, question, answer, int(at_ms), int(answered_ms))


def fill_of(row: tuple[Cell, ...]) -> FillSeen:
    """An execution out of its columns."""
    text, at_ms = row
    return FillSeen(decode_fill(str(text)), int(str(at_ms)))


def _page(rows: Rows, count: int, before_ms: int) -> list[str]:
    page = rows(queries.BEGINNINGS, 0, before_ms, count)
    if len(page) == count and page:
        last_ms = int(str(page[-1][1]))
        page += rows(queries.BEGINNINGS, last_ms, last_ms + 1, _NO_LIMIT)
    return list(dict.fromkeys(str(key) for key, _ in page))


def _collect(rows: Rows, keys: Sequence[str], found: dict[str, list[Record]]) -> None:
    owners: dict[str, str] = {}
    closes: set[str] = set()
    for row in rows(queries.INTENTS_OF_STORIES, json.dumps(keys)):
        intent, key = intent_of(row), str(row[6])
        found[key].append(intent)
        owners[intent.intent_id] = key
        if isinstance(intent.command, ClosePosition):
            closes.add(intent.intent_id)
    venue_orders: dict[str, str] = {}
    for record in map(outcome_of, rows(queries.OUTCOMES_OF_MANY, json.dumps(list(owners)))):
        found[owners[record.intent_id]].append(record)
        # The order that closes a position has an id of the venue's alone.
        if record.intent_id in closes and isinstance(record.outcome, Accepted) and record.outcome.order_id:
            venue_orders[record.outcome.order_id] = owners[record.intent_id]
    for question in map(question_of, rows(queries.QUESTIONS_OF_MANY, json.dumps(keys))):
        found[question.client_oid].append(question)
    for oid, how, note, at_ms in rows(queries.ENDS_OF_MANY, json.dumps(keys)):
        found[str(oid)].append(EndSeen(str(oid), str(how), str(note), int(str(at_ms))))
    for fill in map(fill_of, rows(queries.FILLS_OF_MANY, json.dumps(keys))):
        found[fill.fill.client_oid].append(fill)
    for fill in map(fill_of, rows(queries.FILLS_OF_VENUE_ORDERS, json.dumps(list(venue_orders)))):
        found[venue_orders[fill.fill.order_id]].append(fill)
