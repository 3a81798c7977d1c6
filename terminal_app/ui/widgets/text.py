"""Labels that show text as it is. A label that guesses at markup lets a server draw links into the window."""

from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QWidget

from terminal_app.ui.style import Role, set_role

_FIGURES = str.maketrans("123456789", "000000000")
_WIDTHS_KEPT = 1_000


class Widths:
    """How wide texts are in one font, in pixels. Measuring costs more than painting, so it is remembered.

    All figures are equally wide in the fonts of the window, so a price is measured once for its length.
    """

    def __init__(self, metrics: QFontMetrics) -> None:
        self._metrics = metrics
        self._known: dict[str, int] = {}

    def of(self, text: str) -> int:
        """The advance of a text."""
        pattern = text.translate(_FIGURES)
        width = self._known.get(pattern)
        if width is None:
            if len(self._known) >= _WIDTHS_KEPT:
                self._known.clear()
            width = self._known[pattern] = self._metrics.horizontalAdvance(pattern)
        return width


class SteadyLabel(QLabel):
    """A label for figures that change many times a second, of exactly the size its text needs.

    A label that may be stretched has the whole window laid out and painted anew for every other text. This
    one asks for another place only when its text needs more room than before, or less.
    """

    def __init__(self) -> None:
        super().__init__()
        self._advance = -1
        self._widths = Widths(self.fontMetrics())

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
        if anew:
            self._widths = Widths(self.fontMetrics())
        advance = self._widths.of(self.text())
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


def set_tip(widget: QWidget, text: str) -> None:
    """Explain a widget in a tool tip, as it is written. Saying the same again costs nothing."""
    tip = plain_tip(text)
    if widget.toolTip() != tip:
        widget.setToolTip(tip)


def plain_tip(text: str) -> str:
    """A tool tip that shows `text` as it is: Qt would take markup in it for markup."""
    return f"<span>{escape(text)}</span>" if "<" in text or "&" in text else text
