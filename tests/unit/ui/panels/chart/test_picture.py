"""How much the chart paints: a tick touches the last bar, a move touches everything once."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QRegion
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.market import Interval
from terminal_app.market.candles import CandleSeries
from terminal_app.ui.panels.chart.canvas import HEADER_PX, ChartCanvas
from terminal_app.ui.panels.chart.lines import LineKind
from terminal_app.ui.panels.chart.state import ChartState
from terminal_app.ui.theme import DARK
from tests.helpers.chart_stage import LAST, ONE, ChartStage
from tests.helpers.clipping import clipped
from tests.helpers.examples import PERP
from tests.helpers.market import candles_of, random_candles
from tests.helpers.painting import painted_by, settle
from tests.helpers.ui_desk import batch
from tests.helpers.ui_samples import order

pytestmark = pytest.mark.gui

HISTORY = random_candles(1_001)


def shown(qtbot: QtBot) -> tuple[ChartCanvas, ChartState]:
    state = ChartState()
    canvas = ChartCanvas(state, DARK)
    qtbot.addWidget(canvas)
    canvas.resize(1_000, 600)
    series = CandleSeries(Interval.M1)
    series.merge(HISTORY[:1_000])
    state.show(series, PERP)
    canvas.start_over("BTCUSDT · 1m")
    with qtbot.waitExposed(canvas):
        canvas.show()
    for volume in (1, 2):  # Qt repaints an item wholly once after it got its place
        candles_of(state.series).merge([HISTORY[999]._replace(volume=HISTORY[999].volume + volume)])
        settle(qtbot)
        canvas.refresh()
    settle(qtbot)
    return canvas, state


def last_price_y(canvas: ChartCanvas, state: ChartState) -> int:
    view = state.build(canvas.plot_width, canvas.plot_height)
    assert view is not None
    last = state.last_price(view)
    assert last is not None
    return int(last.y) + HEADER_PX


def test_a_tick_paints_a_small_part(qtbot: QtBot) -> None:
    canvas, state = shown(qtbot)
    newest = HISTORY[999]
    candles_of(state.series).merge(
        [newest._replace(close=newest.close - PERP.tick, volume=newest.volume + 3)]
    )
    painted = painted_by(qtbot, canvas.viewport(), canvas.refresh)
    newest_x, price_y = int(state.viewport.x_of(999)), last_price_y(canvas, state)
    assert painted.contains(QPoint(newest_x, price_y))
    older = QRegion(0, HEADER_PX + 2, newest_x - 20, int(canvas.plot_height))
    line = QRegion(0, price_y - 3, newest_x, 6)
    assert painted.intersected(older.subtracted(line)).isEmpty()


def test_a_market_that_runs_away_paints_its_newest_price_and_no_older_bar(qtbot: QtBot) -> None:
    canvas, state = shown(qtbot)
    view = state.build(canvas.plot_width, canvas.plot_height)
    assert view is not None
    top = max(candle.high for candle in HISTORY[view.first : 1_000]) + 20 * PERP.tick
    newest, painted = HISTORY[999], QRegion()
    for traded, high in enumerate((top, top + PERP.tick), start=3):
        candles_of(state.series).merge(
            [newest._replace(high=high, close=high, volume=newest.volume + traded)]
        )
        painted = painted_by(qtbot, canvas.viewport(), canvas.refresh)
    after = state.build(canvas.plot_width, canvas.plot_height)
    assert after is not None
    [highest, _] = state.extremes.places(after)
    assert highest.text == f"{top + PERP.tick:,}".replace(",", "\u2009")
    assert painted.contains(QPoint(highest.x - 30, HEADER_PX + highest.y))
    older = QRegion(0, HEADER_PX + 40, highest.x - 120, int(canvas.plot_height) - 40)
    assert painted.intersected(older).isEmpty()
    shown_now = canvas.grab().toImage()
    canvas.redraw()
    assert canvas.grab().toImage() == shown_now


def test_a_tick_out_of_sight_paints_no_bars(qtbot: QtBot) -> None:
    canvas, state = shown(qtbot)
    state.viewport.pan(4_000, 1_000)
    canvas.redraw()
    settle(qtbot)
    newest = HISTORY[999]
    candles_of(state.series).merge([newest._replace(volume=newest.volume + 3)])
    painted = painted_by(qtbot, canvas.viewport(), canvas.refresh)
    assert painted.boundingRect().bottom() <= HEADER_PX


def test_a_new_bar_paints_everything_in_one_go(qtbot: QtBot) -> None:
    canvas, state = shown(qtbot)
    before = canvas.grab().toImage()
    candles_of(state.series).merge(HISTORY[1_000:])
    assert painted_by(qtbot, canvas.viewport(), canvas.refresh) == QRegion(canvas.viewport().rect())
    after = canvas.grab().toImage()
    assert after != before
    canvas.redraw()
    assert canvas.grab().toImage() == after


def test_a_gain_that_changes_paints_its_label_and_little_else(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    held = stage.hold()
    for by in (1, 2):
        stage.tick(mark=held.avg_price + by)
        stage.panel.show_frame(batch(Kind.TICKER))
        settle(qtbot)
    stage.tick(mark=held.avg_price + 3)
    painted = painted_by(qtbot, stage.mouse_on, lambda: stage.panel.show_frame(batch(Kind.TICKER)))
    place = stage.place("long", LineKind.POSITION)
    assert painted.contains(QPoint(40, HEADER_PX + place.y))
    bars = QRegion(place.width + 30, HEADER_PX, 500, int(stage.canvas.plot_height))
    assert painted.intersected(bars).isEmpty()


def test_the_chart_tells_the_room_of_its_labels(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    stage.hold()
    texts = stage.canvas.painted_texts()
    assert len(texts) == 4
    assert clipped(stage.panel) == []


def test_lines_are_painted_the_same_after_a_change_as_on_a_fresh_chart(qtbot: QtBot) -> None:
    stage = ChartStage(qtbot)
    stage.hold()
    stage.orders = [replace(stage.orders[0], price=LAST - 30 * ONE), order("third", price=str(LAST + 10))]
    stage.panel.show_frame(batch(Kind.ORDERS))
    settle(qtbot)
    changed = stage.canvas.grab().toImage()
    stage.canvas.redraw()
    assert stage.canvas.grab().toImage() == changed
