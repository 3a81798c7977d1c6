"""The book panel: grouping above the ladder, rows that hold still under the pointer, and doubt shown at once.

A book that is broken or old lies under a veil with the reason on it, and a click on it fills nothing in.
"""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic, topics_of
from terminal_app.core.events import BookDelta, BookSnapshot, MarketEvent
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.orders import Order
from terminal_app.market.hub import MarketHub
from terminal_app.ui import format as fmt
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.latency import LatencyMeter
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.book.ladder_view import LadderView
from terminal_app.ui.panels.book.own import marks
from terminal_app.ui.panels.book.state import (
    GROUPS,
    BookRow,
    BookState,
    BookView,
    PriceClicked,
    SizeClicked,
    freshness,
    hides_best,
)
from terminal_app.ui.style import GAP, PAD, Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.text import plain_label

HOLD_SECONDS = 1.0
"""Rows keep their prices for so long after the pointer last moved over them."""

_BOOKS = (BookDelta, BookSnapshot)
_GROUPS_KEY = "groups"
_NOT_FILLED = "Nothing was filled in."


class BookPanel(QWidget):
    """The order book of the selected instrument.

    Signals:
        price_clicked: a row was clicked, as `PriceClicked`.
        size_clicked: a size was double-clicked, or a row with Shift for the size up to it, as `SizeClicked`.
        changed_choice: another row step was chosen.

    Args:
        hub: the books.
        theme: the colours.
        orders: our working orders.
        sender: cancels orders, and tells why a click was refused.
        refresh: asks the venue for a fresh book.
        confirm: asks before a cancel where the person wants it.
        parent: as usual.
    """

    price_clicked = Signal(object)
    size_clicked = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        hub: MarketHub,
        theme: Theme,
        orders: Callable[[], Sequence[Order]],
        sender: Sender,
        refresh: Callable[[InstrumentId], None],
        confirm: Confirmer = never_ask,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask_first = AskFirst(sender, confirm)
        self._hub = hub
        self._orders = orders
        self._sender = sender
        self._ask_refresh = refresh
        self._instrument: InstrumentId | None = None
        self._state = BookState(None)
        self._own_orders: tuple[Order, ...] = ()
        self._groups: dict[str, int] = {}
        self._shown: tuple[int, int, int] | None = None
        self._held_until = 0.0
        self._inside = False
        self.meter = LatencyMeter()
        self.ladder = LadderView(theme, hub.clock.monotonic, self)
        self.veil = StaleVeil(self.ladder, theme, hub.clock, self.freshness)
        self.grouping = QComboBox(self)
        self._lay_out()
        self.ladder.row_clicked.connect(self.on_row_clicked)
        self.ladder.size_picked.connect(self.on_size_picked)
        self.ladder.cancel_wanted.connect(self.on_cancel_wanted)
        self.ladder.pointer_moved.connect(self.on_pointer_moved)
        self.ladder.painted.connect(self.on_painted)
        self.ladder.resized.connect(self.on_resized)
        self.grouping.currentIndexChanged.connect(self.on_grouping_changed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.ladder.setFocusProxy(self)
        self.setAccessibleName("Order book")
        self.ladder.show_sentence("Select an instrument to see its order book.")

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """The book on show, the rules of its instrument, and our own orders."""
        if self._instrument is None:
            return frozenset()
        return topics_of(self._instrument, Kind.BOOK) | topics_of(None, Kind.INSTRUMENTS, Kind.ORDERS)

    @property
    def group(self) -> int:
        """The row step in ticks."""
        return GROUPS[max(0, self.grouping.currentIndex())]

    def show_instrument(self, instrument: InstrumentId) -> None:
        """Show the book of another instrument, by the row step it was last seen with."""
        if instrument == self._instrument:
            return
        self._instrument = instrument
        self._state = BookState(self._hub.instruments.get(instrument))
        self._release()
        self.meter.forget()
        self.ladder.clear()
        self._name_groups()
        self._recall_group()
        self._read_orders()
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
        if batch.has(Kind.ORDERS):
            self._read_orders()
        self._refresh()

    def remember(self) -> Mapping[str, object]:
        """The row steps that were chosen, in ticks, by instrument."""
        return {_GROUPS_KEY: dict(self._groups)}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the row steps of an earlier run."""
        groups = saved.get(_GROUPS_KEY)
        if isinstance(groups, Mapping):
            self._groups = {
                str(name): group
                for name, group in groups.items()
                if isinstance(group, int) and group in GROUPS
            }
        self._recall_group()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers may be another one."""
        if self._instrument is not None:
            self._state = BookState(self._hub.instruments.get(self._instrument))
            self._name_groups()
            self._shown = None
            self._refresh()

    def freshness(self) -> Freshness | None:
        """How old the rows are; `None` when there are none."""
        if self._instrument is None or not (self.ladder.view.bids or self.ladder.view.asks):
            return None
        return freshness(self._hub.book(self._instrument))

    def on_row_clicked(self, row: BookRow, with_size: bool) -> None:
        """A row was clicked; with Shift the size up to it is wanted too."""
        if self._instrument is not None and not self._refused():
            self.price_clicked.emit(PriceClicked(self._instrument, row.price, row.side))
            if with_size and row.total:
                self.size_clicked.emit(SizeClicked(self._instrument, row.total))

    def on_size_picked(self, row: BookRow) -> None:
        """A size was double-clicked."""
        if self._instrument is not None and row.size and not self._refused():
            self.size_clicked.emit(SizeClicked(self._instrument, row.size))

    def on_cancel_wanted(self, row: BookRow) -> None:
        """The × of a row was pressed. A cancel passes at any age of the book: it only makes risk smaller."""
        own = row.own
        if own is None or not own.cancels:
            return
        price = fmt.price(row.price, self._state.instrument)
        question = f"Cancel what is ours at {price}\n{self._instrument}: {own.text}"
        wish = Wish(own.cancels, own.cancels, Asked(Ask.CANCEL), question, "Cancel orders")
        self._ask_first.send(self, wish)

    def on_pointer_moved(self) -> None:
        """Hold the prices of the rows still while the pointer is here, and for a while after it moved."""
        self._inside = True
        self._held_until = self._hub.clock.monotonic() + HOLD_SECONDS

    def on_grouping_changed(self) -> None:
        """Another row step was chosen."""
        self._release()
        self._refresh()
        name = str(self._instrument)
        if self._instrument is not None and self._groups.get(name, GROUPS[0]) != self.group:
            self._groups[name] = self.group
            self.changed_choice.emit()

    def on_painted(self) -> None:
        """The rows are on the screen."""
        self.meter.painted(self._hub.clock.monotonic())

    def on_resized(self) -> None:
        """Another number of rows fits."""
        self._release()
        self._refresh()

    def on_tick(self) -> None:
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
        self._inside = False
        self._release()
        super().leaveEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.meter.forget()
        self._hub.listeners.append(self._on_market_event)

    def hideEvent(self, event: QHideEvent) -> None:
        if self._on_market_event in self._hub.listeners:
            self._hub.listeners.remove(self._on_market_event)
        super().hideEvent(event)

    def _change_group(self, by: int) -> None:
        self.grouping.setCurrentIndex(min(max(self.grouping.currentIndex() + by, 0), len(GROUPS) - 1))

    def _recall_group(self) -> None:
        group = self._groups.get(str(self._instrument), GROUPS[0])
        self.grouping.setCurrentIndex(GROUPS.index(group))

    def _refused(self) -> bool:
        """Whether a click cannot be trusted; it then says why, and asks for a fresh book."""
        age = self.freshness()
        reason = "" if age is None else age.sentence(self._hub.clock.monotonic())
        if not reason or self._instrument is None:
            return False
        self.veil.say(_NOT_FILLED)
        doubt = f"Order book of {self._instrument}: {reason.rstrip('.')}."
        self._sender.refuse(f"{doubt} {_NOT_FILLED} A fresh book is asked for.")
        self._ask_refresh(self._instrument)
        return True

    def _read_orders(self) -> None:
        own = tuple(order for order in self._orders() if order.instrument == self._instrument)
        if own != self._own_orders:
            self._own_orders, self._shown = own, None

    def _release(self) -> None:
        self._held_until = 0.0
        self._shown = None

    def _refresh(self) -> None:
        if self._instrument is None:
            return
        book = self._hub.book(self._instrument)
        step = self._state.step(self.group)
        view = self.ladder.view
        moving = self._hub.clock.monotonic() < self._held_until
        resting = self._inside and self._held_until > 0
        held = view if view.bids and (moving or (resting and not hides_best(book, view, step))) else None
        now_shown = (book.version, self.ladder.row_count, id(held) if held else 0)
        if now_shown != self._shown:
            found = marks(self._own_orders, self._instrument, self._state.instrument, step)
            self._picture(self._state.build(book, step, self.ladder.row_count, held, found))
            self._shown = now_shown if held is None else None
        self.ladder.show_sentence(book.reason)
        self.veil.on_tick()

    def _picture(self, view: BookView) -> None:
        if self.ladder.show_view(view):
            self.meter.pictured()
        else:
            self.meter.forget()

    def _on_market_event(self, event: MarketEvent) -> None:
        if isinstance(event, _BOOKS) and event.instrument == self._instrument:
            self.meter.arrived(event.stamp.received)

    def _name_groups(self) -> None:
        for position, group in enumerate(GROUPS):
            self.grouping.setItemText(position, self._state.step_text(group))

    def _lay_out(self) -> None:
        caption = plain_label("Group", Role.CAPTION, self)
        caption.setBuddy(self.grouping)
        for group in GROUPS:
            self.grouping.addItem(f"{group} × tick")
        self.grouping.setAccessibleName("Price step of a row")
        self.grouping.setToolTip("The price step of a row: + and − change it, or Ctrl and the wheel")
        self.grouping.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
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
