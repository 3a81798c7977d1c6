"""What the journal panel consists of: its pages, the bar over them and the line under them."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.ui.panels.journal.foot import JournalFoot
from terminal_app.ui.panels.journal.head import JournalHead
from terminal_app.ui.panels.journal.order_page import OrderPage
from terminal_app.ui.panels.journal.range_bar import RangeBar
from terminal_app.ui.panels.journal.result_page import ResultPage
from terminal_app.ui.panels.journal.state import View
from terminal_app.ui.panels.journal.trip_page import TripPage
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label

Page = OrderPage | TripPage | ResultPage


class JournalFace(QWidget):
    """Pages of which one is in front. What they show is decided by who fills them.

    Args:
        find: the rules of an instrument.
        clock: for what day it is.
        theme: the colours.
    """

    def __init__(self, find: Callable[[InstrumentId], Instrument | None], clock: Clock, theme: Theme) -> None:
        super().__init__()
        self.view = View.ORDERS
        self.orders = OrderPage(clock, theme)
        self.trips = TripPage(find, clock, theme)
        self.results = ResultPage(theme)
        self.head = JournalHead({view: page.tools for view, page in self.pages().items()})
        self.range = RangeBar()
        self.trouble = plain_label("", Role.SOFT)
        self.trouble.setWordWrap(True)
        self.trouble.setContentsMargins(PAD, 0, PAD, GAP)
        set_state(self.trouble, "warning")
        self.foot = JournalFoot(clock)
        self._stack = QStackedWidget()
        for page in self.pages().values():
            self._stack.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.range)
        column.addWidget(self.trouble)
        column.addWidget(self._stack, 1)
        column.addWidget(self.foot)
        for before, after in pairwise(self._in_order()):
            QWidget.setTabOrder(before, after)

    def pages(self) -> Mapping[View, Page]:
        """The page of each view."""
        return {View.ORDERS: self.orders, View.TRIPS: self.trips, View.RESULTS: self.results}

    @property
    def front(self) -> Page:
        """The page that is shown."""
        return self.pages()[self.view]

    def bring(self, view: View) -> None:
        """Show another page."""
        self.view = view
        self.head.show_view(view)
        self._stack.setCurrentWidget(self.front)

    def _in_order(self) -> list[QWidget]:
        """What the Tab key goes through, as it is read: from the bar down to the foot."""
        head, notes = self.head, self.trips.notes
        chain: list[QWidget] = [*head.views.buttons(), head.period, head.reload]
        chain += [tool for page in self.pages().values() for tool in page.tools]
        chain += [head.export, self.range.first, self.range.last, self.orders.table, self.orders.story]
        chain += [self.trips.table, notes.tags, notes.note, self.results.coin, self.results.table]
        chain.append(self.foot.details)
        return [widget for widget in chain if widget.focusPolicy() is not Qt.FocusPolicy.NoFocus]

    def show_trouble(self, sentence: str) -> None:
        """Say over the page what went wrong; nothing when nothing did."""
        self.trouble.setText(sentence)
        self.trouble.setVisible(bool(sentence))
