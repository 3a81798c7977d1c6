"""Alt and a letter take a tool, although the menus of the window have the same letters.

Only while Alt is held does anything listen on the chart: a filter that is always there would cost in every
frame.
"""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from terminal_app.ui.panels.chart.drawings.values import TOOL_LETTERS, Tool

_ALT = Qt.KeyboardModifier.AltModifier
_TOOLS = {letter: tool for tool, letter in TOOL_LETTERS.items()}


def tool_of(event: QKeyEvent) -> Tool | None:
    """The tool that a key takes."""
    letter = event.key()
    if event.modifiers() != _ALT or not Qt.Key.Key_A <= letter <= Qt.Key.Key_Z:
        return None
    return _TOOLS.get(chr(letter))


class AltKeeper(QObject):
    """Keeps the letters of tools for the chart while it has the keyboard and Alt is held.

    Args:
        widget: has the keyboard.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget

    def begin(self) -> None:
        """Alt went down."""
        self._widget.removeEventFilter(self)
        self._widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the question whether a letter is for a menu; stop listening when Alt or the keyboard goes."""
        kind = event.type()
        if isinstance(event, QKeyEvent):
            released = kind == QEvent.Type.KeyRelease and event.key() == Qt.Key.Key_Alt
            if kind == QEvent.Type.ShortcutOverride and tool_of(event) is not None:
                event.accept()
                return True
        else:
            released = kind == QEvent.Type.FocusOut
        if released:
            self._widget.removeEventFilter(self)
        return False
