"""Tests for `ui/alerts/dialog.py`: all alerts in a list, each changed and removed there at once."""

from collections.abc import Awaitable, Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from terminal_app.core.orders import TriggerBy
from terminal_app.market.alerts.values import Alert, Way
from terminal_app.ui.alerts.dialog import AlertDialog
from terminal_app.ui.alerts.mute import AlertMute
from terminal_app.ui.keeping import Forgetful
from tests.helpers.chart_stage import LAST, ONE, ChartStage
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP

pytestmark = pytest.mark.gui


@pytest.fixture
def stage(qtbot: QtBot) -> ChartStage:
    return ChartStage(qtbot)


def put(stage: ChartStage, *ticks: int) -> list[Alert]:
    made = [stage.alerts.offer(BTC_PERP, LAST + tick * ONE) for tick in ticks]
    alerts = [one for one in made if isinstance(one, Alert)]
    for one in alerts:
        stage.alerts.put(one)
    return alerts


def opened(stage: ChartStage, mute: AlertMute | None = None) -> AlertDialog:
    box = AlertDialog(stage.alerts, stage.desk.hub.instruments.get, mute, stage.panel)
    box.show()
    return box


def run(stage: ChartStage, qt_run: QtRunner, act: Callable[[], None]) -> None:
    async def story() -> None:
        act()
        work: Awaitable[object] = stage.desk.tasks.drain()
        await work

    qt_run(story())


def pick(box: QComboBox, text: str) -> None:
    box.setCurrentIndex(box.findText(text))
    box.activated.emit(box.currentIndex())


def write(box: AlertDialog, text: str) -> None:
    box.price.selectAll()
    QTest.keyClicks(box.price, text)
    QTest.keyClick(box.price, Qt.Key.Key_Return)


def texts(box: AlertDialog) -> list[str]:
    return [box.list.item(row).text().replace("\u2009", "") for row in range(box.list.count())]


def test_without_any_it_says_how_to_make_one(stage: ChartStage) -> None:
    box = opened(stage)
    assert box.empty.isVisible()
    assert not box.list.isVisible()
    assert not box.remove.isEnabled()
    assert not box.mute.isVisible()
    box.close()


def test_the_chosen_one_is_changed_at_once_and_stays_chosen(stage: ChartStage, qt_run: QtRunner) -> None:
    def story() -> None:
        first, second = put(stage, 30, 50)
        box = opened(stage)
        assert texts(box) == [
            f"BTCUSDT perp · last rises to {first.price}",
            f"BTCUSDT perp · last rises to {second.price}",
        ]
        box.list.setCurrentRow(1)
        write(box, str(LAST - 20 * ONE))
        pick(box.times, "each time")
        pick(box.by, "the mark price")
        now = box.chosen
        assert now is not None
        assert (now.id, now.price, now.way) == (second.id, LAST - 20 * ONE, Way.DOWN)
        assert (now.by, now.each) == (TriggerBy.MARK, True)
        assert stage.alerts.alerts[0] == first
        box.close()

    run(stage, qt_run, story)


def test_a_price_that_cannot_be_waited_for_says_why(stage: ChartStage, qt_run: QtRunner) -> None:
    def story() -> None:
        (alert,) = put(stage, 30)
        box = opened(stage)
        write(box, str(LAST))
        assert "already" in box.trouble.text()
        write(box, f"{LAST + Decimal('0.05')}")
        assert box.trouble.text().startswith("Prices move in steps of 0.1")
        assert stage.alerts.alerts == (alert,)
        box.close()

    run(stage, qt_run, story)


def test_delete_and_the_button_remove_the_chosen_one_and_the_next_is_chosen(
    stage: ChartStage, qt_run: QtRunner
) -> None:
    def story() -> None:
        first, second, third = put(stage, 30, 50, 70)
        box = opened(stage)
        box.list.setCurrentRow(1)
        QTest.keyClick(box.list, Qt.Key.Key_Delete)
        assert second not in stage.alerts.alerts
        assert box.chosen == third
        box.remove.click()
        assert box.chosen == first
        assert list(stage.alerts.alerts) == [first]
        box.close()

    run(stage, qt_run, story)


def test_what_has_fired_goes_together(stage: ChartStage, qt_run: QtRunner) -> None:
    def story() -> None:
        first, second = put(stage, 30, 90)
        box = opened(stage)
        assert not box.clear.isEnabled()
        stage.desk.clock.advance(1)
        stage.tick(LAST + 31 * ONE)
        assert box.clear.text() == "Remove what has fired (1)"
        assert "fired at" in texts(box)[0]
        box.clear.click()
        assert [one.id for one in stage.alerts.alerts] == [second.id]
        assert first.id not in [one.id for one in stage.alerts.alerts]
        box.close()

    run(stage, qt_run, story)


def test_the_sound_is_muted_there(stage: ChartStage) -> None:
    mute = AlertMute(Forgetful())
    box = opened(stage, mute)
    box.mute.click()
    assert mute.muted
    box.close()


def test_a_closed_list_hears_of_nothing_more(stage: ChartStage, qt_run: QtRunner) -> None:
    def story() -> None:
        box = opened(stage)
        before = len(stage.alerts.listeners)
        box.close()
        assert len(stage.alerts.listeners) == before - 1
        put(stage, 30)
        assert box.list.count() == 0

    run(stage, qt_run, story)
