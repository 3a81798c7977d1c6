"""The table of fills: the panel reads our executions and shows them, newest first."""

from collections.abc import Callable, Sequence

from terminal_app.core.account import Fill
from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.core.instrument import Instrument, InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.rows import RowsModel
from terminal_app.ui.panels.fills import state
from terminal_app.ui.panels.fills.columns import fill_columns
from terminal_app.ui.panels.fills.state import FillRow
from terminal_app.ui.panels.fills.today import add_up, sums_text
from terminal_app.ui.panels.fills.today_line import TodayLine, ZoneLabel
from terminal_app.ui.style import Role
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.table_panel import TablePanel
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "No fills yet. Every execution of your orders appears here."


class FillsPanel(TablePanel[FillRow]):
    """Our executions.

    Args:
        fills: our executions, newest first.
        find: the rules of an instrument.
        clock: for what day it is, and the name of the time zone, which changes in summer.
        theme: the colours.
    """

    def __init__(
        self,
        fills: Callable[[], Sequence[Fill]],
        find: Callable[[InstrumentId], Instrument | None],
        clock: Clock,
        theme: Theme,
    ) -> None:
        model: RowsModel[FillRow] = RowsModel(fill_columns(clock.now_ms), lambda row: row.fill.exec_id, theme)
        super().__init__(RowTable(model, theme, "Fills", _EMPTY), _EMPTY, lambda row: row.fill.instrument)
        self._fills = fills
        self._find = find
        self._clock = clock
        self.sums = plain_label("", Role.SOFT)
        self.zone = ZoneLabel(clock)
        self.today = TodayLine(fills, find, clock)
        self.lay_out((self.sums,), (self.zone,), below=(self.today,))
        self.table.actions_of_rows = (self.show_action(),)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every fill, and the rules its numbers are written by."""
        return frozenset({Kind.FILLS, Kind.INSTRUMENTS})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        if batch.has(Kind.FILLS) or batch.has(Kind.INSTRUMENTS):
            self.show_rows(state.rows(self._fills(), self._find))
            self.today.refresh()

    def on_shown(self) -> None:
        """Add up what is shown."""
        self.sums.setText(sums_text(add_up((row.fill for row in self.model.rows()), self._find)))

    def on_tick(self) -> None:
        """Time has passed: it may be another day."""
        super().on_tick()
        self.today.on_tick()

    def apply_theme(self, theme: Theme) -> None:
        """Write every number anew: the style of numbers, and the zone of times, may be another one."""
        super().apply_theme(theme)
        self.zone.refresh()
        self.today.refresh()
        self.on_shown()
