"""The menu of a place on the chart. Opened, never executed; it deletes itself when it closes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from terminal_app.market.bar_specs import BarSpec
from terminal_app.ui.panels.chart.labels import INTERVALS


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. Without `run` it cannot be chosen, and its text says why. `checked` makes it a switch.

    `children` make it the title of a menu of its own.
    """

    text: str
    run: Callable[[], None] | None
    checked: bool | None = None
    separated: bool = False
    children: Sequence["Entry"] = ()


def open_menu(over: QWidget, at: QPoint, entries: Sequence[Entry]) -> QMenu:
    """Open a menu at a place of the screen."""
    menu = QMenu(over)
    menu.setObjectName("chart_menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    fill_menu(menu, entries)
    menu.popup(at)
    return menu


def fill_menu(menu: QMenu, entries: Sequence[Entry]) -> None:
    """Put entries into a menu."""
    for entry in entries:
        if entry.separated:
            menu.addSeparator()
        # An ampersand of a symbol is no mnemonic.
        text = entry.text.replace("&", "&&")
        if entry.children:
            fill_menu(menu.addMenu(text), entry.children)
            continue
        action = menu.addAction(text)
        action.setEnabled(entry.run is not None)
        if entry.checked is not None:
            action.setCheckable(True)
            action.setChecked(entry.checked)
        if entry.run is not None:
            action.triggered.connect(_once(entry.run))


def interval_entries(shown: BarSpec, choose: Callable[[BarSpec], None]) -> list[Entry]:
    """The intervals of the venue, the one on show marked."""
    return [
        Entry(label, partial(choose, interval), checked=shown is interval) for interval, label, _ in INTERVALS
    ]


def live_entry(go_live: Callable[[], None], *, following: bool) -> Entry:
    """The way back to the newest bar."""
    if following:
        return Entry("Back to live: the newest candle is shown already", None)
    return Entry("Back to live", go_live)


def _once(run: Callable[[], None]) -> Callable[[], None]:
    """Without the state of the action, which Qt would hand over."""

    def call() -> None:
        run()

    return call
