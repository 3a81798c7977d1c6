"""What is read of the journal: of which time, when again, and what is written into it. Knows no widget."""

from collections.abc import Callable
from dataclasses import replace

from terminal_app.core.changes import Batch, Kind
from terminal_app.core.ports import Clock
from terminal_app.core.records import NoteSeen
from terminal_app.trading.journal_book import JournalData
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.journal.orders import Pages, StoryPages
from terminal_app.ui.panels.journal.periods import Period, Span, span
from terminal_app.ui.panels.journal.ports import JournalDesk
from terminal_app.ui.panels.journal.reading import Reading
from terminal_app.ui.panels.journal.trips import NOTHING, Written

_TRIPS_PAUSE = 5.0
_STORIES_PAUSE = 1.0
_MOVES_ORDERS = (Kind.ORDERS, Kind.STRATEGY, Kind.FILLS, Kind.TRADING)


class Books:
    """The round trips with the bills (`trips`), and the intents (`stories`), of the time of `period`.

    Args:
        desk: reads the journal and writes notes.
        own: the range of days the person has typed, `None` while it makes no sense.
        trips_read: called after each reading of trips and bills.
        stories_read: called after each reading of intents.
        tasks: runs the reading.
        clock: for what day it is.
    """

    def __init__(
        self,
        desk: JournalDesk,
        own: Callable[[], Span | None],
        trips_read: Callable[[], None],
        stories_read: Callable[[], None],
        tasks: UiTasks,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._own = own
        self._clock = clock
        self._past = StoryPages(desk, self.span)
        self.period = Period.WEEK
        self.trips: Reading[JournalData] = Reading(self._read_trips, trips_read, tasks, clock, _TRIPS_PAUSE)
        self.stories: Reading[Pages] = Reading(self._read_stories, stories_read, tasks, clock, _STORIES_PAUSE)

    def span(self) -> Span:
        """The time that is asked for; a month while the range of days makes no sense."""
        now_ms = self._clock.now_ms()
        return span(self.period, now_ms, self._own() or span(Period.MONTH, now_ms, Span(0, now_ms)))

    def ask(self) -> None:
        """Read everything now."""
        self.trips.ask()
        self.stories.ask()

    def ask_older(self) -> bool:
        """Read the page of intents before those that were read; not while one is being read."""
        if self.stories.busy:
            return False
        self._past.want_older()
        self.stories.ask()
        return True

    def forget(self) -> None:
        """What was read is of another time than what is asked for."""
        self.trips.forget()
        self.stories.forget()

    def on_batch(self, batch: Batch) -> None:
        """Something has happened: what it changes is read after a rest."""
        if any(batch.has(kind) for kind in _MOVES_ORDERS):
            self.stories.on_change()
        known = self.trips.value
        failed = self.trips.trouble or (known is not None and known.check is None)
        if batch.has(Kind.FILLS) or (batch.has(Kind.TRADING) and failed):
            self.trips.on_change()

    def on_tick(self) -> None:
        """Some time has passed: at midnight the same period is another time."""
        known, now = self.trips.value, self.span()
        if known is not None and (known.since_ms, known.until_ms) != (now.since_ms, now.until_ms):
            self.trips.on_change()
            self.stories.on_change()
        self.trips.on_tick()
        self.stories.on_tick()

    def written(self, key: str) -> Written:
        """What was read of a note."""
        known = self.trips.value
        seen = None if known is None else known.notes.get(key)
        return NOTHING if seen is None else Written(seen.note, seen.tags)

    async def write(self, key: str, written: Written) -> None:
        """Write a note on a trip. Raises `TerminalError` when that cannot be done."""
        await self._desk.note(key, written.note, written.tags)
        known = self.trips.value
        if known is not None:
            seen = NoteSeen(key, written.note, written.tags, self._clock.now_ms())
            self.trips.value = replace(known, notes={**known.notes, key: seen})
        if self.trips.busy:
            self.trips.ask()  # what is being read may be older than the note

    async def _read_trips(self) -> JournalData:
        now = self.span()
        return await self._desk.journal_data(now.since_ms, now.until_ms)

    async def _read_stories(self) -> Pages:
        return await self._past.read(self.stories.value)
