"""The log: a rotating file with a size cap, and the newest lines in memory for the log panel."""

import logging
import re
import time
from collections import deque
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.ui.panels.log.line import LogLine

_FILE_BYTES = 2_000_000
_FILES_KEPT = 4
_LINES_KEPT = 2_000
_FLOOD_SECONDS = 60.0
_FLOOD_LINES = 50
_FLOOD_KINDS = 500
_DECIDED = "kept_by_flood"
_SECRET_FIELD = re.compile(
    r"(ACCESS-KEY|ACCESS-SIGN|ACCESS-PASSPHRASE|apiKey|passphrase|secret|sign)(\W{1,4})([^\s\"',}]+)",
    re.IGNORECASE,
)


class RedactingFormatter(logging.Formatter):
    """Blanks the values of fields that carry credentials, whatever wrote them into the line."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line without credentials."""
        return redact(super().format(record))


class Flood(logging.Filter):
    """Lets through the first of many equal messages of a minute, and says later how many it left out.

    Equal means: the same text before its values were put in, of the same logger and level.

    Args:
        monotonic: seconds that only go forward.
    """

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._monotonic = monotonic
        self._seen: dict[tuple[str, int, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is kept; decided once for all handlers."""
        kept = record.__dict__.get(_DECIDED)
        if kept is None:
            kept = record.__dict__[_DECIDED] = self._decide(record)
        return bool(kept)

    def _decide(self, record: logging.LogRecord) -> bool:
        kind, now = (record.name, record.levelno, str(record.msg)), self._monotonic()
        began, count = self._seen.get(kind, (now, 0))
        if now - began >= _FLOOD_SECONDS:
            left_out = count - _FLOOD_LINES
            began, count = now, 0
            if left_out > 0:
                record.msg = f"{record.getMessage()} (and {left_out} more like it before)"
                record.args = None
        self._seen[kind] = began, count + 1
        if len(self._seen) > _FLOOD_KINDS:
            self._seen.pop(next(iter(self._seen)))
        return count < _FLOOD_LINES


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


def open_log(folder: Path, changes: Changes, monotonic: Callable[[], float] = time.monotonic) -> RingHandler:
    """Start logging to `terminal.log` in a folder and to memory; returns the memory."""
    ring, flood = RingHandler(changes), Flood(monotonic)
    ring.setFormatter(RedactingFormatter("%(message)s"))
    file = RotatingFileHandler(
        folder / "terminal.log", maxBytes=_FILE_BYTES, backupCount=_FILES_KEPT, encoding="utf-8", delay=True
    )
    file.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    room = logging.getLogger("terminal_app")
    room.setLevel(logging.INFO)
    for handler in (ring, file):
        handler.addFilter(flood)
        room.addHandler(handler)
    return ring


def close_log() -> None:
    """Flush and detach everything `open_log` attached."""
    room = logging.getLogger("terminal_app")
    for handler in list(room.handlers):
        room.removeHandler(handler)
        handler.close()
