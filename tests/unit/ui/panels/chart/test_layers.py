"""Closed bars, the newest bar and the lines are painted by layers that do not touch each other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.brushes import ChartColours
from terminal_app.ui.panels.chart.layers import Grid, Layer, PlotLayer, RuleLayer, TailLayer
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP
from tests.helpers.market import random_candles

pytestmark = [pytest.mark.gui, pytest.mark.usefixtures("qapp")]

WIDTH, HEIGHT = 400, 300


def picture(layer: Layer) -> QImage:
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor(DARK.surface))
    painter = QPainter(image)
    layer.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def chart(count: int) -> tuple[PlotLayer, ChartState, ChartView]:
    series = CandleSeries(Interval.M1)
    series.merge(random_candles(count))
    state = ChartState()
    state.viewport.resize(WIDTH)
    state.show(series, PERP)
    view = state.build(WIDTH, HEIGHT)
    assert view is not None
    plot = PlotLayer(ChartColours(DARK))
    plot.place(0, 0, WIDTH, HEIGHT)
    return plot, state, view


def test_closed_bars_and_the_tail_are_different_layers() -> None:
    plot, state, view = chart(60)
    plot.rebuild(view, state.price.layers, Grid(), 1.0)
    closed = picture(plot)
    tail = TailLayer(ChartColours(DARK))
    tail.place(0, 0, WIDTH, HEIGHT)
    blank = picture(tail)
    tail.show_bar(view, state.price.layers, 1.0)
    newest = picture(tail)
    x = int(state.viewport.x_of(59))
    assert closed.copy(x - 3, 0, 7, HEIGHT) == blank.copy(x - 3, 0, 7, HEIGHT)
    assert newest.copy(x - 3, 0, 7, HEIGHT) != blank.copy(x - 3, 0, 7, HEIGHT)
    assert newest.copy(0, 0, x - 3, HEIGHT) == blank.copy(0, 0, x - 3, HEIGHT)


def test_a_tail_out_of_sight_is_not_painted() -> None:
    _, state, _ = chart(200)
    state.viewport.pan(500, 200)
    view = state.build(WIDTH, HEIGHT)
    assert view is not None
    tail = TailLayer(ChartColours(DARK))
    tail.place(0, 0, WIDTH, HEIGHT)
    before = picture(tail)
    tail.show_bar(view, state.price.layers, 1.0)
    assert picture(tail) == before


def test_nothing_but_a_sentence() -> None:
    plot, state, _ = chart(5)
    plot.rebuild(None, state.price.layers, Grid(), 1.0)
    blank = picture(plot)
    plot.set_status("No candles yet", "")
    assert picture(plot).copy(0, 100, WIDTH, 100) != blank.copy(0, 100, WIDTH, 100)
    plot.set_status("", "Loading older candles…")
    assert picture(plot).copy(0, 250, WIDTH, 50) != blank.copy(0, 250, WIDTH, 50)


@pytest.mark.parametrize("upright", [True, False])
def test_a_rule_comes_moves_and_goes(upright: bool) -> None:
    rule = RuleLayer(ChartColours(DARK), upright=upright, style=Qt.PenStyle.SolidLine)
    rule.place(0, 0, WIDTH, HEIGHT)
    blank = picture(rule)
    for at in (40, 41, 299):
        rule.move_to(at)
        image = picture(rule)
        line = image.copy(at, 0, 1, HEIGHT) if upright else image.copy(0, at, WIDTH, 1)
        assert colours(line) == {DARK.text_faint.lower()}
        assert colours(image) == {DARK.text_faint.lower(), DARK.surface.lower()}
    rule.move_to(41, QColor(DARK.sell))
    assert DARK.sell.lower() in colours(picture(rule))
    rule.move_to(5_000)
    assert picture(rule) == blank
    rule.move_to(None)
    assert picture(rule) == blank


def colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
