"""The replay bar asks for what was pressed, and says where the replay stands."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from terminal_app.ui.replay.bar import ReplayBar
from terminal_app.ui.replay.state import Gesture, ReplayPlace, bar_after, bar_before, discarded, words

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

    def go_back(self, at_ms: int) -> None:
        self.asked.append(("back", at_ms))

    def gestures(self) -> Sequence[Gesture]:
        return (Gesture(START + 5_000, "Click on BuyButton"), Gesture(START + 50_000, "Key R in MainWindow"))


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


@pytest.mark.parametrize("paused", [True, False])
def test_on_the_way_to_a_time_it_can_be_stopped(qtbot: QtBot, paused: bool) -> None:
    control = Control(replace(PLACE, paused=paused, goal_ms=START + 90_000))
    bar = bar_of(qtbot, control)
    assert (bar.play.text(), bar.play.isEnabled()) == ("Stop", True)
    assert bar.passed.text().startswith("Going to ")
    assert bar.play.fontMetrics().horizontalAdvance("Pause") < bar.play.width()
    QTest.mouseClick(bar.play, Qt.MouseButton.LeftButton)
    QTest.keyClick(bar.position, Qt.Key.Key_Escape)
    assert control.asked == [("pause", True)] * 2
    control.at = replace(PLACE, paused=True)
    bar.on_tick()
    QTest.keyClick(bar.position, Qt.Key.Key_Escape)
    assert (bar.play.text(), len(control.asked)) == ("Play", 2)


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


def test_an_earlier_time_is_asked_for_apart(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    wanted: list[object] = []
    bar.back_wanted.connect(wanted.append)
    QTest.mouseClick(bar.position, Qt.MouseButton.LeftButton, pos=QPoint(2, bar.position.height() // 2))
    QTest.mouseClick(bar.restart, Qt.MouseButton.LeftButton)
    bar.on_back_bar()

    assert wanted == [START, START, max(START, bar_before(START + 10_000, 60_000))]
    assert control.asked == []
    assert bar.position.value() == 100


def test_a_press_goes_there(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    slider = bar.position
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 2, slider.height() // 2))
    ((name, at_ms),) = control.asked
    assert name == "to"
    assert abs(at_ms - START - 50_000) <= 200


def test_a_bar_is_stepped_over(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    QTest.mouseClick(bar.over, Qt.MouseButton.LeftButton)
    assert control.asked == [("pause", True), ("to", min(bar_after(START + 10_000, 60_000), PLACE.end_ms))]


def test_faster_and_slower(qtbot: QtBot) -> None:
    control = Control(replace(PLACE, speed=20))
    bar = bar_of(qtbot, control)
    bar.on_faster()
    bar.on_slower()
    control.at = replace(PLACE, speed=50)
    bar.on_faster()
    assert control.asked == [("speed", 50), ("speed", 10), ("speed", 50)]


def test_what_was_pressed_is_listed_and_leads_there(qtbot: QtBot) -> None:
    control = Control()
    bar = bar_of(qtbot, control)
    assert bar.pressed.text() == "Clicks (2)"
    menu = QMenu(bar)
    wanted: list[object] = []
    bar.back_wanted.connect(wanted.append)
    bar.fill(menu)
    before, here, after = menu.actions()
    assert here.isSeparator()
    assert before.text().endswith("Click on BuyButton")
    before.trigger()
    after.trigger()
    assert wanted == [START + 5_000]
    assert control.asked == [("to", START + 50_000)]


def test_on_its_way_it_says_how_far_it_is(qtbot: QtBot) -> None:
    bar = bar_of(qtbot, Control(replace(PLACE, goal_ms=START + 40_000)))
    assert bar.passed.text().startswith("Going to ")
    assert bar.passed.text().endswith(": 25 %")
    assert bar.play.isEnabled()


def test_bars_begin_and_end_where_the_chart_has_them() -> None:
    assert bar_after(60_000, 60_000) == 120_000
    assert bar_before(60_000, 60_000) == 0
    assert bar_before(60_001, 60_000) == 60_000


@pytest.mark.parametrize(
    ("orders", "positions", "text"),
    [(0, 0, ""), (1, 0, "1 order."), (2, 1, "2 orders and 1 position.")],
)
def test_what_going_back_costs(orders: int, positions: int, text: str) -> None:
    said = discarded(orders, positions)
    assert said.endswith(text)
    assert bool(said) == bool(text)
    assert words(None).can_play is False
