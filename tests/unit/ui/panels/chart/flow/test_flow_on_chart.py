"""The order flow under a mouse: switched on, exact, cheap with a tick, open about what is missing."""

import json
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QHelpEvent, QImage, QRegion
from PySide6.QtWidgets import QApplication, QMenu, QToolTip
from pytestqt.qtbot import QtBot

from terminal_app.core.events import BookBroken, Link, LinkChanged, LinkState
from terminal_app.core.market import Trade
from terminal_app.core.orders import Side
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import parse_spec
from terminal_app.market.trade_bars import TradeBarSeries
from terminal_app.ui import format as fmt
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.flow.bubble_layer import BubbleLayer
from terminal_app.ui.panels.chart.flow.choice import FlowChoice
from terminal_app.ui.panels.chart.look import ScaleKind
from terminal_app.ui.panels.ladder.state import brief_size
from terminal_app.ui.theme import DARK, LIGHT, Theme
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.flow import seen
from tests.helpers.flow_stage import MINUTE, FlowStage
from tests.helpers.market import START_MS
from tests.helpers.painting import painted_by, settle

pytestmark = pytest.mark.gui

D = Decimal
FOOTPRINT, HEAT, BUBBLES = FlowChoice(footprint=True), FlowChoice(heat=True), FlowChoice(bubbles=True)
ALL = FlowChoice(footprint=True, heat=True, bubbles=True)


def pick(menu: QMenu, *path: str) -> None:
    """Choose an entry of a menu, through its submenus."""
    for text in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == text).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    next(action for action in menu.actions() if action.text() == path[-1]).trigger()


def menus(stage: FlowStage) -> list[QMenu]:
    """The menus that were opened over the chart."""
    return [menu for menu in stage.canvas.findChildren(QMenu) if menu.parent() is stage.canvas]


def image(stage: FlowStage) -> QImage:
    return stage.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(one: QImage, other: QImage) -> int:
    """How many pixels of two pictures differ, of every second in every second row."""
    return sum(
        one.pixel(x, y) != other.pixel(x, y)
        for y in range(HEADER_PX, one.height(), 2)
        for x in range(0, one.width(), 2)
    )


def test_each_is_switched_on_in_the_menu_and_asks_for_its_stream(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, FlowChoice(), minutes=3)
    assert stage.flow.layers == []
    assert stage.hub.flow.on_market_event not in stage.hub.listeners
    assert not [one for one in stage.feed.watched[-1] if one.feed in (Feed.TRADES, Feed.BOOK)]
    pick(stage.menu(), "Order flow", "Footprint: volume by price")
    assert Channel(Feed.TRADES, PERP_ID) in stage.feed.watched[-1]
    pick(stage.menu(), "Order flow", "Heatmap: the book over time")
    assert Channel(Feed.BOOK, PERP_ID) in stage.feed.watched[-1]
    pick(stage.menu(), "Order flow", "Bubbles: large trades")
    pick(stage.menu(), "Order flow", "Mark an imbalance", "From 400 % of the other side")
    pick(stage.menu(), "Order flow", "Rows of the footprint", "0.5")
    pick(stage.menu(), "Order flow", "Large are", "The largest 5 %")
    assert stage.flow.choice == replace(ALL, imbalance=400, step=5, share=95.0)
    assert [layer.name for layer in stage.flow.layers] == ["Book", "Footprint", "Large trades"]
    saved = json.loads(json.dumps(stage.panel.remember()))
    stage.flow.choose(FlowChoice())
    assert stage.hub.flow.on_market_event not in stage.hub.listeners
    stage.panel.recall(saved)
    stage.frame()
    assert [layer.name for layer in stage.flow.layers] == ["Book", "Footprint", "Large trades"]


def test_a_right_click_leads_there_too(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, FlowChoice(), minutes=3)
    mouse.menu(stage.canvas.viewport(), QPoint(400, 300))
    (first,) = menus(stage)
    pick(first, "Order flow …")
    pick(next(menu for menu in menus(stage) if menu is not first), "Heatmap: the book over time")
    assert stage.flow.choice == HEAT


def test_the_legend_tells_the_exact_sums_of_the_newest_bar(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, replace(FOOTPRINT, step=10))
    for second in (1, 2, 3):
        stage.trade(START_MS + (stage.minute - 1) * MINUTE + 59_000 + second * 100)
    stage.frame()
    bar = [one for one in stage.trades if one.time_ms >= START_MS + (stage.minute - 1) * MINUTE]
    rows: dict[Decimal, Decimal] = defaultdict(lambda: D(0))
    for one in bar:
        rows[one.price // 1] += one.size
    bought = sum((one.size for one in bar if one.side is Side.BUY), D(0))
    total = sum((one.size for one in bar), D(0))
    delta = bought * 2 - total
    sign = "+" if delta > 0 else fmt.MINUS
    most = max(rows.values())
    control = min(price for price, size in rows.items() if size == most)
    expected = f"Δ {sign}{brief_size(abs(delta))} | Σ {brief_size(total)} | POC {control}.0"
    assert stage.legend("Footprint").startswith(expected)


def test_a_gap_is_said_and_its_bars_are_not_whole(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, ALL)
    before = stage.now_ms
    stage.hub.flow.on_link_event(LinkChanged(Link.PUBLIC, LinkState.DOWN, "gone"))
    stage.trade(before + 1_000, missed=True)
    stage.pass_minute()
    gap = f"a gap {fmt.time_of_day(before)}–{fmt.time_of_day(START_MS + (stage.minute - 1) * MINUTE + 100)}"
    for name in ("Footprint", "Large trades"):
        assert gap in stage.legend(name), name
    assert "a gap" in stage.legend("Book")
    assert "bar incomplete" in stage.legend("Footprint")


def test_a_broken_book_is_a_gap_of_the_heatmap_alone(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, ALL)
    assert "a gap" not in stage.legend("Book")
    stage.hub.apply(BookBroken(PERP_ID, "A push was missed."))
    stage.pass_minute()
    assert "a gap" in stage.legend("Book")
    assert "a gap" not in stage.legend("Footprint")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
@pytest.mark.parametrize("scale", [ScaleKind.LINEAR, ScaleKind.LOG, ScaleKind.PERCENT])
@pytest.mark.parametrize("choice", [FOOTPRINT, HEAT, replace(BUBBLES, size=D("0.5"))])
def test_it_is_seen_on_every_scale(qtbot: QtBot, choice: FlowChoice, scale: ScaleKind, theme: Theme) -> None:
    stage = FlowStage(qtbot, choice, theme=theme)
    stage.state.wear(replace(stage.state.look, scale=scale))
    stage.canvas.redraw()
    stage.frame()
    drawn = image(stage)
    stage.flow.choose(FlowChoice())
    stage.frame()
    assert differing(drawn, image(stage)) > 1_000


@pytest.mark.parametrize("choice", [FOOTPRINT, HEAT])
def test_what_comes_paints_the_newest_bar_alone(qtbot: QtBot, choice: FlowChoice) -> None:
    stage = FlowStage(qtbot, choice)
    start = START_MS + (stage.minute - 1) * MINUTE + 59_000

    def come() -> None:
        stage.trade(start + 100)
        stage.quote(start + 600)
        stage.panel.show_frame(stage.changes.drain())

    come()
    painted = painted_by(qtbot, stage.canvas.viewport(), come)
    half, top = int(stage.canvas.plot_width / 2), HEADER_PX + 60
    height = int(stage.canvas.plot_height) - 60
    assert painted.intersects(QRegion(half, top, half, height))
    # On the left only the line of the last price has moved.
    assert painted.intersected(QRegion(0, top, half, height)).boundingRect().height() < 40


def test_messages_are_taken_in_with_the_frame(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, ALL, minutes=2)
    memory = stage.hub.flow.trades(stage.flow, PERP)
    before = memory.length
    for number in range(333):
        stage.trade(stage.now_ms + number % 2)
    assert memory.length == before
    stage.frame()
    assert memory.length == before + 333


@pytest.mark.parametrize("choice", [FOOTPRINT, ALL])
def test_where_a_frame_has_no_time_it_is_done_all_the_same(
    qtbot: QtBot, choice: FlowChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = FlowStage(qtbot, FlowChoice())
    stage.flow.choose(choice)
    stage.frame()
    drawn = image(stage)
    moments = count(stage.clock.monotonic() + 1)
    monkeypatch.setattr(stage.clock, "monotonic", lambda: next(moments))
    stage.flow.choose(FlowChoice())
    stage.flow.choose(choice)
    waited = []
    for _ in range(100):
        stage.frame()
        waited.append(stage.flow.pending)
    assert (waited[0], waited[-1]) == (True, False)
    # But for the time that the newest bar has left, on the axis.
    wide = int(stage.canvas.plot_width)
    assert image(stage).copy(0, 0, wide, 600) == drawn.copy(0, 0, wide, 600)


def test_what_cannot_be_drawn_says_why(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, FOOTPRINT)
    stage.state.viewport.spacing = 1.0
    stage.canvas.redraw()
    stage.frame()
    assert stage.legend("Footprint") == "zoom in to see it"


@pytest.mark.parametrize("text", ["5t", "4v", "20r"])
def test_a_footprint_is_in_bars_of_trades_too(qtbot: QtBot, text: str) -> None:
    stage = FlowStage(qtbot, replace(FOOTPRINT, step=1))
    spec = parse_spec(text)
    assert spec is not None
    stage.panel.show_interval(spec)
    stage.frame()
    stage.state.viewport.spacing = 90.0
    stage.canvas.redraw()
    stage.trade(stage.now_ms + 10)
    stage.frame()
    drawn, series = image(stage), stage.state.series
    assert isinstance(series, TradeBarSeries)
    last = series.trades.between(series.length - 1, series.length).rows
    delta = series.trades.scale.size(int((last.sizes * (2 * last.buys - 1)).sum()))
    sign = "+" if delta > 0 else fmt.MINUS
    total = brief_size(series.trades.scale.size(int(last.sizes.sum())))
    assert stage.legend("Footprint").startswith(f"Δ {sign}{brief_size(abs(delta))} | Σ {total} | POC ")
    assert "gap" not in stage.legend("Footprint")
    stage.flow.choose(FlowChoice())
    stage.frame()
    assert differing(drawn, image(stage)) > 1_000


def test_a_bubble_is_in_the_bar_that_has_its_trade(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, replace(BUBBLES, size=D(5)), minutes=2)
    spec = parse_spec("2t")
    assert spec is not None
    stage.panel.show_interval(spec)
    moment, sides = stage.now_ms + 500, (Side.BUY, Side.SELL) * 4
    if len(stage.trades) % 2:
        stage.trade(moment - 100)
    # Four bars begin in one millisecond, and the second of them has the large trade.
    sizes = [D(1), D(1), D(1), D(12), D(1), D(1), D(1), D(1)]
    price = PERP.tick * stage.price
    both = zip(sizes, sides, strict=True)
    stage.hub.apply(
        seen([Trade(f"at once {n}", price, size, side, moment) for n, (size, side) in enumerate(both)])
    )
    stage.frame()
    series, view = stage.state.series, stage.canvas.view
    assert view is not None
    (layer,) = stage.flow.layers
    assert isinstance(layer, BubbleLayer)
    y = view.frame.y_of(float(price))
    near = range(series.length - 8, series.length)
    found = [bar for bar in near if layer.text_at(view.frame.x_of(bar), y)]
    assert series.length - 3 in found
    assert not {series.length - 1, series.length - 5} & set(found)


def test_bubbles_and_heat_go_over_bars_of_trades_too(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, replace(HEAT, bubbles=True, size=D("0.5")))
    spec = parse_spec("2t")
    assert spec is not None
    assert "as wide as each bar" not in stage.legend("Book")
    stage.panel.show_interval(spec)
    stage.frame()
    assert "as wide as each bar" in stage.legend("Book")
    drawn = image(stage)
    stage.flow.choose(FlowChoice())
    stage.frame()
    assert differing(drawn, image(stage)) > 1_000


def test_the_tip_over_a_bubble_tells_the_trade(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, replace(BUBBLES, size=D(5)))
    large = stage.trade(stage.now_ms + 500, lots=123_456)
    stage.frame()
    settle(qtbot)
    view = stage.canvas.view
    (layer,) = stage.flow.layers
    assert view is not None
    assert isinstance(layer, BubbleLayer)
    y = int(view.frame.y_of(float(large.price))) + HEADER_PX
    xs = [x for x in range(int(stage.canvas.plot_width)) if stage.flow.text_at(QPointF(x, y))]
    assert xs
    middle = QPoint(xs[len(xs) // 2], y)
    told = stage.flow.text_at(QPointF(middle)).replace("\u2009", "")
    assert f"{'▲ Bought' if large.side is Side.BUY else '▼ Sold'} 12.3456 at {large.price}" in told
    viewport = stage.canvas.viewport()
    tip = QHelpEvent(QEvent.Type.ToolTip, middle, viewport.mapToGlobal(middle))
    QApplication.sendEvent(viewport, tip)
    assert "12.3456" in QToolTip.text()
    QToolTip.hideText()
    assert stage.flow.text_at(QPointF(3, HEADER_PX + 100)) == ""
    assert stage.flow.text_at(QPointF(stage.canvas.width() - 2, 100)) == ""


def test_sizes_to_choose_from_are_those_of_the_market(qtbot: QtBot) -> None:
    stage = FlowStage(qtbot, BUBBLES)
    inner = next(action for action in stage.menu().actions() if action.text() == "Order flow").menu()
    assert isinstance(inner, QMenu)
    large = next(action for action in inner.actions() if action.text() == "Large are").menu()
    assert isinstance(large, QMenu)
    texts = [action.text() for action in large.actions()]
    assert texts[:3] == ["The largest 5 %", "The largest 1 %", "The largest 0.1 %"]
    assert any(text.startswith("From 0.") for text in texts[3:])
    pick(stage.menu(), "Order flow", "Large are", texts[3])
    assert stage.flow.choice.size is not None
    stage.frame()
    assert "≥" in stage.legend("Large trades")
