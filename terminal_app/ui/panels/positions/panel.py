"""The table of open positions: the panel reads the position book, shows it, and asks for closes."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import Position
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, signed, sort_number
from terminal_app.ui.bridge.sending import Sender
from terminal_app.ui.panels.positions import state
from terminal_app.ui.panels.positions.state import PositionRow
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import table_page
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "No open positions. Buy or sell a perpetual in the ticket to open one."
_CLOSE = "Close"
_STATES = {Tone.UP: "up", Tone.DOWN: "down"}


class PositionsPanel(QWidget):
    """Open positions by symbol, with their gain at the mark price of this moment.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        count_changed: how many positions are shown now.

    Args:
        positions: the open positions.
        find: the rules of an instrument.
        mark: the freshest mark price of an instrument.
        sender: takes the closes.
    """

    instrument_chosen = Signal(object)
    count_changed = Signal(int)

    def __init__(
        self,
        positions: Callable[[], Sequence[Position]],
        find: Callable[[InstrumentId], Instrument | None],
        mark: Callable[[InstrumentId], Decimal | None],
        sender: Sender,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._positions = positions
        self._find = find
        self._mark = mark
        self._sender = sender
        self._count = 0
        self.model: RowsModel[PositionRow] = RowsModel(_COLUMNS, lambda row: row.key, theme, self)
        self.table = RowTable(self.model, theme, "Positions", _EMPTY)
        self.total = plain_label(text.DASH, Role.STRONG)
        bar = QHBoxLayout()
        bar.addWidget(plain_label("Unrealised", Role.CAPTION))
        bar.addWidget(self.total)
        bar.addStretch(1)
        table_page(self, self.table, bar)
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
        if not batch.topics:
            return
        self.model.show(state.rows(self._positions(), self._find, self._mark))
        shown = self.model.rows()
        total = state.total_pnl(shown)
        self.total.setText(text.signed_money(total))
        set_state(self.total, _STATES.get(signed(total), "soft"))
        if len(shown) != self._count:
            self._count = len(shown)
            self.count_changed.emit(len(shown))

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
        "", lambda _: _CLOSE, 60, tip=lambda _: "Close the whole position at market (Delete)", action=True
    ),
)
