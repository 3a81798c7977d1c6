"""The book panel: grouping above the ladder, rows that hold still under the pointer, and doubt shown at once.

A book that is broken, empty or silent is dimmed with the reason written over it; it is never drawn as live.
"""

from decimal import Decimal

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Side
from terminal_app.market.hub import MarketHub
from terminal_app.ui.panels.book.ladder_view import LadderView
from terminal_app.ui.panels.book.state import GROUPS, BookState, PriceClicked, stale_text
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label

HOLD_SECONDS = 1.0
"""Rows keep their prices for so long after the pointer last moved over them."""

_AGE_CHECK_MS = 250


class BookPanel(QWidget):
    """The order book of the selected instrument.

    Signals:
        price_clicked: a row was clicked, as `PriceClicked`.
    """

    price_clicked = Signal(object)

    def __init__(self, hub: MarketHub, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._instrument: InstrumentId | None = None
        self._state = BookState(None)
        self._shown: tuple[int, int, int] | None = None
        self._held_until = 0.0
        self.ladder = LadderView(theme, hub.clock.monotonic, self)
        self.grouping = QComboBox(self)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_AGE_CHECK_MS)
        self._timer.timeout.connect(self.on_age_check)
        self.ladder.row_clicked.connect(self.on_row_clicked)
        self.ladder.pointer_moved.connect(self.on_pointer_moved)
        self.ladder.resized.connect(self.on_resized)
        self.grouping.currentIndexChanged.connect(self.on_grouping_changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ladder.setFocusProxy(self)
        self.setAccessibleName("Order book")
        self.ladder.show_warning("Select an instrument to see its order book.")

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The book on show and the rules of its instrument."""
        if self._instrument is None:
            return frozenset()
        return frozenset({Topic(Kind.BOOK, self._instrument), Topic(Kind.INSTRUMENTS)})

    @property
    def group(self) -> int:
        """The row step in ticks."""
        return GROUPS[max(0, self.grouping.currentIndex())]

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the book of another instrument."""
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self._state = BookState(self._hub.instruments.get(instrument))
        self._release()
        self.ladder.clear()
        self._name_groups()
        self._refresh()

    def show_frame(self, batch: Batch) -> None:
        """Bring the picture up to date."""
        if self._instrument is None:
            return
        rules = self._hub.instruments.get(self._instrument)
        if rules != self._state.instrument:
            self._state = BookState(rules)
            self._name_groups()
            self._release()
        self._refresh()

    def on_row_clicked(self, price: Decimal, side: Side) -> None:
        """A row was clicked."""
        if self._instrument is not None:
            self.price_clicked.emit(PriceClicked(self._instrument, price, side))

    def on_pointer_moved(self) -> None:
        """Hold the prices of the rows still for a while."""
        self._held_until = self._hub.clock.monotonic() + HOLD_SECONDS

    def on_grouping_changed(self) -> None:
        """Another row step was chosen."""
        self._release()
        self._refresh()

    def on_resized(self) -> None:
        """Another number of rows fits."""
        self._release()
        self._refresh()

    def on_age_check(self) -> None:
        """Time passes for a silent book as well, and for rows held under a pointer that rests."""
        self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._change_group(1)
            case Qt.Key.Key_Minus:
                self._change_group(-1)
            case Qt.Key.Key_Space:
                self._release()
                self._refresh()
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and event.angleDelta().y():
            self._change_group(-1 if event.angleDelta().y() > 0 else 1)
            event.accept()
        else:
            super().wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._release()
        super().leaveEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def _change_group(self, by: int) -> None:
        self.grouping.setCurrentIndex(min(max(self.grouping.currentIndex() + by, 0), len(GROUPS) - 1))

    def _release(self) -> None:
        self._held_until = 0.0
        self._shown = None

    def _refresh(self) -> None:
        if self._instrument is None:
            return
        book, clock = self._hub.book(self._instrument), self._hub.clock
        held = self.ladder.view if clock.monotonic() < self._held_until and self.ladder.view.bids else None
        now_shown = (book.version, self.ladder.row_count, id(held) if held else 0)
        if now_shown != self._shown:
            step = self._state.step(self.group)
            self.ladder.show_view(self._state.build(book, step, self.ladder.row_count, held))
            self._shown = now_shown if held is None else None
        self.ladder.show_warning(book.reason or stale_text(book.age(clock)))

    def _name_groups(self) -> None:
        for position, group in enumerate(GROUPS):
            self.grouping.setItemText(position, self._state.step_text(group))

    def _lay_out(self) -> None:
        caption = plain_label("Group", Role.CAPTION, self)
        caption.setBuddy(self.grouping)
        for group in GROUPS:
            self.grouping.addItem(f"{group} × tick")
        self.grouping.setAccessibleName("Price step of a row")
        self.grouping.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = QHBoxLayout()
        row.setContentsMargins(PAD, GAP, PAD, GAP)
        row.setSpacing(PAD)
        row.addWidget(caption)
        row.addWidget(self.grouping)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.ladder, 1)
