"""The table of open orders: the panel reads the blotter, shows it, and asks for amends and cancels."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import AmendOrder, Command
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order
from terminal_app.core.ports import Clock
from terminal_app.trading.evidence import EvidenceLine
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.counter import Counter
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.panels.orders import amend, state
from terminal_app.ui.panels.orders.amend_bar import AmendBar
from terminal_app.ui.panels.orders.columns import order_columns
from terminal_app.ui.panels.orders.state import OrderRow
from terminal_app.ui.safety.evidence import EvidenceSheet
from terminal_app.ui.safety.evidence_text import evidence_text
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.order_panel import OrderPanel
from terminal_app.ui.widgets.selected_button import cancel_words
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.table_panel import Veiled

_EMPTY = "No open orders. Place one in the ticket."
_DOUBLE_CLICK = "double_click_cancels"


class OrdersPanel(OrderPanel[OrderRow]):
    """Open orders, newest first.

    Signals:
        count_changed: how many orders there are now; told by `counter` even while the panel is hidden.

    Args:
        orders: the open orders, newest first.
        find: the rules of an instrument.
        sender: takes the amends and cancels.
        clock: for the ages.
        theme: the colours.
        veiled: lays a veil over a widget for when the account is too old.
        confirm: asks before a cancel or a change where the person wants it.
        ask_again: asks the venue about an order whose state nobody knows; `None` where there is no road
            for it, and then nothing offers it.
        evidence: what was sent of an order and what came back, oldest first; `None` where nobody knows.
        change_note: what a person should know of a change before they confirm it; "" for nothing.
    """

    count_changed = Signal(int)

    def __init__(
        self,
        orders: Callable[[], Sequence[Order]],
        find: Callable[[InstrumentId], Instrument | None],
        sender: Sender,
        clock: Clock,
        theme: Theme,
        veiled: Veiled | None = None,
        confirm: Confirmer = never_ask,
        ask_again: Callable[[Order], None] | None = None,
        evidence: Callable[[str], Sequence[EvidenceLine]] | None = None,
        change_note: Callable[[], str] = str,
    ) -> None:
        model: RowsModel[OrderRow] = RowsModel(
            order_columns(clock.now_ms), lambda row: row.order.client_oid, theme
        )
        bar = AmendBar(change_note)
        super().__init__(
            RowTable(model, theme, "Open orders", _EMPTY),
            _EMPTY,
            bar,
            "Cancel all open orders",
            veiled,
        )
        self.amend_bar = bar
        self._orders = orders
        self._find = find
        self._ask_first = AskFirst(sender, confirm)
        self._ask_again = ask_again
        self._evidence = evidence
        self._double_click_cancels = False
        self.counter = Counter(Kind.ORDERS, lambda: len(orders()), self.count_changed.emit)
        self.table.actions_for = self._actions
        self.table.columns.choices = self._fill_choices
        self.table.double_click = self.on_double_click
        self.amend_bar.amended.connect(self.on_amended)
        self.on_shown()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of an order, and of the rules its numbers are written by."""
        return frozenset({Kind.ORDERS, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        self.counter.show_frame(batch)
        if batch.has(Kind.ORDERS) or batch.has(Kind.INSTRUMENTS):
            self.summary.setText("")
            self.show_rows(state.rows(self._orders(), self._find))
            self.follow_change()

    def on_shown(self) -> None:
        """Count what there is, and what the button over the table would cancel."""
        shown = self.model.rows()
        self.cancel_selected.on_selected()
        self.cancel_all.setText(state.count_text(shown, filtered=self.filtered))
        self.cancel_all.setToolTip(state.many_tip(filtered=self.filtered))
        self.cancel_all.setEnabled(any(row.cancellable or not self.filtered for row in shown))
        self.summary.setText(self.summary.text() or state.doubt_text(self.model.every()))

    def remember(self) -> Mapping[str, object]:
        """What every table remembers, and what a double-click does."""
        return {**super().remember(), _DOUBLE_CLICK: self._double_click_cancels}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take it as it was."""
        super().recall(saved)
        self._double_click_cancels = saved.get(_DOUBLE_CLICK) is True

    def on_tick(self) -> None:
        """Time has passed: the ages have changed."""
        super().on_tick()
        if self.isVisible():
            self.repaint_ages()

    def on_delete(self, rows: Sequence[OrderRow]) -> None:
        """Delete was pressed on the selected rows, or the orders of the rows are to go."""
        wanted = [row for row in rows if row.cancellable]
        self._cancel(wanted, [state.cancel(row) for row in wanted])

    def on_ask_again(self, rows: Sequence[OrderRow]) -> None:
        """What became of the doubtful ones among these orders is to be asked again."""
        for row in rows:
            if row.in_doubt and self._ask_again is not None:
                self._ask_again(row.order)

    def on_evidence(self, rows: Sequence[OrderRow]) -> None:
        """What is known of an order is to be shown, as it is at this moment."""
        if self._evidence is not None:
            order = rows[0].order
            words = evidence_text(order, state.status_text(rows[0]), self._evidence(order.client_oid))
            EvidenceSheet(f"Evidence of an order on {order.instrument}", words, self.window()).show()

    def show_unconfirmed(self) -> None:
        """Show only the orders that nobody knows the state of."""
        self.filter.setText(state.UNCONFIRMED)

    def on_double_click(self, row: OrderRow) -> None:
        """A row was double-clicked: it is amended or cancelled, as the person has chosen, never both."""
        if self._double_click_cancels:
            self.on_cancel(row)
        else:
            self.on_amend(row)

    def on_double_click_chosen(self, cancels: bool) -> None:
        """The person has chosen what a double-click does."""
        self._double_click_cancels = cancels
        self.changed_choice.emit()

    def on_amend(self, row: OrderRow) -> None:
        """Change an order in place, or say why that cannot be."""
        if refused := amend.why_not(row):
            self.summary.setText(refused)
        else:
            self.amend_bar.open_for(row)

    def on_amended(self, command: AmendOrder) -> None:
        """A change was confirmed."""
        asked = Asked(Ask.LIMIT, notional=command.size * command.price)
        wish = Wish(command, (command,), asked, amend.question(command, self._find), "Amend")
        self._ask_first.send(self, wish)
        self.table.setFocus()

    def on_cancel_all(self) -> None:
        """The button over the table was pressed: everything, or exactly what a filter has left."""
        shown = self.model.rows()
        if self.filtered:
            self.on_delete(shown)
        else:
            self._cancel(shown, state.cancel_all(row.order.instrument.product for row in shown))

    def _cancel(self, rows: Sequence[OrderRow], commands: Sequence[Command]) -> None:
        if commands:
            question = state.cancel_question(rows)
            wish = Wish(tuple(commands), commands, Asked(Ask.CANCEL), question, "Cancel orders")
            self._ask_first.send(self, wish)

    def _fill_choices(self, menu: QMenu) -> None:
        choice = menu.addAction("A double-click cancels the order at once")
        choice.setCheckable(True)
        choice.setChecked(self._double_click_cancels)
        choice.toggled.connect(self.on_double_click_chosen)

    def _actions(self, rows: Sequence[OrderRow]) -> Sequence[RowAction[OrderRow]]:
        actions: list[RowAction[OrderRow]] = [
            RowAction(
                "Amend price and size…",
                lambda rows: self.on_amend(rows[0]),
                "Return",
                lambda rows: len(rows) == 1 and amend.amendable(rows[0]),
            ),
            RowAction(
                cancel_words(rows),
                self.on_delete,
                "Delete",
                lambda rows: any(row.cancellable for row in rows),
            ),
        ]
        if self._ask_again is not None:
            actions.append(
                RowAction(
                    "Ask the exchange again",
                    self.on_ask_again,
                    fits=lambda rows: any(row.in_doubt for row in rows),
                )
            )
        if self._evidence is not None:
            actions.append(RowAction("Show evidence…", self.on_evidence, fits=lambda rows: len(rows) == 1))
        return (*actions, self.show_action())
