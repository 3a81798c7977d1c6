"""The log panel: the newest lines of the log, filtered by level and by words."""

from collections.abc import Collection

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.ui import format as text
from terminal_app.ui.bridge.rows import Column, RowsModel, Tone
from terminal_app.ui.panels.log import state
from terminal_app.ui.panels.log.state import Least, LogLine
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, search_field, table_page
from terminal_app.ui.widgets.table import RowTable

_EMPTY = "Nothing to report. Connections, orders and errors leave their traces here."
_FILTERED = "No line of the log matches the filter."
_FILTER_PX = 220


class LogPanel(QWidget):
    """Lines of the log, newest first.

    Args:
        lines: the newest lines, oldest first; whoever logs keeps it short and marks `Kind.LOG`.
    """

    def __init__(self, lines: Collection[LogLine], theme: Theme) -> None:
        super().__init__()
        self._lines = lines
        self._least = Least.INFO
        self.model: RowsModel[LogLine] = RowsModel(_COLUMNS, id, theme, self)
        self.table = RowTable(self.model, theme, "Log", _EMPTY)
        self.words = search_field("Filter", "Filter the log by words")
        self.words.setFixedWidth(_FILTER_PX)
        bar = QHBoxLayout()
        self.levels = QButtonGroup(self)
        for number, least in enumerate(Least):
            button = bar_button(least.value, f"Show {least.value.lower()} of the log")
            button.setCheckable(True)
            button.setChecked(least is self._least)
            self.levels.addButton(button, number)
            bar.addWidget(button)
        bar.addStretch(1)
        bar.addWidget(self.words)
        table_page(self, self.table, bar)
        self.levels.idClicked.connect(self.on_level_chosen)
        self.words.textChanged.connect(self.on_words_changed)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every line."""
        return frozenset({Kind.LOG})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        if batch.has(Kind.LOG):
            self._show_lines()

    def on_level_chosen(self, number: int) -> None:
        """A level was pressed."""
        self._least = tuple(Least)[number]
        self._show_lines()

    def on_words_changed(self) -> None:
        """The filter's words have changed."""
        self._show_lines()

    def _show_lines(self) -> None:
        self.table.empty_text = _FILTERED if self._lines else _EMPTY
        self.model.show(state.wanted(tuple(self._lines), self._least, self.words.text()))


def _tone(line: LogLine) -> Tone:
    rank = state.rank(line)
    return Tone.DOWN if rank >= 3 else Tone.WARNING if rank == 2 else Tone.NORMAL


_COLUMNS: tuple[Column[LogLine], ...] = (
    Column(
        "Time",
        lambda line: text.time_of_day(line.time_ms),
        70,
        tone=lambda _: Tone.SOFT,
        tip=lambda line: text.iso_time(line.time_ms),
        copy=lambda line: text.iso_time(line.time_ms),
    ),
    Column("Level", state.level_text, 70, tone=_tone),
    Column("What happened", state.first_line, 900, tip=lambda line: line.text, copy=lambda line: line.text),
)
