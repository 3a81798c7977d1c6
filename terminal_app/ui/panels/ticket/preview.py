"""The lines that say what would be sent. Shows what it is given, always in one height: nothing jumps."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from terminal_app.ui.panels.ticket.draft import Line
from terminal_app.ui.style import Role, set_role, set_state
from terminal_app.ui.widgets.text import plain_label

_ROWS = 6


class Preview(QWidget):
    """Label and value, line by line; the first line is the order itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("ticket_preview")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self._rows = []
        for number in range(_ROWS):
            label, value = plain_label(role=Role.CAPTION), plain_label()
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            value.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            grid.addWidget(label, number, 0)
            grid.addWidget(value, number, 1)
            grid.setRowMinimumHeight(number, 17)
            self._rows.append((label, value))
        set_role(self._rows[0][1], Role.STRONG)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show at most as many lines as there is room for."""
        for number, (label, value) in enumerate(self._rows):
            line = lines[number] if number < len(lines) else Line("", "")
            label.setText(line.label)
            value.setText(line.value)
            set_state(value, "warning" if line.warning else "")

    def text(self) -> str:
        """Everything that is shown, a line each."""
        return "\n".join(f"{label.text()}: {value.text()}" for label, value in self._rows if label.text())
