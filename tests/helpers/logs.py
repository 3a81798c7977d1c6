"""Warnings and errors that the program logs fail a test, unless the test said they would come."""

import logging
import re

# Ours, and those that report what our own callbacks and handlers let escape.
WATCHED = ("terminal_app", "asyncio", "qasync", "uvicorn")


class LogWatch(logging.Handler):
    """Collects what is logged at WARNING or above, and compares it with what was announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._expected: list[str] = []

    def __call__(self, pattern: str) -> None:
        """Announce that at least one message will match this regular expression."""
        self._expected.append(pattern)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the record; called by logging, from any thread."""
        self._records.append(record)

    def start(self) -> None:
        """Begin to listen."""
        for name in WATCHED:
            logging.getLogger(name).addHandler(self)

    def stop(self) -> None:
        """Listen no more."""
        for name in WATCHED:
            logging.getLogger(name).removeHandler(self)

    def complaints(self) -> list[str]:
        """What was logged without being announced, and what was announced and never logged."""
        # The formatter adds the traceback, which is what one wants to read in the failure.
        lines = logging.Formatter("%(levelname)s %(name)s: %(message)s")
        surprises = [
            f"not announced: {lines.format(record)}"
            for record in self._records
            if not any(re.search(pattern, record.getMessage()) for pattern in self._expected)
        ]
        missing = [
            f"announced and never logged: {pattern}"
            for pattern in self._expected
            if not any(re.search(pattern, record.getMessage()) for record in self._records)
        ]
        return surprises + missing
