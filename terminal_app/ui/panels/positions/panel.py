"""The table of open positions: the panel reads the position book, shows it, and asks for closes."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import Position
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.ui import format as text
from terminal_app.ui.bridge.counter import Counter
from terminal_app.ui.bridge.dialogs import confirm
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, signed, sort_number
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.panels.positions import state
from terminal_app.ui.panels.positions.state import PositionRow
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, table_page
from terminal_app.ui.widgets.table import RowAction, RowTable
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "No open positions. Buy or sell a perpetual in the ticket to open one."
_CLOSE = "Close"
_STATES = {Tone.UP: "up", Tone.DOWN: "down"}


class PositionsPanel(QWidget):
    """Open positions by symbol, with their gain at the mark price of this moment.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        count_changed: how many positions there are now; told by `counter` even while the panel is hidden.
        close_wanted: the ticket should offer to close a position (ClosingDraft).
        changed_choice: the columns were arranged in another way.

    Args:
        positions: the open positions.
        find: the rules of an instrument.
        mark: the freshest mark price of an instrument.
        sender: takes the closes.
        tasks: runs the question before everything is closed.
        veiled: lays a veil over a widget for when the account is too old.
    """

    instrument_chosen = Signal(object)
    count_changed = Signal(int)
    close_wanted = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        positions: Callable[[], Sequence[Position]],
        find: Callable[[InstrumentId], Instrument | None],
        mark: Callable[[InstrumentId], Decimal | None],
        sender: Sender,
        tasks: UiTasks,
        theme: Theme,
        veiled: Callable[[QWidget], StaleVeil] | None = None,
    ) -> None:
        super().__init__()
        self._positions = positions
        self._find = find
        self._mark = mark
        self._sender = sender
        self._tasks = tasks
        self.counter = Counter(Kind.POSITIONS, self._count, self.count_changed.emit)
        self.model: RowsModel[PositionRow] = RowsModel(_COLUMNS, lambda row: row.key, theme, self)
        self.table = RowTable(self.model, theme, "Positions", _EMPTY)
        self.total = plain_label(text.DASH, Role.STRONG)
        bar = QHBoxLayout()
        bar.addWidget(plain_label("Unrealised", Role.CAPTION))
        bar.addWidget(self.total)
        self.close_all = bar_button("Close all (0)", "Close all positions at market", Role.DANGER)
        self.close_all.setEnabled(False)
        bar.addStretch(1)
        bar.addWidget(self.close_all)
        table_page(self, self.table, bar)
        self.table.actions_of_rows = self._make_actions()
        self.close_all.clicked.connect(self.on_close_all)
        self.table.row_activated.connect(self.on_activated)
        self.table.changed_choice.connect(self.changed_choice)
        self.veil = None if veiled is None else veiled(self.table)
        self.table.action_clicked.connect(self.on_close)
        self.table.delete_pressed.connect(self.on_delete)
        self.table.cell_clicked.connect(self.on_cell_clicked)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Changes of positions, and the tickers of what is held."""
        held = {Topic(Kind.TICKER, row.position.instrument) for row in self.model.rows()}
        return frozenset({Kind.POSITIONS, Kind.INSTRUMENTS, *held})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        self.counter.show_frame(batch)
        if not batch.topics:
            return
        self.model.show(state.rows(self._positions(), self._find, self._mark))
        shown = self.model.rows()
        total = state.total_pnl(shown)
        self.total.setText(text.signed_money(total))
        set_state(self.total, _STATES.get(signed(total), "soft"))
        self.close_all.setText(f"Close all ({len(shown)})")
        self.close_all.setEnabled(bool(shown))

    def on_tick(self) -> None:
        """Time has passed: the account may have grown too old."""
        if self.veil is not None:
            self.veil.on_tick()

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

    def on_activated(self, row: PositionRow) -> None:
        """A row was double-clicked: have the ticket offer the order that closes it."""
        self.close_wanted.emit(state.closing(row))

    def on_close_all(self) -> None:
        """The button over the table was pressed."""
        self._tasks.start(self._ask_and_close(self.model.rows()), self.close_all)

    async def _ask_and_close(self, shown: Sequence[PositionRow]) -> None:
        if await confirm(self, "Close all positions", state.closing_sentence(shown), "Close all"):
            for row in shown:
                self.on_close(row)

    def on_close(self, row: PositionRow) -> None:
        """The button of a row was pressed."""
        self._sender.send(state.close(row))

    def on_delete(self, rows: Sequence[PositionRow]) -> None:
        """Delete was pressed on the selected rows."""
        for row in rows:
            self.on_close(row)

    def on_cell_clicked(self, row: PositionRow, column: int) -> None:
        """A cell was pressed; on a symbol that chooses it."""
        if column == 0:
            self.instrument_chosen.emit(row.position.instrument)

    def _count(self) -> int:
        return sum(position.size != 0 for position in self._positions())

    def _make_actions(self) -> Sequence[RowAction[PositionRow]]:
        def offer(share: Decimal) -> Callable[[Sequence[PositionRow]], None]:
            return lambda rows: self.close_wanted.emit(state.closing(rows[0], share))

        def one(rows: Sequence[PositionRow]) -> bool:
            return len(rows) == 1

        return (
            RowAction("Close at market", self.on_delete, "Delete"),
            RowAction("Close in the ticket", offer(Decimal(1)), "Return", one, separated=True),
            RowAction("Close 75 % in the ticket", offer(Decimal("0.75")), fits=one),
            RowAction("Close 50 % in the ticket", offer(Decimal("0.5")), fits=one),
            RowAction("Close 25 % in the ticket", offer(Decimal("0.25")), fits=one),
            RowAction(
                "Show in chart, book and ticket",
                lambda rows: self.instrument_chosen.emit(rows[0].position.instrument),
                fits=one,
                separated=True,
            ),
        )


def _side_tone(row: PositionRow) -> Tone:
    return Tone.UP if row.is_long else Tone.DOWN


_RIGHT = Align.RIGHT
_COLUMNS: tuple[Column[PositionRow], ...] = (
    Column(
        "Symbol",
        lambda row: row.position.instrument.symbol,
        112,
        tag=lambda _: "perp",
        tip=lambda row: f"Show {row.position.instrument} in the chart, the book and the ticket",
        sort=lambda row: row.position.instrument.symbol,
        link=True,
        fixed=True,
    ),
    Column("Side", state.side_text, 70, tone=_side_tone, sort=lambda row: row.position.side.value),
    Column(
        "Size",
        state.size_text,
        78,
        _RIGHT,
        sort=lambda row: sort_number(row.position.size),
        copy=lambda row: text.machine(row.position.size),
    ),
    Column("Entry", state.entry_text, 86, _RIGHT, copy=lambda row: text.machine(row.position.avg_price)),
    Column("Mark", state.mark_text, 80, _RIGHT, copy=lambda row: text.machine(row.mark)),
    Column(
        "Liquidation",
        state.liquidation_text,
        84,
        _RIGHT,
        tone=lambda row: Tone.FAINT if row.position.liquidation is None else Tone.WARNING,
        copy=lambda row: text.machine(row.position.liquidation),
    ),
    Column("Margin", state.margin_text, 78, _RIGHT, copy=lambda row: text.machine(row.margin)),
    Column("Leverage", state.leverage_text, 92, tone=lambda _: Tone.SOFT),
    Column(
        "Unrealised",
        state.pnl_text,
        84,
        _RIGHT,
        tone=lambda row: signed(row.pnl),
        sort=lambda row: sort_number(row.pnl),
        copy=lambda row: text.machine(row.pnl),
        heading_tip="Gain or loss at the mark price, before fees",
    ),
    Column(
        "ROE",
        state.return_text,
        68,
        _RIGHT,
        tone=lambda row: signed(row.pnl),
        sort=lambda row: sort_number(row.return_on_margin),
        heading_tip="Gain or loss as a share of the margin",
    ),
    Column(
        "Realised",
        state.realised_text,
        74,
        _RIGHT,
        tone=lambda row: signed(row.position.realised_pnl),
        sort=lambda row: sort_number(row.position.realised_pnl),
        copy=lambda row: text.machine(row.position.realised_pnl),
    ),
    Column(
        "Break-even",
        state.break_even_text,
        86,
        _RIGHT,
        copy=lambda row: text.machine(row.position.break_even),
        heading_tip="The price at which nothing is lost, fees included, as the exchange says",
        hidden=True,
    ),
    Column(
        "Value",
        state.value_text,
        86,
        _RIGHT,
        sort=lambda row: sort_number(row.value),
        copy=lambda row: text.machine(row.value),
        heading_tip="Size at the mark price, in quote coin",
        hidden=True,
    ),
    Column(
        "",
        lambda _: _CLOSE,
        60,
        tip=lambda _: "Close the whole position at market (Delete)",
        action=True,
        name="close",
        fixed=True,
    ),
)
