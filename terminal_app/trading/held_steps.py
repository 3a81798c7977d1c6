"""What holding a trail and holding a pair have in common: the door out, the journal, and the pauses."""

import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass

from terminal_app.core.changes import Kind, Topic
from terminal_app.core.commands import VenueCommand
from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.held import Held, Trail
from terminal_app.core.orders import Source
from terminal_app.core.outcomes import Outcome, Refused
from terminal_app.core.ports import Clock, Journal
from terminal_app.core.records import HeldSeen
from terminal_app.trading.books import Books
from terminal_app.trading.facts import TradingNotice
from terminal_app.trading.held_book import HeldBook
from terminal_app.trading.prices import PriceView
from terminal_app.trading.steps import SENT_ALREADY

log = logging.getLogger(__name__)

PAUSE_S = 1
"""Seconds between two commands of one trail or pair; it doubles after each one that was not taken."""

_LONGEST_DOUBLINGS = 6


@dataclass(frozen=True, slots=True)
class HeldDoor:
    """What holding asks of the service around it.

    `submit` is the one road; `spawn` starts what closing waits for; `doubtful` says whether the exchange is
    being asked about a strategy order; `block` why nothing may leave but cancels and closes; `stale_s` is the
    age in seconds from which a price is none.
    """

    submit: Callable[[VenueCommand, Source], Awaitable[Outcome]]
    spawn: Callable[[Coroutine[object, object, None], str], object]
    doubtful: Callable[[str], bool]
    block: Callable[[], str | None]
    stale_s: Callable[[], int]


class HeldSteps:
    """Keeps the book and the journal of what is held, and says when something may be sent.

    Args:
        book: shown by panels, written here.
        books: orders and positions.
        prices: rules and prices.
        journal: keeps each step.
        clock: time.
        door: see `HeldDoor`.
    """

    def __init__(
        self, book: HeldBook, books: Books, prices: PriceView, journal: Journal, clock: Clock, door: HeldDoor
    ) -> None:
        self.book = book
        self.books = books
        self.prices = prices
        self.clock = clock
        self.door = door
        self._journal = journal
        self._busy: set[str] = set()
        self._not_before: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def begin(self, held: Held) -> Refused | None:
        """Take something new into the book, with a command of it on its way; why not, if not."""
        if self.book.get(held.key) is not None:
            return Refused((SENT_ALREADY,))
        self.book.put(held)
        self.take(held.key)
        return None

    async def write(self, held: Held) -> Refused | None:
        """Have a state on disk before what follows from it leaves; why nothing may leave, if that fails."""
        try:
            await self._journal.append(HeldSeen(held, self.clock.now_ms()))
        except EnvironmentTroubleError as error:
            return Refused((error.sentence,))
        return None

    def put(self, held: Held, *, keep: bool = True) -> None:
        """Take a state into the book, and unless told otherwise into the journal."""
        if self.book.put(held):
            self.books.changes.mark(Topic(Kind.STRATEGY))
            if keep:
                self.keep_soon(held)

    def keep_soon(self, held: Held) -> None:
        """Have a state in the journal; nothing that is sent depends on it."""
        self.door.spawn(self._keep(held), "journal")

    def finish(self, held: Held, *, announce: bool = True) -> None:
        """Something is held no more; a person is told unless they know."""
        self.put(held)
        self._not_before.pop(held.key, None)
        self._failures.pop(held.key, None)
        if announce:
            name = "Trailing stop" if isinstance(held, Trail) else "Linked orders"
            self.books.changes.post(TradingNotice(f"{name} on {held.instrument}: {held.note}"))

    def pause(self, key: str, why: str) -> None:
        """Say why something waits; empty when it works."""
        if self.book.pause(key, why):
            self.books.changes.mark(Topic(Kind.STRATEGY))

    def take(self, key: str) -> None:
        """A command of this is about to leave."""
        self._busy.add(key)

    def give_back(self, key: str, *, taken: bool) -> None:
        """It has been answered; `taken` says whether the exchange took it."""
        self._busy.discard(key)
        failures = 0 if taken else min(self._failures.get(key, 0) + 1, _LONGEST_DOUBLINGS)
        self._failures[key] = failures
        self._not_before[key] = self.clock.monotonic() + PAUSE_S * 2**failures

    def hold_back(self, key: str, seconds: int) -> None:
        """Send nothing of this for a while."""
        self._not_before[key] = self.clock.monotonic() + seconds

    def is_busy(self, key: str) -> bool:
        """Whether a command of this is on its way."""
        return key in self._busy

    def rests(self, key: str) -> bool:
        """Whether it is too early for another command of this."""
        return self.clock.monotonic() < self._not_before.get(key, 0)

    async def _keep(self, held: Held) -> None:
        if refused := await self.write(held):
            log.warning("not in the journal: how %s stands", held.key)
            self.books.changes.post(TradingNotice(" ".join(refused.reasons)))
