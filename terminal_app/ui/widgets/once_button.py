"""Buttons for what must not happen twice: a double-click is one press, and so is a held key."""

from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QPushButton, QWidget

from terminal_app.ui.style import Role, set_role
from terminal_app.ui.widgets.text import set_tip


class CalmButton(QPushButton):
    """Says `clicked` once for each intent, however nervous the finger or the keyboard is."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """The first press of a double-click has acted; the second one does nothing."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A held key is one press."""
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyPressEvent(event)


class OnceButton(CalmButton):
    """Says besides why it cannot be pressed while it cannot."""

    def __init__(self, text: str, name: str, role: Role = Role.DANGER, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._name = name
        self.setAccessibleName(name)
        self.setAutoDefault(False)
        self.setToolTip(name)
        set_role(self, role)

    def allow(self, reason: str = "", tip: str = "") -> None:
        """Let it be pressed, or say why not.

        Args:
            reason: why not; empty when it can be pressed.
            tip: what it would do, when that is more than its name.
        """
        self.setEnabled(not reason)
        said = reason or tip or self._name
        before = self.toolTip()
        set_tip(self, said)
        if self.toolTip() != before:
            self.setAccessibleDescription(said)
