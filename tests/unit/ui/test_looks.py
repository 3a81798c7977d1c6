"""Tests for `ui/looks.py`: a choice is seen at once, everywhere."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.settings.model import Appearance, Settings, Thousands
from terminal_app.ui import format as text
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.looks import Looks, dress, style_of, theme_of
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.theme import DARK, LIGHT, Theme
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP


class Coloured(QWidget):
    """A part of the window that keeps a colour."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.colour = DARK.text

    def apply_theme(self, theme: Theme) -> None:
        """Take another one."""
        self.colour = theme.text


class Stage:
    """A window with a menu and a part that keeps a colour."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.part = Coloured(self.window)
        self.beside = Coloured(self.window)
        self.keeping = Forgetful()
        looks = Looks(self.window, (), self.keeping)
        looks.add(self.beside)
        self.menu = QMenu("View", self.window)
        looks.fill(self.menu)

    def trigger(self, *path: str) -> None:
        """Choose from the menu."""
        menu = self.menu
        for title in path[:-1]:
            found = self.find(menu, title).menu()
            assert isinstance(found, QMenu)
            menu = found
        self.find(menu, path[-1]).trigger()

    @staticmethod
    def find(menu: QMenu, title: str) -> QAction:
        """An action by its title."""
        return next(action for action in menu.actions() if action.text().replace("&", "").startswith(title))


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    dress(qapp, Settings())
    yield Stage(qtbot)
    dress(qapp, Settings())


def test_a_theme_is_on_at_once_and_kept(stage: Stage, qapp: QApplication) -> None:
    stage.trigger("Theme", "Light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.background)
    assert LIGHT.accent in qapp.styleSheet()
    assert (stage.part.colour, stage.beside.colour) == (LIGHT.text, LIGHT.text)
    assert stage.keeping.settings.appearance is Appearance.LIGHT
    stage.trigger("Theme", "Dark")
    assert stage.part.colour == DARK.text


def test_the_sides_change_their_colours(stage: Stage, qapp: QApplication) -> None:
    stage.trigger("Theme", "Blue and orange")
    assert theme_of(stage.keeping.settings).buy in qapp.styleSheet()
    stage.trigger("Theme", "Red is up")
    assert stage.keeping.settings == Settings(colour_blind=True, red_up=True)
    stage.trigger("Theme", "Red is up")
    assert stage.keeping.settings == Settings(colour_blind=True)


def test_numbers_and_times_follow(stage: Stage) -> None:
    stage.trigger("Numbers and times", "Thousands: comma")
    assert text.number("-1234567.80") == "−1,234,567.80"
    stage.trigger("Numbers and times", "Decimal comma")
    assert text.number("1234567.80") == "1.234.567,80"
    stage.trigger("Numbers and times", "Thousands: nothing")
    assert text.number("1234567.80") == "1234567,80"
    stage.trigger("Numbers and times", "Times in UTC")
    assert text.time_of_day(3_600_000) == "01:00:00"
    assert text.zone_name(0) == "UTC"


def test_the_menu_shows_what_was_chosen_before(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    keeping = Forgetful()
    keeping.settings = replace(Settings(), appearance=Appearance.LIGHT, utc=True, thousands=Thousands.NONE)
    menu = QMenu(window)
    Looks(window, (), keeping).fill(menu)
    checked = {
        action.text().replace("&", "") for action in window.findChildren(QAction) if action.isChecked()
    }
    assert checked == {"Light", "Thousands: nothing", "Times in UTC"}


@pytest.mark.parametrize("thousands", list(Thousands))
@pytest.mark.parametrize("comma", [False, True])
def test_the_two_marks_are_never_the_same(thousands: Thousands, *, comma: bool) -> None:
    style = style_of(Settings(thousands=thousands, decimal_comma=comma))
    assert style.thousands != style.decimal


def test_nothing_of_the_whole_window_stays_in_the_colours_before(qtbot: QtBot, qapp: QApplication) -> None:
    desk = PartsDesk()
    dress(qapp, Settings())
    window = MainWindow(desk.parts())
    window.resize(1280, 720)
    with qtbot.waitExposed(window):
        window.show()
    window.choose_instrument(BTC_PERP)
    for panel in ("tape", "book", "orders", "log", "positions"):
        window.looks.choose(Settings(appearance=Appearance.LIGHT))
        window.docks.bring(panel)
        window.frames.step()
        seen = colours_of(window)
        assert not seen & {DARK.background.lower(), DARK.surface.lower(), DARK.raised.lower()}
        assert LIGHT.surface.lower() in seen
        window.looks.choose(Settings())
        seen = colours_of(window)
        assert not seen & {LIGHT.background.lower(), LIGHT.surface.lower(), LIGHT.raised.lower()}
    window.begin_close()
    window.finish_close()


def colours_of(window: QWidget) -> set[str]:
    """The colours of a grid of points all over a window."""
    picture = window.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 9)
        for y in range(0, picture.height(), 7)
    }
