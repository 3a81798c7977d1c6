"""The order history: what this run has seen end, and page by page what the venue has on record before it."""

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.errors import TerminalError
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.orders import Order, OrderStatus, Side, VenueOrder
from terminal_app.core.ports import Clock
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Align, Column, RowsModel, Tone, sort_number
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panels.history import state
from terminal_app.ui.panels.history.state import HistoryRow
from terminal_app.ui.panels.orders import state as orders
from terminal_app.ui.panels.orders.state import OrderRow
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, table_page
from terminal_app.ui.widgets.table import RowAction, RowTable
from terminal_app.ui.widgets.text import plain_label

log = logging.getLogger(__name__)

PAGE = 100
_EMPTY = "No finished orders. Whatever is filled, cancelled or refused appears here."
_LOADING = "Reading the order history from the exchange…"


class HistoryPanel(QWidget):
    """Finished orders, newest first.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        changed_choice: the columns were arranged in another way.

    Args:
        ours: every order this run knows of.
        past: reads so many finished orders from the venue, newest first; raises `TerminalError`.
        find: the rules of an instrument.
        tasks: runs the reading.
        clock: for today's date and the name of the time zone.
    """

    instrument_chosen = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        ours: Callable[[], Sequence[Order]],
        past: Callable[[int], Awaitable[Sequence[VenueOrder]]],
        find: Callable[[InstrumentId], Instrument | None],
        tasks: UiTasks,
        clock: Clock,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._ours = ours
        self._read = past
        self._find = find
        self._tasks = tasks
        self._clock = clock
        self._past: Sequence[VenueOrder] = ()
        self._asked = 0
        self._busy = False
        self._failed = False
        self.model: RowsModel[HistoryRow] = RowsModel(self._make_columns(), lambda row: row.key, theme, self)
        self.table = RowTable(self.model, theme, "Order history", _EMPTY)
        self.note = plain_label("", Role.SOFT)
        self.more = bar_button("Load more", "Read older orders from the exchange")
        bar = QHBoxLayout()
        bar.addWidget(self.note)
        bar.addWidget(self.more)
        bar.addStretch(1)
        bar.addWidget(plain_label(f"Times are {text.zone_name(clock.now_ms())}", Role.CAPTION))
        table_page(self, self.table, bar)
        self.table.actions_of_rows = (
            RowAction(
                "Show in chart, book and ticket",
                lambda rows: self.instrument_chosen.emit(rows[0].order.instrument),
                fits=lambda rows: len(rows) == 1,
            ),
        )
        self.more.clicked.connect(self.on_more)
        self.table.cell_clicked.connect(self.on_cell_clicked)
        self.table.changed_choice.connect(self.changed_choice)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every change of an order, the state of trading, and the rules that numbers are written by."""
        return frozenset({Kind.ORDERS, Kind.INSTRUMENTS, Kind.TRADING})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date, and read the newest page when it is seen for the first time.

        Hidden panels get no frames. A first reading that failed is tried again when trading opens.
        """
        if not self._asked or (batch.has(Kind.TRADING) and self._failed and not self._past):
            self._load(PAGE)
        if batch.has(Kind.ORDERS) or batch.has(Kind.INSTRUMENTS):
            self._show_rows()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """How the columns are arranged."""
        return self.table.remember()

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were."""
        self.table.recall(saved)

    def on_more(self) -> None:
        """Read one page more."""
        self._load(self._asked if self._failed else self._asked + PAGE)

    def on_cell_clicked(self, row: HistoryRow, column: int) -> None:
        """A cell was pressed; on a symbol that chooses it."""
        if self.model.columns[column].link:
            self.instrument_chosen.emit(row.order.instrument)

    def _load(self, count: int) -> None:
        if self._busy:
            return
        self._busy, self._asked = True, count
        self._show_state(_LOADING)
        self._tasks.start(self._fetch(count))

    async def _fetch(self, count: int) -> None:
        sentence = ""
        try:
            self._past = tuple(await self._read(count))
            self._failed = False
        except TerminalError as error:
            log.info("order history: %s %s", error.sentence, error.detail)
            self._failed, sentence = True, error.sentence
        finally:
            self._busy = False
        self._show_rows()
        if sentence:
            self._show_state(sentence)

    def _show_rows(self) -> None:
        self.model.show(state.rows(self._ours(), self._past, self._find))
        if not self._busy:
            self._show_state(state.counted_text(self.model.rows()))

    def _show_state(self, sentence: str) -> None:
        self.note.setText(sentence)
        self.table.empty_text = _LOADING if self._busy else _EMPTY
        self.table.viewport().update()
        full = len(self._past) >= self._asked
        self.more.setText("Try again" if self._failed else "Load more")
        self.more.setVisible(self._failed or (bool(self._past) and full))
        self.more.setEnabled(not self._busy)

    def _make_columns(self) -> tuple[Column[HistoryRow], ...]:
        right = Align.RIGHT
        return (
            Column(
                "Time",
                lambda row: state.when_text(row, self._clock.now_ms()),
                92,
                tone=lambda _: Tone.SOFT,
                tip=lambda row: text.iso_time(row.order.updated_ms),
                sort=lambda row: row.order.updated_ms,
                copy=lambda row: text.iso_time(row.order.updated_ms),
            ),
            Column(
                "Symbol",
                lambda row: row.order.instrument.symbol,
                112,
                tag=lambda row: "perp" if row.order.instrument.product.is_futures else "spot",
                tip=lambda row: f"Show {row.order.instrument} in the chart, the book and the ticket",
                sort=lambda row: row.order.instrument.symbol,
                link=True,
                fixed=True,
            ),
            Column(
                "Side",
                lambda row: text.side(row.order.side),
                62,
                tone=lambda row: Tone.UP if row.order.side is Side.BUY else Tone.DOWN,
                sort=lambda row: row.order.side.value,
            ),
            Column(
                "Type",
                lambda row: orders.kind_text(_as_open(row)),
                96,
                tag=lambda row: orders.terms_text(_as_open(row)),
            ),
            Column(
                "Price",
                lambda row: orders.price_text(_as_open(row)),
                84,
                right,
                sort=lambda row: sort_number(row.order.price),
                copy=lambda row: text.machine(row.order.price),
            ),
            Column(
                "Average",
                state.average_text,
                84,
                right,
                sort=lambda row: sort_number(row.order.avg_price),
                copy=lambda row: text.machine(row.order.avg_price),
                heading_tip="The average price of its fills",
            ),
            Column(
                "Size",
                lambda row: orders.size_text(_as_open(row)),
                72,
                right,
                sort=lambda row: sort_number(row.order.size.value),
                copy=lambda row: text.machine(row.order.size.value),
            ),
            Column(
                "Filled",
                lambda row: orders.filled_text(_as_open(row)),
                72,
                right,
                tone=lambda row: Tone.NORMAL if row.order.filled else Tone.FAINT,
                sort=lambda row: sort_number(row.order.filled),
                copy=lambda row: text.machine(row.order.filled),
            ),
            Column(
                "Fee",
                state.fee_text,
                120,
                right,
                tone=lambda _: Tone.SOFT,
                tip=lambda row: f"{text.machine(row.order.fee)} {row.order.fee_coin}",
                copy=lambda row: text.machine(row.order.fee),
            ),
            Column(
                "How it ended",
                state.ending_text,
                180,
                tone=_ending_tone,
                tip=state.ending_text,
                sort=lambda row: row.order.status.value,
            ),
            Column("Order ID", lambda row: row.key, 170, hidden=True),
        )


def _as_open(row: HistoryRow) -> OrderRow:
    return OrderRow(row.order, row.instrument)


def _ending_tone(row: HistoryRow) -> Tone:
    if row.order.status in (OrderStatus.REJECTED, OrderStatus.NOT_SENT, OrderStatus.PROVEN_NEVER):
        return Tone.WARNING
    return Tone.NORMAL if row.order.filled else Tone.SOFT
