"""The slider of shares: stops that catch, keys, and a wheel that scrolls past without harm."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.widgets.share_slider import STOPS, ShareSlider
from tests.helpers import mouse

pytestmark = pytest.mark.gui


class Stage:
    """A slider on the screen, and what was chosen on it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.slider = ShareSlider("Size in percent")
        self.chosen: list[int] = []
        self.slider.share_chosen.connect(self.chosen.append)
        qtbot.addWidget(self.slider)
        self.slider.resize(216, 22)
        self.slider.show()

    def press(self, share: int, off: int = 0) -> None:
        """Press the groove near a share."""
        at = self.slider.place_of(share).toPoint() + QPoint(off, 0)
        QTest.mouseClick(self.slider, Qt.MouseButton.LeftButton, pos=at)


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("off", [-5, 0, 5])
def test_a_stop_catches_the_mouse(stage: Stage, stop: int, off: int) -> None:
    stage.press(stop, off)
    assert stage.chosen == [stop]


def test_between_two_stops_it_stays_where_it_is_put(stage: Stage) -> None:
    stage.press(37)
    assert (stage.chosen, stage.slider.value()) == ([37], 37)


def test_it_follows_the_mouse_and_never_leaves_its_ends(stage: Stage) -> None:
    slider = stage.slider
    mouse.drag(slider, slider.place_of(0).toPoint(), slider.place_of(60).toPoint())
    assert stage.chosen[-1] == 60
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(215, 11))
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(0, 11))
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=QPoint(100, 11))
    assert stage.chosen[-2:] == [100, 0]


@pytest.mark.parametrize(
    ("key", "share"),
    [
        (Qt.Key.Key_Right, 51),
        (Qt.Key.Key_Up, 51),
        (Qt.Key.Key_Left, 49),
        (Qt.Key.Key_Down, 49),
        (Qt.Key.Key_PageUp, 75),
        (Qt.Key.Key_PageDown, 25),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 100),
    ],
)
def test_keys(stage: Stage, key: Qt.Key, share: int) -> None:
    stage.slider.show_share(50)
    QTest.keyClick(stage.slider, key)
    QTest.keyClick(stage.slider, Qt.Key.Key_A)
    assert stage.chosen == [share]


def test_what_the_program_shows_is_told_to_nobody(stage: Stage) -> None:
    stage.slider.show_share(80)
    assert (stage.slider.value(), stage.chosen) == (80, [])


def test_a_wheel_that_scrolls_past_changes_nothing(qtbot: QtBot, stage: Stage) -> None:
    slider = stage.slider
    mouse.wheel(slider, slider.rect().center(), QPoint(0, 120))
    assert stage.chosen == []
    slider.activateWindow()
    slider.setFocus()
    qtbot.waitUntil(slider.hasFocus)
    mouse.wheel(slider, slider.rect().center(), QPoint(0, 120))
    assert stage.chosen == [1]
