"""Every intent, and beside the list the whole story of the selected one."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from terminal_app.core.ports import Clock
from terminal_app.trading.story import Story
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.journal.order_columns import order_columns
from terminal_app.ui.panels.journal.orders import Pages, count_text
from terminal_app.ui.panels.journal.pages import beside, lone_row
from terminal_app.ui.panels.journal.state import EMPTY, View
from terminal_app.ui.panels.journal.story_view import StoryView
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel
from terminal_app.ui.widgets.text import plain_label

_SHARES = (5, 3)


class OrderPage(TablePanel[Story]):
    """Intents, the newest first; older ones are read when the end of the list is reached.

    Signals:
        older_wanted: the next page is to be read.

    Args:
        clock: for what day it is.
        theme: the colours.
    """

    older_wanted = Signal()

    def __init__(self, clock: Clock, theme: Theme) -> None:
        empty = EMPTY[View.ORDERS]
        model: RowsModel[Story] = RowsModel(
            order_columns(clock.now_ms), lambda story: story.client_oid, theme
        )
        super().__init__(RowTable(model, theme, "Journal orders", empty), empty)
        self.count = plain_label("", Role.SOFT)
        self.older = bar_button("Load older", "Read older orders from the journal")
        self.older.hide()
        self.story = StoryView(theme)
        self.tools: Sequence[QWidget] = (self.count, self.older, self.hidden, self.filter)
        self._pages: Pages | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(beside((self.table, self.story), _SHARES))
        self.older.clicked.connect(self.older_wanted)
        self.table.selectionModel().selectionChanged.connect(self.on_selected)
        self.table.verticalScrollBar().valueChanged.connect(self.on_scrolled)

    def show_pages(self, pages: Pages | None) -> None:
        """Show what was read so far."""
        self._pages = pages
        self.show_rows(() if pages is None else pages.stories)
        self.count.setText(count_text(pages))
        self.on_selected()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        super().apply_theme(theme)
        self.story.apply_theme(theme)

    def on_selected(self) -> None:
        """Another row is selected: tell its story."""
        self.story.show_story(lone_row(self.table))

    def on_scrolled(self, value: int) -> None:
        """Near the end of the list the next page is wanted."""
        bar = self.table.verticalScrollBar()
        if self.has_older and value > 0 and value >= bar.maximum() - bar.pageStep():
            self.older_wanted.emit()

    @property
    def has_older(self) -> bool:
        """Whether there may be older ones than those read."""
        return self._pages is not None and bool(self._pages.stories) and not self._pages.complete
