"""Labels that show text as it is. A label that guesses at markup lets a server draw links into the window."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from terminal_app.ui.style import Role, set_role


def plain_label(text: str = "", role: Role | None = None, parent: QWidget | None = None) -> QLabel:
    """A label that shows plain text only; `role` picks its look from the style sheet."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role is not None:
        set_role(label, role)
    return label


def plain_tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt would take markup in it for markup."""
    return f"<span>{escape(text)}</span>" if "<" in text or "&" in text else text
