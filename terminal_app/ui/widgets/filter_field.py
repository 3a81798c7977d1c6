"""The field over a table into which one types what the rows have to say."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from terminal_app.ui.widgets.bar import dress_search


class FilterField(QLineEdit):
    """A field that Escape empties; Return and Down leave it for the rows.

    Signals:
        left: the person wants to go on to the rows.
    """

    left = Signal()

    def __init__(self, hint: str, name: str) -> None:
        super().__init__()
        dress_search(self, hint, name)

    def event(self, event: QEvent) -> bool:
        """Keep Escape while there is something to empty: elsewhere in the window it means other things."""
        if event.type() is QEvent.Type.ShortcutOverride and self._empties(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape empties, Return and Down go on to the rows."""
        if self._empties(event):
            self.clear()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _empties(self, event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and bool(self.text())
