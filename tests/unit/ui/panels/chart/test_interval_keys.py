"""Tests for `ui/panels/chart/interval_keys.py`: through the chart, key by key."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.core.market import Interval
from terminal_app.market.bar_specs import BarSpec
from terminal_app.ui.panels.chart.panel import ChartPanel
from tests.helpers.chart_stage import ChartStage

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(stage: ChartStage, qtbot: QtBot) -> ChartStage:
    stage.panel.activateWindow()
    qtbot.waitUntil(stage.panel.isActiveWindow)
    stage.canvas.setFocus()
    return stage


def interval(panel: ChartPanel) -> BarSpec:
    return panel.interval


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("1", Interval.M1),
        ("3", Interval.M3),
        ("5", Interval.M5),
        ("15", Interval.M15),
        ("H", Interval.H1),
        ("4", Interval.H4),
        ("d", Interval.D1),
        ("W", Interval.W1),
    ],
)
def test_the_intervals_of_the_convention(stage: ChartStage, keys: str, wanted: Interval) -> None:
    QTest.keyClicks(stage.canvas, keys)
    assert stage.panel.keys.label.isVisible()
    assert stage.panel.keys.label.text().startswith(keys.upper())
    assert stage.panel.keys.label.text().endswith("↵")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Enter)
    assert interval(stage.panel) is wanted
    assert not stage.panel.keys.label.isVisible()


def test_an_unknown_interval_is_told_for_a_while_and_changes_nothing(stage: ChartStage) -> None:
    QTest.keyClicks(stage.canvas, "999999")
    assert stage.panel.keys.label.text() == "999999 → …"
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    assert stage.panel.keys.label.text() == "999999 is no interval"
    assert interval(stage.panel) is Interval.M1
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    assert interval(stage.panel) is Interval.M1
    stage.desk.clock.advance(2)
    stage.panel.on_tick()
    assert stage.panel.keys.label.isVisible()
    stage.desk.clock.advance(2)
    stage.panel.on_tick()
    assert not stage.panel.keys.label.isVisible()


def test_a_held_return_confirms_nothing(stage: ChartStage) -> None:
    QTest.keyClicks(stage.canvas, "5")
    none, held = Qt.KeyboardModifier.NoModifier, True
    repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, none, "\r", held)
    QApplication.sendEvent(stage.canvas, repeated)
    assert interval(stage.panel) is Interval.M1
    assert stage.panel.keys.busy


def test_what_was_told_gives_way_to_the_next_key(stage: ChartStage) -> None:
    QTest.keyClicks(stage.canvas, "999999")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    QTest.keyClicks(stage.canvas, "5")
    assert stage.panel.keys.label.text().startswith("5 →")
    stage.desk.clock.advance(10)
    stage.panel.on_tick()
    assert stage.panel.keys.label.text().startswith("5 →")


@pytest.mark.parametrize(("keys", "letters"), [("b", "B"), ("we", "WE"), ("10k", "10K"), ("/", "")])
def test_letters_and_the_slash_begin_a_search(
    stage: ChartStage, qtbot: QtBot, keys: str, letters: str
) -> None:
    with qtbot.waitSignal(stage.panel.search_wanted) as wanted:
        QTest.keyClicks(stage.canvas, keys)
    assert wanted.args == [letters]
    assert not stage.panel.keys.label.isVisible()


def test_going_elsewhere_forgets_what_was_typed(stage: ChartStage) -> None:
    QTest.keyClicks(stage.canvas, "15")
    stage.panel.fills_button.setFocus()
    assert not stage.panel.keys.label.isVisible()


def test_escape_is_the_charts_while_something_is_typed(stage: ChartStage) -> None:
    pressed: list[bool] = []
    shortcut = QShortcut(QKeySequence("Esc"), stage.panel)
    shortcut.activated.connect(lambda: pressed.append(True))
    QTest.keyClicks(stage.canvas, "15")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert not stage.panel.keys.busy
    assert pressed == []
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert pressed == [True]
