"""The program's voice on the terminal it was started from."""

import sys


def say(text: str) -> None:
    """One line for the person, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """One line about what went wrong."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
