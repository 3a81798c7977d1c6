"""The ticker panel: a searchable list of live tickers. Only rows that can be seen cost anything.

Prices are brought up to date at most ten times a second, and the order of the list changes seldom and never
under the mouse.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, signed
from terminal_app.ui.panels.watchlist import state
from terminal_app.ui.panels.watchlist.state import Order, WatchRow
from terminal_app.ui.style import GAP, PAD
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, search_field
from terminal_app.ui.widgets.table import RowTable

_WAITING = "Waiting for the list of instruments…"
_NOTHING_FOUND = "No instrument matches. Try a coin, such as BTC."
_ROW_PX = 40
_REFRESH_SECONDS = 0.1
_REORDER_SECONDS = 3.0
_LOOK_MS = 150


class WatchlistPanel(QWidget):
    """Every instrument with its last price, change and turnover.

    Signals:
        instrument_chosen: an instrument was clicked, or Return was pressed on it (InstrumentId).
        view_changed: the instruments that can be seen now (frozenset of InstrumentId); their tickers are
        worth subscribing to.
    """

    instrument_chosen = Signal(object)
    view_changed = Signal(object)

    def __init__(self, hub: MarketHub, theme: Theme) -> None:
        super().__init__()
        self._hub = hub
        self._order = Order.VOLUME
        self._reverse = False
        self._dirty: set[InstrumentId] = set()
        self._refreshed = 0.0
        self._ordered = 0.0
        self._current: InstrumentId | None = None
        self._in_view: frozenset[InstrumentId] = frozenset()
        self.model: RowsModel[WatchRow] = RowsModel(_COLUMNS, lambda row: row.id, theme, self)
        self.table = RowTable(self.model, theme, "Instruments", _WAITING, row_height=_ROW_PX)
        self.table.setSelectionMode(RowTable.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().hide()
        self.search = search_field("Search symbol  /", "Search for an instrument")
        self.search.installEventFilter(self)
        self.orders = QButtonGroup(self)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        self._lay_out()
        self._connect_signals()

    def _lay_out(self) -> None:
        chips = QHBoxLayout()
        chips.setSpacing(GAP)
        for number, order in enumerate(Order):
            chip = bar_button(order.value, f"Sort by {order.value}")
            chip.setCheckable(True)
            chip.setChecked(order is self._order)
            self.orders.addButton(chip, number)
            chips.addWidget(chip)
        chips.addStretch(1)
        head = QVBoxLayout()
        head.setContentsMargins(PAD, PAD, PAD, PAD)
        head.setSpacing(GAP + 2)
        head.addWidget(self.search)
        head.addLayout(chips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self._name_chips()

    def _connect_signals(self) -> None:
        self.search.textChanged.connect(self.on_words_changed)
        self.search.returnPressed.connect(self.on_return_in_search)
        self.orders.idClicked.connect(self.on_order_chosen)
        self.table.cell_clicked.connect(self.on_row_chosen)
        self.table.row_activated.connect(self.on_row_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self.on_scrolled)
        self.table.verticalScrollBar().rangeChanged.connect(self.on_scrolled)
        self._look.timeout.connect(self.on_look)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every ticker, and the list of instruments."""
        return frozenset({Kind.TICKER, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Bring the list up to date: its rows at once, its prices ten times a second."""
        fresh = {topic.key for topic in batch.topics if topic.kind is Kind.TICKER}
        if batch.has(Kind.INSTRUMENTS) or None in fresh:
            self._fill()
            self._mark_current()
            return
        self._dirty.update(key for key in fresh if isinstance(key, InstrumentId))
        self._refresh()

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Mark the instrument that the window shows."""
        self._current = instrument
        self._mark_current()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def on_tick(self) -> None:
        """Time has passed: show what is left to show, and reorder the list unless the mouse is on it."""
        if not self.isVisible():
            return
        self._refresh()
        settled = self._hub.clock.monotonic() - self._ordered >= _REORDER_SECONDS
        if settled and not self.search.text() and not self.table.underMouse():
            self._fill()

    def on_words_changed(self) -> None:
        """The search has changed."""
        self._fill()
        self._mark_current()
        self.table.scrollToTop()

    def on_return_in_search(self) -> None:
        """Return in the search field chooses the best match."""
        if self.model.rowCount():
            best = self.model.row(0).id
            self.search.clear()
            self.instrument_chosen.emit(best)

    def on_order_chosen(self, number: int) -> None:
        """A way of sorting was pressed; pressing it again turns the order around."""
        chosen = tuple(Order)[number]
        self._reverse = not self._reverse if chosen is self._order else False
        self._order = chosen
        self._name_chips()
        self._fill()
        self.table.scrollToTop()

    def on_row_chosen(self, row: WatchRow) -> None:
        """A row was clicked, or Return was pressed on it."""
        self.instrument_chosen.emit(row.id)

    def on_scrolled(self) -> None:
        """Other rows may be in sight: look when the list has come to rest."""
        self._look.start()

    def on_look(self) -> None:
        """The list has stood still for a moment: say what can be seen."""
        first = max(0, self.table.rowAt(0))
        last = self.table.rowAt(self.table.viewport().height() - 1)
        numbers = range(first, (last if last >= 0 else self.model.rowCount() - 1) + 1)
        seen = frozenset(self.model.row(number).id for number in numbers)
        if seen != self._in_view:
            self._in_view = seen
            self.view_changed.emit(seen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the search field, Down goes to the list and Escape empties the field."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Down and self.model.rowCount():
                self.table.setFocus(Qt.FocusReason.TabFocusReason)
                self.table.select(0)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.search.clear()
                return True
        return super().eventFilter(watched, event)

    def showEvent(self, event: QShowEvent) -> None:
        """On the screen again: say what can be seen."""
        super().showEvent(event)
        self._look.start()

    def _fill(self) -> None:
        words = self.search.text().strip()
        registry = self._hub.instruments
        hits = state.found(words, registry.all(), registry.search)
        shown = state.rows(hits, self._hub.tickers.get)
        if not words:
            shown = state.ordered(shown, self._order, reverse=self._reverse)
        self.table.empty_text = _NOTHING_FOUND if registry.all() else _WAITING
        self._dirty.clear()
        self._ordered = self._hub.clock.monotonic()
        self.model.show(shown)
        self._look.start()

    def _mark_current(self) -> None:
        place = None if self._current is None else self.model.place_of(self._current)
        if place is None:
            self.table.clearSelection()
        else:
            self.table.select(place)

    def _refresh(self) -> None:
        now = self._hub.clock.monotonic()
        if not self._dirty or now - self._refreshed < _REFRESH_SECONDS:
            return
        self._refreshed = now
        places = (self.model.place_of(key) for key in self._dirty)
        stale = [self.model.row(place) for place in places if place is not None]
        self._dirty.clear()
        self.model.replace(state.rows((row.instrument for row in stale), self._hub.tickers.get))

    def _name_chips(self) -> None:
        falling = self._reverse is (self._order is Order.NAME)
        for number, order in enumerate(Order):
            chip: Callable[[str], None] = self.orders.button(number).setText
            arrow = (" ▾" if falling else " ▴") if order is self._order else ""
            chip(order.value + arrow)


_COLUMNS: tuple[Column[WatchRow], ...] = (
    Column(
        "Symbol",
        lambda row: row.id.symbol,
        104,
        below=state.below_text,
        tip=lambda row: f"{row.id}: turnover of 24 hours {state.volume_text(row)}",
    ),
    Column(
        "Last",
        state.last_text,
        102,
        Align.RIGHT,
        tone=lambda row: Tone.FAINT if row.ticker is None else Tone.NORMAL,
        below=state.change_text,
        below_tone=lambda row: signed(state.change(row)),
        copy=lambda row: text.machine(row.ticker.last if row.ticker is not None else None),
    ),
)
