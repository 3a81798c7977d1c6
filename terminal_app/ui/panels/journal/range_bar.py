"""The line in which the person's own range of days is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from terminal_app.ui.panels.journal.periods import Span, own_span
from terminal_app.ui.style import GAP, PAD, Role, set_state
from terminal_app.ui.widgets.text import plain_label

_FIELD_PX = 104


class RangeBar(QWidget):
    """Hidden until the person wants a range of their own.

    Signals:
        chosen: another range was typed that makes sense (Span).
    """

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.first = _field("First day")
        self.last = _field("Last day")
        self.trouble = plain_label("", Role.SOFT)
        self._chosen: Span | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, 0, PAD, GAP)
        row.setSpacing(PAD)
        for name, field in (("From", self.first), ("to", self.last)):
            row.addWidget(plain_label(name, Role.CAPTION))
            row.addWidget(field)
            field.editingFinished.connect(self.on_typed)
        row.addWidget(plain_label("both included", Role.CAPTION))
        row.addWidget(self.trouble)
        row.addStretch(1)
        self.hide()

    def set_days(self, first: str, last: str) -> None:
        """Put days into the fields."""
        self.first.setText(first)
        self.last.setText(last)
        self._look()

    def begin(self) -> None:
        """Let the person type."""
        self.show()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.first.selectAll()

    def span(self) -> Span | None:
        """The last range in the fields that made sense, `None` before one."""
        return self._chosen

    def on_typed(self) -> None:
        """A field was left, or Return was pressed in it."""
        before = self._chosen
        self._look()
        if self._chosen != before:
            self.chosen.emit(self._chosen)

    def _look(self) -> None:
        made = own_span(self.first.text(), self.last.text())
        wrong = made if isinstance(made, str) else ""
        if isinstance(made, Span):
            self._chosen = made
        self.trouble.setText(wrong)
        set_state(self.trouble, "warning")
        for field in (self.first, self.last):
            set_state(field, "error" if wrong else "")


def _field(name: str) -> QLineEdit:
    field = QLineEdit()
    field.setFixedWidth(_FIELD_PX)
    field.setMaxLength(10)
    field.setPlaceholderText("2026-11-28")
    field.setAccessibleName(name)
    return field
