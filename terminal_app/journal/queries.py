"""The questions that the journal answers, in SQL. It knows the tables and nothing about orders.

What an intent belongs to, its order or itself, is written out wherever it is needed: the index of the schema
is on exactly that text. A list of names goes in as one JSON array.
"""

UNSETTLED = """
SELECT intent_id, kind, command, source, at_ms, rules FROM intents
WHERE kind IN (?, ?, ?, ?) AND NOT EXISTS (
    SELECT 1 FROM outcomes WHERE outcomes.intent_id = intents.intent_id AND outcomes.kind <> ?
) ORDER BY at_ms, intent_id
"""
RECENT = """
SELECT intents.intent_id, intents.kind, command, source, intents.at_ms, rules, outcomes.kind, outcomes.outcome
FROM intents LEFT JOIN outcomes ON number = (
    SELECT max(number) FROM outcomes WHERE outcomes.intent_id = intents.intent_id
) ORDER BY intents.at_ms DESC, intents.intent_id DESC LIMIT ?
"""
FILLS = "SELECT fill FROM fills WHERE time_ms >= ? AND time_ms <= ? ORDER BY time_ms, exec_id"
BILLS = (
    "SELECT bill FROM bills WHERE time_ms >= ? AND time_ms <= ? ORDER BY time_ms, length(bill_id), bill_id"
)
FILL_IDS = "SELECT exec_id FROM fills WHERE time_ms >= ?"
BILL_IDS = "SELECT bill_id FROM bills WHERE time_ms >= ?"
NOTES = "SELECT key, note, tags, at_ms, max(number) FROM notes GROUP BY key"

# The first intent of each story in a span of time, newest first: the one that has none before it.
BEGINNINGS = """
SELECT coalesce(json_extract(command, '$.client_oid'), intent_id), at_ms FROM intents AS one
WHERE at_ms >= ? AND at_ms < ? AND NOT EXISTS (
    SELECT 1 FROM intents AS earlier
    WHERE coalesce(json_extract(earlier.command, '$.client_oid'), earlier.intent_id)
        = coalesce(json_extract(one.command, '$.client_oid'), one.intent_id)
    AND (earlier.at_ms, earlier.rowid) < (one.at_ms, one.rowid)
) ORDER BY at_ms DESC, rowid DESC LIMIT ?
"""

INTENTS_OF = """
SELECT intent_id, kind, command, source, at_ms, rules FROM intents
WHERE intent_id = ?1 OR json_extract(command, '$.client_oid') = ?1
"""
OUTCOMES_OF = """
SELECT intent_id, kind, outcome, at_ms FROM outcomes WHERE intent_id = ?1 OR intent_id IN (
    SELECT intent_id FROM intents WHERE json_extract(command, '$.client_oid') = ?1
) ORDER BY number
"""
QUESTIONS_OF = """
SELECT client_oid, question, answer, at_ms, answered_ms FROM questions WHERE client_oid = ? ORDER BY number
"""
FILLS_OF = "SELECT fill, at_ms FROM fills WHERE json_extract(fill, '$.client_oid') = ?"

INTENTS_OF_STORIES = """
SELECT intent_id, kind, command, source, at_ms, rules,
    coalesce(json_extract(command, '$.client_oid'), intent_id)
FROM intents WHERE coalesce(json_extract(command, '$.client_oid'), intent_id) IN (
    SELECT value FROM json_each(?)
) ORDER BY at_ms, rowid
"""
OUTCOMES_OF_MANY = """
SELECT intent_id, kind, outcome, at_ms FROM outcomes
WHERE intent_id IN (SELECT value FROM json_each(?)) ORDER BY number
"""
QUESTIONS_OF_MANY = """
SELECT client_oid, question, answer, at_ms, answered_ms FROM questions
WHERE client_oid IN (SELECT value FROM json_each(?)) ORDER BY number
"""
ENDS_OF_MANY = """
SELECT client_oid, how, note, at_ms FROM ends
WHERE client_oid IN (SELECT value FROM json_each(?)) ORDER BY at_ms, rowid
"""
FILLS_OF_MANY = """
SELECT fill, at_ms FROM fills
WHERE json_extract(fill, '$.client_oid') IN (SELECT value FROM json_each(?)) ORDER BY time_ms, exec_id
"""
FILLS_OF_VENUE_ORDERS = """
SELECT fill, at_ms FROM fills
WHERE json_extract(fill, '$.order_id') IN (SELECT value FROM json_each(?)) ORDER BY time_ms, exec_id
"""

SESSION_ORDERS = """
SELECT intent_id FROM intents WHERE kind = ? AND json_extract(command, '$.lifetime') = 'session'
"""
EVENTS = "SELECT kind, sentence, at_ms FROM events ORDER BY number DESC LIMIT ?"
EVENTS_SINCE_SESSION = """
SELECT kind, sentence, at_ms FROM events
WHERE kind = ? AND at_ms > (SELECT coalesce(max(at_ms), 0) FROM sessions) ORDER BY number
"""
HELD = """
SELECT kind, state FROM held
WHERE number IN (SELECT max(number) FROM held GROUP BY held_key) AND ended = 0 ORDER BY number
"""
LAST_MOMENT = """
SELECT max(at_ms) FROM (
    SELECT max(at_ms) AS at_ms FROM outcomes UNION ALL SELECT max(at_ms) FROM fills
    UNION ALL SELECT max(at_ms) FROM sessions
)
"""
