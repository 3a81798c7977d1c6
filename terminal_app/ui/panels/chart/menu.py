"""The menu of a place on the chart. Opened, never executed; it deletes itself when it closes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Without `run` it cannot be chosen, and its text says why. `checked` makes it a switch."""

    text: str
    run: Callable[[], None] | None
    checked: bool | None = None
    separated: bool = False


def open_menu(over: QWidget, at: QPoint, entries: Sequence[Entry]) -> QMenu:
    """Open a menu at a place of the screen."""
    menu = QMenu(over)
    menu.setObjectName("chart_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for entry in entries:
        if entry.separated:
            menu.addSeparator()
        # An ampersand of a symbol is no mnemonic.
        action = menu.addAction(entry.text.replace("&", "&&"))
        action.setEnabled(entry.run is not None)
        if entry.checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.checked)
        if entry.run is not None:
            action.triggered.connect(_once(entry.run))
    menu.popup(at)
    return menu


def _once(run: Callable[[], None]) -> Callable[[], None]:
    """Without the state of the action, which Qt would hand over."""

    def call() -> None:
        run()

    return call
