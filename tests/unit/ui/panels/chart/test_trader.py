"""Tests for `ui/panels/chart/trader.py`: our orders and positions on the chart, by mouse and keys."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.commands import AmendOrder, CancelOrder, ClosePosition, PlaceOrder, PlaceTrigger
from terminal_app.core.market import Interval
from terminal_app.core.money import BaseQty, is_multiple
from terminal_app.core.orders import MarginMode, OrderStatus, OrderType, PositionSide, Side, TriggerBy
from terminal_app.ui.confirming import Ask, Asked
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.lines import LineAction, LineKind
from terminal_app.ui.panels.chart.panel import ChartPanel
from terminal_app.ui.theme import DARK
from tests.helpers import mouse
from tests.helpers.chart_stage import HISTORY, LAST, ONE, ChartStage, sent
from tests.helpers.market import FakeCandleFeed
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import Desk, batch
from tests.helpers.ui_samples import BTC_PERP, RULES, order

pytestmark = pytest.mark.gui

ENTRY = ("long", LineKind.POSITION)
SIDES = ("Buy", "Sell")
LEFT = Qt.MouseButton.LeftButton


def click(stage: ChartStage, name: str, action: LineAction, kind: LineKind = LineKind.ORDER) -> None:
    """Press a button of a line."""
    mouse.click(stage.mouse_on, stage.button(name, action, kind))


# ------------------------------------------------------------------------------------------- lines


def test_an_order_has_its_line_in_the_next_frame_and_loses_it_when_it_ends(stage: ChartStage) -> None:
    buy = stage.orders[0]
    assert stage.texts() == [
        f"▲ Buy 0.250 Limit · {buy.price}",
        f"▼ Sell 0.250 Limit · {stage.orders[1].price}",
    ]
    stage.orders = [replace(buy, status=OrderStatus.UNKNOWN), order("new", price=str(LAST - 20 * ONE))]
    stage.panel.show_frame(batch(Kind.ORDERS))
    assert [text.endswith("unconfirmed") for text in stage.texts()] == [True, False]
    stage.orders = [replace(buy, status=OrderStatus.FILLED)]
    stage.panel.show_frame(batch(Kind.ORDERS))
    assert stage.texts() == []


def test_the_gain_of_a_position_follows_the_mark_price(stage: ChartStage) -> None:
    held = stage.hold()
    first = stage.place(*ENTRY).line.text
    assert first.endswith("−2.00 USDT")
    stage.tick(held.avg_price + 10)
    stage.panel.show_frame(batch(Kind.TICKER))
    assert stage.place(*ENTRY).line.text.endswith("+5.00 USDT")
    assert stage.place("long", LineKind.LIQUIDATION).line.price == held.liquidation


def test_lines_of_another_instrument_are_not_shown(stage: ChartStage) -> None:
    stage.orders = [replace(stage.orders[0], instrument=next(one for one in RULES if one != BTC_PERP))]
    stage.frame()
    assert stage.texts() == []


def test_the_switch_hides_the_lines_and_is_remembered(stage: ChartStage, qtbot: QtBot) -> None:
    assert stage.panel.remember()["lines"] is True
    with qtbot.waitSignal(stage.panel.changed_choice):
        QTest.mouseClick(stage.panel.lines_button, LEFT)
    assert stage.texts() == []
    stage.frame()
    assert stage.texts() == []
    saved = stage.panel.remember()
    QTest.mouseClick(stage.panel.lines_button, LEFT)
    assert len(stage.texts()) == 2
    stage.panel.recall(saved)
    assert not stage.panel.lines_button.isChecked()
    assert stage.texts() == []


# -------------------------------------------------------------------------------------------- drag


def test_a_dragged_order_is_amended_once_at_the_price_that_was_shown(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    buy = stage.orders[0]
    stage.pull("buy", 40)
    shown = stage.place("buy").line
    assert buy.price is not None
    assert shown.price < buy.price
    assert is_multiple(shown.price, ONE)
    change = (shown.price - buy.price) * Decimal("0.25")
    text = shown.text.replace("\u2009", "")
    assert f"· {shown.price} (" in text
    assert f"value {change:.2f}".replace("-", "−") in text
    assert stage.desk.sent == []
    assert sent(stage, qt_run, stage.let_go) == [
        AmendOrder("buy", BTC_PERP, Decimal("0.25"), shown.price, buy.order_id)
    ]
    (asked,) = stage.asked
    assert (asked[0].ask, asked[0].notional) == (Ask.AMEND_BY_DRAG, shown.price * Decimal("0.25"))
    assert asked[2] == "Amend"


@pytest.mark.parametrize(("name", "by"), [("buy", 33), ("buy", -5), ("sell", 21), ("sell", -33)])
def test_the_price_under_the_hand_is_snapped_to_the_passive_side(
    stage: ChartStage, name: str, by: int
) -> None:
    before = stage.place(name)
    view = stage.canvas.view
    assert view is not None
    stage.pull(name, by)
    exact_y = view.frame.y_of(float(before.line.price)) + by
    exact = Decimal(view.frame.price_at(exact_y))
    price = stage.place(name).line.price
    assert 0 <= (exact - price if name == "buy" else price - exact) + Decimal("0.00001") < ONE
    stage.canvas.drop_line()


def test_escape_puts_the_line_back_and_sends_nothing(stage: ChartStage, qt_run: QtRunner) -> None:
    before = stage.place("buy")
    stage.pull("buy", 40)
    assert stage.place("buy") != before
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    stage.panel.grab()
    assert stage.place("buy") == before
    assert sent(stage, qt_run, stage.let_go) == []
    assert stage.asked == []


def test_escape_is_the_charts_while_a_line_is_in_the_hand(stage: ChartStage, qtbot: QtBot) -> None:
    pressed: list[bool] = []
    shortcut = QShortcut(QKeySequence("Esc"), stage.panel)
    shortcut.activated.connect(lambda: pressed.append(True))
    stage.panel.activateWindow()
    qtbot.waitUntil(stage.panel.isActiveWindow)
    stage.pull("buy", 40)
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert stage.state.moving is None
    assert pressed == []
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    assert pressed == [True]
    stage.let_go()


def test_a_press_without_a_move_and_a_move_there_and_back_send_nothing(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    start = stage.grip("buy")
    mouse.click(stage.mouse_on, start)
    mouse.press(stage.mouse_on, start)
    for by in (40, 0):
        mouse.move(stage.mouse_on, start + QPoint(0, by), held=LEFT)
    mouse.release(stage.mouse_on, start)
    assert sent(stage, qt_run) == []


def test_a_hand_that_trembles_moves_nothing(stage: ChartStage, qt_run: QtRunner) -> None:
    start = stage.grip("buy")
    mouse.press(stage.mouse_on, start)
    mouse.move(stage.mouse_on, start + QPoint(3, 2), held=LEFT)
    assert stage.state.moving is None
    assert sent(stage, qt_run, stage.let_go) == []


def test_a_double_click_on_a_label_does_not_go_live(stage: ChartStage) -> None:
    mouse.drag(stage.mouse_on, QPoint(500, 520), QPoint(560, 520))
    stage.panel.grab()
    label = QPoint(40, HEADER_PX + stage.place("buy").middle)
    mouse.double_click(stage.mouse_on, label)
    assert not stage.state.viewport.following


def test_nothing_jumps_while_a_line_is_in_the_hand(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.pull("buy", 30)
    view, right = stage.canvas.view, stage.state.viewport.right
    assert view is not None
    stage.desk.hub.add_history(BTC_PERP, Interval.M1, HISTORY[300:303])
    wild = HISTORY[302]._replace(high=LAST * 2, volume=HISTORY[302].volume + 1)
    stage.desk.hub.add_history(BTC_PERP, Interval.M1, [wild])
    stage.frame()
    now = stage.canvas.view
    assert now is not None
    assert (now.frame.low, now.frame.high) == (view.frame.low, view.frame.high)
    mouse.wheel(stage.mouse_on, QPoint(300, 300), QPoint(0, 120))
    QTest.keyClick(stage.canvas, Qt.Key.Key_Left)
    assert stage.state.viewport.right == right
    assert stage.canvas.follow_lines()
    QTest.keyClick(stage.canvas, Qt.Key.Key_Escape)
    stage.frame()
    after = stage.canvas.view
    assert after is not None
    assert after.frame.high > view.frame.high
    assert stage.state.viewport.right == right + 3
    assert sent(stage, qt_run, stage.let_go) == []


def test_an_order_that_ends_in_the_hand_is_told_and_not_amended(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.pull("buy", 30)
    stage.orders = stage.orders[1:]
    stage.panel.show_frame(batch(Kind.ORDERS))
    assert stage.state.moving is None
    assert ["no longer working" in text for text in stage.notices()] == [True]
    assert sent(stage, qt_run, stage.let_go) == []


def test_going_elsewhere_with_a_line_in_the_hand_decides_nothing(
    stage: ChartStage, qt_run: QtRunner, qtbot: QtBot
) -> None:
    stage.panel.activateWindow()
    qtbot.waitUntil(stage.panel.isActiveWindow)
    stage.pull("buy", 30)
    stage.panel.fills_button.setFocus()
    assert stage.state.moving is None
    assert sent(stage, qt_run, stage.let_go) == []


def test_an_amend_is_dashed_at_its_price_until_the_order_is_there(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.pull("buy", 40)
    price = stage.place("buy").line.price
    assert len(sent(stage, qt_run, stage.let_go)) == 1
    stage.frame()
    assert stage.place("buy", LineKind.AMEND).line.price == price
    assert stage.place("buy").line.price == stage.orders[0].price
    stage.orders[0] = replace(stage.orders[0], price=price)
    stage.frame()
    assert [place.line.key for place in stage.canvas.lines.placed] == [
        (LineKind.ORDER, "buy"),
        (LineKind.ORDER, "sell"),
    ]


def test_a_no_leaves_the_order_where_it_is(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.answer = False
    stage.pull("buy", 40)
    assert sent(stage, qt_run, stage.let_go) == []
    stage.frame()
    assert len(stage.texts()) == 2


def test_a_line_in_doubt_cannot_be_dragged(stage: ChartStage) -> None:
    stage.orders[0] = replace(stage.orders[0], status=OrderStatus.UNKNOWN)
    stage.frame()
    stage.pull("buy", 40)
    assert stage.state.moving is None
    stage.let_go()


# ----------------------------------------------------------------------------------------- buttons


def test_the_cross_of_an_order_cancels_it_once(stage: ChartStage, qt_run: QtRunner) -> None:
    at = stage.button("buy", LineAction.CANCEL)
    mouse.move(stage.mouse_on, at)
    assert stage.mouse_on.cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert stage.mouse_on.toolTip() == "Cancel this order"
    assert sent(stage, qt_run, partial(mouse.double_click, stage.mouse_on, at)) == [
        CancelOrder("buy", BTC_PERP, "id-buy")
    ]
    assert stage.state.viewport.following


def test_a_press_that_is_let_go_elsewhere_does_nothing(stage: ChartStage, qt_run: QtRunner) -> None:
    mouse.press(stage.mouse_on, stage.button("buy", LineAction.CANCEL))
    mouse.release(stage.mouse_on, stage.button("sell", LineAction.CANCEL))
    mouse.press(stage.mouse_on, stage.button("buy", LineAction.CANCEL))
    mouse.release(stage.mouse_on, QPoint(500, 300))
    assert sent(stage, qt_run) == []


def test_the_cross_of_a_position_closes_it_once(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.hold()
    close = partial(click, stage, "long", LineAction.CLOSE, LineKind.POSITION)
    assert sent(stage, qt_run, close, close) == [ClosePosition(BTC_PERP, PositionSide.NET)]
    assert [asked.ask for asked, _, _ in stage.asked] == [Ask.CLOSE]
    assert ["second time" in text for text in stage.notices()] == [True]


def test_reverse_is_one_market_order_of_twice_the_size(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.hold()
    at = stage.button("long", LineAction.REVERSE, LineKind.POSITION)
    twice = partial(mouse.double_click, stage.mouse_on, at)
    (command,) = sent(stage, qt_run, twice, partial(mouse.click, stage.mouse_on, at))
    assert isinstance(command, PlaceOrder)
    assert (command.side, command.order_type, command.size) == (
        Side.SELL,
        OrderType.MARKET,
        BaseQty(Decimal("1.0")),
    )
    (asked,) = stage.asked
    assert (asked[0].ask, asked[0].notional) == (Ask.REVERSE, LAST)


def test_in_hedge_mode_reverse_is_a_sentence(qtbot: QtBot, qt_run: QtRunner) -> None:
    stage = ChartStage(qtbot, hedge=True)
    stage.hold()
    reverse = partial(click, stage, "long", LineAction.REVERSE, LineKind.POSITION)
    assert sent(stage, qt_run, reverse) == []
    assert ["hedge mode" in text for text in stage.notices()] == [True]


# -------------------------------------------------------------------------------------------- menu


def entry(menu: QMenu, begin: str) -> str:
    return next(action.text() for action in menu.actions() if action.text().startswith(begin))


def test_the_menu_sends_exactly_what_it_says(stage: ChartStage, qt_run: QtRunner) -> None:
    menu = stage.menu(400)
    view = stage.canvas.view
    assert view is not None
    below = Decimal(view.frame.price_at(400 - HEADER_PX))
    buy = next(action for action in menu.actions() if action.text().startswith("Buy limit"))
    assert buy.isEnabled()
    said = buy.text()
    price = Decimal(said.rpartition(" at ")[2].replace("\u2009", "").partition(",")[0])
    assert 0 <= below - price < ONE
    stage.tick(LAST + 50)
    middle = menu.actionGeometry(buy).center()
    (command,) = sent(stage, qt_run, lambda: QTest.mouseClick(menu, LEFT, pos=middle))
    assert isinstance(command, PlaceOrder)
    assert (command.side, command.price, command.size) == (Side.BUY, price, BaseQty(Decimal("0.25")))
    assert (command.order_type, command.margin_mode) == (OrderType.LIMIT, MarginMode.ISOLATED)
    (asked,) = stage.asked
    assert asked[0].ask is Ask.LIMIT
    assert asked[1].splitlines()[0] == said


def test_a_stop_entry_is_a_trigger_order_on_its_side_of_the_market(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    menu = stage.menu(400)
    buy, sell = (
        next(one for one in menu.actions() if one.text().startswith(f"{side} stop")) for side in SIDES
    )
    assert not buy.isEnabled()
    assert "it belongs above the last price" in buy.text()
    said = sell.text()
    price = Decimal(said.rpartition(" at ")[2].replace("\u2009", "").partition(",")[0])
    (command,) = sent(
        stage, qt_run, lambda: QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(sell).center())
    )
    assert isinstance(command, PlaceTrigger)
    assert (command.side, command.trigger, command.size) == (Side.SELL, price, BaseQty(Decimal("0.25")))
    assert (command.price, command.by, command.margin_mode) == (None, TriggerBy.LAST, MarginMode.ISOLATED)
    (asked,) = stage.asked
    assert asked[0] == Asked(Ask.MARKET, price * Decimal("0.25"))
    assert asked[1].splitlines()[0] == said == f"{said.partition(',')[0]}, market when last falls there"


def test_entries_that_cannot_work_say_why(stage: ChartStage) -> None:
    stage.size = None
    menu = stage.menu(300)
    assert entry(menu, "Buy limit").endswith(": no size in the ticket")
    assert entry(menu, "Back to live") == "Back to live: the newest candle is shown already"
    by_text = {action.text().partition(" ")[0]: action.isEnabled() for action in menu.actions()}
    assert by_text | {"": True} == {
        "Buy": False,
        "Sell": False,
        "Alert": True,
        "Alerts": True,
        "Copy": True,
        "Back": False,
        "Show": True,
        "Indicators": True,
        "Order": True,
        "Draw": True,
        "": True,
    }
    menu.close()


def test_the_menu_copies_the_price_goes_live_and_turns_the_switches(stage: ChartStage) -> None:
    menu = stage.menu(300)
    copy = next(action for action in menu.actions() if action.text().startswith("Copy price"))
    QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(copy).center())
    copied = QGuiApplication.clipboard().text()
    assert copied == copy.text().removeprefix("Copy price ").replace("\u2009", "")
    stage.canvas.redraw()
    mouse.drag(stage.mouse_on, QPoint(500, 320), QPoint(600, 320))
    for begin in ("Back to live", "Show fills", "Show order lines"):
        menu = next_menu(stage, begin)
        action = next(one for one in menu.actions() if one.text().startswith(begin))
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
    assert stage.state.viewport.following
    assert not stage.panel.fills_button.isChecked()
    assert not stage.panel.lines_button.isChecked()


def next_menu(stage: ChartStage, name: str) -> QMenu:
    """A menu that is not the one before, which deletes itself a little later."""
    before = stage.canvas.findChildren(QMenu)
    mouse.menu(stage.mouse_on, QPoint(500, 300))
    made = [one for one in stage.canvas.findChildren(QMenu) if one not in before]
    (menu,) = [one for one in made if one.parent() is stage.canvas]
    assert isinstance(menu, QMenu), name
    return menu


def test_there_is_no_menu_on_the_time_axis_nor_with_a_line_in_the_hand(stage: ChartStage) -> None:
    mouse.menu(stage.mouse_on, QPoint(500, stage.canvas.height() - 4))
    stage.pull("buy", 40)
    mouse.menu(stage.mouse_on, QPoint(500, 300))
    assert stage.canvas.findChildren(QMenu) == []
    stage.canvas.drop_line()


# ----------------------------------------------------------------------------------------- honesty


def test_old_prices_refuse_the_hand_and_say_why(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.hold()
    stage.desk.clock.advance(11)
    stage.panel.on_tick()
    assert stage.panel.veil.sentence == "No update for 11 s"
    stage.pull("buy", 40)
    assert stage.state.moving is None
    stage.let_go()
    click(stage, "long", LineAction.REVERSE, LineKind.POSITION)
    assert stage.panel.veil.sentence == "No update for 11 s\nNothing was sent."
    menu = stage.menu(300)
    assert entry(menu, "Buy limit").endswith("no update for 11 s")
    menu.close()
    assert sent(stage, qt_run) == []
    assert set(stage.notices()) == {"Chart of BTCUSDT perp: no update for 11 s. Nothing was sent."}
    cancel = partial(click, stage, "buy", LineAction.CANCEL)
    close = partial(click, stage, "long", LineAction.CLOSE, LineKind.POSITION)
    assert len(sent(stage, qt_run, cancel, close)) == 2


def test_prices_that_grow_old_in_the_hand_are_not_acted_on(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.pull("buy", 40)
    stage.desk.clock.advance(11)
    assert sent(stage, qt_run, stage.let_go) == []
    assert ["no update for 11 s" in text for text in stage.notices()] == [True]


def test_shut_orders_refuse_the_hand(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.shut = "Orders are shut: the account is being read."
    stage.pull("buy", 40)
    stage.let_go()
    menu = stage.menu(300)
    assert entry(menu, "Sell limit").endswith(": Orders are shut: the account is being read")
    menu.close()
    assert sent(stage, qt_run) == []


def test_a_chart_without_a_desk_only_shows(qtbot: QtBot) -> None:
    desk = Desk()
    panel = ChartPanel(desk.hub, FakeCandleFeed(), DARK)
    qtbot.addWidget(panel)
    desk.hub.add_history(BTC_PERP, Interval.M1, HISTORY[:100])
    panel.show_instrument(BTC_PERP)
    panel.show_frame(batch(Kind.ORDERS))
    assert panel.trader.hand is None
    (buy, sell, _, stop, copy) = panel.trader.entries(64_000.0)
    assert buy.run is None
    assert buy.text.endswith(": This chart only shows")
    assert sell.run is None
    assert stop.text == "Sell stop at 64\u2009000.0: This chart only shows"
    assert stop.run is None
    assert copy.run is not None
