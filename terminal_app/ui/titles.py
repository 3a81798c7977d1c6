"""What stands in the title of a panel: the symbol it shows, the colour it is linked by, and its settings."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from terminal_app.ui.docks import DockBoard
from terminal_app.ui.link_badge import link_badge
from terminal_app.ui.links import COLOURS, UNLINKED, Links
from terminal_app.ui.panel_settings import filler_for
from terminal_app.ui.registry import ALL_DOCKS, DockSpec
from terminal_app.ui.resources import icon
from terminal_app.ui.theme import Theme

_NO_SYMBOL = "Symbol"
_LONG = 14
CHIP = "symbol_chip"
LINK = "link_button"
SETTINGS = "settings_button"


@dataclass(slots=True)
class _Title:
    """What stands in one title."""

    link: QAction | None = None
    colours: QActionGroup | None = None
    symbol: QAction | None = None
    settings: QAction | None = None
    shown: int | None = None


class Titles(QObject):
    """The titles of all panels of a window.

    Signals:
        symbol_asked: the symbol in a title was pressed; another one is wanted for this panel (str).
        colour_chosen: a panel was given a colour (str, int).

    Args:
        docks: whose titles these are.
        links: what they say.
        theme: the colours.
    """

    symbol_asked = Signal(str)
    colour_chosen = Signal(str, int)

    def __init__(self, docks: DockBoard, links: Links, theme: Theme) -> None:
        super().__init__(docks.manager)
        self._docks = docks
        self._links = links
        self._theme = theme
        self._titles = {spec.id: self._make(spec) for spec in ALL_DOCKS}
        self.refresh()

    def add_settings(self, name: str, panel: QWidget) -> None:
        """A panel is there now: if it has settings, its title gets the button for them."""
        fill = filler_for(panel)
        title = self._titles[name]
        if fill is None or title.settings is not None:
            return
        title.settings = QAction(icon("settings", self._theme.text_faint), "Settings", self)
        title.settings.setObjectName(f"{SETTINGS} {name}")
        title.settings.setToolTip("Settings of this panel")
        menu = self._menu()
        title.settings.setMenu(menu)
        menu.aboutToShow.connect(_refilled(menu, fill))
        self._put(name, title)

    def refresh(self) -> None:
        """Say what every panel shows and wears now."""
        for name, title in self._titles.items():
            colour = self._links.colour(name)
            if title.link is not None and title.colours is not None and colour != title.shown:
                title.shown = colour
                title.link.setIcon(link_badge(colour, self._theme))
                words = f"Link colour {colour}" if colour else "Not linked"
                title.link.setText(words)
                title.link.setToolTip(f"{words}: panels of one colour show one symbol. Press to choose")
                title.colours.actions()[colour].setChecked(True)
            if title.symbol is not None:
                instrument = self._links.instrument(name)
                text = _NO_SYMBOL if instrument is None else str(instrument)
                if title.symbol.toolTip() != (
                    tip := f"{text}. Press to choose another symbol for this panel"
                ):
                    short = text if instrument is None or len(text) <= _LONG else instrument.symbol
                    title.symbol.setText(short.replace("&", "&&"))
                    title.symbol.setToolTip(tip)

    def apply_theme(self, theme: Theme) -> None:
        """Draw the marks in other colours."""
        self._theme = theme
        for title in self._titles.values():
            title.shown = None
            if title.settings is not None:
                title.settings.setIcon(icon("settings", theme.text_faint))
            for colour, action in enumerate(title.colours.actions() if title.colours else ()):
                action.setIcon(link_badge(colour, theme))
        self.refresh()

    def button(self, panel: str, kind: str) -> QToolButton | None:
        """A button in the title of a panel that is in front; `None` where there is none."""
        area = self._docks.dock(panel).dockAreaWidget()
        if area is None or area.currentDockWidget() is not self._docks.dock(panel):
            return None
        return area.titleBar().findChild(QToolButton, f"{kind} {panel}")

    def below_symbol(self, panel: str) -> QPoint | None:
        """Where something that belongs to the symbol of a panel opens, on the desktop."""
        button = self.button(panel, CHIP)
        return None if button is None else button.mapToGlobal(button.rect().bottomLeft())

    def _make(self, spec: DockSpec) -> _Title:
        title = _Title()
        if spec.family.linked:
            title.link = QAction(self)
            title.link.setObjectName(f"{LINK} {spec.id}")
            title.colours = QActionGroup(self)
            menu = self._menu()
            for colour in (UNLINKED, *COLOURS):
                action = menu.addAction(
                    link_badge(colour, self._theme), f"Colour &{colour}" if colour else "&Not linked"
                )
                action.setCheckable(True)
                action.setActionGroup(title.colours)
                action.triggered.connect(self._chooser(spec.id, colour))
            title.link.setMenu(menu)
        if spec.family.shows_one:
            title.symbol = QAction(self)
            title.symbol.setObjectName(f"{CHIP} {spec.id}")
            title.symbol.triggered.connect(self._asker(spec.id))
        self._put(spec.id, title)
        return title

    def _menu(self) -> QMenu:
        return QMenu(self._docks.manager)

    def _put(self, name: str, title: _Title) -> None:
        actions = [one for one in (title.symbol, title.link, title.settings) if one is not None]
        self._docks.dock(name).setTitleBarActions(actions)

    def _chooser(self, panel: str, colour: int) -> Callable[[], None]:
        def choose() -> None:
            self.colour_chosen.emit(panel, colour)

        return choose

    def _asker(self, panel: str) -> Callable[[], None]:
        def ask() -> None:
            self.symbol_asked.emit(panel)

        return ask


def _refilled(menu: QMenu, fill: Callable[[QMenu], None]) -> Callable[[], None]:
    def refill() -> None:
        menu.clear()
        fill(menu)

    return refill
