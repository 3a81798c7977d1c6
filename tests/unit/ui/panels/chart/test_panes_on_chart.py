"""Panes and layers on a real chart: painted where they belong, and with a tick only where it ticked."""

from collections.abc import Hashable, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.market.candles import Bar, BarSeries
from terminal_app.ui.panels.chart.brushes import ChartColours, LinePainter
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.pane import Pane
from terminal_app.ui.panels.chart.pane_layer import LegendText, PaneLayer, Range
from terminal_app.ui.panels.chart.pointer import PlotPoint
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.theme import DARK, LIGHT
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ONE, ChartStage
from tests.helpers.painting import painted_by, settle

pytestmark = pytest.mark.gui

LEFT = Qt.MouseButton.LeftButton


class Closes(PaneLayer):
    """A line through the closes, which counts what it is asked."""

    name = "Close"

    def __init__(self) -> None:
        self.closed = self.tails = 0
        self.colour = 1
        self._series: BarSeries | None = None
        self._line = LinePainter()

    def follow(self, series: BarSeries, newest: Bar | None) -> None:
        self._series = series

    def value_range(self, level: int, first: int, stop: int) -> Range | None:
        assert self._series is not None
        closes = self._series.view().close[first << level : stop << level]
        return float(closes.min()), float(closes.max())

    def key(self, view: ChartView) -> Hashable:
        return self.colour

    def paint(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        self.closed += 1
        self._paint(painter, view, colours, view.first, min(view.stop, view.tail))

    def paint_tail(self, painter: QPainter, view: ChartView, colours: ChartColours) -> None:
        self.tails += 1
        self._paint(painter, view, colours, view.tail - 1, view.tail + 1)

    def legend(self, view: ChartView, bar: int, colours: ChartColours) -> Sequence[LegendText]:
        assert self._series is not None
        return [LegendText(f"{self._series.view().close[bar]:.1f}", colours.series[self.colour])]

    def _paint(
        self, painter: QPainter, view: ChartView, colours: ChartColours, first: int, stop: int
    ) -> None:
        assert self._series is not None
        ys = view.frame.ys_of(self._series.view().close[first:stop])
        self._line.paint(painter, view.frame.xs_of(first, stop), ys, colours.series[self.colour])


def with_pane(stage: ChartStage, qtbot: QtBot) -> tuple[Closes, Closes]:
    """One layer over the prices and one in a pane of its own."""
    over, below = Closes(), Closes()
    stage.state.add_layer(over)
    stage.state.add_pane(Pane("closes", [below], share=0.25))
    stage.canvas.redraw()
    stage.frame()
    settle(qtbot)
    return over, below


def colours_of(stage: ChartStage, top: float, height: float) -> set[str]:
    image = stage.canvas.grab().toImage()
    rows = range(HEADER_PX + int(top), HEADER_PX + int(top + height))
    return {image.pixelColor(x, y).name() for x in range(100, 800) for y in rows}


def test_a_pane_has_its_place_and_the_prices_the_rest(stage: ChartStage, qtbot: QtBot) -> None:
    whole = stage.canvas.plot_height
    with_pane(stage, qtbot)
    price, below = stage.canvas.pane_places()
    assert price.height + below.height == whole
    assert below.height == round(whole * 0.25)
    blue = DARK.links[1].lower()
    assert blue in colours_of(stage, below.top, below.height)
    assert blue in colours_of(stage, 0, price.height)
    assert DARK.buy.lower() not in colours_of(stage, below.top + 2, below.height - 2)


def test_a_layer_takes_the_colours_of_the_theme(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    stage.panel.apply_theme(LIGHT)
    below = stage.canvas.pane_places()[1]
    found = colours_of(stage, below.top, below.height)
    assert LIGHT.links[1].lower() in found
    assert DARK.links[1].lower() not in found


def test_a_tick_paints_the_newest_bar_of_every_layer_and_no_closed_one(
    stage: ChartStage, qtbot: QtBot
) -> None:
    over, below = with_pane(stage, qtbot)
    stage.tick(LAST + ONE)
    stage.frame()  # the first partial paint makes the picture
    settle(qtbot)
    closed, tails = (over.closed, below.closed), (over.tails, below.tails)
    stage.tick(LAST)
    painted = painted_by(qtbot, stage.mouse_on, stage.frame)
    assert (over.closed, below.closed) == closed
    assert over.tails > tails[0]
    assert below.tails > tails[1]
    newest = int(stage.state.viewport.x_of(299))
    assert not painted.isEmpty()
    bottom = stage.canvas.pane_places()[1]
    assert painted.contains(QPoint(newest, HEADER_PX + int(bottom.top + bottom.height / 2)))


def test_a_tick_repaints_like_a_fresh_chart(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    for step in (1, 2, 0):
        stage.tick(LAST + ONE * step)
        stage.frame()
        settle(qtbot)
    ticked = stage.canvas.grab().toImage()
    stage.canvas.redraw()
    assert stage.canvas.grab().toImage() == ticked


def test_another_key_paints_the_closed_bars_anew(stage: ChartStage, qtbot: QtBot) -> None:
    _, below = with_pane(stage, qtbot)
    below.colour = 3
    stage.frame()
    place = stage.canvas.pane_places()[1]
    assert DARK.links[3].lower() in colours_of(stage, place.top, place.height)


def test_an_edge_is_pulled_with_the_mouse(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    before = stage.canvas.pane_places()
    at = QPoint(400, HEADER_PX + int(before[1].top))
    mouse.move(stage.mouse_on, at)
    assert stage.mouse_on.cursor().shape() is Qt.CursorShape.SplitVCursor
    with qtbot.waitSignal(stage.canvas.panes_changed):
        mouse.drag(stage.mouse_on, at, at - QPoint(0, 60))
    after = stage.canvas.pane_places()
    assert after[1].height == pytest.approx(before[1].height + 60, abs=1)
    assert after[0].height == pytest.approx(before[0].height - 60, abs=1)


def test_each_axis_scales_its_own_pane(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    price, below = stage.canvas.pane_view(0), stage.canvas.pane_view(1)
    axis = QPoint(int(stage.canvas.plot_width) + 20, HEADER_PX + int(stage.canvas.pane_places()[1].top) + 40)
    mouse.drag(stage.mouse_on, axis, axis + QPoint(0, 30))
    stage.canvas.grab()
    assert stage.canvas.pane_view(0) == price
    assert stage.canvas.pane_view(1) != below
    mouse.double_click(stage.mouse_on, axis)
    stage.canvas.grab()
    assert stage.canvas.pane_view(1) == below


def test_the_crosshair_crosses_every_pane_and_reads_the_one_it_is_in(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    price, below = stage.canvas.pane_places()
    inside = QPoint(401, HEADER_PX + int(below.top) + 30)
    mouse.move(stage.mouse_on, inside)
    x = int(stage.state.snap(401, stage.canvas.pane_view(0) or pytest.fail("nothing is shown")))
    image = stage.canvas.grab().toImage()
    faint = DARK.text_faint.lower()
    for place in (price, below):
        rows = range(HEADER_PX + int(place.top) + 5, HEADER_PX + int(place.top) + 25)
        assert faint in {image.pixelColor(x, y).name() for y in rows}
    assert faint in {image.pixelColor(across, inside.y()).name() for across in range(600, 640)}
    middle = HEADER_PX + int(price.height / 2)
    assert faint not in {image.pixelColor(across, middle).name() for across in range(600, 640)}


def test_the_legend_tells_the_bar_under_the_pointer(stage: ChartStage, qtbot: QtBot) -> None:
    with_pane(stage, qtbot)
    legend = stage.canvas.legends()[1]
    closes = stage.state.series.view().close
    assert [value.text for value in legend.rows[0].values] == [f"{closes[-1]:.1f}"]
    mouse.move(stage.mouse_on, QPoint(301, 200))
    bar = round(stage.state.viewport.index_at(301))
    assert [value.text for value in legend.rows[0].values] == [f"{closes[bar]:.1f}"]


def test_a_line_of_the_legend_can_be_chosen(stage: ChartStage, qtbot: QtBot) -> None:
    _, below = with_pane(stage, qtbot)
    at = QPoint(20, HEADER_PX + int(stage.canvas.pane_places()[1].top) + 12)
    with qtbot.waitSignal(stage.canvas.layer_chosen) as chosen:
        mouse.double_click(stage.mouse_on, at)
    assert chosen.args == [below]
    with qtbot.waitSignal(stage.canvas.layer_menu_wanted) as wanted:
        mouse.menu(stage.mouse_on, at)
    assert wanted.args[1] is below


def test_a_layer_and_its_pane_go_away(stage: ChartStage, qtbot: QtBot) -> None:
    over, below = with_pane(stage, qtbot)
    stage.state.remove_layer(over)
    stage.state.remove_layer(below)
    stage.canvas.redraw()
    stage.frame()
    assert len(stage.canvas.pane_places()) == 1
    assert DARK.links[1].lower() not in colours_of(stage, 0, stage.canvas.plot_height)


class Pen:
    """A tool that takes presses in the upper half and writes down what it hears."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.busy = False

    def press(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        self.busy = at.y < at.view.frame.height / 2
        self.heard.append(f"press {at.pane}")
        return self.busy

    def double(self, at: PlotPoint, keys: Qt.KeyboardModifier) -> bool:
        self.heard.append(f"double {at.pane}")
        return self.press(at, keys)

    def drag(self, at: PlotPoint) -> None:
        self.heard.append(f"drag {at.pane}")

    def release(self, at: PlotPoint) -> None:
        self.busy = False
        self.heard.append("release")

    def hover(self, at: PlotPoint | None) -> Qt.CursorShape | None:
        return Qt.CursorShape.PointingHandCursor if at is not None and at.pane == 1 else None

    def cancel(self) -> bool:
        ended, self.busy = self.busy, False
        return ended


def test_a_tool_takes_the_press_it_wants_and_everything_up_to_its_release(
    stage: ChartStage, qtbot: QtBot
) -> None:
    with_pane(stage, qtbot)
    pen = stage.canvas.tools.tool = Pen()
    right = stage.state.viewport.right
    mouse.drag(stage.mouse_on, QPoint(300, 60), QPoint(340, 80))
    assert pen.heard[0] == "press 0"
    assert pen.heard[-2:] == ["drag 0", "release"]
    assert stage.state.viewport.right == right
    mouse.drag(stage.mouse_on, QPoint(300, 330), QPoint(340, 330))
    assert stage.state.viewport.right != right
    mouse.move(stage.mouse_on, QPoint(300, HEADER_PX + int(stage.canvas.pane_places()[1].top) + 30))
    assert stage.mouse_on.cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_escape_ends_what_the_tool_is_doing(stage: ChartStage) -> None:
    pen = stage.canvas.tools.tool = Pen()
    mouse.press(stage.mouse_on, QPoint(300, 60))
    assert stage.canvas.busy
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert not pen.busy
    mouse.move(stage.mouse_on, QPoint(330, 60), held=LEFT)
    mouse.release(stage.mouse_on, QPoint(330, 60))
    assert "release" not in pen.heard
