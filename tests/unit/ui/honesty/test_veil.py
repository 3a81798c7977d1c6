"""The veil over old data: there within a tick, gone with the next update, and never in the mouse's way."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.ui.honesty.freshness import Freshness
from terminal_app.ui.honesty.veil import StaleVeil
from terminal_app.ui.theme import DARK, LIGHT

pytestmark = pytest.mark.gui


class Stage:
    """A panel with one button under a veil."""

    def __init__(self, qtbot: QtBot, clock: ManualClock) -> None:
        self.clock = clock
        self.freshness: Freshness | None = None
        self.panel = QWidget()
        self.button = QPushButton("Buy", self.panel)
        QVBoxLayout(self.panel).addWidget(self.button)
        self.veil = StaleVeil(self.panel, DARK, clock, lambda: self.freshness)
        qtbot.addWidget(self.panel)
        self.panel.resize(260, 200)
        with qtbot.waitExposed(self.panel):
            self.panel.show()
        self.update()

    def update(self) -> None:
        """Fresh data has come."""
        self.freshness = Freshness(1, self.clock.monotonic(), 1.5)
        self.veil.on_tick()

    def wait(self, seconds: float) -> None:
        """Time passes, tick by tick."""
        self.clock.advance(seconds)
        self.veil.on_tick()


def test_it_comes_with_the_age_and_lifts_by_itself(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    plain = stage.panel.grab().toImage()
    stage.wait(1.5)
    assert not stage.veil.isVisible()
    stage.wait(0.25)
    assert stage.veil.isVisible()
    assert stage.veil.sentence == "No update for 1.8 s"
    dimmed = stage.panel.grab().toImage()
    assert dimmed != plain
    stage.wait(1.0)
    assert stage.veil.sentence == "No update for 2.8 s"
    assert stage.panel.grab().toImage() != dimmed
    stage.update()
    assert not stage.veil.isVisible()
    assert stage.panel.grab().toImage() == plain


def test_the_mouse_goes_through(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    stage.wait(5)
    pressed: list[None] = []
    stage.button.clicked.connect(lambda: pressed.append(None))
    at = stage.button.mapTo(stage.panel, stage.button.rect().center())
    QTest.mouseClick(stage.panel.windowHandle(), Qt.MouseButton.LeftButton, pos=at)
    assert pressed


def test_it_follows_the_size(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    stage.wait(5)
    stage.panel.resize(400, 300)
    qtbot.waitUntil(lambda: stage.veil.geometry() == stage.panel.rect())
    stage.update()
    stage.panel.resize(260, 200)
    stage.wait(5)
    assert stage.veil.geometry() == stage.panel.rect()


def test_it_answers_a_click_for_a_moment(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    stage.veil.say("Nothing was filled in.")
    assert stage.veil.sentence == ""
    stage.wait(2)
    stage.veil.say("Nothing was filled in.")
    assert stage.veil.sentence == "No update for 2.0 s\nNothing was filled in."
    stage.wait(3)
    assert stage.veil.sentence == "No update for 5.0 s"


def test_nothing_on_show_has_no_veil(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    stage.wait(5)
    stage.freshness = None
    stage.veil.on_tick()
    assert not stage.veil.isVisible()


def test_it_wears_other_colours(qtbot: QtBot, manual_clock: ManualClock) -> None:
    stage = Stage(qtbot, manual_clock)
    stage.wait(5)
    dark = stage.panel.grab().toImage()
    stage.veil.apply_theme(LIGHT)
    assert stage.panel.grab().toImage() != dark
