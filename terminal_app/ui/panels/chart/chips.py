"""The small buttons above the chart."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from terminal_app.ui.style import Role, set_role


def chip(parent: QWidget, text: str, name: str, *, checkable: bool = False) -> QToolButton:
    """A button; one that switches something is on and shown at first, another hidden."""
    made = QToolButton(parent)
    made.setText(text)
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setCheckable(checkable)
    made.setChecked(checkable)
    made.setVisible(checkable)
    set_role(made, Role.CHIP)
    return made
