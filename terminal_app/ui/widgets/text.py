"""Labels that show text as it is. A label that guesses at markup lets a server draw links into the window."""

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from terminal_app.ui.style import Role, set_role


class SteadyLabel(QLabel):
    """A label for figures that change many times a second, of exactly the size its text needs.

    A label that may be stretched has the whole window laid out and painted anew for every other text. This
    one asks for another place only when its text needs more room than before, or less.
    """

    def __init__(self) -> None:
        super().__init__()
        self._advance = -1

    def say(self, text: str) -> None:
        """Show this text from now on."""
        if text != self.text():
            self.setText(text)
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Other letters need other room."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit(anew=True)

    def event(self, event: QEvent) -> bool:
        """The style sheet gives it its letters when it is shown for the first time."""
        done = super().event(event)
        if event.type() == QEvent.Type.Polish:
            self._fit(anew=True)
        return done

    def _fit(self, *, anew: bool = False) -> None:
        advance = self.fontMetrics().horizontalAdvance(self.text())
        if anew or advance != self._advance:
            self._advance = advance
            self.setMinimumSize(0, 0)  # a label asks for at least that
            self.setFixedSize(self.sizeHint())


def plain_label(text: str = "", role: Role | None = None, parent: QWidget | None = None) -> QLabel:
    """A label that shows plain text only; `role` picks its look from the style sheet."""
    label = QLabel(parent)
    _dress(label, text, role)
    return label


def steady_label(text: str = "", role: Role | None = None) -> SteadyLabel:
    """The same for a figure that changes many times a second, which is to be said with `say`."""
    label = SteadyLabel()
    _dress(label, text, role)
    return label


def _dress(label: QLabel, text: str, role: Role | None) -> None:
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if role is not None:
        set_role(label, role)


def plain_tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt would take markup in it for markup."""
    return f"<span>{escape(text)}</span>" if "<" in text or "&" in text else text
