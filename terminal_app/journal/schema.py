"""The tables of the journal, as a numbered list of migrations. It knows SQL and nothing about orders.

The number of applied migrations is kept in SQLite's `user_version`. A migration that was once released is
never edited: the next change is a new entry at the end.
"""

import sqlite3

from terminal_app.core.errors import EnvironmentTroubleError

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE intents (
            intent_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            command TEXT NOT NULL,
            source TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX intents_by_time ON intents (at_ms)",
        """CREATE TABLE outcomes (
            number INTEGER PRIMARY KEY,
            intent_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            outcome TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX outcomes_by_intent ON outcomes (intent_id)",
        """CREATE TABLE fills (
            exec_id TEXT PRIMARY KEY,
            time_ms INTEGER NOT NULL,
            fill TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX fills_by_time ON fills (time_ms)",
        """CREATE TABLE sessions (
            number INTEGER PRIMARY KEY,
            profile TEXT NOT NULL,
            venue TEXT NOT NULL,
            version TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
    ),
    (
        """CREATE TABLE questions (
            number INTEGER PRIMARY KEY,
            client_oid TEXT NOT NULL,
            question TEXT NOT NULL,
            answer TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            answered_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX questions_by_order ON questions (client_oid)",
        """CREATE TABLE events (
            number INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            sentence TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX intents_by_order ON intents (json_extract(command, '$.client_oid'))",
        "CREATE INDEX fills_by_order ON fills (json_extract(fill, '$.client_oid'))",
    ),
    (
        "ALTER TABLE intents ADD COLUMN rules TEXT",
        # A story is everything about one order, or one command that is about no order.
        """CREATE INDEX intents_by_story
            ON intents (coalesce(json_extract(command, '$.client_oid'), intent_id), at_ms)""",
        "CREATE INDEX fills_by_venue_order ON fills (json_extract(fill, '$.order_id'))",
        """CREATE TABLE bills (
            bill_id TEXT PRIMARY KEY,
            time_ms INTEGER NOT NULL,
            bill TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX bills_by_time ON bills (time_ms)",
        """CREATE TABLE notes (
            number INTEGER PRIMARY KEY,
            key TEXT NOT NULL,
            note TEXT NOT NULL,
            tags TEXT NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX notes_by_key ON notes (key)",
    ),
    (
        """CREATE TABLE ends (
            client_oid TEXT NOT NULL,
            how TEXT NOT NULL,
            note TEXT NOT NULL,
            at_ms INTEGER NOT NULL,
            PRIMARY KEY (client_oid, how)
        ) STRICT""",
    ),
    (
        """CREATE TABLE held (
            number INTEGER PRIMARY KEY,
            held_key TEXT NOT NULL,
            kind TEXT NOT NULL,
            state TEXT NOT NULL,
            ended INTEGER NOT NULL,
            at_ms INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX held_by_key ON held (held_key, number)",
    ),
)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the database has."""
    row: tuple[int] = connection.execute("PRAGMA user_version").fetchone()
    return row[0]


def refuse_newer(connection: sqlite3.Connection) -> None:
    """Let no older program touch a newer database.

    Raises:
        EnvironmentTroubleError: the database has more migrations than this program knows.
    """
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise EnvironmentTroubleError(
            "The journal was written by a newer version of this program. "
            "Update the program, or start it with another data folder.",
            f"journal schema {version}, known {len(MIGRATIONS)}",
        )


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the database to the newest schema, each step in a transaction of its own.

    The connection must be in autocommit mode (`isolation_level=None`).

    Raises:
        EnvironmentTroubleError: the database is newer than this program.
        sqlite3.Error: a step failed; the database is as it was before the step.
    """
    refuse_newer(connection)
    for number in range(version_of(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.execute("ROLLBACK")
            raise
