"""Keeps Escape for the chart while it ends something there, whatever else it is the shortcut of.

Only then: a filter that is always there, or an `event` of our own, would cost Python calls in every frame.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class EscapeKeeper(QObject):
    """Answers Qt's question whether the widget wants Escape rather than a shortcut of the window.

    Args:
        widget: has the keyboard while there is something to end.
        busy: whether there is.
    """

    def __init__(self, widget: QWidget, busy: Callable[[], bool]) -> None:
        super().__init__(widget)
        self._widget = widget
        self._busy = busy
        self._listening = False

    def settle(self) -> None:
        """There may be something to end now, or no longer."""
        wanted = self._busy()
        if wanted != self._listening:
            self._listening = wanted
            if wanted:
                self._widget.installEventFilter(self)
            else:
                self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the question about Escape, and nothing else."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.key() != Qt.Key.Key_Escape:
            return False
        event.accept()
        return True
