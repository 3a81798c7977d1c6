"""The table of what waits for a price: the panel shows it, and asks for amends and cancels."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal

from terminal_app.core.account import Position
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import AmendStrategy
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.market import Ticker
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.trading.held_book import HeldBook
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.counter import Counter
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.panels.triggers import amend, held, state
from terminal_app.ui.panels.triggers.amend_bar import TermsBar
from terminal_app.ui.panels.triggers.columns import trigger_columns
from terminal_app.ui.panels.triggers.state import TriggerRow
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.order_panel import OrderPanel
from terminal_app.ui.widgets.selected_button import cancel_words
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.table_panel import Veiled

_EMPTY = (
    "Nothing waits for a price. Set a stop from the menu of a position, or a trigger order in the ticket."
)


class TriggersPanel(OrderPanel[TriggerRow]):
    """What waits at the venue for a price, newest first.

    Signals:
        count_changed: how many there are now; told by `counter` even while the panel is hidden.

    Args:
        orders: all strategy orders, newest first.
        positions: the open positions, for what covers a whole one.
        find: the rules of an instrument.
        ticker: the freshest prices of an instrument.
        sender: takes the amends and cancels.
        clock: for the ages.
        theme: the colours.
        veiled: lays a veil over a widget for when the account is too old.
        confirm: asks before a cancel or a change where the person wants it.
        held_book: what this program moves along or links.
    """

    count_changed = Signal(int)

    def __init__(
        self,
        orders: Callable[[], Sequence[StrategyOrder]],
        positions: Callable[[], Sequence[Position]],
        find: Callable[[InstrumentId], Instrument | None],
        ticker: Callable[[InstrumentId], Ticker | None],
        sender: Sender,
        clock: Clock,
        theme: Theme,
        veiled: Veiled | None = None,
        confirm: Confirmer = never_ask,
        held_book: HeldBook | None = None,
    ) -> None:
        model: RowsModel[TriggerRow] = RowsModel(
            trigger_columns(clock.now_ms), lambda row: row.order.client_oid, theme
        )
        bar = TermsBar()
        super().__init__(
            RowTable(model, theme, "Trigger orders", _EMPTY),
            _EMPTY,
            bar,
            "Cancel everything that waits",
            veiled,
        )
        self.amend_bar = bar
        self._orders = orders
        self._positions = positions
        self._find = find
        self._ticker = ticker
        self._clock = clock
        self._held = held_book or HeldBook()
        self._ask_first = AskFirst(sender, confirm)
        self.counter = Counter(Kind.STRATEGY, self._count, self.count_changed.emit)
        self.table.actions_for = self._actions
        self.amend_bar.amended.connect(self.on_amended)
        self.on_shown()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of a strategy order, of positions, and of the prices of what is shown."""
        waited = {Topic(Kind.TICKER, row.order.instrument) for row in self.model.every()}
        return frozenset({Kind.STRATEGY, Kind.POSITIONS, Kind.INSTRUMENTS, *waited})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        self.counter.show_frame(batch)
        if batch.has(Kind.STRATEGY):
            self.summary.setText("")
        if batch.topics:
            self._refresh()

    def on_shown(self) -> None:
        """Count what there is, and what the button over the table would cancel."""
        shown = self.model.rows()
        self.cancel_selected.on_selected()
        self.cancel_all.setText(state.count_text(shown, filtered=self.filtered))
        self.cancel_all.setToolTip(state.many_tip(filtered=self.filtered))
        self.cancel_all.setEnabled(any(row.cancellable for row in shown))
        self.summary.setText(self.summary.text() or state.doubt_text(self.model.every()))

    def on_tick(self) -> None:
        """Time has passed: the ages have changed, and what is over goes after a while."""
        super().on_tick()
        if self.isVisible():
            if len(state.shown(self._orders(), self._clock.now_ms())) != len(self.model.every()):
                self._refresh()
            self.repaint_ages()

    def on_delete(self, rows: Sequence[TriggerRow]) -> None:
        """Delete was pressed on the selected rows, or the orders of the rows are to go."""
        wanted = [row for row in rows if row.cancellable]
        if wanted:
            commands = tuple(state.cancel(row) for row in wanted)
            question = state.cancel_question(wanted)
            yes = "Cancel orders" if len(wanted) > 1 else "Cancel order"
            self._ask_first.send(self, Wish(commands, commands, Asked(Ask.CANCEL), question, yes))

    def on_cancel_all(self) -> None:
        """The button over the table was pressed: everything, or exactly what a filter has left."""
        self.on_delete(self.model.rows())

    def on_amend(self, row: TriggerRow) -> None:
        """Change an order in place, or say why that cannot be."""
        if refused := amend.why_not(row):
            self.summary.setText(refused)
        else:
            self.amend_bar.open_for(row)

    def on_amended(self, row: TriggerRow, command: AmendStrategy) -> None:
        """A change was confirmed."""
        wish = Wish(
            command, (command,), Asked(Ask.LIMIT), amend.question(command, row), "Amend", self._gone(row)
        )
        self._ask_first.send(self, wish)
        self.table.setFocus()

    def _gone(self, row: TriggerRow) -> Callable[[], str]:
        def overtaken() -> str:
            now = next((one for one in self._orders() if one.client_oid == row.order.client_oid), None)
            return "" if now == row.order else "The order has changed meanwhile. Nothing was sent."

        return overtaken

    def _refresh(self) -> None:
        orders = state.shown(self._orders(), self._clock.now_ms())
        self.show_rows(state.rows(orders, self._positions(), self._find, self._ticker, self._holding))
        self.follow_change()

    def _holding(self, client_oid: str) -> held.Holding | None:
        return held.holding_of(self._held, client_oid)

    def on_end_held(self, rows: Sequence[TriggerRow]) -> None:
        """Nothing is to be moved along or linked for an order any more."""
        holding = rows[0].holding
        if holding is not None:
            command = held.end(holding)
            wish = Wish(command, (command,), Asked(Ask.CANCEL), held.end_name(holding), "Yes")
            self._ask_first.send(self, wish)

    def _count(self) -> int:
        return sum(not order.status.is_final for order in self._orders())

    def _actions(self, rows: Sequence[TriggerRow]) -> Sequence[RowAction[TriggerRow]]:
        ends = held.end_name(rows[0].holding) if len(rows) == 1 else ""
        return (
            *((RowAction(ends, self.on_end_held),) if ends else ()),
            RowAction(
                "Amend…",
                lambda rows: self.on_amend(rows[0]),
                "Return",
                lambda rows: len(rows) == 1 and not amend.why_not(rows[0]),
            ),
            RowAction(
                cancel_words(rows),
                self.on_delete,
                "Delete",
                lambda rows: any(row.cancellable for row in rows),
            ),
            self.show_action(),
        )
