"""Tests for `ui/panels/chart/canvas.py`: the measure, the axes and the pointer."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from terminal_app.core.market import Interval
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.shown import MeasurePlace
from terminal_app.ui.panels.chart.viewport import DEFAULT_SPACING
from tests.helpers import mouse
from tests.helpers.chart_stage import HISTORY, ChartStage
from tests.helpers.ui_samples import BTC_PERP

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier
START, END = QPoint(400, 400), QPoint(640, 250)


def measured(stage: ChartStage) -> MeasurePlace:
    view = stage.canvas.view
    assert view is not None
    place = stage.state.measure_place(view, 1.0)
    assert place is not None
    return place


def draw(stage: ChartStage) -> None:
    mouse.press(stage.mouse_on, START, keys=SHIFT)
    mouse.move(stage.mouse_on, (START + END) / 2, held=LEFT)
    mouse.move(stage.mouse_on, END, held=LEFT)


def test_shift_and_drag_measures_price_percent_bars_and_time(stage: ChartStage) -> None:
    right = stage.state.viewport.right
    draw(stage)
    view = stage.canvas.view
    assert view is not None
    price = [Decimal(view.frame.price_at(at.y() - HEADER_PX)) for at in (START, END)]
    first, second = (text.replace("\u2009", "") for text in measured(stage).texts)
    by = Decimal(first.partition(" ")[0])
    assert abs(by - (price[1] - price[0])) <= Decimal("0.1")
    assert first.endswith(f"(+{by / price[0] * 100:.2f}%)")
    bars = round((END.x() - START.x()) / stage.state.viewport.spacing)
    assert second == f"{bars} bars, {bars}m"
    assert stage.state.viewport.right == right
    assert stage.canvas.measure.isVisible()


def test_the_measure_stays_until_escape(stage: ChartStage) -> None:
    draw(stage)
    mouse.release(stage.mouse_on, END)
    place = measured(stage)
    mouse.move(stage.mouse_on, QPoint(100, 100))
    assert measured(stage) == place
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.state.measure is None
    assert not stage.canvas.measure.isVisible()


def test_escape_ends_a_measure_under_way(stage: ChartStage) -> None:
    draw(stage)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    mouse.move(stage.mouse_on, START, held=LEFT)
    assert stage.state.measure is None
    mouse.release(stage.mouse_on, START)


def test_the_next_press_and_another_interval_end_the_measure(stage: ChartStage) -> None:
    draw(stage)
    mouse.release(stage.mouse_on, END)
    mouse.click(stage.mouse_on, QPoint(500, 300))
    assert stage.state.measure is None
    draw(stage)
    stage.panel.show_interval(Interval.M5)
    assert stage.state.measure is None
    mouse.release(stage.mouse_on, END)


def test_a_measure_moves_with_its_bars(stage: ChartStage) -> None:
    draw(stage)
    mouse.release(stage.mouse_on, END)
    before = measured(stage)
    mouse.wheel(stage.mouse_on, QPoint(300, 200), QPoint(80, 0))
    stage.panel.grab()
    after = measured(stage)
    assert (after.x0 - before.x0, after.x1 - before.x1) == (80, 80)
    assert after.texts == before.texts
    older = [bar._replace(open_ms=bar.open_ms - 400 * 60_000) for bar in HISTORY]
    stage.desk.hub.add_history(BTC_PERP, Interval.M1, older)
    stage.frame()
    assert abs(measured(stage).x0 - after.x0) <= 1
    assert measured(stage).texts == before.texts


def test_the_measure_does_not_take_a_line(stage: ChartStage) -> None:
    at = stage.grip("buy")
    mouse.press(stage.mouse_on, at, keys=SHIFT)
    mouse.move(stage.mouse_on, at + QPoint(50, 50), held=LEFT)
    assert stage.state.measure is not None
    assert stage.state.moving is None
    mouse.release(stage.mouse_on, at)


def test_a_double_click_on_the_time_axis_makes_the_bars_as_wide_as_usual(stage: ChartStage) -> None:
    low = QPoint(300, stage.canvas.height() - 5)
    mouse.drag(stage.mouse_on, low, low + QPoint(90, 0))
    mouse.drag(stage.mouse_on, QPoint(500, 300), QPoint(700, 300))
    assert stage.state.viewport.spacing > DEFAULT_SPACING
    mouse.double_click(stage.mouse_on, low)
    assert stage.state.viewport.spacing == DEFAULT_SPACING
    assert stage.state.viewport.following


def test_panning_only_up_and_down_goes_on_following(stage: ChartStage) -> None:
    mouse.drag(stage.mouse_on, QPoint(500, 300), QPoint(500, 200))
    assert stage.state.viewport.following


def test_panning_back_to_the_newest_bar_does_not_follow_before_the_button(stage: ChartStage) -> None:
    mouse.drag(stage.mouse_on, QPoint(500, 300), QPoint(700, 300))
    mouse.drag(stage.mouse_on, QPoint(700, 300), QPoint(500, 300))
    right = stage.state.viewport.right
    stage.desk.hub.add_history(BTC_PERP, Interval.M1, HISTORY[300:305])
    stage.frame()
    assert stage.state.viewport.right == right
    assert stage.panel.live_button.isVisible()
    QTest.mouseClick(stage.panel.live_button, LEFT)
    assert stage.state.viewport.right == pytest.approx(right + 5)


def test_the_pointer_says_what_a_press_would_do(stage: ChartStage) -> None:
    shapes = {
        stage.grip("buy"): Qt.CursorShape.SizeVerCursor,
        QPoint(500, 500): Qt.CursorShape.CrossCursor,
        QPoint(int(stage.canvas.plot_width) + 10, 300): Qt.CursorShape.SizeVerCursor,
        QPoint(300, stage.canvas.height() - 5): Qt.CursorShape.SizeHorCursor,
    }
    for at, shape in shapes.items():
        mouse.move(stage.mouse_on, at)
        assert stage.mouse_on.cursor().shape() is shape


def test_a_button_that_was_let_go_unseen_drops_the_line(stage: ChartStage) -> None:
    stage.pull("buy", 40)
    mouse.move(stage.mouse_on, QPoint(600, 200))
    assert stage.state.moving is None
    stage.let_go()
    assert stage.desk.sent == []
