"""The table of open positions: the panel reads the position book, shows it, and asks for closes."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal

from terminal_app.core.account import Position
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.commands import Command, PlaceOrder
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import OrderType
from terminal_app.core.outcomes import Accepted, Outcome, Unknown
from terminal_app.core.ports import Clock
from terminal_app.core.strategy_orders import StrategyOrder
from terminal_app.ui import format as text
from terminal_app.ui import guarding
from terminal_app.ui.bridge.asking import AskFirst, Wish
from terminal_app.ui.bridge.counter import Counter
from terminal_app.ui.bridge.dialogs import confirm as confirm_always
from terminal_app.ui.bridge.rows import RowsModel, Tone, signed
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirming import Ask, Asked, Confirmer, never_ask
from terminal_app.ui.panels.positions import closing, protecting, state
from terminal_app.ui.panels.positions.closing import Offer
from terminal_app.ui.panels.positions.columns import COLUMNS, PROTECTION
from terminal_app.ui.panels.positions.guard_bar import GuardBar
from terminal_app.ui.panels.positions.pending import ON_ITS_WAY, WAITING, Pending
from terminal_app.ui.panels.positions.state import PositionRow
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.table_panel import TablePanel, Veiled
from terminal_app.ui.widgets.text import plain_label

Best = Callable[[InstrumentId], tuple[Decimal | None, Decimal | None]]

_EMPTY = "No open positions. Buy or sell a perpetual in the ticket to open one."
_STATES = {Tone.UP: "up", Tone.DOWN: "down"}


class PositionsPanel(TablePanel[PositionRow]):
    """Open positions by symbol, with their gain at the mark price of this moment.

    Signals:
        count_changed: how many positions there are now; told by `counter` even while the panel is hidden.
        close_wanted: the ticket should offer to close a position (ClosingDraft).

    Args:
        positions: the open positions.
        find: the rules of an instrument.
        mark: the freshest mark price of an instrument.
        sender: takes the closes.
        tasks: runs the question before everything is closed.
        theme: the colours.
        veiled: lays a veil over a widget for when the account is too old.
        confirm: asks where the person wants it; closing everything is always asked about.
        best: best bid and best ask of an instrument, `None` where they are not known or not fresh.
        clock: for the ids of orders, and for how long an order has had to show in its position.
        waiting: the take-profits and stop-losses that wait at the exchange.
    """

    count_changed = Signal(int)
    close_wanted = Signal(object)

    def __init__(
        self,
        positions: Callable[[], Sequence[Position]],
        find: Callable[[InstrumentId], Instrument | None],
        mark: Callable[[InstrumentId], Decimal | None],
        sender: Sender,
        tasks: UiTasks,
        theme: Theme,
        veiled: Veiled | None = None,
        confirm: Confirmer = never_ask,
        *,
        best: Best,
        clock: Clock,
        waiting: Callable[[], Sequence[StrategyOrder]] = tuple,
    ) -> None:
        model: RowsModel[PositionRow] = RowsModel(COLUMNS, lambda row: row.key, theme)
        super().__init__(
            RowTable(model, theme, "Positions", _EMPTY), _EMPTY, lambda row: row.position.instrument, veiled
        )
        self._positions = positions
        self._find = find
        self._mark = mark
        self._best = best
        self._sender = sender
        self._ask_first = AskFirst(sender, confirm)
        self._tasks = tasks
        self._clock = clock
        self._waiting = waiting
        self._pending = Pending()
        self.counter = Counter(Kind.POSITIONS, self._count, self.count_changed.emit)
        self.total = plain_label(text.DASH, Role.STRONG)
        self.close_all = bar_button("Close all (0)", "Close all positions at market", Role.DANGER)
        self.guard_bar = GuardBar()
        self.lay_out(
            (plain_label("Unrealised", Role.CAPTION), self.total), (self.close_all,), (self.guard_bar,)
        )
        self.guard_bar.wanted.connect(self.on_guard_wanted)
        self.table.actions_for = self._actions
        self.close_all.clicked.connect(self.on_close_all)
        self.table.row_activated.connect(self.on_activated)
        self.table.action_clicked.connect(self.on_close)
        self.table.delete_pressed.connect(self.on_delete)
        self.on_shown()

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Changes of positions, and the tickers of what is held."""
        held = {Topic(Kind.TICKER, row.position.instrument) for row in self.model.every()}
        return frozenset({Kind.POSITIONS, Kind.INSTRUMENTS, Kind.STRATEGY, *held})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        self.counter.show_frame(batch)
        if batch.topics:
            self.show_rows(self._rows())
            self.guard_bar.follow(self.model.every(), self._waiting())

    def on_shown(self) -> None:
        """Add up everything, and count what the button over the table would close."""
        shown, total = self.model.rows(), state.total_pnl(self.model.every())
        self.total.setText(text.signed_money(total))
        set_state(self.total, _STATES.get(signed(total), "soft"))
        self.close_all.setText(state.count_text(shown, filtered=self.filtered))
        self.close_all.setToolTip(state.many_tip(filtered=self.filtered))
        self.close_all.setEnabled(bool(shown))

    def on_activated(self, row: PositionRow) -> None:
        """A row was double-clicked: have the ticket offer the order that closes it."""
        self.close_wanted.emit(state.closing(row))

    def on_close_all(self) -> None:
        """The button over the table was pressed."""
        self._tasks.start(self._ask_and_close(self.model.rows()), self.close_all)

    async def _ask_and_close(self, shown: Sequence[PositionRow]) -> None:
        yes = f"Close {len(shown)} shown" if self.filtered else "Close all"
        if await confirm_always(self, "Close positions", state.closing_sentence(shown), yes):
            for row in shown:
                self._sender.send(state.close(row))

    def on_close(self, row: PositionRow) -> None:
        """The button of a row was pressed."""
        self.on_delete((row,))

    def on_delete(self, rows: Sequence[PositionRow]) -> None:
        """Delete was pressed on the selected rows: all of them are one question."""
        if not rows:
            return
        commands = tuple(state.close(row) for row in rows)
        asked = Asked(Ask.CLOSE, notional=state.total_value(rows))
        wish = Wish(
            commands, commands, asked, state.closing_question(rows), "Close", lambda: self._closing_now(rows)
        )
        self._ask_first.send(self, wish, lambda outcomes: self._closed(rows, outcomes))

    def on_offer(self, row: PositionRow, offer: Offer) -> None:
        """An action was chosen: what was written is sent, or nothing."""
        command = offer.named(new_client_oid(self._clock.now_ms()))
        if command is None:
            return
        if isinstance(command, PlaceOrder) and self._pending.holds(row, self._clock.monotonic()):
            self._sender.refuse(WAITING)
            return
        wish = Wish(
            (type(command), row.key),
            (command,),
            offer.asked,
            offer.text,
            offer.yes,
            lambda: self._about_to_send(row, command),
        )
        if not self._ask_first.send(self, wish, lambda outcomes: self._closed((row,), outcomes)):
            self._sender.refuse(ON_ITS_WAY)

    def on_guard(self, row: PositionRow) -> None:
        """The take-profit and the stop-loss of a position are to be set."""
        self.guard_bar.open_for(row, self._waiting())

    def on_cell_clicked(self, row: PositionRow, column: int) -> None:
        """A cell was pressed; on the guard of a position that makes it whole."""
        if self.model.columns[column].id == PROTECTION:
            self.on_protect(row)
        else:
            super().on_cell_clicked(row, column)

    def on_protect(self, row: PositionRow) -> None:
        """The guard of a position is to be made whole: its stop is resized, or else set in the bar."""
        offer = protecting.resize(row)
        if offer.command is not None:
            self.on_offer(row, offer)
        else:
            self.on_guard(row)

    def on_guard_wanted(self, row: PositionRow, offer: Offer) -> None:
        """They were confirmed."""
        self.on_offer(row, offer)
        self.table.setFocus()

    def _about_to_send(self, row: PositionRow, command: Command) -> str:
        """Why an order does not fit its position any more; empty when it does."""
        now = next((other for other in self._rows() if other.key == row.key), None)
        if not isinstance(command, PlaceOrder):
            # The exits are for the whole position, whatever its size.
            return closing.OVERTAKEN if now is None else ""
        if not closing.same(row, now):
            return closing.OVERTAKEN
        if self._pending.holds(row, self._clock.monotonic()):
            return WAITING
        if command.order_type is OrderType.MARKET:
            self._pending.begin(row, self._clock.monotonic())
        return ""

    def _closing_now(self, rows: Sequence[PositionRow]) -> str:
        """Closing whole positions always fits; orders made from their sizes do not until they are closed."""
        for row in rows:
            self._pending.begin(row, self._clock.monotonic())
        return ""

    def _closed(self, rows: Sequence[PositionRow], outcomes: Sequence[Outcome | None]) -> None:
        if not outcomes:
            return
        for row, outcome in zip(rows, outcomes, strict=True):
            if not isinstance(outcome, Accepted | Unknown):
                self._pending.end(row)

    def _rows(self) -> Sequence[PositionRow]:
        return state.rows(self._positions(), self._find, self._mark, self._waiting())

    def _count(self) -> int:
        return sum(position.size != 0 for position in self._positions())

    def _actions(self, rows: Sequence[PositionRow]) -> Sequence[RowAction[PositionRow]]:
        """The menu of these rows, with the sizes that are sent when an entry is pressed."""
        if len(rows) != 1:
            return (RowAction(closing.many(rows), self.on_delete, "Delete"),)
        row = rows[0]
        parts = [self._entry(row, closing.close_part(row, share)) for share in closing.SHARES]
        return (
            RowAction(closing.whole(row), self.on_delete, "Delete"),
            *parts,
            self._entry(row, closing.close_limit(row, self._best(row.position.instrument))),
            self._entry(row, closing.reverse(row), separated=True),
            self._entry(row, guarding.break_even_stop(row, self._waiting()), separated=True),
            *([self._entry(row, grown)] if (grown := protecting.resize(row)).command else []),
            RowAction(guarding.SET, lambda _: self.on_guard(row), fits=lambda _: row.instrument is not None),
            RowAction(closing.ADD_MARGIN, lambda _: None, fits=lambda _: False),
            RowAction("Close in the ticket", lambda _: self.on_activated(row), "Return", separated=True),
            self.show_action(),
        )

    def _entry(self, row: PositionRow, offer: Offer, *, separated: bool = False) -> RowAction[PositionRow]:
        return RowAction(
            offer.title,
            lambda _: self.on_offer(row, offer),
            fits=lambda _: offer.command is not None,
            separated=separated,
        )
