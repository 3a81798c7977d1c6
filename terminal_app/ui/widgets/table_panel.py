"""What the panels of tables have in common: a bar with a filter over a table, and what they remember."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.bridge.filtering import keeper, narrowed
from terminal_app.ui.bridge.shapes import AGE
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import table_page
from terminal_app.ui.widgets.filter_field import FilterField
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_menu import RowAction
from terminal_app.ui.widgets.text import plain_label, set_tip

R = TypeVar("R")
Veiled = Callable[[QWidget], StaleVeil]

_FILTER_PX = 170
_FILTER = "filter"


class TablePanel(QWidget, Generic[R]):
    """A table under a bar.

    A panel fills it with `show_rows`, lays it out with `lay_out`, and says in `on_shown` what depends on the
    rows that are shown.

    Signals:
        instrument_chosen: a symbol was pressed (InstrumentId).
        changed_choice: the columns were arranged in another way, or the filter is another one.

    Args:
        table: the rows.
        empty: what would be here and how it comes about, when there is nothing at all.
        instrument_of: the instrument of a row, where rows have one.
        veiled: lays a veil over a widget for when the account is too old.
    """

    instrument_chosen = Signal(object)
    changed_choice = Signal()

    def __init__(
        self,
        table: RowTable[R],
        empty: str,
        instrument_of: Callable[[R], InstrumentId] | None = None,
        veiled: Veiled | None = None,
    ) -> None:
        super().__init__()
        self.table = table
        self.model = table.rows_model
        self.model.setParent(self)
        self._empty = empty
        self._instrument_of = instrument_of
        name = table.accessibleName().lower()
        sought = [column.sought for column in self.model.columns if column.sought]
        self.filter = FilterField("Filter  Ctrl+F", f"Filter the {name}")
        set_tip(
            self.filter,
            "Shows only the rows that say all these words. "
            f"One column alone: {', '.join(f'{word}:…' for word in sought)}. Esc shows everything again.",
        )
        self.filter.setFixedWidth(_FILTER_PX)
        self.hidden = plain_label("", Role.SOFT)
        set_state(self.hidden, "warning")
        self.veil = None if veiled is None else veiled(table)
        table.narrow = self.on_narrow
        table.cell_clicked.connect(self.on_cell_clicked)
        table.changed_choice.connect(self.changed_choice)
        table.filter_asked.connect(self.on_filter_asked)
        table.escape_pressed.connect(self.filter.clear)
        self.filter.textChanged.connect(self.on_filter_typed)
        self.filter.left.connect(self.on_filter_left)

    @property
    def filtered(self) -> bool:
        """Whether a filter is on, even one that happens to hide nothing."""
        return bool(self.filter.text().strip())

    def lay_out(
        self,
        left: Sequence[QWidget] = (),
        right: Sequence[QWidget] = (),
        between: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
    ) -> None:
        """Lay the bar, the table and what belongs to them out on this panel."""
        bar = QHBoxLayout()
        for widget in left:
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.hidden, self.filter, *right):
            bar.addWidget(widget)
        table_page(self, self.table, bar, *between)
        foot = QHBoxLayout()
        foot.setContentsMargins(PAD, GAP, PAD, GAP)
        for widget in below:
            foot.addWidget(widget)
        column = self.layout()
        if below and isinstance(column, QVBoxLayout):
            column.addLayout(foot)

    def show_rows(self, rows: Iterable[R]) -> None:
        """Show these rows, as far as the filter lets them through."""
        self.model.show(rows)
        self._show_hidden()

    def set_empty(self, sentence: str) -> None:
        """Say something else when there is nothing at all."""
        self._empty = sentence
        self._show_hidden()

    def on_shown(self) -> None:
        """Other rows may be shown than before."""

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)
        if self.veil is not None:
            self.veil.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """How the columns are arranged, and the filter."""
        return {**self.table.remember(), _FILTER: self.filter.text()}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Arrange the columns as they were, and filter as before."""
        self.table.recall(saved)
        words = saved.get(_FILTER)
        self.filter.setText(words if isinstance(words, str) else "")

    def on_tick(self) -> None:
        """Time has passed: the account may have grown too old."""
        if self.veil is not None:
            self.veil.on_tick()

    def repaint_ages(self) -> None:
        """Time has passed: what is as old as the rows are is written anew."""
        for number, column in enumerate(self.model.columns):
            if column.title == AGE:
                self.model.repaint_column(number)

    def on_cell_clicked(self, row: R, column: int) -> None:
        """A cell was pressed; on a symbol that chooses it."""
        if self._instrument_of is not None and self.model.columns[column].link:
            self.instrument_chosen.emit(self._instrument_of(row))

    def on_narrow(self, term: str) -> None:
        """Show only rows like this one: a term for another column narrows further."""
        self.filter.setText(narrowed(self.filter.text(), term))

    def on_filter_asked(self) -> None:
        """The person wants to type a filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def on_filter_typed(self) -> None:
        """The filter is another one."""
        self.model.want(keeper(self.model.columns, self.filter.text()))
        self._show_hidden()
        self.changed_choice.emit()

    def on_filter_left(self) -> None:
        """The person wants to go on to the rows."""
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if self.model.rowCount() and not self.table.selected():
            self.table.select(0)

    def show_action(self) -> RowAction[R]:
        """The entry of the context menu that does what pressing a symbol does."""

        def choose(rows: Sequence[R]) -> None:
            if self._instrument_of is not None:
                self.instrument_chosen.emit(self._instrument_of(rows[0]))

        return RowAction(
            "Show in chart, book and ticket", choose, fits=lambda rows: len(rows) == 1, separated=True
        )

    def _show_hidden(self) -> None:
        shown, every = self.model.rowCount(), len(self.model.every())
        self.hidden.setText(f"{shown} of {every} shown" if shown < every else "")
        words = self.filter.text().strip()
        nothing = f"Nothing here fits the filter “{words}”. Esc shows all {every} again."
        self.table.empty_text = nothing if every and not shown else self._empty
        if not shown:
            self.table.viewport().update()
        self.on_shown()
