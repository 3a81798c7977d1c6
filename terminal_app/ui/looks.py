"""How the window looks and writes: the person's choices as a theme and a style of numbers, taken at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from terminal_app.settings.model import Appearance, Settings, Thousands
from terminal_app.ui import format as text
from terminal_app.ui.keeping import Keeping
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import Theme, Themed, theme_for

E = TypeVar("E", bound=Enum)

_GROUNDS = ((Appearance.DARK, "&Dark"), (Appearance.LIGHT, "&Light"))
_MARKS = (
    (Thousands.THIN_SPACE, "Thousands: thin &space"),
    (Thousands.MARK, "Thousands: &comma (dot beside a decimal comma)"),
    (Thousands.NONE, "Thousands: &nothing"),
)


def theme_of(settings: Settings) -> Theme:
    """The theme somebody has chosen."""
    return theme_for(
        light=settings.appearance is Appearance.LIGHT,
        colour_blind=settings.colour_blind,
        red_up=settings.red_up,
    )


def style_of(settings: Settings) -> text.Style:
    """The way numbers and times are written that somebody has chosen."""
    between = {
        Thousands.THIN_SPACE: text.THIN_SPACE,
        Thousands.MARK: "." if settings.decimal_comma else ",",
        Thousands.NONE: "",
    }
    return text.Style(between[settings.thousands], "," if settings.decimal_comma else ".", settings.utc)


def dress(application: QApplication, settings: Settings) -> Theme:
    """Dress the application as chosen, before there is a window. Returns the theme for what is built next."""
    theme = theme_of(settings)
    apply_theme(application, theme)
    text.use(style_of(settings))
    return theme


class Looks:
    """The choices of the View menu about colours, numbers and times.

    Args:
        window: everything in it that is `Themed` is told of a change.
        panels: the panels; one behind another tab is not a part of the window in Qt's sense.
        keeping: what was chosen last, and where a choice is kept.
    """

    def __init__(self, window: QWidget, panels: Collection[QWidget], keeping: Keeping) -> None:
        self._window = window
        self._panels = list(panels)
        self._keeping = keeping
        self._others: list[Themed] = []

    @property
    def settings(self) -> Settings:
        """What is chosen now."""
        return self._keeping.settings

    def add(self, themed: Themed) -> None:
        """Tell this one too, though it is no widget."""
        self._others.append(themed)

    def join(self, panel: QWidget) -> None:
        """One more panel, built later: dress it as everything is dressed now, and tell it too."""
        self._panels.append(panel)
        _dress((panel, *panel.findChildren(QObject)), theme_of(self.settings))

    def fill(self, menu: QMenu) -> None:
        """Put the choices into a menu."""
        colours = menu.addMenu("&Theme")
        self._choices(colours, _GROUNDS, self._keeping.settings.appearance, self._on_ground)
        colours.addSeparator()
        settings = self._keeping.settings
        self._switch(colours, "&Blue and orange sides", self._on_colour_blind, on=settings.colour_blind)
        self._switch(colours, "&Red is up", self._on_red_up, on=settings.red_up)
        numbers = menu.addMenu("&Numbers and times")
        self._choices(numbers, _MARKS, settings.thousands, self._on_thousands)
        numbers.addSeparator()
        self._switch(numbers, "Decimal c&omma", self._on_decimal_comma, on=settings.decimal_comma)
        self._switch(numbers, "Times in &UTC", self._on_utc, on=settings.utc)

    def choose(self, settings: Settings) -> None:
        """Show everything so from now on, and keep the choice."""
        self._keeping.keep_settings(settings)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme = dress(application, settings)
            roots = (self._window, *self._panels)
            parts = {part: None for root in roots for part in (root, *root.findChildren(QObject))}
            _dress((*self._others, *parts), theme)

    def _on_ground(self, appearance: Appearance) -> None:
        self.choose(replace(self._keeping.settings, appearance=appearance))

    def _on_thousands(self, thousands: Thousands) -> None:
        self.choose(replace(self._keeping.settings, thousands=thousands))

    def _on_colour_blind(self, on: bool) -> None:
        self.choose(replace(self._keeping.settings, colour_blind=on))

    def _on_red_up(self, on: bool) -> None:
        self.choose(replace(self._keeping.settings, red_up=on))

    def _on_decimal_comma(self, on: bool) -> None:
        self.choose(replace(self._keeping.settings, decimal_comma=on))

    def _on_utc(self, on: bool) -> None:
        self.choose(replace(self._keeping.settings, utc=on))

    def _switch(self, menu: QMenu, title: str, run: Callable[[bool], None], *, on: bool) -> None:
        action = QAction(title, self._window)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(run)
        menu.addAction(action)

    def _choices(
        self, menu: QMenu, choices: Sequence[tuple[E, str]], now: E, run: Callable[[E], None]
    ) -> None:
        group = QActionGroup(self._window)
        for value, title in choices:
            action = QAction(title, group)
            action.setCheckable(True)
            action.setChecked(value is now)
            action.toggled.connect(_when_on(run, value))
            menu.addAction(action)


def _dress(parts: Iterable[object], theme: Theme) -> None:
    for part in parts:
        if isinstance(part, Themed):
            part.apply_theme(theme)


def _when_on(run: Callable[[E], None], value: E) -> Callable[[bool], None]:
    """A slot that runs when its choice is made, not when another one takes its place."""

    def slot(on: bool) -> None:
        if on:
            run(value)

    return slot
