"""A button that sends: one press is one order, however nervous the finger or the keyboard is."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from terminal_app.core.orders import Side
from terminal_app.ui.style import Role, set_role
from terminal_app.ui.widgets.once_button import CalmButton


class SendButton(CalmButton):
    """Sends an order of one side, and tells when that side is looked at or chosen.

    Signals:
        wanted(Side): it was pressed.
        looked_at(Side | None): the mouse came over it; `None` when it went away.
        chosen(Side): it got the keyboard's focus.
    """

    wanted = Signal(Side)
    looked_at = Signal(object)
    chosen = Signal(Side)

    def __init__(self, side: Side, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        set_role(self, Role.BUY if side is Side.BUY else Role.SELL)
        self.setObjectName(f"ticket_{side.value}")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._on_clicked)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show what this side would do."""
        super().enterEvent(event)
        self.looked_at.emit(self.side)

    def leaveEvent(self, event: QEvent) -> None:
        """Back to the chosen side."""
        super().leaveEvent(event)
        self.looked_at.emit(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The side with the focus is the chosen one."""
        super().focusInEvent(event)
        self.chosen.emit(self.side)

    def _on_clicked(self) -> None:
        self.wanted.emit(self.side)
