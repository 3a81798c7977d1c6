"""The table of fills: the panel reads our executions and shows them, newest first."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.account import Fill
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, signed, sort_number
from terminal_app.ui.panels.fills import state
from terminal_app.ui.panels.fills.state import FillRow
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import table_page
from terminal_app.ui.widgets.table import RowAction, RowTable
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "No fills yet. Every execution of your orders appears here."


class FillsPanel(QWidget):
    """Our executions.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        changed_choice: the columns were arranged in another way.

    Args:
        fills: our executions, newest first.
        find: the rules of an instrument.
        clock: for the name of the time zone, which changes in summer.
    """

    instrument_chosen = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        fills: Callable[[], Sequence[Fill]],
        find: Callable[[InstrumentId], Instrument | None],
        clock: Clock,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._fills = fills
        self._find = find
        self.model: RowsModel[FillRow] = RowsModel(_COLUMNS, lambda row: row.fill.exec_id, theme, self)
        self.table = RowTable(self.model, theme, "Fills", _EMPTY)
        self.sums = plain_label("", Role.SOFT)
        bar = QHBoxLayout()
        bar.addWidget(self.sums)
        bar.addStretch(1)
        bar.addWidget(plain_label(f"Times are {text.zone_name(clock.now_ms())}", Role.CAPTION))
        table_page(self, self.table, bar)
        self.table.actions_of_rows = (
            RowAction(
                "Show in chart, book and ticket",
                lambda rows: self.instrument_chosen.emit(rows[0].fill.instrument),
                fits=lambda rows: len(rows) == 1,
            ),
        )
        self.table.cell_clicked.connect(self.on_cell_clicked)
        self.table.changed_choice.connect(self.changed_choice)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every fill, and the rules its numbers are written by."""
        return frozenset({Kind.FILLS, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        if batch.has(Kind.FILLS) or batch.has(Kind.INSTRUMENTS):
            self.model.show(state.rows(self._fills(), self._find))
            self.sums.setText(state.sums_text(self.model.rows()))

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """How the columns are arranged."""
        return self.table.remember()

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were."""
        self.table.recall(saved)

    def on_cell_clicked(self, row: FillRow, column: int) -> None:
        """A cell was pressed; on a symbol that chooses it."""
        if column == 1:
            self.instrument_chosen.emit(row.fill.instrument)


_RIGHT = Align.RIGHT
_COLUMNS: tuple[Column[FillRow], ...] = (
    Column(
        "Time",
        lambda row: text.time_of_day(row.fill.time_ms),
        80,
        tone=lambda _: Tone.SOFT,
        tip=lambda row: text.iso_time(row.fill.time_ms),
        sort=lambda row: row.fill.time_ms,
        copy=lambda row: text.iso_time(row.fill.time_ms),
    ),
    Column(
        "Symbol",
        lambda row: row.fill.instrument.symbol,
        130,
        tag=lambda row: "perp" if row.fill.instrument.product.is_futures else "spot",
        tip=lambda row: f"Show {row.fill.instrument} in the chart, the book and the ticket",
        sort=lambda row: row.fill.instrument.symbol,
        link=True,
        fixed=True,
    ),
    Column(
        "Side",
        state.side_text,
        70,
        tone=lambda row: Tone.UP if state.is_buy(row) else Tone.DOWN,
        sort=lambda row: row.fill.side.value,
    ),
    Column(
        "Price",
        state.price_text,
        100,
        _RIGHT,
        sort=lambda row: sort_number(row.fill.price),
        copy=lambda row: text.machine(row.fill.price),
    ),
    Column(
        "Size",
        state.size_text,
        100,
        _RIGHT,
        sort=lambda row: sort_number(row.fill.size),
        copy=lambda row: text.machine(row.fill.size),
    ),
    Column(
        "Value",
        state.value_text,
        100,
        _RIGHT,
        sort=lambda row: sort_number(row.fill.value),
        copy=lambda row: text.machine(row.fill.value),
    ),
    Column(
        "Fee",
        state.fee_text,
        130,
        _RIGHT,
        tone=lambda _: Tone.SOFT,
        copy=lambda row: text.machine(row.fill.fee),
    ),
    Column("Role", state.liquidity_text, 70, tone=lambda _: Tone.SOFT),
    Column(
        "Realised",
        state.realised_text,
        90,
        _RIGHT,
        tone=lambda row: signed(row.fill.realised_pnl),
        sort=lambda row: sort_number(row.fill.realised_pnl),
        copy=lambda row: text.machine(row.fill.realised_pnl),
        heading_tip="Gain or loss of this fill before fees",
    ),
    Column("Order ID", lambda row: row.fill.order_id or row.fill.client_oid, 170, hidden=True),
    Column("Fill ID", lambda row: row.fill.exec_id, 170, hidden=True),
)
