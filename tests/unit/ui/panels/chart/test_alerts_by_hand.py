"""Tests for `alert_lines.py` and `alerts_button.py`: alerts made, dragged, listed and removed by mouse."""

from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from terminal_app.market.alerts.values import Alert, Way
from terminal_app.ui.alerts.dialog import AlertDialog
from terminal_app.ui.panels.chart.canvas import HEADER_PX
from terminal_app.ui.panels.chart.lines import LineAction, LineKind, Pattern
from terminal_app.ui.panels.chart.trader import NOWHERE
from tests.helpers import mouse
from tests.helpers.chart_stage import LAST, ONE, ChartStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP

pytestmark = pytest.mark.gui

ALT = Qt.KeyboardModifier.AltModifier


async def add(stage: ChartStage, price: Decimal) -> Alert:
    made = stage.alerts.offer(BTC_PERP, price)
    assert isinstance(made, Alert)
    stage.alerts.put(made)
    await stage.desk.tasks.drain()
    return made


def alt_click(stage: ChartStage, y: int) -> None:
    mouse.press(stage.mouse_on, QPoint(500, y), keys=ALT)
    mouse.release(stage.mouse_on, QPoint(500, y))


def test_alt_and_a_click_make_one_where_the_mouse_is_also_when_no_order_may_leave(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    stage.shut = "Orders are off."

    async def story() -> None:
        alt_click(stage, 100)
        alt_click(stage, 100)
        await stage.desk.tasks.drain()

    qt_run(story())
    (alert,) = stage.alerts.alerts
    view = stage.canvas.view
    assert view is not None
    assert abs(float(alert.price) - view.frame.price_at(100 - HEADER_PX)) <= float(ONE)
    assert alert.way is Way.UP
    (notice,) = stage.notices()
    assert notice.startswith("There is an alert at")
    stage.frame()
    line = stage.place(alert.id, LineKind.ALERT).line
    assert line.text.startswith("Alert · last rises to ")
    assert (line.pattern, line.movable) == (Pattern.DASHED, True)
    assert stage.desk.sent == []


def test_alt_and_a_make_one_where_the_pointer_is(stage: ChartStage, qt_run: QtRunner) -> None:
    stage.canvas.setFocus()

    async def story() -> None:
        QTest.keyClick(stage.canvas, Qt.Key.Key_A, ALT)
        mouse.move(stage.mouse_on, QPoint(500, 120))
        QTest.keyClick(stage.canvas, Qt.Key.Key_A, ALT)
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.notices() == [NOWHERE]
    (alert,) = stage.alerts.alerts
    view = stage.canvas.view
    assert view is not None
    assert abs(float(alert.price) - view.frame.price_at(120 - HEADER_PX)) <= float(ONE)
    stage.frame()
    assert stage.place(alert.id, LineKind.ALERT).line.icon == "bell"


def test_the_menu_of_a_price_offers_one_in_the_words_of_it(stage: ChartStage, qt_run: QtRunner) -> None:
    menu = stage.menu(450)
    entry = next(action for action in menu.actions() if action.text().startswith("Alert here"))
    price = Decimal(entry.text().rpartition(" to ")[2].replace("\u2009", ""))

    async def story() -> None:
        entry.trigger()
        await stage.desk.tasks.drain()

    qt_run(story())
    menu.close()
    (alert,) = stage.alerts.alerts
    assert (alert.price, alert.way) == (price, Way.DOWN)


def test_a_dragged_alert_waits_at_its_new_price_and_the_cross_removes_it(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    async def story() -> None:
        alert = await add(stage, LAST + 30 * ONE)
        stage.frame()
        stage.pull(alert.id, 70, LineKind.ALERT)
        moving = stage.state.moving
        assert moving is not None
        assert moving.shown.text.startswith("Alert · last falls to ")
        stage.let_go()
        (moved,) = stage.alerts.alerts
        assert (moved.price, moved.way, moved.arming) == (moving.price, Way.DOWN, 2)
        stage.frame()
        mouse.click(stage.mouse_on, stage.button(alert.id, LineAction.REMOVE, LineKind.ALERT))
        assert stage.alerts.alerts == ()
        await stage.desk.tasks.drain()

    qt_run(story())
    assert stage.desk.sent == []
    assert stage.kept.alerts == {"alerts": []}


def test_escape_leaves_a_dragged_alert_where_it_was(stage: ChartStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        alert = await add(stage, LAST + 30 * ONE)
        stage.frame()
        stage.pull(alert.id, 70, LineKind.ALERT)
        stage.canvas.drop_line()
        stage.let_go()
        assert stage.alerts.alerts == (alert,)

    qt_run(story())


def test_one_that_fires_is_heard_once_and_its_line_says_so(stage: ChartStage, qt_run: QtRunner) -> None:
    async def story() -> None:
        alert = await add(stage, LAST + 30 * ONE)
        stage.desk.clock.advance(1)
        stage.tick(LAST + 31 * ONE)
        await stage.desk.tasks.drain()
        stage.frame()
        line = stage.place(alert.id, LineKind.ALERT).line
        assert "fired at" in line.text
        assert line.pattern is Pattern.DOTTED

    qt_run(story())
    assert stage.heard == 1


def test_the_button_counts_and_lists_and_is_there_only_while_there_are_any(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    button = stage.panel.alerts_button
    assert button.isHidden()

    async def story() -> None:
        await add(stage, LAST + 30 * ONE)
        assert (button.isHidden(), button.text()) == (False, "Alerts 1")
        mouse.click(button, button.rect().center())
        mouse.click(button, button.rect().center())
        (box,) = stage.panel.findChildren(AlertDialog)
        assert not box.isModal()
        assert box.list.item(0).text().startswith("BTCUSDT perp · last rises to")
        box.remove.click()
        assert button.isHidden()
        box.close()
        await stage.desk.tasks.drain()

    qt_run(story())


def test_the_menu_of_a_price_opens_the_list(stage: ChartStage) -> None:
    menu = stage.menu(300)
    next(action for action in menu.actions() if action.text() == "Alerts …").trigger()
    menu.close()
    (box,) = stage.panel.findChildren(AlertDialog)
    assert box.isVisible()
    box.close()
