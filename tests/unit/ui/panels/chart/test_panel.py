"""The chart under a real mouse and keyboard."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from terminal_app.core.account import Fill
from terminal_app.core.changes import Changes, Kind, Topic
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import CandlesSeen, TradesSeen
from terminal_app.core.market import Interval, Stamp
from terminal_app.core.ports import Channel, Feed
from terminal_app.market.history import CandleLoad
from terminal_app.market.hub import MarketHub
from terminal_app.market.indicators.chosen import Chosen, ChosenSet
from terminal_app.market.indicators.spec import Value
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.panels.chart.shown import ChartView
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.examples import PERP, PERP_ID, SPOT_ID
from tests.helpers.market import FakeCandleFeed, filled_hub, random_candles, trade
from tests.helpers.ui_samples import fill

pytestmark = pytest.mark.gui

HISTORY = random_candles(3_000)


class Stage:
    """A visible chart with its surroundings."""

    def __init__(self, qtbot: QtBot, fills: Sequence[Fill] = ()) -> None:
        self.hub: MarketHub
        self.changes: Changes
        self.hub, self.changes = filled_hub(ManualClock())
        self.feed = FakeCandleFeed()
        self.panel = ChartPanel(self.hub, self.feed, DARK, fills=lambda: fills)
        self.canvas = self.panel.canvas
        self.viewport = self.panel.state.viewport
        qtbot.addWidget(self.panel)
        self.panel.resize(1_000, 600)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def show(self, count: int = 1_000) -> None:
        self.hub.add_history(PERP_ID, Interval.M1, HISTORY[:count])
        self.panel.show_instrument(PERP_ID)
        self.frame()

    def frame(self) -> None:
        self.panel.show_frame(self.changes.drain())
        self.panel.grab()

    def shows(self, interval: Interval) -> bool:
        return self.panel.interval is interval

    def view(self) -> ChartView:
        view = self.panel.state.build(self.canvas.plot_width, self.canvas.plot_height)
        assert view is not None
        return view

    def pixel(self, x: float, y: float) -> QColor:
        image = self.panel.grab().toImage()
        at = self.canvas.mapTo(self.panel, QPoint(int(x), int(y)))
        return image.pixelColor(at * image.devicePixelRatio())


@pytest.fixture
def stage(qtbot: QtBot) -> Stage:
    return Stage(qtbot)


def test_it_says_what_it_is_waiting_for(stage: Stage) -> None:
    assert stage.canvas.plot.sentence == "Select an instrument to see its chart."
    assert stage.panel.topics == frozenset()
    stage.feed.load = CandleLoad(loading=True)
    stage.panel.show_instrument(PERP_ID)
    stage.frame()
    assert stage.canvas.plot.sentence == "Loading BTCUSDT perp 1m…"
    stage.feed.load = CandleLoad()
    stage.frame()
    assert stage.canvas.plot.sentence == "No candles yet"
    stage.hub.add_history(PERP_ID, Interval.M1, HISTORY[:10])
    stage.feed.load = CandleLoad(error="Bitget did not answer.")
    stage.frame()
    assert (stage.canvas.plot.sentence, stage.canvas.plot.note) == ("", "Bitget did not answer.")


def test_it_watches_what_it_shows(stage: Stage) -> None:
    stage.show()
    assert stage.feed.watched == [(Channel(Feed.CANDLES, PERP_ID, Interval.M1),)]
    assert stage.panel.topics == {
        Topic(Kind.CANDLES, (PERP_ID, Interval.M1)),
        Topic(Kind.TICKER, PERP_ID),
        Topic(Kind.TRADES, PERP_ID),
        Kind.FILLS,
        Topic(Kind.INSTRUMENTS),
    }
    stage.panel.show_instrument(PERP_ID)
    assert len(stage.feed.watched) == 1
    stage.panel.show_instrument(SPOT_ID)
    assert stage.feed.watched[-1] == (Channel(Feed.CANDLES, SPOT_ID, Interval.M1),)


def test_bars_are_painted_in_their_colours(stage: Stage) -> None:
    stage.show()
    image = stage.panel.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(0, image.width(), 2) for y in range(60, 500, 2)}
    assert {DARK.buy.lower(), DARK.sell.lower(), DARK.surface.lower(), DARK.grid.lower()} <= colours


def test_the_wheel_zooms_at_the_pointer(stage: Stage) -> None:
    stage.show()
    at = QPoint(300, 200)
    under, spacing = stage.viewport.index_at(300), stage.viewport.spacing
    mouse.wheel(stage.canvas.viewport(), at, QPoint(0, 120))
    assert stage.viewport.spacing == pytest.approx(spacing * 1.15)
    assert stage.viewport.index_at(300) == pytest.approx(under)
    mouse.wheel(stage.canvas.viewport(), at, QPoint(0, -240))
    assert stage.viewport.spacing == pytest.approx(spacing / 1.15)
    assert stage.viewport.index_at(300) == pytest.approx(under)


def test_a_sideways_wheel_pans(stage: Stage) -> None:
    stage.show()
    right = stage.viewport.right
    mouse.wheel(stage.canvas.viewport(), QPoint(300, 200), QPoint(80, 0))
    assert stage.viewport.right == pytest.approx(right - 10)


def test_dragging_pans_and_a_double_click_goes_back_to_live(stage: Stage) -> None:
    stage.show()
    right = stage.viewport.right
    assert not stage.panel.live_button.isVisible()
    mouse.drag(stage.canvas.viewport(), QPoint(200, 200), QPoint(360, 220))
    assert stage.viewport.right == pytest.approx(right - 160 / stage.viewport.spacing)
    assert stage.panel.live_button.isVisible()
    stage.hub.add_history(PERP_ID, Interval.M1, HISTORY[1_000:1_005])
    stage.frame()
    assert stage.viewport.right == pytest.approx(right - 160 / stage.viewport.spacing)
    mouse.double_click(stage.canvas.viewport(), QPoint(300, 200))
    assert stage.viewport.right == pytest.approx(right + 5)
    assert not stage.panel.live_button.isVisible()


def test_the_live_button_goes_back_to_live(stage: Stage) -> None:
    stage.show()
    mouse.drag(stage.canvas.viewport(), QPoint(200, 200), QPoint(360, 200))
    QTest.mouseClick(stage.panel.live_button, Qt.MouseButton.LeftButton)
    assert stage.viewport.following
    assert not stage.panel.live_button.isVisible()


def test_axes_scale_by_dragging_and_a_double_click_resets_the_prices(stage: Stage) -> None:
    stage.show()
    canvas, automatic = stage.canvas, stage.view().frame
    axis = QPoint(int(canvas.plot_width) + 20, 200)
    mouse.drag(canvas.viewport(), axis, axis + QPoint(0, 100))
    lowest = stage.view().frame.low
    assert lowest < automatic.low
    mouse.drag(canvas.viewport(), QPoint(200, 200), QPoint(200, 260))
    assert stage.view().frame.low > lowest
    mouse.double_click(canvas.viewport(), axis)
    assert stage.view().frame == automatic
    spacing = stage.viewport.spacing
    mouse.drag(canvas.viewport(), QPoint(200, canvas.height() - 5), QPoint(260, canvas.height() - 5))
    assert stage.viewport.spacing > spacing


def test_the_crosshair_reads_out_the_bar_under_it(stage: Stage) -> None:
    stage.show()
    newest = stage.canvas.accessibleDescription()
    at = QPoint(301, 200)
    mouse.move(stage.canvas.viewport(), at)
    bar = HISTORY[round(stage.viewport.index_at(301))]
    text = stage.canvas.accessibleDescription().replace("\u2009", "")
    assert f"O {bar.open} H {bar.high} L {bar.low} C {bar.close}" in text
    line = DARK.text_faint.lower()
    x = int(stage.panel.state.snap(301, stage.view()))
    assert line in {stage.pixel(x, y).name() for y in range(HEADER_PX + 5, HEADER_PX + 25)}
    assert line in {stage.pixel(x, 200).name() for x in range(10, 40)}
    mouse.move(stage.canvas.viewport(), QPoint(int(stage.canvas.plot_width) + 10, 200))
    assert stage.canvas.accessibleDescription() == newest
    assert line not in {stage.pixel(x, 200).name() for x in range(10, 40)}


def test_keys_pan_zoom_and_go_live(stage: Stage) -> None:
    stage.show()
    right, spacing = stage.viewport.right, stage.viewport.spacing
    stage.canvas.setFocus()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Left)
    assert stage.viewport.right < right
    QTest.keyClick(stage.canvas, Qt.Key.Key_Right)
    assert stage.viewport.right == pytest.approx(right)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Plus)
    assert stage.viewport.spacing > spacing
    QTest.keyClick(stage.canvas, Qt.Key.Key_Minus)
    assert stage.viewport.spacing == pytest.approx(spacing)
    assert not stage.viewport.following
    QTest.keyClick(stage.canvas, Qt.Key.Key_End)
    assert stage.viewport.following


def test_interval_buttons_switch_by_mouse_and_keyboard(stage: Stage) -> None:
    stage.show()
    QTest.mouseClick(stage.panel.interval_button(Interval.H4), Qt.MouseButton.LeftButton)
    assert stage.shows(Interval.H4)
    assert stage.feed.watched[-1] == (Channel(Feed.CANDLES, PERP_ID, Interval.H4),)
    assert stage.canvas.plot.sentence == "No candles yet"
    button = stage.panel.interval_button(Interval.D1)
    assert button.accessibleName() == "Interval 1 day"
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert stage.shows(Interval.D1)
    assert button.isChecked()
    assert not stage.panel.interval_button(Interval.H4).isChecked()


def test_older_candles_are_asked_for_near_the_left_edge(stage: Stage) -> None:
    stage.show()
    assert stage.feed.older_asked == 0
    for _ in range(10):
        mouse.drag(stage.canvas.viewport(), QPoint(100, 200), QPoint(900, 200))
    assert stage.feed.older_asked > 0


@pytest.mark.parametrize(
    ("name", "values", "asked"),
    [
        ("SESSION_VWAP", {"session": "day"}, False),  # its midnight is among the candles
        ("SESSION_VWAP", {"session": "week"}, True),
        ("ANCHORED_VWAP", {"anchor": HISTORY[5].open_ms}, False),
        ("ANCHORED_VWAP", {"anchor": HISTORY[0].open_ms - 60_000}, True),
        ("ANCHORED_VWAP", {"anchor": 1}, False),  # half a century ago is not fetched
        ("EMA", {}, False),
    ],
)
def test_the_start_of_a_session_is_asked_for_when_it_is_not_there(
    stage: Stage, name: str, values: dict[str, Value], asked: bool
) -> None:
    stage.show()
    stage.panel.indicators.shown.choose(ChosenSet((Chosen(name, values, {}),)))
    stage.frame()
    assert (stage.feed.older_asked > 0) is asked


def test_a_live_tick_repaints_like_a_fresh_chart(stage: Stage) -> None:
    stage.show()
    newest = HISTORY[999]
    for step in range(1, 4):
        tick = newest._replace(close=newest.low, volume=newest.volume + step)
        stage.hub.add_history(PERP_ID, Interval.M1, [tick])
        stage.panel.show_frame(stage.changes.drain())
    ticked = stage.panel.grab().toImage()
    stage.canvas.redraw()
    assert ticked == stage.panel.grab().toImage()


def test_new_rules_rewrite_the_prices(stage: Stage) -> None:
    stage.hub.instruments.replace(PERP_ID.product, [])
    stage.show()
    assert stage.panel.state.instrument is None
    stage.hub.instruments.replace(PERP_ID.product, [PERP])
    stage.frame()
    assert stage.panel.state.instrument == PERP


def test_a_mouse_that_moves_before_the_next_paint_is_harmless(stage: Stage) -> None:
    stage.show()
    stage.panel.show_instrument(SPOT_ID)
    mouse.move(stage.canvas.viewport(), QPoint(120, 120))
    assert stage.canvas.accessibleDescription() in ("", "BTCUSDT · 1m")


def trade_at(stage: Stage, price: str, time_ms: int) -> None:
    """A public trade arrives, and the frame after it."""
    one = trade(time_ms, price)._replace(time_ms=time_ms)
    stage.hub.apply(TradesSeen(PERP_ID, (one,), Stamp(time_ms, stage.hub.clock.monotonic())))
    stage.frame()


def test_the_last_price_moves_between_two_candle_pushes(stage: Stage) -> None:
    stage.show()
    newest = HISTORY[999]
    assert f"C {newest.close}" in stage.canvas.accessibleDescription().replace("\u2009", "")
    price = newest.high + 5
    trade_at(stage, str(price), newest.open_ms + 10_000)
    last = stage.panel.state.last_price(stage.view())
    assert last is not None
    assert last.text.replace("\u2009", "") == str(price)
    text = stage.canvas.accessibleDescription().replace("\u2009", "")
    assert f"H {price}" in text
    assert f"C {price}" in text
    stored = stage.panel.state.series.last
    assert stored is not None
    assert stored.close == float(newest.close)


def test_a_trade_of_the_next_bar_moves_the_line_and_leaves_the_closed_bar(stage: Stage) -> None:
    stage.show()
    newest = HISTORY[999]
    trade_at(stage, "70000.0", newest.open_ms + 60_001)
    last = stage.panel.state.last_price(stage.view())
    assert last is not None
    assert last.text == "70\u2009000.0"
    assert f"C {newest.close}" in stage.canvas.accessibleDescription().replace("\u2009", "")


def test_a_live_price_repaints_like_a_fresh_chart(stage: Stage) -> None:
    stage.show()
    newest = HISTORY[999]
    for step, price in enumerate((newest.low, newest.open, newest.high)):
        trade_at(stage, str(price), newest.open_ms + 1_000 + step)
    ticked = stage.panel.grab().toImage()
    stage.canvas.redraw()
    assert ticked == stage.panel.grab().toImage()


def test_the_time_left_is_written_under_the_price(stage: Stage) -> None:
    stage.show()
    clock = stage.hub.clock
    assert isinstance(clock, ManualClock)
    clock.advance((HISTORY[999].open_ms + 19_000 - clock.now_ms()) / 1000)
    stage.panel.on_tick()
    last = stage.panel.state.last_price(stage.view())
    assert last is not None
    assert last.left == "00:41"


@pytest.mark.parametrize(
    ("keys", "interval"), [("5", Interval.M5), ("15", Interval.M15), ("h", Interval.H1), ("4", Interval.H4)]
)
def test_an_interval_can_be_typed(stage: Stage, keys: str, interval: Interval) -> None:
    stage.show()
    stage.canvas.setFocus()
    QTest.keyClicks(stage.canvas, keys)
    assert stage.panel.keys.label.isVisible()
    assert stage.shows(Interval.M1)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    assert stage.shows(interval)
    assert stage.panel.interval_button(interval).isChecked()
    assert not stage.panel.keys.label.isVisible()


def test_escape_and_backspace_take_back_what_was_typed(stage: Stage) -> None:
    stage.show()
    QTest.keyClicks(stage.canvas, "15")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Backspace)
    assert stage.panel.keys.label.text().startswith("1 ")
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Return)
    assert stage.shows(Interval.M1)


def test_letters_begin_a_search(stage: Stage, qtbot: QtBot) -> None:
    stage.show()
    with qtbot.waitSignal(stage.panel.search_wanted) as wanted:
        QTest.keyClicks(stage.canvas, "b")
    assert wanted.args == ["B"]


def test_our_fills_are_marked_and_the_switch_hides_them(qtbot: QtBot) -> None:
    bar = HISTORY[990]
    done = replace(fill(), instrument=PERP_ID, price=bar.close, time_ms=bar.open_ms + 1)
    other = replace(done, exec_id="other", instrument=SPOT_ID)
    stage = Stage(qtbot, [done, other])
    panel = stage.panel
    stage.show()
    marked = panel.grab().toImage()
    assert [mark.buy for mark in panel.state.marks(stage.view())] == [True]
    with qtbot.waitSignal(panel.changed_choice):
        QTest.mouseClick(panel.fills_button, Qt.MouseButton.LeftButton)
    assert panel.state.marks(stage.view()) == []
    assert panel.canvas.grab().toImage() != marked
    assert panel.remember()["fills"] is False


def test_each_instrument_comes_back_at_its_interval(stage: Stage) -> None:
    stage.show()
    stage.panel.show_interval(Interval.H4)
    stage.panel.show_instrument(SPOT_ID)
    stage.panel.show_interval(Interval.M5)
    stage.panel.show_instrument(PERP_ID)
    assert stage.shows(Interval.H4)
    saved = stage.panel.remember()
    stage.panel.show_interval(Interval.M1)
    stage.panel.recall(saved)
    assert stage.shows(Interval.H4)
    assert stage.panel.interval_button(Interval.H4).isChecked()


def test_a_narrow_chart_keeps_the_usual_intervals_and_the_chosen_one(stage: Stage) -> None:
    stage.show()
    assert stage.panel.minimumSizeHint().width() <= 480
    assert stage.panel.interval_button(Interval.M3).isVisible()
    assert stage.panel.fills_button.isVisible()
    least = stage.panel.minimumSizeHint().width()
    stage.panel.resize(least, 400)
    assert not stage.panel.fills_button.isVisible()
    assert stage.panel.look_button.geometry().right() < least
    assert not stage.panel.interval_button(Interval.M3).isVisible()
    assert stage.panel.intervals.more.isVisible()
    rest = stage.panel.intervals.menu.actions()
    next(action for action in rest if action.text() == "12 hours").trigger()
    assert stage.shows(Interval.H12)
    assert stage.panel.interval_button(Interval.H12).isVisible()


def test_a_silent_market_is_veiled_and_speaks_again(stage: Stage) -> None:
    stage.show()
    newest = HISTORY[999]
    clock = stage.hub.clock
    assert isinstance(clock, ManualClock)

    def push() -> None:
        stamp = Stamp(newest.open_ms + 1, clock.monotonic())
        stage.hub.apply(CandlesSeen(PERP_ID, Interval.M1, (newest,), stamp))
        stage.frame()

    push()
    stage.panel.on_tick()
    assert not stage.panel.veil.isVisible()
    clock.advance(11)
    stage.panel.on_tick()
    assert stage.panel.veil.sentence == "No update for 11 s"
    assert stage.panel.veil.isVisible()
    push()
    assert not stage.panel.veil.isVisible()


def test_a_range_set_by_hand_offers_the_automatic_one(stage: Stage) -> None:
    stage.show()
    automatic = stage.view().frame
    axis = QPoint(int(stage.canvas.plot_width) + 20, 200)
    assert not stage.panel.auto_button.isVisible()
    mouse.drag(stage.canvas.viewport(), axis, axis + QPoint(0, 100))
    assert stage.panel.auto_button.isVisible()
    QTest.mouseClick(stage.panel.auto_button, Qt.MouseButton.LeftButton)
    assert stage.view().frame == automatic
    assert not stage.panel.auto_button.isVisible()
