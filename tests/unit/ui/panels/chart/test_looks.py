"""The look, the comparison and the bars of a chart, chosen with the mouse and kept."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TradesSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Interval
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.bar_specs import BarSpec, BuiltInterval, parse_spec
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.comparing import AT_MOST
from terminal_app.ui.panels.chart.crosshair import CrosshairBoard
from terminal_app.ui.panels.chart.look import BarStyle, Breaks, CrosshairReach, Look, ScaleKind, VolumePlace
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.chart.sharing import SharedCrosshair
from terminal_app.ui.theme import DARK
from terminal_app.ui.widgets.symbol_picker import SymbolPicker
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID
from tests.helpers.market import START_MS, FakeCandleFeed, filled_hub, random_candles, stamp, trade
from tests.helpers.painting import settle
from tests.helpers.ui_samples import fill

pytestmark = pytest.mark.gui

ETH = InstrumentId(ProductType.USDT_FUTURES, "ETHUSDT")
_SHADE = 6
REMOVAL = "Remove ETHUSDT perp"
LEFT = Qt.MouseButton.LeftButton


class Stage:
    """Charts over one hub that knows two instruments."""

    def __init__(self, qtbot: QtBot) -> None:
        self.clock = ManualClock()
        self.hub, self.changes = filled_hub(self.clock, [])
        self.hub.instruments.replace(PERP_ID.product, [PERP, replace(PERP, id=ETH, base="ETH")])
        self.hub.add_history(PERP_ID, Interval.M1, random_candles(600))
        self.hub.add_history(ETH, Interval.M1, random_candles(600, seed=3))
        self.board = CrosshairBoard()
        self.board.colour_of = lambda _: 1
        self.qtbot = qtbot

    def chart(self, name: str = "chart", instrument: InstrumentId = PERP_ID) -> ChartPanel:
        feed = FakeCandleFeed()
        panel = ChartPanel(self.hub, feed, DARK, sharing=SharedCrosshair(self.board, name))
        self.qtbot.addWidget(panel)
        panel.resize(900, 500)
        with self.qtbot.waitExposed(panel):
            panel.show()
        panel.show_instrument(instrument)
        self.frame(panel)
        settle(self.qtbot)
        return panel

    def frame(self, panel: ChartPanel) -> None:
        panel.show_frame(self.changes.drain())
        panel.grab()

    def menu(self, panel: ChartPanel) -> QMenu:
        before = panel.canvas.findChildren(QMenu)
        QTest.mouseClick(panel.look_button, LEFT)
        made = [one for one in panel.canvas.findChildren(QMenu) if one not in before]
        menu = next(one for one in made if one.parent() is panel.canvas)
        assert isinstance(menu, QMenu)
        return menu


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def entry(menu: QMenu, *path: str) -> QAction:
    """An entry of a menu, through its submenus."""
    for text in path[:-1]:
        inner = next(action for action in menu.actions() if action.text() == text).menu()
        assert isinstance(inner, QMenu)
        menu = inner
    return next(action for action in menu.actions() if action.text() == path[-1])


def levels_of(panel: ChartPanel) -> np.ndarray:
    """The picture of a chart as numbers from 0 to 255."""
    image = panel.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).astype(np.int16)


def compared(panel: ChartPanel) -> list[InstrumentId]:
    return list(panel.comparing.chosen)


def bars(panel: ChartPanel) -> BarSpec:
    return panel.interval


@pytest.mark.parametrize(
    ("path", "chosen"),
    [
        (("Bars", "Hollow candles"), Look(style=BarStyle.HOLLOW)),
        (("Bars", "Heikin-Ashi"), Look(style=BarStyle.HEIKIN_ASHI)),
        (("Bars", "Bars"), Look(style=BarStyle.BARS)),
        (("Bars", "Line"), Look(style=BarStyle.LINE)),
        (("Bars", "Area"), Look(style=BarStyle.AREA)),
        (("Price scale", "Logarithmic"), Look(scale=ScaleKind.LOG)),
        (("Price scale", "Percent of the first visible bar"), Look(scale=ScaleKind.PERCENT)),
        (("Volume", "In a pane of its own"), Look(volume=VolumePlace.PANE)),
        (("Shared crosshair", "All charts"), Look(crosshair=CrosshairReach.ALL)),
        (("Highest and lowest price",), Look(extremes=False)),
        (("Breaks", "Days"), Look(breaks=Breaks.DAYS)),
        (("Breaks", "Sessions: Asia 00:00, Europe 08:00, America 13:30 UTC"), Look(breaks=Breaks.SESSIONS)),
        (("Times in UTC",), Look(utc=True)),
    ],
)
def test_every_choice_is_in_the_menu_and_kept(stage: Stage, path: tuple[str, ...], chosen: Look) -> None:
    panel = stage.chart()
    before = panel.grab().toImage()
    menu = stage.menu(panel)
    with stage.qtbot.waitSignal(panel.changed_choice):
        entry(menu, *path).trigger()
    menu.close()
    assert panel.state.look == chosen
    stage.frame(panel)
    looks_alike = {"Shared crosshair", "Breaks", "Times in UTC"}
    assert path[0] in looks_alike or panel.grab().toImage() != before
    saved = json.loads(json.dumps(dict(panel.remember())))
    other = stage.chart("chart-2")
    other.recall(saved)
    stage.frame(other)
    assert other.state.look == chosen
    assert other.canvas.grab().toImage() == panel.canvas.grab().toImage()


def test_a_tick_repaints_every_style_like_a_fresh_chart(stage: Stage) -> None:
    panel = stage.chart()
    newest = random_candles(600)[-1]
    for number, style in enumerate(BarStyle, start=1):
        panel.looks.show_look(Look(style=style, volume=VolumePlace.PANE))
        stage.frame(panel)
        settle(stage.qtbot)
        tick = newest._replace(close=newest.low, volume=newest.volume + number)
        stage.hub.add_history(PERP_ID, Interval.M1, [tick])
        stage.frame(panel)
        settle(stage.qtbot)
        ticked = levels_of(panel)
        panel.canvas.redraw()
        # Qt cuts a smoothed line at the edge of a picture a shade differently than at that of the screen.
        assert np.abs(levels_of(panel) - ticked).max() <= _SHADE, style


def test_another_symbol_is_picked_and_removed(stage: Stage) -> None:
    panel = stage.chart()
    menu = stage.menu(panel)
    entry(menu, "Compare with another symbol…").trigger()
    menu.close()
    picker = panel.canvas.findChild(SymbolPicker)
    assert isinstance(picker, SymbolPicker)
    QTest.keyClicks(picker.words, "eth")
    QTest.keyClick(picker.words, Qt.Key.Key_Return)
    stage.frame(panel)
    assert compared(panel) == [ETH]
    assert panel.state.look.scale is ScaleKind.PERCENT
    feed = panel.comparing.channels
    assert feed == [Channel(Feed.CANDLES, ETH, Interval.M1)]
    assert panel.comparing.topics <= panel.topics
    (row,) = panel.canvas.legends()[0].rows
    assert row.layer.name == "ETHUSDT perp"
    line = QPoint(20, HEADER_PX + 12)
    mouse.menu(panel.canvas.viewport(), line)
    menus = [one for one in panel.canvas.findChildren(QMenu) if one.actions()[0].text() == REMOVAL]
    (removal,) = menus
    removal.actions()[0].trigger()
    removal.close()
    stage.frame(panel)
    assert compared(panel) == []
    assert panel.canvas.legends()[0].rows == []


def test_what_is_compared_comes_back_and_follows_the_bars(stage: Stage) -> None:
    panel = stage.chart()
    panel.looks.compare([ETH, ETH, PERP_ID])
    assert compared(panel) == [ETH, PERP_ID]
    saved = json.loads(json.dumps(dict(panel.remember())))
    other = stage.chart("chart-2")
    other.recall(saved)
    assert compared(other) == [ETH, PERP_ID]
    assert other.comparing.channels == [Channel(Feed.CANDLES, ETH, Interval.M1)]
    built = parse_spec("45m")
    assert built is not None
    other.show_interval(built)
    assert other.comparing.channels == [Channel(Feed.CANDLES, ETH, Interval.M15)]
    other.show_instrument(ETH)
    assert other.comparing.channels == [Channel(Feed.CANDLES, PERP_ID, Interval.M15)]
    other.recall({"compared": ["x", {"product": "spot"}, 7]})
    assert compared(other) == []


def test_bars_are_chosen_from_the_menu_and_typed(stage: Stage) -> None:
    panel = stage.chart()
    menu = panel.intervals.menu
    next(action for action in menu.actions() if action.text() == "10 minutes").trigger()
    assert bars(panel) == BuiltInterval(Interval.M5, 2)
    assert panel.intervals.custom.isVisible()
    assert panel.intervals.custom.text() == "10m"
    panel.canvas.setFocus()
    QTest.keyClicks(panel.canvas, "2")
    QTest.keyClick(panel.canvas, Qt.Key.Key_Return)
    stage.frame(panel)
    assert bars(panel) == BuiltInterval(Interval.M1, 2)
    assert 300 <= panel.state.series.length <= 301
    QTest.mouseClick(panel.interval_button(Interval.M1), LEFT)
    assert not panel.intervals.custom.isVisible()
    assert bars(panel) is Interval.M1


def test_bars_of_trades_grow_with_the_tape(stage: Stage) -> None:
    panel = stage.chart()
    ticks = parse_spec("4t")
    assert ticks is not None
    panel.show_interval(ticks)
    stage.frame(panel)
    assert panel.canvas.plot.sentence == "No trades yet. The first bar begins with the next trade."
    for number in range(30):
        prints = (trade(number, str(Decimal(64_000) + number)),)
        stage.hub.apply(TradesSeen(PERP_ID, prints, stamp(stage.clock)))
        stage.frame(panel)
    assert panel.state.series.length == 8
    assert panel.canvas.plot.note.startswith("Bars begin at")
    settle(stage.qtbot)
    ticked = panel.canvas.grab().toImage()
    panel.canvas.redraw()
    assert panel.canvas.grab().toImage() == ticked
    last = panel.state.last_price(panel.canvas.view or pytest.fail("nothing is shown"))
    assert last is not None
    assert last.left == ""


def test_settings_offer_the_same_choices(stage: Stage) -> None:
    panel = stage.chart()
    menu = QMenu(panel)
    panel.fill_settings(menu)
    entry(menu, "15m").trigger()
    assert panel.interval is Interval.M15
    entry(menu, "Look", "Bars", "Area").trigger()
    assert panel.state.look.style is BarStyle.AREA


def test_a_crosshair_is_shown_at_the_same_moment_elsewhere(stage: Stage) -> None:
    one, other = stage.chart("one"), stage.chart("other")
    foreign = stage.chart("foreign", ETH)
    newest = foreign.canvas.accessibleDescription()
    mouse.move(one.canvas.viewport(), QPoint(301, 200))
    moment = one.canvas.accessibleDescription().partition(" O ")[0].rpartition("1m ")[2]
    assert other.canvas.accessibleDescription() == one.canvas.accessibleDescription()
    assert moment in foreign.canvas.accessibleDescription()
    faint, x = DARK.text_faint.lower(), int(one.state.snap(301, one.canvas.view or pytest.fail("nothing")))
    images = {panel: panel.canvas.grab().toImage() for panel in (other, foreign)}
    for image in images.values():
        assert faint in {image.pixelColor(x, y).name() for y in range(HEADER_PX + 40, HEADER_PX + 60)}
    assert faint in {images[other].pixelColor(across, 200).name() for across in range(600, 640)}
    assert faint not in {images[foreign].pixelColor(across, 200).name() for across in range(600, 640)}
    mouse.move(one.canvas.viewport(), QPoint(int(one.canvas.plot_width) + 10, 200))
    assert foreign.canvas.accessibleDescription() == newest


def test_a_chart_that_is_alone_neither_shows_nor_lends(stage: Stage) -> None:
    one, other = stage.chart("one"), stage.chart("other")
    newest = other.canvas.accessibleDescription()
    one.looks.show_look(replace(one.state.look, crosshair=CrosshairReach.ALONE))
    stage.frame(one)
    mouse.move(one.canvas.viewport(), QPoint(301, 200))
    assert other.canvas.accessibleDescription() == newest


def test_no_more_symbols_than_there_is_room_for_are_offered(stage: Stage) -> None:
    panel = stage.chart()
    others = [InstrumentId(ProductType.USDT_FUTURES, f"COIN{number}USDT") for number in range(AT_MOST)]
    panel.looks.compare(others)
    menu = stage.menu(panel)
    offer = entry(menu, f"Compare: no more than {AT_MOST} symbols at once")
    assert not offer.isEnabled()
    entry(menu, "Remove COIN3USDT perp").trigger()
    menu.close()
    assert len(compared(panel)) == AT_MOST - 1


def test_our_fills_are_marked_on_bars_of_trades(stage: Stage) -> None:
    panel = stage.chart()
    ticks = parse_spec("4t")
    assert ticks is not None
    panel.show_interval(ticks)
    stage.hub.apply(TradesSeen(PERP_ID, tuple(trade(number) for number in range(9)), stamp(stage.clock)))
    stage.frame(panel)
    times = [START_MS + number * 1_000 for number in (2, 6, 500)]
    mine = replace(fill(), instrument=PERP_ID, price=trade(0).price)
    panel.state.set_fills([replace(mine, time_ms=time_ms) for time_ms in times])
    marks = panel.state.marks(panel.canvas.view or pytest.fail("nothing is shown"))
    assert [round(panel.state.viewport.index_at(mark.x)) for mark in marks] == [0, 1, 2]


def test_a_hidden_chart_is_not_painted_for_the_crosshair_of_another(stage: Stage) -> None:
    one, other = stage.chart("one"), stage.chart("other")
    newest = other.canvas.accessibleDescription()
    other.hide()
    mouse.move(one.canvas.viewport(), QPoint(301, 200))
    assert other.canvas.accessibleDescription() == newest
