"""The journal: intents with their stories, round trips with notes, results, and whether the bills agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.core.records import NoteSeen
from terminal_app.trading.journal_book import JournalData
from terminal_app.ui import format as text
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.journal import state
from terminal_app.ui.panels.journal.exports import fill_exports
from terminal_app.ui.panels.journal.foot import JournalFoot
from terminal_app.ui.panels.journal.head import JournalHead
from terminal_app.ui.panels.journal.note_bar import Written
from terminal_app.ui.panels.journal.order_page import OrderPage
from terminal_app.ui.panels.journal.orders import Pages, StoryPages
from terminal_app.ui.panels.journal.periods import Period, Span, day_text, span
from terminal_app.ui.panels.journal.ports import JournalDesk
from terminal_app.ui.panels.journal.range_bar import RangeBar
from terminal_app.ui.panels.journal.reading import Reading
from terminal_app.ui.panels.journal.result_page import ResultPage
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.panels.journal.trip_page import TripPage
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label

_BOOK_PAUSE = 5.0
_STORY_PAUSE = 1.0
_LONGEST_OFFER_MS = 30 * 86_400_000


class JournalPanel(QWidget):
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
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._clock = clock
        self.view = View.ORDERS
        self.period = Period.WEEK
        self._waiting: set[View] = set()
        self._past = StoryPages(desk, self.span)
        self.book: Reading[JournalData] = Reading(
            self._read_book, self.on_book_read, tasks, clock, _BOOK_PAUSE
        )
        self.stories: Reading[Pages] = Reading(
            self._read_stories, self.on_stories_read, tasks, clock, _STORY_PAUSE
        )
        self.orders = OrderPage(clock, theme)
        self.trips = TripPage(find, clock, theme)
        self.results = ResultPage(theme)
        self.head = JournalHead(
            {
                View.ORDERS: self.orders.tools,
                View.TRIPS: self.trips.tools,
                View.RESULTS: self.results.tools,
            }
        )
        self.range = RangeBar()
        self.trouble = plain_label("", Role.SOFT)
        self.foot = JournalFoot(clock)
        self._pages = QStackedWidget()
        self._lay_out()
        self._connect()
        self._show_view()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """What moves an intent on or changes the books, and the rules of numbers."""
        return frozenset({Kind.ORDERS, Kind.STRATEGY, Kind.FILLS, Kind.TRADING, Kind.INSTRUMENTS})

    @property
    def front(self) -> OrderPage | TripPage | ResultPage:
        """The page that is shown."""
        if self.view is View.ORDERS:
            return self.orders
        return self.trips if self.view is View.TRIPS else self.results

    def span(self) -> Span:
        """The time that is shown."""
        now_ms = self._clock.now_ms()
        return span(self.period, now_ms, self.range.span() or span(Period.MONTH, now_ms, Span(0, now_ms)))

    def show_frame(self, batch: Batch) -> None:
        """Read when it is seen for the first time; later, what has happened is read after a short rest."""
        if not self.book.begun:
            self.on_reload()
            return
        if any(batch.has(kind) for kind in (Kind.ORDERS, Kind.STRATEGY, Kind.FILLS, Kind.TRADING)):
            self.stories.on_change()
        failed = self.book.trouble or (self.book.value is not None and self.book.value.check is None)
        if batch.has(Kind.FILLS) or (batch.has(Kind.TRADING) and failed):
            self.book.on_change()
        if batch.has(Kind.INSTRUMENTS):
            self.on_book_read()

    def on_tick(self) -> None:
        """Time has passed: read what has changed, and say how old the rest is."""
        self.book.on_tick()
        self.stories.on_tick()
        self._show_age()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours and write everything anew: numbers and the zone may be others."""
        for page in (self.orders, self.trips, self.results):
            page.apply_theme(theme)
        self.foot.zone.refresh()
        self.on_book_read()

    def remember(self) -> Mapping[str, object]:
        """The view, the time, and how each table is arranged."""
        return {
            "view": self.view.name,
            "period": self.period.name,
            "range": [self.range.first.text(), self.range.last.text()],
            "orders": self.orders.remember(),
            "trips": self.trips.remember(),
            "results": self.results.remember(),
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take all of them as they were."""
        days = saved.get("range")
        if isinstance(days, list) and len(days) == 2 and all(isinstance(day, str) for day in days):
            self.range.set_days(*days)
        period = next((one for one in Period if one.name == saved.get("period")), self.period)
        self.period = self.period if period is Period.OWN and self.range.span() is None else period
        self.view = next((one for one in View if one.name == saved.get("view")), self.view)
        for name, page in (("orders", self.orders), ("trips", self.trips), ("results", self.results)):
            arranged = saved.get(name)
            if isinstance(arranged, Mapping):
                page.recall(arranged)
        self._show_view()

    def fill_settings(self, menu: QMenu) -> None:
        """Offer what can be saved beyond what is shown."""
        fill_exports(menu, self, self.book.value, self.stories.value)

    def on_view_chosen(self, view: View) -> None:
        """Another view was pressed."""
        self.view = view
        self._show_view()
        self.changed_choice.emit()

    def on_period_chosen(self, period: Period) -> None:
        """Another time was chosen."""
        now = self.span()
        self.period = period
        if period is Period.OWN:
            if self.range.span() is None:
                first = max(now.since_ms, now.until_ms - _LONGEST_OFFER_MS)
                self.range.set_days(day_text(first), day_text(now.until_ms))
            self.range.begin()
        self._start_over()

    def on_range_chosen(self) -> None:
        """Another range of days was typed."""
        if self.period is Period.OWN:
            self._start_over()

    def on_reload(self) -> None:
        """Read everything again, now."""
        self.book.ask()
        self.stories.ask()
        self._show_front()

    def on_older_wanted(self) -> None:
        """The end of the list of intents was reached: read the page before it."""
        if not self.stories.busy:
            self._past.want_older()
            self.stories.ask()
            self._show_front()

    def on_book_read(self) -> None:
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

    async def _read_book(self) -> JournalData:
        now = self.span()
        return await self._desk.journal_data(now.since_ms, now.until_ms)

    async def _read_stories(self) -> Pages:
        return await self._past.read(self.stories.value)

    async def _write(self, key: str, written: Written) -> None:
        known = self.book.value
        before = None if known is None else known.notes.get(key)
        try:
            await self._desk.note(key, written.note, written.tags)
        except TerminalError as error:
            kept = Written("", ()) if before is None else Written(before.note, before.tags)
            self.trips.notes.on_failed(key, written, kept, error.sentence)
            raise
        known = self.book.value
        if known is not None:
            seen = NoteSeen(key, written.note, written.tags, self._clock.now_ms())
            self.book.value = replace(known, notes={**known.notes, key: seen})
        if self.book.busy:
            self.book.ask()  # what is being read may be older than the note
        self.trips.notes.on_saved(key)
        self.on_book_read()

    def _start_over(self) -> None:
        """Another time: what was read is not what is asked for."""
        self.book.forget()
        self.stories.forget()
        self._waiting = set(View)
        self._show_view()
        if self.book.begun:
            self.on_reload()
        self.changed_choice.emit()

    def _show_view(self) -> None:
        self.head.show_view(self.view)
        self.head.show_period(self.period)
        self.range.setVisible(self.period is Period.OWN)
        self._pages.setCurrentWidget(self.front)
        self._show_front()

    def _show_front(self) -> None:
        """Bring the page that is shown up to date; the others wait until they are."""
        if self.view in self._waiting:
            self._waiting.discard(self.view)
            if self.view is View.ORDERS:
                self.orders.show_pages(self.stories.value)
            else:
                (self.trips if self.view is View.TRIPS else self.results).show_data(self.book.value)
        reading = self.stories if self.view is View.ORDERS else self.book
        failed = f"{reading.trouble} F5 tries again." if reading.trouble else ""
        waiting = reading.value is None and (reading.busy or not reading.begun)
        self.front.set_empty(state.LOADING if waiting else failed or state.EMPTY[self.view])
        self.trouble.setText(f"Not read again: {failed}" if failed and reading.value is not None else "")
        self.trouble.setVisible(bool(self.trouble.text()))
        self.orders.older.setVisible(self.view is View.ORDERS and self.orders.has_older)
        self.orders.older.setEnabled(not self.stories.busy)
        self.head.export.setEnabled(self.front.model.rowCount() > 0)
        said = state.verdict(self.book.value, self.book.trouble, busy=self.book.busy)
        self.foot.show_verdict(said, state.untold(self.book.value))
        self._show_age()

    def _show_age(self) -> None:
        data, now_ms = self.book.value, self._clock.now_ms()
        words, mood = state.as_of(data, now_ms, busy=self.book.busy, changed=self.book.changed)
        tip = ""
        if data is not None:
            age = text.age((now_ms - data.as_of_ms) / 1000)
            tip = f"Read {text.iso_time(data.as_of_ms)}, {age} ago. F5 reads again."
        self.foot.show_age(words, mood, tip)

    def _lay_out(self) -> None:
        for page in (self.orders, self.trips, self.results):
            self._pages.addWidget(page)
        self.trouble.setWordWrap(True)
        self.trouble.setContentsMargins(PAD, 0, PAD, GAP)
        set_state(self.trouble, "warning")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.range)
        column.addWidget(self.trouble)
        column.addWidget(self._pages, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.head.view_chosen.connect(self.on_view_chosen)
        self.head.period_chosen.connect(self.on_period_chosen)
        self.head.reload.clicked.connect(self.on_reload)
        self.head.export.clicked.connect(self.on_export)
        self.range.chosen.connect(self.on_range_chosen)
        self.orders.older_wanted.connect(self.on_older_wanted)
        self.trips.notes.wanted.connect(self.on_note_wanted)
        for page in (self.orders, self.trips, self.results):
            page.changed_choice.connect(self.changed_choice)
            page.instrument_chosen.connect(self.instrument_chosen)
