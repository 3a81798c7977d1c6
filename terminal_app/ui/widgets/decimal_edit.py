"""A field for one number: arrow keys step it, and it says below itself what is wrong with it.

It keeps the text as it was typed. What the text means is decided by whoever owns the field.
"""

from collections.abc import Callable
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from terminal_app.core.money import floor_to, plain
from terminal_app.ui.number_input import NotANumberError, read_number
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.widgets.text import plain_label

_TIMES = {
    Qt.KeyboardModifier.NoModifier: 1,
    Qt.KeyboardModifier.ShiftModifier: 10,
    Qt.KeyboardModifier.ControlModifier: 100,
}
_NOTCH = 120
_PERCENT_STEP = Decimal(1)
_WHOLE = Decimal(100)


class _Line(QLineEdit):
    """A line edit that offers its arrow keys and its wheel to a number.

    Signals:
        stepped(int): how many steps up, or down when negative.
    """

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step; everything else types."""
        up = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        times = _TIMES.get(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
        if up is None or times is None:
            super().keyPressEvent(event)
            return
        self.stepped.emit(up * times)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn only the number that has the focus: a wheel that scrolls past must change nothing."""
        notches = event.angleDelta().y() // _NOTCH
        if not self.hasFocus() or not notches:
            event.ignore()
            return
        self.stepped.emit(notches * _TIMES.get(event.modifiers(), 1))
        event.accept()


class DecimalEdit(QWidget):
    """A number as text, with a suffix widget inside its frame and a line for its error.

    Signals:
        changed(): the text is another one.
    """

    changed = Signal()

    def __init__(self, name: str, step: Callable[[], Decimal | None], parent: QWidget | None = None) -> None:
        """Make the field.

        Args:
            name: what it is, for screen readers.
            step: the step of the arrow keys right now; `None` when they do nothing.
            parent: as usual.
        """
        super().__init__(parent)
        self._step = step
        self.line = _Line(self)
        self.line.setAccessibleName(name)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.line.textChanged.connect(self.changed)
        self.line.stepped.connect(self._on_stepped)
        self._error = plain_label(role=Role.ERROR)
        self._error.setWordWrap(True)
        self._error.hide()
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self.line, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(2)
        whole.addLayout(self.row)
        whole.addWidget(self._error)
        self.setFocusProxy(self.line)

    def text(self) -> str:
        """What is typed."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Type for the person."""
        self.line.setText(text)

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def show_error(self, sentence: str) -> None:
        """Say below the field what is wrong; empty for nothing."""
        if sentence == self._error.text():
            return
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        set_state(self.line, "error" if sentence else "")

    def _on_stepped(self, steps: int) -> None:
        step = self._step()
        text = self.text().strip()
        percent = text.endswith("%")
        if step is None:
            return
        step = _PERCENT_STEP if percent else step
        try:
            value = read_number(text.removesuffix("%")) if text else Decimal(0)
        except NotANumberError:
            return
        grid = floor_to(value, step)
        # From between two steps, one step down lands on the lower one.
        start = grid + step if steps < 0 and grid != value else grid
        stepped = max(Decimal(0), start + step * steps)
        self.set_text(f"{plain(min(stepped, _WHOLE))}%" if percent else plain(stepped))
