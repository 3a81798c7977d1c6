"""The journal: intents with their stories, round trips with notes, results, and whether the bills agree."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.ui import format as text
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.journal import state
from terminal_app.ui.panels.journal.books import Books
from terminal_app.ui.panels.journal.exports import fill_exports
from terminal_app.ui.panels.journal.face import JournalFace
from terminal_app.ui.panels.journal.periods import Period, day_text
from terminal_app.ui.panels.journal.ports import JournalDesk
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.panels.journal.trips import Written
from terminal_app.ui.theme import Theme

_LONGEST_OFFER_MS = 30 * 86_400_000


class JournalPanel(JournalFace):
    """Everything that was asked for, what it brought, and whether the exchange's own bills say the same.

    It reads when it is first seen, when something has happened, and on request; while it is hidden it does
    nothing.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        changed_choice: another view or period was chosen, or a table was arranged in another way.

    Args:
        desk: reads the journal and writes notes.
        find: the rules of an instrument.
        tasks: runs the reading and the writing.
        clock: for what day it is.
        theme: the colours.
    """

    instrument_chosen = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        desk: JournalDesk,
        find: Callable[[InstrumentId], Instrument | None],
        tasks: UiTasks,
        clock: Clock,
        theme: Theme,
    ) -> None:
        super().__init__(find, clock, theme)
        self._tasks = tasks
        self._clock = clock
        self._waiting: set[View] = set()
        self.books = Books(desk, self.range.span, self.on_trips_read, self.on_stories_read, tasks, clock)
        self._connect()
        self._show_view()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """What moves an intent on or changes the books, and the rules of numbers."""
        return frozenset({Kind.ORDERS, Kind.STRATEGY, Kind.FILLS, Kind.TRADING, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Read when it is seen for the first time; later, what has happened is read after a short rest."""
        if not self.books.trips.begun:
            self.on_reload()
            return
        self.books.on_batch(batch)
        if batch.has(Kind.INSTRUMENTS):
            self.on_trips_read()

    def on_tick(self) -> None:
        """Time has passed: read what has changed, and say how old the rest is."""
        self.books.on_tick()
        self._show_age()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours and write everything anew: numbers and the zone may be others."""
        for page in self.pages().values():
            page.apply_theme(theme)
        self.foot.zone.refresh()
        self.on_trips_read()

    def remember(self) -> Mapping[str, object]:
        """The view, the time, and how each table is arranged."""
        return {
            "view": self.view.name,
            "period": self.books.period.name,
            "range": [self.range.first.text(), self.range.last.text()],
            **{view.name: page.remember() for view, page in self.pages().items()},
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take all of them as they were."""
        days = saved.get("range")
        if isinstance(days, list) and len(days) == 2 and all(isinstance(day, str) for day in days):
            self.range.set_days(*days)
        period = next((one for one in Period if one.name == saved.get("period")), self.books.period)
        if period is not Period.OWN or self.range.span() is not None:
            self.books.period = period
        self.view = next((one for one in View if one.name == saved.get("view")), self.view)
        for view, page in self.pages().items():
            arranged = saved.get(view.name)
            if isinstance(arranged, Mapping):
                page.recall(arranged)
        self._show_view()

    def fill_settings(self, menu: QMenu) -> None:
        """Offer what can be saved beyond what is shown."""
        fill_exports(menu, self, self.books.trips.value, self.books.stories.value)

    def on_view_chosen(self, view: View) -> None:
        """Another view was pressed."""
        self.view = view
        self._show_view()
        self.changed_choice.emit()

    def on_period_chosen(self, period: Period) -> None:
        """Another time was chosen."""
        now = self.books.span()
        self.books.period = period
        if period is Period.OWN:
            if self.range.span() is None:
                first = max(now.since_ms, now.until_ms - _LONGEST_OFFER_MS)
                self.range.set_days(day_text(first), day_text(now.until_ms))
            self.range.begin()
        self._start_over()

    def on_range_chosen(self) -> None:
        """Another range of days was typed."""
        if self.books.period is Period.OWN:
            self._start_over()

    def on_reload(self) -> None:
        """Read everything again, now."""
        self.books.ask()
        self._show_front()

    def on_older_wanted(self) -> None:
        """The end of the list of intents was reached: read the page before it."""
        if self.books.ask_older():
            self._show_front()

    def on_trips_read(self) -> None:
        """The trips and the comparison were read, or could not be."""
        self._waiting |= {View.TRIPS, View.RESULTS}
        self._show_front()

    def on_stories_read(self) -> None:
        """Intents were read, or could not be."""
        self._waiting.add(View.ORDERS)
        self._show_front()

    def on_note_wanted(self, key: str, note: str, tags: Sequence[str]) -> None:
        """Something was written about a trip."""
        self._tasks.start(self._write(key, Written(note, tuple(tags))))

    def on_export(self) -> QFileDialog | None:
        """Save what is shown; nothing when there is nothing."""
        table = self.front.table
        return table.export() if self.front.model.rowCount() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 reads again, Ctrl+S saves what is shown."""
        if event.key() == Qt.Key.Key_F5:
            if not event.isAutoRepeat():
                self.on_reload()
        elif event.matches(QKeySequence.StandardKey.Save):
            if not event.isAutoRepeat():
                self.on_export()
        else:
            super().keyPressEvent(event)

    async def _write(self, key: str, written: Written) -> None:
        before = self.books.written(key)
        try:
            await self.books.write(key, written)
        except TerminalError as error:
            self.trips.notes.on_failed(key, written, before, error.sentence)
            raise
        self.trips.notes.on_saved(key)
        self.on_trips_read()

    def _start_over(self) -> None:
        """Another time: what was read is not what is asked for."""
        self.books.forget()
        self._waiting = set(View)
        self._show_view()
        if self.books.trips.begun:
            self.on_reload()
        self.changed_choice.emit()

    def _show_view(self) -> None:
        self.bring(self.view)
        self.head.show_period(self.books.period)
        self.range.setVisible(self.books.period is Period.OWN)
        self._show_front()

    def _show_front(self) -> None:
        """Bring the page that is shown up to date; the others wait until they are."""
        if self.view in self._waiting:
            self._waiting.discard(self.view)
            if self.view is View.ORDERS:
                self.orders.show_pages(self.books.stories.value)
            else:
                (self.trips if self.view is View.TRIPS else self.results).show_data(self.books.trips.value)
        reading = self.books.stories if self.view is View.ORDERS else self.books.trips
        failed = f"{reading.trouble} F5 tries again." if reading.trouble else ""
        waiting = reading.value is None and (reading.busy or not reading.begun)
        self.front.set_empty(state.LOADING if waiting else failed or state.EMPTY[self.view])
        self.show_trouble(f"Not read again: {failed}" if failed and reading.value is not None else "")
        self.orders.older.setVisible(self.view is View.ORDERS and self.orders.has_older)
        self.orders.older.setEnabled(not self.books.stories.busy)
        self.head.export.setEnabled(self.front.model.rowCount() > 0)
        said = state.verdict(self.books.trips.value, self.books.trips.trouble, busy=self.books.trips.busy)
        self.foot.show_verdict(said, state.untold(self.books.trips.value))
        self._show_age()

    def _show_age(self) -> None:
        data, now_ms = self.books.trips.value, self._clock.now_ms()
        words, mood = state.as_of(data, now_ms, busy=self.books.trips.busy, changed=self.books.trips.changed)
        tip = ""
        if data is not None:
            age = text.age((now_ms - data.as_of_ms) / 1000)
            tip = f"Read {text.iso_time(data.as_of_ms)}, {age} ago. F5 reads again."
        self.foot.show_age(words, mood, tip)

    def _connect(self) -> None:
        self.head.view_chosen.connect(self.on_view_chosen)
        self.head.period_chosen.connect(self.on_period_chosen)
        self.head.reload.clicked.connect(self.on_reload)
        self.head.export.clicked.connect(self.on_export)
        self.range.chosen.connect(self.on_range_chosen)
        self.orders.older_wanted.connect(self.on_older_wanted)
        self.trips.notes.wanted.connect(self.on_note_wanted)
        for page in self.pages().values():
            page.changed_choice.connect(self.changed_choice)
            page.instrument_chosen.connect(self.instrument_chosen)
