"""The fields of the form: a line with its error below, and one that takes a secret and never shows it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from terminal_app.core.secret import Secret
from terminal_app.ui.keys.pasted import split_block
from terminal_app.ui.style import Role, set_state
from terminal_app.ui.widgets.text import plain_label

# What comes along when text is copied from a page: blanks, line ends, no-break and zero-width marks.
_AROUND = " \t\r\n\v\f\u00a0\u200b\u200c\u200d\u2060\ufeff"


class LineField(QWidget):
    """A line of text with a name for screen readers and a sentence below it when something is wrong."""

    def __init__(self, line: QLineEdit, name: str) -> None:
        super().__init__()
        self.line = line
        self.line.setAccessibleName(name)
        self._error = plain_label(role=Role.ERROR)
        self._error.setWordWrap(True)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(line)
        column.addWidget(self._error)
        self.setFocusProxy(line)

    def error(self) -> str:
        """What is said to be wrong."""
        return self._error.text()

    def show_error(self, sentence: str) -> None:
        """Say below the line what is wrong; empty for nothing."""
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
        set_state(self.line, "error" if sentence else "")


class SecretEdit(QLineEdit):
    """A line that shows dots and cannot be copied from.

    Signals:
        block_pasted: a text with all three parts of a key was put into it; the line is empty again.
    """

    block_pasted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._length = 0
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setDragEnabled(False)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
        )
        self.textChanged.connect(self._remember_length)
        self.textEdited.connect(self.on_edited)

    def secret(self) -> Secret:
        """What stands in it."""
        return Secret(self.text())

    def put(self, secret: Secret) -> None:
        """Fill it, with nothing to undo."""
        self.setText(secret.reveal())

    def on_edited(self, text: str) -> None:
        """Something was typed or pasted; only a paste changes more than one character."""
        # Qt tells of an edit before it tells of the change, so this is still the length of the old text.
        if len(text) - self._length <= 1:
            return
        if (block := split_block(text)) is not None:
            self.clear()
            self.block_pasted.emit(block)
            return
        trimmed = text.strip(_AROUND)
        if trimmed != text:
            self.setText(trimmed)

    def _remember_length(self, text: str) -> None:
        self._length = len(text)
