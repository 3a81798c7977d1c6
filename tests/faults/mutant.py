"""What a seeded bug is."""

from typing import NamedTuple


class Mutant(NamedTuple):
    """A bug: what it is called, where it is, the text and the wrong text, and the test that catches it."""

    name: str
    file: str
    text: str
    wrong: str
    test: str
