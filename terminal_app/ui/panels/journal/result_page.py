"""The results: the figures of the whole time, a line for each day, week or symbol, and the equity curve."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from terminal_app.trading.journal_book import JournalData
from terminal_app.trading.results import MONEY, equity_curve
from terminal_app.trading.results import results as reckon
from terminal_app.trading.trips import RoundTrip
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.journal import results
from terminal_app.ui.panels.journal.curve import EquityCurve
from terminal_app.ui.panels.journal.pages import beside
from terminal_app.ui.panels.journal.result_columns import result_columns
from terminal_app.ui.panels.journal.results import Grouping, ResultRow
from terminal_app.ui.panels.journal.state import EMPTY, View
from terminal_app.ui.panels.journal.tile_row import TileRow
from terminal_app.ui.style import GAP, PAD, Role, set_state
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
        self.coin = QComboBox()
        self.coin.setAccessibleName("Coin the results are counted in")
        self.coin.addItem(MONEY)
        self.coin.hide()
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
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, PAD, GAP)
        top.addWidget(self.tiles, 1)
        top.addWidget(self.coin)
        column.addLayout(top)
        column.addWidget(self.left_out)
        column.addWidget(beside((self.table, self.curve), _SHARES), 1)
        self.groups.idClicked.connect(self.on_grouping_chosen)
        self.coin.activated.connect(self.on_coin_chosen)
        self.show_data(None)

    def show_data(self, data: JournalData | None) -> None:
        """Show what the trips that were read come to."""
        self._data = data
        coins, before = results.coins_of(self._trips), self.coin.currentText()
        self.coin.clear()
        self.coin.addItems(coins)
        self.coin.setCurrentText(before if before in coins else coins[0])
        self.coin.setVisible(len(coins) > 1)
        self._show()

    def on_coin_chosen(self) -> None:
        """Other trips are to be counted: those in another coin."""
        self._show()

    def on_grouping_chosen(self, number: int) -> None:
        """A line is to stand for something else."""
        self.grouping = tuple(Grouping)[number]
        self._show_groups()
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

    @property
    def _trips(self) -> Sequence[RoundTrip]:
        return () if self._data is None else self._data.trips

    def _show(self) -> None:
        data, coin = self._data, self.coin.currentText()
        whole = reckon(self._trips, coin)
        self.tiles.show_tiles(results.tiles(whole))
        self.left_out.setText(results.left_out(whole))
        self.left_out.setVisible(bool(self.left_out.text()))
        until_ms = 0 if data is None else min(data.as_of_ms, data.until_ms)
        self.curve.show_points(equity_curve(self._trips, coin), until_ms)
        self._show_groups()

    def _show_groups(self) -> None:
        self.show_rows(results.rows(self._trips, self.grouping, self.coin.currentText()))
