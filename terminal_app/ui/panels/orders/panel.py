"""The table of open orders: the panel reads the blotter, shows it, and asks for amends and cancels."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import AmendOrder
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order
from terminal_app.core.ports import Clock
from terminal_app.ui import format as text
from terminal_app.ui.bridge.counter import Counter
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, sort_number
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.orders import amend, state
from terminal_app.ui.panels.orders.amend_bar import AmendBar
from terminal_app.ui.panels.orders.state import OrderRow
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, table_page
from terminal_app.ui.widgets.table import RowAction, RowTable
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "No open orders. Place one in the ticket."
_CANCEL = "×"


class OrdersPanel(QWidget):
    """Open orders, newest first.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        count_changed: how many orders there are now; told by `counter` even while the panel is hidden.
        changed_choice: the columns were arranged in another way.

    Args:
        orders: the open orders, newest first.
        find: the rules of an instrument.
        sender: takes the amends and cancels.
        veiled: lays a veil over a widget for when the account is too old.
    """

    instrument_chosen = Signal(object)
    count_changed = Signal(int)
    changed_choice = Signal()

    def __init__(
        self,
        orders: Callable[[], Sequence[Order]],
        find: Callable[[InstrumentId], Instrument | None],
        sender: Sender,
        clock: Clock,
        theme: Theme,
        veiled: Callable[[QWidget], StaleVeil] | None = None,
    ) -> None:
        super().__init__()
        self._orders = orders
        self._find = find
        self._sender = sender
        self._clock = clock
        self.counter = Counter(Kind.ORDERS, lambda: len(orders()), self.count_changed.emit)
        self._columns = self._make_columns()
        self.model: RowsModel[OrderRow] = RowsModel(
            self._columns, lambda row: row.order.client_oid, theme, self
        )
        self.table = RowTable(self.model, theme, "Open orders", _EMPTY)
        self.summary = plain_label("", Role.SOFT)
        self.cancel_all = bar_button("Cancel all", "Cancel all open orders", Role.DANGER)
        bar = QHBoxLayout()
        bar.addWidget(self.summary)
        bar.addStretch(1)
        bar.addWidget(self.cancel_all)
        self.amend_bar = AmendBar()
        table_page(self, self.table, bar, self.amend_bar)
        self.table.actions_of_rows = self._make_actions()
        self.amend_bar.amended.connect(self.on_amended)
        self.cancel_all.clicked.connect(self.on_cancel_all)
        self.table.row_activated.connect(self.on_amend)
        self.table.changed_choice.connect(self.changed_choice)
        self.veil = None if veiled is None else veiled(self.table)
        self.table.action_clicked.connect(self.on_cancel)
        self.table.delete_pressed.connect(self.on_delete)
        self.table.cell_clicked.connect(self.on_cell_clicked)
        self._show_count(0)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of an order, and of the rules its numbers are written by."""
        return frozenset({Kind.ORDERS, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        self.counter.show_frame(batch)
        if batch.has(Kind.ORDERS) or batch.has(Kind.INSTRUMENTS):
            self.model.show(state.rows(self._orders(), self._find))
            self._show_count(self.model.rowCount())
            self._follow_amend()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)
        if self.veil is not None:
            self.veil.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """How the columns are arranged."""
        return self.table.remember()

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were."""
        self.table.recall(saved)

    def on_tick(self) -> None:
        """Time has passed: the ages have changed."""
        if self.isVisible():
            self.model.repaint_column(_AGE)
        if self.veil is not None:
            self.veil.on_tick()

    def on_cancel(self, row: OrderRow) -> None:
        """The × of a row was pressed."""
        if row.cancellable:
            self._sender.send(state.cancel(row))

    def on_delete(self, rows: Sequence[OrderRow]) -> None:
        """Delete was pressed on the selected rows."""
        for row in rows:
            self.on_cancel(row)

    def on_amend(self, row: OrderRow) -> None:
        """A row was double-clicked: change the order in place, or say why that cannot be."""
        if refused := amend.why_not(row):
            self.summary.setText(refused)
        else:
            self.amend_bar.open_for(row)

    def on_amended(self, command: AmendOrder) -> None:
        """A change was confirmed."""
        self._sender.send(command)
        self.table.setFocus()

    def on_cancel_all(self) -> None:
        """The button over the table was pressed."""
        for command in state.cancel_all(row.order.instrument.product for row in self.model.rows()):
            self._sender.send(command)

    def on_cell_clicked(self, row: OrderRow, column: int) -> None:
        """A cell was pressed; on a symbol that chooses it."""
        if column == 0:
            self.instrument_chosen.emit(row.order.instrument)

    def _follow_amend(self) -> None:
        order = self.amend_bar.order
        if order is not None:
            place = self.model.place_of(order.client_oid)
            gone = self.amend_bar.follow(None if place is None else self.model.row(place))
            self.summary.setText(gone or self.summary.text())

    def _make_actions(self) -> Sequence[RowAction[OrderRow]]:
        return (
            RowAction(
                "Amend price and size…",
                lambda rows: self.on_amend(rows[0]),
                "Return",
                lambda rows: len(rows) == 1 and amend.amendable(rows[0]),
            ),
            RowAction(
                "Cancel",
                self.on_delete,
                "Delete",
                lambda rows: any(row.cancellable for row in rows),
            ),
            RowAction(
                "Show in chart, book and ticket",
                lambda rows: self.instrument_chosen.emit(rows[0].order.instrument),
                fits=lambda rows: len(rows) == 1,
                separated=True,
            ),
        )

    def _show_count(self, count: int) -> None:
        self.cancel_all.setText(f"Cancel all ({count})")
        self.cancel_all.setEnabled(count > 0)
        doubtful = sum(row.in_doubt for row in self.model.rows())
        self.summary.setText(f"{doubtful} unconfirmed: the venue is being asked" if doubtful else "")

    def _age(self, row: OrderRow) -> str:
        return text.age((self._clock.now_ms() - row.order.created_ms) / 1000)

    def _make_columns(self) -> tuple[Column[OrderRow], ...]:
        right = Align.RIGHT
        return (
            Column(
                "Symbol",
                lambda row: row.order.instrument.symbol,
                130,
                tag=lambda row: "perp" if row.order.instrument.product.is_futures else "spot",
                tip=lambda row: f"Show {row.order.instrument} in the chart, the book and the ticket",
                sort=lambda row: row.order.instrument.symbol,
                link=True,
                fixed=True,
            ),
            Column("Side", state.side_text, 70, tone=_side_tone, sort=lambda row: row.order.side.value),
            Column("Type", state.kind_text, 150, tag=state.terms_text),
            Column(
                "Price",
                state.price_text,
                100,
                right,
                sort=lambda row: sort_number(row.order.price),
                copy=lambda row: text.machine(row.order.price),
            ),
            Column(
                "Size",
                state.size_text,
                100,
                right,
                sort=lambda row: sort_number(row.order.size.value),
                copy=lambda row: text.machine(row.order.size.value),
            ),
            Column(
                "Filled",
                state.filled_text,
                90,
                right,
                tone=lambda row: Tone.NORMAL if row.order.filled else Tone.FAINT,
                sort=lambda row: sort_number(row.order.filled),
                copy=lambda row: text.machine(row.order.filled),
            ),
            Column("Status", state.status_text, 130, tone=_status_tone, tip=state.status_tip),
            Column(
                "Placed",
                lambda row: text.date_time(row.order.created_ms),
                140,
                tone=lambda _: Tone.SOFT,
                tip=lambda row: text.iso_time(row.order.created_ms),
                copy=lambda row: text.iso_time(row.order.created_ms),
                hidden=True,
            ),
            Column("Order ID", lambda row: row.order.order_id or row.order.client_oid, 170, hidden=True),
            Column(
                "Age",
                self._age,
                70,
                right,
                tone=lambda _: Tone.SOFT,
                tip=lambda row: text.iso_time(row.order.created_ms),
                sort=lambda row: -row.order.created_ms,
                copy=lambda row: text.iso_time(row.order.created_ms),
            ),
            Column(
                "",
                lambda row: _CANCEL if row.cancellable else "",
                44,
                tip=lambda _: "Cancel this order (Delete)",
                action=True,
                name="cancel",
                fixed=True,
            ),
        )


_AGE = 9


def _side_tone(row: OrderRow) -> Tone:
    return Tone.UP if state.is_buy(row) else Tone.DOWN


def _status_tone(row: OrderRow) -> Tone:
    return Tone.WARNING if row.in_doubt else Tone.NORMAL
