"""The status popover: what is behind the words of the status bar. The next click closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from terminal_app.ui.honesty.report import Section
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_COLUMN_PX = 264


class StatusPopover(QFrame):
    """Shows a report and keeps it fresh while it is open.

    Args:
        report: what to say, read when it opens and at every tick.
        parent: the window; a popover is never left behind by it.
    """

    def __init__(self, report: Callable[[], Sequence[Section]], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._report = report
        self._shape: list[tuple[str, ...]] = []
        self._values: list[QLabel] = []
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self.setAccessibleName("Status in detail")
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + GAP, PAD, PAD + GAP, PAD + GAP)
        row.setSpacing(3 * PAD)
        self._columns = []
        for _ in range(2):
            holder = QWidget()
            holder.setFixedWidth(_COLUMN_PX)
            column = QVBoxLayout(holder)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(PAD)
            row.addWidget(holder, 0, Qt.AlignmentFlag.AlignTop)
            self._columns.append(column)

    def open_above(self, anchor: QWidget) -> None:
        """Show the report with its lower left corner on the upper left one of a widget, inside the screen."""
        self._show_report()
        self.adjustSize()
        corner = anchor.mapToGlobal(QPoint(0, 0)) - QPoint(0, self.height())
        room = anchor.screen().availableGeometry()
        left = max(room.left(), min(corner.x(), room.right() - self.width()))
        self.move(left, max(room.top(), corner.y()))
        self.show()

    def on_tick(self) -> None:
        """Some time has passed."""
        if self.isVisible():
            self._show_report()

    def text(self) -> str:
        """Everything it says, a line each."""
        names = [label for section in self._shape for label in section[1:]]
        values = [label.text() for label in self._values]
        return "\n".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))

    def _show_report(self) -> None:
        report = self._report()
        shape = [(section.title, *(line.label for line in section.lines)) for section in report]
        if shape != self._shape:
            self._build(report)
            self._shape = shape
        lines = [line for section in report for line in section.lines]
        for line, value in zip(lines, self._values, strict=True):
            value.setText(line.value)
            value.setAccessibleName(f"{line.label} {line.value}")
            set_state(value, line.mood.value)

    def _build(self, report: Sequence[Section]) -> None:
        for column in self._columns:
            while (item := column.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.deleteLater()
        self._values = []
        for section in report:
            box = QWidget()
            grid = QGridLayout(box)
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(PAD)
            grid.setVerticalSpacing(2)
            grid.setColumnStretch(1, 1)
            grid.addWidget(plain_label(section.title, Role.CAPTION), 0, 0, 1, 2)
            for number, line in enumerate(section.lines, start=1):
                value = plain_label()
                value.setAlignment(Qt.AlignmentFlag.AlignRight)
                grid.addWidget(plain_label(line.label, Role.SOFT), number, 0)
                grid.addWidget(value, number, 1)
                self._values.append(value)
            self._columns[1 if section.second else 0].addWidget(box)
        if self.isVisible():
            self.adjustSize()
