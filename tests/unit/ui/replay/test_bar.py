"""The replay bar asks for what was pressed, and says where the replay stands."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.ui.replay.bar import ReplayBar
from terminal_app.ui.replay.state import ReplayPlace

pytestmark = pytest.mark.gui

START = 1_700_000_000_000
PLACE = ReplayPlace(START + 10_000, START, START + 100_000, 1, paused=False)


class Control:
    """Remembers what was asked, and does it at once."""

    def __init__(self, place: ReplayPlace | None = PLACE) -> None:
        self.at = place
        self.asked: list[tuple[str, int]] = []

    def place(self) -> ReplayPlace | None:
        return self.at

    def pause(self, *, paused: bool) -> None:
        self.asked.append(("pause", paused))
        if self.at is not None:
            self.at = replace(self.at, paused=paused)

    def step(self) -> None:
        self.asked.append(("step", 1))

    def set_speed(self, speed: int) -> None:
        self.asked.append(("speed", speed))

    def go_to(self, at_ms: int) -> None:
        self.asked.append(("to", at_ms))


def bar_of(qtbot: QtBot, control: Control) -> ReplayBar:
    bar = ReplayBar(control)
    qtbot.addWidget(bar)
    bar.resize(1200, bar.height())
    bar.show()
    return bar


def test_play_and_step(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    assert bar.play.text() == "Play"
    QTest.mouseClick(bar.one, Qt.MouseButton.LeftButton)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)

    assert bar.play.text() == "Pause"
    assert control.asked == [("pause", True), ("step", 1), ("pause", False)]


def test_speed_is_asked_for_and_shown(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    assert bar.speed.currentText() == "1×"
    bar.speed.setCurrentIndex(3)
    bar.speed.activated.emit(3)
    assert control.asked == [("speed", 10)]

    assert control.at is not None
    control.at = replace(control.at, speed=50)
    bar.on_tick()
    assert bar.speed.currentText() == "50×"


def test_the_handle_asks_for_a_time_when_it_is_let_go(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    assert bar.position.value() == 100
    bar.position.setSliderDown(True)
    bar.position.setValue(500)
    assert control.at is not None
    control.at = replace(control.at, at_ms=START + 11_000)
    bar.on_tick()
    assert bar.position.value() == 500  # not under the hand
    bar.position.setSliderDown(False)

    assert control.asked == [("to", START + 50_000)]
    assert bar.position.value() == 110


def test_before_the_beginning_nothing_can_be_pressed(qtbot: QtBot) -> None:
    control = Control(None)
    bar = bar_of(qtbot, control)
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    bar.on_play()
    bar.on_position()

    assert control.asked == []
    assert not any(part.isEnabled() for part in (bar.play, bar.one, bar.position, bar.speed))
    assert bar.time.text() == "Loading the recording…"


def test_at_the_end_it_can_only_be_looked_at(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, Control(replace(PLACE, at_ms=PLACE.end_ms, paused=True)))

    assert not bar.play.isEnabled()
    assert not bar.one.isEnabled()
    assert bar.passed.text() == "1:40 of 1:40  ended"
    assert bar.badge.text() == "REPLAY"
