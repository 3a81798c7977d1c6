"""The consequences under the preview: a headline with what matters most, and the lines when there is room."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from terminal_app.ui.panels.ticket.draft import Line
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.widgets.text import plain_label

ROWS = 8
_ROW_PX = 17
_SPACE_PX = 3


class AfterBox(QWidget):
    """Lines that can be put away.

    Signals:
        chosen(): the person has opened them or put them away.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ticket_after")
        self.head = QToolButton()
        self.head.setObjectName("section_head")
        self.head.setCheckable(True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.short = plain_label(role=Role.SOFT)
        self._body = QWidget()
        self._grid = QGridLayout(self._body)
        self._rows: list[tuple[QLabel, QLabel]] = []
        self._lay_out()
        self.head.toggled.connect(self._show_open)
        self.head.clicked.connect(self.chosen)
        self._show_open(self.head.isChecked())

    @property
    def is_open(self) -> bool:
        """Whether the lines are shown."""
        return self.head.isChecked()

    def open(self, wanted: bool) -> None:
        """Show the lines, or put them away."""
        self.head.setChecked(wanted)

    def room(self) -> int:
        """The height of the lines, in pixels, shown or not."""
        return ROWS * (_ROW_PX + _SPACE_PX)

    def show_lines(self, lines: Sequence[Line], short: str) -> None:
        """Show the lines; the headline says `short` while they are put away."""
        self._make_rows(len(lines))
        for number, (label, value) in enumerate(self._rows):
            for part in (label, value):
                part.setVisible(number < max(ROWS, len(lines)))
            line = lines[number] if number < len(lines) else Line("", "")
            label.setText(line.label)
            value.setText(line.value)
            set_state(value, "warning" if line.warning else "")
        warns = any(line.warning for line in lines)
        self.short.setText("" if self.is_open else short)
        set_state(self.short, "warning" if warns else "")

    def text(self) -> str:
        """Everything the lines say, a line each."""
        return "\n".join(f"{label.text()}: {value.text()}" for label, value in self._rows if label.text())

    def _lay_out(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(_SPACE_PX)
        self._grid.setColumnStretch(1, 1)
        self._make_rows(ROWS)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self.head)
        head.addStretch(1)
        head.addWidget(self.short)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(head)
        whole.addWidget(self._body)

    def _make_rows(self, count: int) -> None:
        for number in range(len(self._rows), count):
            label, value = plain_label(role=Role.CAPTION), plain_label()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for column, part in enumerate((label, value)):
                # One height for every row, so that nothing jumps when a text comes or goes.
                part.setMinimumHeight(_ROW_PX)
                self._grid.addWidget(part, number, column)
            self._rows.append((label, value))

    def _show_open(self, wanted: bool) -> None:
        self._body.setVisible(wanted)
        self.head.setText(f"{'▾' if wanted else '▸'} Consequences")
        self.head.setAccessibleName(f"Consequences, {'shown' if wanted else 'put away'}")
        if wanted:
            self.short.setText("")
