"""The whole story of an intent in plain words, from what the journal wrote down at the time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from terminal_app.core.records import Record


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One thing that happened, and when (Unix ms, our clock)."""

    at_ms: int
    what: str


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one order, or about one command that is about no order.

    `client_oid` is the id of the order, or of the intent where there is no order; notes hang on it. `at_ms`
    is when it began, `title` what was wanted, `lines` what happened, oldest first, `end` how it stands.
    """

    client_oid: str
    at_ms: int
    title: str
    lines: tuple[StoryLine, ...]
    end: str


def tell(records: Sequence[Record]) -> Story:
    """Tell the story of the records of one order or command; there is at least one intent among them.

    Raises:
        ValueError: there is no intent.
    """
    raise ValueError("a story begins with an intent")
