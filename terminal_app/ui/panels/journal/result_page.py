"""The results: the figures of the whole time, a line for each day, week or symbol, and the equity curve."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.results import equity_curve
from terminal_app.trading.results import results as reckon
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.journal import results
from terminal_app.ui.panels.journal.curve import EquityCurve
from terminal_app.ui.panels.journal.pages import beside
from terminal_app.ui.panels.journal.result_columns import result_columns
from terminal_app.ui.panels.journal.results import Grouping, ResultRow
from terminal_app.ui.panels.journal.state import EMPTY, View
from terminal_app.ui.panels.journal.tile_row import TileRow
from terminal_app.ui.style import PAD, Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel
from terminal_app.ui.widgets.text import plain_label

_SHARES = (5, 3)
_BY = "by"


class ResultPage(TablePanel[ResultRow]):
    """What the closed round trips of a time come to.

    Args:
        theme: the colours.
    """

    def __init__(self, theme: Theme) -> None:
        empty = EMPTY[View.RESULTS]
        model: RowsModel[ResultRow] = RowsModel(result_columns(), lambda row: row.name, theme)
        super().__init__(RowTable(model, theme, "Results", empty), empty)
        self._data: JournalData | None = None
        self.grouping = Grouping.DAY
        self.tiles = TileRow()
        self.left_out = plain_label("", Role.SOFT)
        self.left_out.setWordWrap(True)
        self.left_out.setContentsMargins(PAD, 0, PAD, 0)
        set_state(self.left_out, "warning")
        self.left_out.hide()
        self.curve = EquityCurve(theme)
        self.groups = QButtonGroup(self)
        for number, grouping in enumerate(Grouping):
            chip = bar_button(grouping.value, f"Results by {grouping.value.lower()}")
            chip.setCheckable(True)
            chip.setChecked(grouping is self.grouping)
            self.groups.addButton(chip, number)
        self.tools: Sequence[QWidget] = (*self.groups.buttons(), self.hidden, self.filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tiles)
        column.addWidget(self.left_out)
        column.addWidget(beside((self.table, self.curve), _SHARES), 1)
        self.groups.idClicked.connect(self.on_grouping_chosen)
        self.show_data(None)

    def show_data(self, data: JournalData | None) -> None:
        """Show what the trips that were read come to."""
        self._data = data
        trips = () if data is None else data.trips
        coin = results.coin_of(trips)
        whole = reckon(trips, coin)
        self.tiles.show_tiles(results.tiles(whole))
        self.left_out.setText(results.left_out(whole))
        self.left_out.setVisible(bool(self.left_out.text()))
        self.curve.show_points(
            equity_curve(trips, coin), 0 if data is None else min(data.as_of_ms, data.until_ms)
        )
        self._show_groups(coin)

    def on_grouping_chosen(self, number: int) -> None:
        """A line is to stand for something else."""
        self.grouping = tuple(Grouping)[number]
        self._show_groups(results.coin_of(() if self._data is None else self._data.trips))
        self.changed_choice.emit()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours; a day may begin at another moment."""
        super().apply_theme(theme)
        self.curve.apply_theme(theme)
        self.show_data(self._data)

    def remember(self) -> Mapping[str, object]:
        """The columns, the filter, and what a line stands for."""
        return {**super().remember(), _BY: self.grouping.name}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take all of them as they were."""
        super().recall(saved)
        for number, grouping in enumerate(Grouping):
            if grouping.name == saved.get(_BY):
                self.grouping = grouping
                self.groups.button(number).setChecked(True)

    def _show_groups(self, coin: str) -> None:
        trips = () if self._data is None else self._data.trips
        self.show_rows(results.rows(trips, self.grouping, coin))
