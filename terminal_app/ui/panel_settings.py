"""What a panel's settings button offers: the choices it has anyway, in one menu that keys can reach."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMenu, QWidget

from terminal_app.ui.panels.book.panel import BookPanel
from terminal_app.ui.panels.ladder.panel import LadderPanel
from terminal_app.ui.panels.ladder.volumes import SINCE_WORDS, Since
from terminal_app.ui.panels.tape.panel import TapePanel
from terminal_app.ui.panels.watchlist.panel import WatchlistPanel


@runtime_checkable
class HasSettings(Protocol):
    """A panel that fills its settings menu itself."""

    def fill_settings(self, menu: QMenu) -> None:
        """Put the choices, as they are now, into an empty menu."""
        ...


def filler_for(panel: QWidget) -> Callable[[QMenu], None] | None:
    """What fills the settings menu of a panel each time it opens, `None` for a panel without settings."""
    if isinstance(panel, HasSettings):
        return panel.fill_settings
    if isinstance(panel, BookPanel):
        return lambda menu: _choices(menu, "Price step of a row", panel.grouping)
    if isinstance(panel, LadderPanel):
        return lambda menu: _ladder(menu, panel)
    if isinstance(panel, TapePanel):
        return lambda menu: _choices(menu, "Merge prints", panel.merge)
    if isinstance(panel, WatchlistPanel):
        return lambda menu: _switch(menu, "Only favourites", panel.only_starred)
    return None


def _ladder(menu: QMenu, panel: LadderPanel) -> None:
    _choices(menu, "Price step of a row", panel.head.grouping)
    _choices(menu, "Mouse scheme", panel.head.scheme)
    group = QActionGroup(menu)
    menu.addSection("Volume at price")
    for since, words in SINCE_WORDS.items():
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(since is panel.volumes.since)
        action.setActionGroup(group)
        action.triggered.connect(_chooser(panel, since))


def _switch(menu: QMenu, title: str, button: QAbstractButton) -> None:
    action = menu.addAction(title)
    action.setCheckable(True)
    action.setChecked(button.isChecked())
    action.triggered.connect(button.click)


def _choices(menu: QMenu, title: str, box: QComboBox) -> None:
    group = QActionGroup(menu)
    menu.addSection(title)
    for number in range(box.count()):
        action = menu.addAction(box.itemText(number).replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(number == box.currentIndex())
        action.setActionGroup(group)
        action.triggered.connect(_picker(box, number))


def _chooser(panel: LadderPanel, since: Since) -> Callable[[], None]:
    def choose() -> None:
        panel.show_volume(since)

    return choose


def _picker(box: QComboBox, number: int) -> Callable[[], None]:
    def pick() -> None:
        box.setCurrentIndex(number)

    return pick
