"""What the log panel says: lines, and which of them are wanted. Knows no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log. `level` is the name that logging gives it, such as `WARNING`."""

    time_ms: int
    level: str
    text: str


class Least(Enum):
    """From which level on lines are shown. The value is what the filter's button says."""

    INFO = "All"
    WARNING = "Warnings"
    ERROR = "Errors"


_RANK = {"DEBUG": 0, "INFO": 1, "WARNING": 2, "ERROR": 3, "CRITICAL": 4}
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
