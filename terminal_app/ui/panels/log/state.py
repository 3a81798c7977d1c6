"""What the log panel says: lines, and which of them are wanted. Knows no Qt."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum

from terminal_app.ui import format as text
from terminal_app.ui.panels.log.line import LogLine


class Least(Enum):
    """From which level on lines are shown. The value is what the filter's button says."""

    INFO = "All"
    WARNING = "Warnings"
    ERROR = "Errors"


_RANK = {"DEBUG": 0, "INFO": 1, "WARNING": 2, "ERROR": 3, "CRITICAL": 4}
_BLANK = "••••"
_HOME = re.compile(r"((?:/home/|/Users/|[A-Za-z]:\\Users\\)|(?<=\s)/root)[^/\\\s:'\"]*")
_LONG_CODE = re.compile(r"(?<![A-Za-z0-9_/-])(?=[A-Za-z0-9_+=-]*[0-9])[A-Za-z0-9_+=-]{16,}")
_ADDRESS = re.compile(r"\b(?!127\.)\d{1,3}(?:\.\d{1,3}){3}\b")
_LEAST_RANK = {Least.INFO: 0, Least.WARNING: 2, Least.ERROR: 3}


def rank(line: LogLine) -> int:
    """How grave a line is; a level nobody knows counts as information."""
    return _RANK.get(line.level, 1)


def wanted(lines: Iterable[LogLine], least: Least, words: str) -> list[LogLine]:
    """The lines of a level and above whose text contains the words, newest first."""
    sought = words.strip().casefold()
    floor = _LEAST_RANK[least]
    kept = [line for line in lines if rank(line) >= floor and sought in line.text.casefold()]
    kept.reverse()
    return kept


def level_text(line: LogLine) -> str:
    """The level as a word."""
    return line.level.capitalize()


def first_line(line: LogLine) -> str:
    """The first line of the text: a traceback has many, and the tip shows them all."""
    return line.text.partition("\n")[0]


def redacted(line: str) -> str:
    """A line that can be shown to others: keys, long ids, addresses and the home folder are blanked.

    The log itself never holds a secret; this also takes out what says who one is.
    """
    line = _HOME.sub(lambda found: found.group(1) + _BLANK, line)
    return _ADDRESS.sub(_BLANK, _LONG_CODE.sub(_BLANK, line))


def export_text(shown: Sequence[LogLine]) -> str:
    """Lines to hand on, oldest first, with their times in UTC."""
    return "".join(
        f"{text.iso_time(line.time_ms)} {line.level} {redacted(line.text)}\n" for line in reversed(shown)
    )
