"""The log: a rotating file with a size cap, and the newest lines in memory for the log panel."""

import logging
import re
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.ui.panels.log.state import LogLine

_FILE_BYTES = 2_000_000
_FILES_KEPT = 4
_LINES_KEPT = 2_000
_SECRET_FIELD = re.compile(
    r"(ACCESS-KEY|ACCESS-SIGN|ACCESS-PASSPHRASE|apiKey|passphrase|secret|sign)(\W{1,4})([^\s\"',}]+)",
    re.IGNORECASE,
)


class RedactingFormatter(logging.Formatter):
    """Blanks the values of fields that carry credentials, whatever wrote them into the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line without credentials."""
        return redact(super().format(record))


class RingHandler(logging.Handler):
    """Keeps the newest lines for the log panel."""

    def __init__(self, changes: Changes) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[LogLine] = deque(maxlen=_LINES_KEPT)
        self._changes = changes

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record."""
        self.lines.append(LogLine(int(record.created * 1000), record.levelname, self.format(record)))
        self._changes.mark(Topic(Kind.LOG))


def redact(text: str) -> str:
    """The text with the values of credential fields blanked."""
    return _SECRET_FIELD.sub(r"\1\2••••", text)


def open_log(folder: Path, changes: Changes) -> RingHandler:
    """Start logging to `terminal.log` in a folder and to memory; returns the memory."""
    ring = RingHandler(changes)
    ring.setFormatter(RedactingFormatter("%(message)s"))
    file = RotatingFileHandler(
        folder / "terminal.log", maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
    )
    file.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    room = logging.getLogger("terminal_app")
    room.setLevel(logging.INFO)
    room.addHandler(ring)
    room.addHandler(file)
    return ring


def close_log() -> None:
    """Flush and detach everything `open_log` attached."""
    room = logging.getLogger("terminal_app")
    for handler in list(room.handlers):
        room.removeHandler(handler)
        handler.close()
