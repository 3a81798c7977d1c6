"""Tests for `ui/panels/chart/stop_hand.py`: stops on the chart, by mouse."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest

from terminal_app.core.commands import AmendStrategy, CancelStrategy
from terminal_app.core.orders import ExitLeg, TriggerBy
from terminal_app.ui.confirming import Ask
from terminal_app.ui.panels.chart.lines import LineAction, LineKind
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ONE, ChartStage, sent
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP, waiting

pytestmark = pytest.mark.gui

SL, TP = LineKind.STOP_LOSS, LineKind.TAKE_PROFIT
STOP = ExitLeg(LAST - 30 * ONE, TriggerBy.MARK)
PROFIT = ExitLeg(LAST + 80 * ONE)


@pytest.fixture
def stage(stage: ChartStage) -> ChartStage:
    stage.orders = []
    stage.waiting = [waiting("s", profit=PROFIT, loss=STOP)]
    stage.hold()
    return stage


def test_a_dragged_stop_is_one_change_at_the_price_that_was_shown(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.pull("s", 30, SL)
    shown = stage.place("s", SL).line
    assert shown.price < STOP.trigger
    assert "USDT" in shown.text
    assert stage.desk.sent == []
    moved = replace(STOP, trigger=shown.price)
    assert sent(stage, qt_run, stage.let_go) == [
        AmendStrategy("s", BTC_PERP, "id-s", take_profit=PROFIT, stop_loss=moved)
    ]
    assert [asked.ask for asked, _, _ in stage.asked] == [Ask.AMEND_BY_DRAG]
    stage.frame()
    assert stage.place("stop-loss s", LineKind.AMEND).line.price == shown.price
    stage.waiting = [waiting("s", profit=PROFIT, loss=moved)]
    stage.frame()
    kinds = [place.line.kind for place in stage.canvas.lines.placed]
    assert LineKind.AMEND not in kinds
    assert stage.place("s", SL).line.price == shown.price


def test_an_unseen_change_is_not_shown_for_ever(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.pull("s", 30, SL)
    assert len(sent(stage, qt_run, stage.let_go)) == 1
    stage.desk.clock.advance(4)
    stage.panel.on_tick()
    stage.panel.grab()
    assert LineKind.AMEND not in [place.line.kind for place in stage.canvas.lines.placed]
    assert stage.place("s", SL).line.movable


def test_a_stop_on_the_wrong_side_of_the_price_is_told_and_not_sent(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.pull("s", -150, SL)
    assert "below the mark price" in stage.place("s", SL).line.text
    assert sent(stage, qt_run, stage.let_go) == []
    assert any("below the mark price" in text for text in stage.notices())


def test_escape_leaves_the_stop_where_it_was(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.pull("s", 30, SL)
    QTest.keySequence(stage.canvas, QKeySequence("Esc"))
    assert sent(stage, qt_run, stage.let_go) == []


def test_the_cross_takes_one_exit_away_and_keeps_the_other(stage: ChartStage, qt_run: QtRunner) -> None:
    at = stage.button("s", LineAction.CANCEL, SL)
    (command,) = sent(stage, qt_run, lambda: mouse.double_click(stage.mouse_on, at))
    assert command == AmendStrategy("s", BTC_PERP, "id-s", take_profit=PROFIT)


def test_the_cross_of_a_lone_stop_cancels_it(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.waiting = [waiting("s", loss=STOP)]
    stage.frame()
    at = stage.button("s", LineAction.CANCEL, SL)
    assert sent(stage, qt_run, lambda: mouse.click(stage.mouse_on, at)) == [
        CancelStrategy("s", BTC_PERP, "id-s")
    ]
    assert [asked.ask for asked, _, _ in stage.asked] == [Ask.CANCEL]


def test_a_stop_that_changed_during_the_question_is_left_alone(stage: ChartStage, qt_run: QtRunner) -> None:
    def meanwhile() -> None:
        stage.waiting = [waiting("s", loss=STOP)]

    stage.meanwhile = meanwhile
    stage.pull("s", 30, SL)
    assert sent(stage, qt_run, stage.let_go) == []
    assert any("changed meanwhile" in text for text in stage.notices())


def test_while_orders_are_shut_nothing_is_moved(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.shut = "Orders are disarmed."
    stage.pull("s", 30, TP)
    assert stage.state.moving is None
    assert sent(stage, qt_run, stage.let_go) == []
