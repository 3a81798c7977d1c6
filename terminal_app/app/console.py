"""The program's voice on the terminal it was started from; silent where there is none, as on Windows."""

import sys
from typing import TextIO


def say(text: str) -> None:
    """One line for the person, at once."""
    _write(sys.stdout, text)


def complain(text: str) -> None:
    """One line about what went wrong."""
    _write(sys.stderr, text)


def _write(stream: TextIO | None, text: str) -> None:
    if stream is not None:
        stream.write(f"{text}\n")
        stream.flush()
