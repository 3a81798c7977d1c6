"""The log panel: the newest lines of the log, filtered by level and by words, to copy and to hand on."""

from collections.abc import Collection, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QWidget

from terminal_app.core.changes import Batch, Kind, Topic
from terminal_app.ui import format as text
from terminal_app.ui.bridge.files import save_text
from terminal_app.ui.bridge.rows import Column, RowsModel, Tone
from terminal_app.ui.panels.log import state
from terminal_app.ui.panels.log.line import LogLine
from terminal_app.ui.panels.log.state import Least
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.theme import Theme
from terminal_app.ui.widgets.bar import bar_button, table_page
from terminal_app.ui.widgets.filter_field import FilterField
from terminal_app.ui.widgets.table import RowTable
from terminal_app.ui.widgets.text import plain_label

_EMPTY = "Nothing to report. Connections, orders and errors leave their traces here."
_FILTERED = "No line of the log matches the filter. Esc in its field empties it."
_FILTER_PX = 220


class LogPanel(QWidget):
    """Lines of the log, newest first.

    Signals:
        changed_choice: another level was chosen, the filter is another one, or the columns were arranged in
            another way.

    Args:
        lines: the newest lines, oldest first; whoever logs keeps it short and marks `Kind.LOG`.
    """

    changed_choice = Signal()

    def __init__(self, lines: Collection[LogLine], theme: Theme) -> None:
        super().__init__()
        self._lines = lines
        self._least = Least.INFO
        self.model: RowsModel[LogLine] = RowsModel(_COLUMNS, id, theme, self)
        self.table = RowTable(self.model, theme, "Log", _EMPTY)
        self.words = FilterField("Filter  Ctrl+F", "Filter the log by words")
        self.words.setFixedWidth(_FILTER_PX)
        self.hidden = plain_label("", Role.SOFT)
        set_state(self.hidden, "warning")
        bar = QHBoxLayout()
        self.levels = QButtonGroup(self)
        for number, least in enumerate(Least):
            button = bar_button(least.value, f"Show {least.value.lower()} of the log")
            button.setCheckable(True)
            button.setChecked(least is self._least)
            self.levels.addButton(button, number)
            bar.addWidget(button)
        self.words.setAccessibleDescription(
            "Shows only the lines that contain these words; Escape shows all again"
        )
        self.copy = bar_button("Copy", "Copy the lines on show")
        self.export = bar_button("Export…", "Save the lines on show without keys, ids and names")
        bar.addStretch(1)
        bar.addWidget(self.hidden)
        bar.addWidget(self.words)
        bar.addWidget(self.copy)
        bar.addWidget(self.export)
        table_page(self, self.table, bar)
        self.copy.clicked.connect(self.on_copy)
        self.export.clicked.connect(self.on_export)
        self.table.changed_choice.connect(self.changed_choice)
        self.levels.idClicked.connect(self.on_level_chosen)
        self.words.textChanged.connect(self.on_words_changed)
        self.words.left.connect(self.table.setFocus)
        self.table.filter_asked.connect(self.on_filter_asked)
        self.table.escape_pressed.connect(self.words.clear)

    @property
    def topics(self) -> frozenset[Kind | Topic]:
        """Every line."""
        return frozenset({Kind.LOG})

    def show_frame(self, batch: Batch) -> None:
        """Bring the table up to date."""
        if batch.has(Kind.LOG):
            self._show_lines()

    def apply_theme(self, theme: Theme) -> None:
        """Wear other colours."""
        self.table.apply_theme(theme)

    def remember(self) -> Mapping[str, object]:
        """The level, the words, and how the columns are arranged."""
        return {"least": self._least.name, "words": self.words.text(), "table": self.table.remember()}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take the level, the words and the columns as they were."""
        for number, least in enumerate(Least):
            if least.name == saved.get("least"):
                self._least = least
                self.levels.button(number).setChecked(True)
        self.table.recall(saved.get("table"))
        words = saved.get("words")
        self.words.setText(words if isinstance(words, str) else "")
        self._show_lines()

    def on_level_chosen(self, number: int) -> None:
        """A level was pressed."""
        self._least = tuple(Least)[number]
        self._show_lines()
        self.changed_choice.emit()

    def on_copy(self) -> None:
        """Put everything on show on the clipboard, oldest first."""
        QGuiApplication.clipboard().setText(state.export_text(self.model.rows()))

    def on_export(self) -> None:
        """Save everything on show, oldest first."""
        save_text(
            self,
            "Export the log",
            "terminal-log.txt",
            "Text (*.txt)",
            lambda: state.export_text(self.model.rows()),
        )

    def on_words_changed(self) -> None:
        """The filter's words have changed."""
        self._show_lines()
        self.changed_choice.emit()

    def on_filter_asked(self) -> None:
        """The person wants to type a filter."""
        self.words.setFocus()
        self.words.selectAll()

    def _show_lines(self) -> None:
        lines = tuple(self._lines)
        self.table.empty_text = _FILTERED if lines else _EMPTY
        self.model.show(state.wanted(lines, self._least, self.words.text()))
        shown = self.model.rowCount()
        self.hidden.setText(f"{shown} of {len(lines)} shown" if shown < len(lines) else "")
        for button in (self.copy, self.export):
            button.setEnabled(self.model.rowCount() > 0)


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
    Column(
        "What happened",
        state.first_line,
        560,
        fixed=True,
        tip=lambda line: line.text,
        copy=lambda line: state.redacted(line.text),
    ),
)
