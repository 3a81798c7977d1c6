"""What the person pressed, for a recording: where a click went and which key, but never what was typed.

Only figures (prices and sizes) are recorded as they are typed. Of any other character no more than that one
was typed: nobody can tell from the outside which line takes a secret.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from terminal_app.tape.records import json_body
from terminal_app.ui.widgets.decimal_edit import DecimalEdit

_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)
_LONGEST_LABEL = 60
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class Gestures(QObject):
    """Watches the whole application until it is closed.

    Args:
        application: the program.
        note: takes the JSON of each gesture.
    """

    def __init__(self, application: QApplication, note: Callable[[bytes], None]) -> None:
        super().__init__()
        self._application = application
        self._note = note
        self._last = (QEvent.Type.None_, -1, "")
        application.installEventFilter(self)

    def close(self) -> None:
        """Watch no longer; idempotent."""
        self._application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note clicks and keys; let everything pass."""
        kind = event.type()
        if kind in _PRESSES or kind is QEvent.Type.KeyPress:
            self._see(watched, event)
        return False

    def _see(self, watched: QObject, event: QEvent) -> None:
        if not isinstance(watched, QWidget) or not isinstance(event, QMouseEvent | QKeyEvent):
            return
        name = _name(watched)
        kind, at_ms, before = self._last
        self._last = (event.type(), event.timestamp(), name)
        if (kind, at_ms) == self._last[:2] and before.startswith(f"{name}/"):
            return  # a widget did not want it, and its parent is asked
        gesture: dict[str, object] = {"on": name}
        if label := _label(watched):
            gesture["label"] = label
        if isinstance(event, QMouseEvent):
            at = event.position().toPoint()
            gesture |= {"press": event.button().name, "x": at.x(), "y": at.y()}
        else:
            gesture["key"] = _key(watched, event)
        self._note(json_body(gesture))


def _key(widget: QWidget, event: QKeyEvent) -> str:
    text = event.text()
    if text.isprintable() and text and not event.modifiers() & _COMMANDS:
        return text if _takes_figures(widget) else "a character"
    return QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)


def _takes_figures(widget: QWidget) -> bool:
    return isinstance(widget, DecimalEdit) or isinstance(widget.parentWidget(), DecimalEdit)


def _label(widget: QWidget) -> str:
    """What a person calls it, where the program has said so."""
    written = widget.text().replace("&", "") if isinstance(widget, QAbstractButton) else ""
    return (written or widget.accessibleName())[:_LONGEST_LABEL]


def _name(widget: QWidget) -> str:
    """The classes from the window down to the widget, with the names the program gave them."""
    names = []
    place: QWidget | None = widget
    while place is not None:
        own = place.objectName()
        names.append(type(place).__name__ + (f"#{own}" if own else ""))
        place = place.parentWidget()
    return "/".join(reversed(names))
