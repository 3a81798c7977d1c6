"""What changed since the last frame: dirty topics coalesce, facts queue.

State (a price, a book, a position) is marked and read at paint time, because only the newest matters. A
fact (a fill, a rejection) is posted, and every one is delivered.
"""

from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple

from terminal_app.core.key_enum import KeyEnum


class Kind(KeyEnum):
    """What a topic is about."""

    TICKER = "ticker"
    BOOK = "book"
    TRADES = "trades"
    CANDLES = "candles"
    INSTRUMENTS = "instruments"
    ORDERS = "orders"
    STRATEGY = "strategy"
    POSITIONS = "positions"
    BALANCES = "balances"
    FILLS = "fills"
    LINK = "link"
    LOG = "log"
    TRADING = "trading"


class Topic(NamedTuple):
    """A kind of state and the key of it (an instrument, a pair of instrument and interval, or nothing)."""

    kind: Kind
    key: Hashable = None


@lru_cache(maxsize=512)
def topics_of(key: Hashable, *kinds: Kind) -> frozenset[Topic]:
    """The topics of these kinds with one key, kept: panels say in every frame which ones they show."""
    return frozenset(Topic(kind, key) for kind in kinds)


class Batch(NamedTuple):
    """Everything of one frame."""

    topics: frozenset[Topic]
    facts: tuple[object, ...]

    def has(self, kind: Kind) -> bool:
        """Whether any topic of this kind is dirty."""
        return any(topic.kind is kind for topic in self.topics)


class Changes:
    """The desk between the stores and the frame clock. One thread only."""

    def __init__(self) -> None:
        self._topics: set[Topic] = set()
        self._facts: list[object] = []

    def mark(self, topic: Topic) -> None:
        """Say that the state behind a topic is newer than what is on the screen."""
        self._topics.add(topic)

    def post(self, fact: object) -> None:
        """Say that something happened; facts are delivered once each, in order."""
        self._facts.append(fact)

    @property
    def dirty(self) -> bool:
        """Whether there is anything to paint."""
        return bool(self._topics or self._facts)

    def drain(self) -> Batch:
        """Take everything and start afresh."""
        batch = Batch(frozenset(self._topics), tuple(self._facts))
        self._topics.clear()
        self._facts.clear()
        return batch
