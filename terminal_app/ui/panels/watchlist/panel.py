"""The ticker panel: a searchable list of live tickers. Only rows that can be seen cost anything.

Prices are brought up to date at most ten times a second, and the order of the list changes seldom and never
under the mouse. The curves of the day come by REST, for the rows in sight only.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.market.hub import MarketHub
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.watchlist import state
from terminal_app.ui.panels.watchlist.columns import COLUMNS
from terminal_app.ui.panels.watchlist.favourites import Favourites
from terminal_app.ui.panels.watchlist.head import WatchHead
from terminal_app.ui.panels.watchlist.state import WatchRow
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction

_WAITING = "Waiting for the list of instruments…"
_NO_FAVOURITES = "No favourites yet. Press the star beside a symbol."
_NOTHING_FOUND = "No instrument matches. Try a coin, such as BTC."
_ROW_PX = 40
_REFRESH_SECONDS = 0.1
_ROWS_AT_ONCE = 6
_PAUSE_SECONDS = 0.05
_NEVER = float("-inf")
_REORDER_SECONDS = 3.0
_LOOK_MS = 150
_CURVES_SECONDS = 5.0


class Shapes(Protocol):
    """What the list needs of the curves of the day."""

    def get(self, instrument: InstrumentId) -> tuple[float, ...]:
        """The closes of the last day, empty when they are not known."""
        ...

    def want(self, instruments: Iterable[InstrumentId]) -> None:
        """Fetch these, in this order."""
        ...


class WatchlistPanel(QWidget):
    """Every instrument with its last price, change and turnover; favourites first.

    Signals:
        instrument_chosen: an instrument was clicked, or Return was pressed on it (InstrumentId).
        view_changed: the instruments that can be seen now (frozenset of InstrumentId); their tickers are
        worth subscribing to.
        changed_choice: favourites, order or columns are others now.

    Args:
        hub: tickers and instruments.
        theme: the colours.
        shapes: the curves of the day, `None` for a list without them.
    """

    instrument_chosen = Signal(object)
    view_changed = Signal(object)
    changed_choice = Signal()

    def __init__(self, hub: MarketHub, theme: Theme, shapes: Shapes | None = None) -> None:
        super().__init__()
        self._hub = hub
        self._shapes = shapes
        self._favourites = Favourites()
        self._curves = True
        self._asked = 0.0
        self._dirty: dict[InstrumentId, None] = {}
        self._refreshed: dict[InstrumentId, float] = {}
        self._painted = _NEVER
        self._ordered = 0.0
        self._current: InstrumentId | None = None
        self._in_view: frozenset[InstrumentId] = frozenset()
        self.model: RowsModel[WatchRow] = RowsModel(COLUMNS, lambda row: row.id, theme, self)
        self.table = RowTable(self.model, theme, "Instruments", _WAITING, row_height=_ROW_PX)
        self.table.setSelectionMode(RowTable.SelectionMode.SingleSelection)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().hide()
        self.table.installEventFilter(self)
        self.table.actions_of_rows = self._make_actions()
        self.head = WatchHead()
        self.search = self.head.search
        self.only_starred = self.head.only_starred
        self.orders = self.head.orders
        self.search.installEventFilter(self)
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.table, 1)
        self._connect_signals()

    def _connect_signals(self) -> None:
        self.search.textChanged.connect(self.on_words_changed)
        self.search.returnPressed.connect(self.on_return_in_search)
        self.head.sorted_anew.connect(self.on_sorted_anew)
        self.only_starred.toggled.connect(self.on_only_starred)
        self.head.choose_columns.clicked.connect(self.on_columns_asked)
        self.table.action_clicked.connect(self.on_star)
        self.table.changed_choice.connect(self.on_columns_changed)
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
        """Bring the list up to date: its rows at once, a price at most ten times a second.

        Of prices that change together a few are painted at once: all of them would hold up a frame.
        """
        fresh = {topic.key for topic in batch.topics if topic.kind is Kind.TICKER}
        if batch.has(Kind.INSTRUMENTS) or None in fresh:
            self._fill()
            self._mark_current()
            return
        self._dirty.update((key, None) for key in fresh if isinstance(key, InstrumentId))
        self._refresh(_ROWS_AT_ONCE)

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Mark the instrument that the window shows."""
        self._current = instrument
        self._mark_current()

    def focus_search(self, letters: str = "") -> None:
        """Put the cursor into the search field, behind letters that were typed elsewhere."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if letters:
            self.search.setText(letters)
        else:
            self.search.selectAll()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """Favourites, order and columns."""
        return {
            **self.head.remember(),
            "favourites": self._favourites.saved(),
            "curves": self._curves,
            "table": self.table.remember(),
        }

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take favourites, order and columns as they were."""
        self._favourites.recall(saved.get("favourites"))
        self._curves = saved.get("curves") is not False
        self.head.recall(saved)
        self.table.recall(saved.get("table"))
        self._settle_header()
        self._fill()

    def on_tick(self) -> None:
        """Time has passed: show what is left to show, and reorder the list unless the mouse is on it."""
        if not self.isVisible():
            return
        self._refresh(len(self._dirty))
        self._want_curves()
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

    def on_sorted_anew(self) -> None:
        """Another order was chosen."""
        self._fill()
        self.table.scrollToTop()
        self.changed_choice.emit()

    def on_star(self, row: WatchRow) -> None:
        """The star of a row was pressed."""
        self._toggle_stars([row])

    def on_only_starred(self) -> None:
        """Favourites alone, or everything again."""
        self._fill()
        self.table.scrollToTop()
        self.changed_choice.emit()

    def on_columns_asked(self) -> None:
        """The button for the columns was pressed."""
        button = self.head.choose_columns
        self.columns_menu().popup(button.mapToGlobal(button.rect().bottomLeft()))

    def columns_menu(self) -> QMenu:
        """A menu that shows and hides the curve and the columns. It deletes itself when it closes."""
        menu = self.table.columns.menu()
        curve = menu.addAction("Curve of the day")
        menu.insertAction(menu.actions()[0], curve)
        curve.setCheckable(True)
        curve.setChecked(self._curves)
        curve.toggled.connect(self.on_curves_toggled)
        return menu

    def on_curves_toggled(self, shown: bool) -> None:
        """The curves are to be shown or hidden."""
        self._curves = shown
        self._fill()
        self.changed_choice.emit()

    def on_columns_changed(self) -> None:
        """Columns were shown, hidden, moved or resized."""
        self._settle_header()
        self.changed_choice.emit()

    def on_row_chosen(self, row: WatchRow) -> None:
        """A row was clicked, or Return was pressed on it."""
        self.instrument_chosen.emit(row.id)

    def on_scrolled(self) -> None:
        """Other rows may be in sight: look when the list has come to rest."""
        if self.isVisible():
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
        self._asked = 0.0
        self._want_curves()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The keys that lead from the search field to the list and back, and Space for the star."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if watched is self.search and self._key_in_search(event):
                return True
            if watched is self.table and self._key_in_list(event):
                return True
        return super().eventFilter(watched, event)

    def _key_in_search(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Down and self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            self.table.select(0)
            return True
        if event.key() == Qt.Key.Key_Escape:
            self.search.clear()
            return True
        return False

    def _key_in_list(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        letter = event.text()
        if event.key() == Qt.Key.Key_Up and self.table.currentIndex().row() <= 0:
            self.focus_search()
        elif event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self._toggle_stars(self.table.selected())
        elif not held and letter.isascii() and letter.isalnum():
            self.focus_search(letter.upper())
        else:
            return False
        return True

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks at it."""
        super().hideEvent(event)
        self._look.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """On the screen again: say what can be seen."""
        super().showEvent(event)
        self._look.start()

    def _fill(self) -> None:
        words = self.search.text().strip()
        registry = self._hub.instruments
        hits = state.found(words, registry.all(), registry.search)
        shown = self._rows(hits)
        if not words:
            shown = state.ordered(shown, self.head.order, reverse=self.head.reverse)
            shown = state.starred_first(shown, only=self.only_starred.isChecked())
        nothing = _NOTHING_FOUND if words else _NO_FAVOURITES
        self.table.empty_text = nothing if registry.all() else _WAITING
        self._dirty.clear()
        self._refreshed.clear()
        self._ordered = self._hub.clock.monotonic()
        self.model.show(shown)
        self.on_scrolled()

    def _mark_current(self) -> None:
        place = None if self._current is None else self.model.place_of(self._current)
        if place is None:
            self.table.clearSelection()
        else:
            self.table.select(place)

    def _refresh(self, at_once: int) -> None:
        """Show the newest of so many rows in sight, the longest waiting first, and of all others."""
        now = self._hub.clock.monotonic()
        if not self._dirty or now < self._painted + _PAUSE_SECONDS:
            return
        self._painted = now
        rested = [key for key in self._dirty if now - self._refreshed.get(key, _NEVER) >= _REFRESH_SECONDS]
        due = list(islice((key for key in rested if key in self._in_view), at_once))
        due += [key for key in rested if key not in self._in_view]
        for key in due:
            del self._dirty[key]
            self._refreshed[key] = now
        places = (self.model.place_of(key) for key in due)
        stale = [self.model.row(place) for place in places if place is not None]
        self.model.replace(self._rows(row.instrument for row in stale))

    def _rows(self, instruments: Iterable[Instrument]) -> list[WatchRow]:
        closes = self._shapes.get if self._curves and self._shapes is not None else state.no_closes
        return state.rows(instruments, self._hub.tickers.get, self._favourites, closes)

    def _want_curves(self) -> None:
        now = self._hub.clock.monotonic()
        if self._shapes is None or not self._curves or now - self._asked < _CURVES_SECONDS:
            return
        self._asked = now
        self._shapes.want(row.id for row in self.model.rows() if row.id in self._in_view)

    def _toggle_stars(self, rows: Sequence[WatchRow]) -> None:
        for row in rows:
            self._favourites.toggle(row.id)
        self._fill()
        self.changed_choice.emit()

    def _settle_header(self) -> None:
        """The usual two columns explain themselves; more of them have titles and may be scrolled."""
        more = any(column.hidden for column in self.table.columns.shown())
        self.table.horizontalHeader().setVisible(more)
        policy = Qt.ScrollBarPolicy
        self.table.setHorizontalScrollBarPolicy(
            policy.ScrollBarAsNeeded if more else policy.ScrollBarAlwaysOff
        )

    def _make_actions(self) -> Sequence[RowAction[WatchRow]]:
        return (
            RowAction("Show in chart, book and ticket", lambda rows: self.on_row_chosen(rows[0]), "Return"),
            RowAction("Favourite on or off", self._toggle_stars, "Space"),
        )
