"""The round trips: a table, and under it what is written about the selected one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.trading.journal_book import JournalData
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.journal import trips
from terminal_app.ui.panels.journal.note_bar import NoteBar
from terminal_app.ui.panels.journal.pages import lone_row
from terminal_app.ui.panels.journal.state import EMPTY, View
from terminal_app.ui.panels.journal.trip_columns import trip_columns
from terminal_app.ui.panels.journal.trips import TripRow
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.table_panel import TablePanel


class TripPage(TablePanel[TripRow]):
    """Round trips, the newest first.

    Args:
        find: the rules of an instrument.
        clock: for what day it is.
        theme: the colours.
    """

    def __init__(self, find: Callable[[InstrumentId], Instrument | None], clock: Clock, theme: Theme) -> None:
        empty = EMPTY[View.TRIPS]
        model: RowsModel[TripRow] = RowsModel(trip_columns(clock.now_ms), lambda row: row.trip.key, theme)
        super().__init__(RowTable(model, theme, "Round trips", empty), empty, lambda row: row.trip.instrument)
        self._find = find
        self.notes = NoteBar()
        self.tools: Sequence[QWidget] = (self.hidden, self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.notes)
        self.table.actions_of_rows = (self._write_action(), self.show_action())
        self.table.row_activated.connect(self.on_write_wanted)
        self.table.selectionModel().selectionChanged.connect(self.on_selected)
        self.notes.left.connect(self.table.setFocus)

    def show_data(self, data: JournalData | None) -> None:
        """Show the trips of what was read."""
        self.show_rows(trips.rows(data, self._find))
        self.on_selected()

    def on_selected(self) -> None:
        """Other rows are selected: one alone can be written about."""
        self.notes.show_row(lone_row(self.table))

    def on_write_wanted(self) -> None:
        """The person wants to write about the selected trip."""
        if self.notes.isVisible():
            self.notes.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def _write_action(self) -> RowAction[TripRow]:
        return RowAction(
            "Write a note…", lambda _: self.on_write_wanted(), "Return", lambda rows: len(rows) == 1
        )
