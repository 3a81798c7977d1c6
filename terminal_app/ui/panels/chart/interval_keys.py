"""Typing on the chart: an interval with Return behind it, or the beginning of a search, echoed meanwhile."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from terminal_app.core.ports import Clock
from terminal_app.market.bar_specs import short_name
from terminal_app.ui.panels.chart.escape import EscapeKeeper
from terminal_app.ui.panels.chart.typed import Typed, typed
from terminal_app.ui.style import Role
from terminal_app.ui.widgets.text import plain_label

_SAID_S = 3.0
_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


class IntervalKeys(QObject):
    """Reads keys for a chart.

    Signals:
        interval_typed: bars were named and confirmed (BarSpec).
        search_wanted: what was typed can only begin a symbol (str); empty for `/`.
        resized: the echo takes another width.

    Args:
        clock: for how long an unknown interval is told.
        parent: the widget that is typed on.
    """

    interval_typed = Signal(object)
    search_wanted = Signal(str)
    resized = Signal()

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._clock = clock
        self._typed = Typed()
        self._told_until: float | None = None
        self._escape = EscapeKeeper(parent, lambda: self.busy)
        self.label = plain_label("", Role.SOFT)
        self.label.setAccessibleName("Typed interval")
        self.label.hide()

    @property
    def busy(self) -> bool:
        """Whether something is typed and not yet confirmed."""
        return bool(self._typed.text)

    def press(self, event: QKeyEvent) -> bool:
        """Take a key; `False` when it means nothing here."""
        letter = event.text()
        plain = not event.modifiers() & ~_PLAIN
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.busy:
            if not event.isAutoRepeat():
                self._confirm()
        elif event.key() == Qt.Key.Key_Escape and self.busy:
            self.forget()
        elif event.key() == Qt.Key.Key_Backspace and self.busy:
            self._take(Typed(self._typed.text[:-1]))
        elif plain and letter == "/":
            self.forget()
            self.search_wanted.emit("")
        elif plain and letter.isascii() and (letter.isalnum() or (letter == "." and self.busy)):
            self._take(typed(self._typed, letter))
        else:
            return False
        return True

    def forget(self) -> None:
        """Begin anew."""
        self._take(Typed())

    def on_tick(self) -> None:
        """Time has passed: what was told of an unknown interval goes away."""
        if self._told_until is not None and self._clock.monotonic() >= self._told_until:
            self.forget()

    def _confirm(self) -> None:
        text, spec = self._typed.text, self._typed.spec
        self.forget()
        if spec is not None:
            self.interval_typed.emit(spec)
            return
        self._show(f"{text} is no interval")
        self._told_until = self._clock.monotonic() + _SAID_S

    def _take(self, now: Typed) -> None:
        if now.search:
            self.forget()
            self.search_wanted.emit(now.search)
            return
        self._typed = now
        self._told_until = None
        self._escape.settle()
        named = now.spec
        meaning = f"{short_name(named)}  ↵" if named is not None else "…"
        self._show(f"{now.text} → {meaning}" if now.text else "")

    def _show(self, text: str) -> None:
        if text != self.label.text():
            self.label.setText(text)
            self.label.setVisible(bool(text))
            self.resized.emit()
