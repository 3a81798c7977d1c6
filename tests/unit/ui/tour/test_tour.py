"""Tests for `ui/tour/tour.py` and `ui/tour/callout.py`, in a whole window with mouse and keys."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.tour.state import STEPS
from tests.helpers.ui_samples import BTC_PERP
from tests.helpers.window_stage import WindowStage


class Stage(WindowStage):
    """A window, and what it keeps."""

    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        super().__init__(qtbot, qapp)
        self.window = self.open()
        self.window.choose_instrument(BTC_PERP)
        self.tour = self.window.tour

    def titles(self) -> list[str]:
        """The titles of all steps, one after the other."""
        self.tour.start()
        seen = []
        while self.tour.step is not None:
            seen.append(self.tour.callout.title.text())
            QTest.mouseClick(self.tour.callout.next, Qt.MouseButton.LeftButton)
        return seen


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    with closing(Stage(qtbot, qapp)) as made:
        yield made


class Raisings(QObject):
    """Counts how often a widget is put above the others, which paints all that lies below it."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.ZOrderChange
        return False


def test_time_that_passes_raises_it_only_above_what_came_later(stage: Stage) -> None:
    stage.tour.start()
    raisings = Raisings(stage.tour.ring)
    stage.tour.on_tick()
    stage.tour.on_tick()
    assert raisings.count == 0
    later = QWidget(stage.window)
    stage.tour.on_tick()
    assert raisings.count == 1
    children = stage.window.children()
    assert children.index(later) < children.index(stage.tour.ring) < children.index(stage.tour.callout)


def test_it_is_offered_once(stage: Stage) -> None:
    stage.tour.offer()
    assert stage.tour.callout.isVisible()
    assert stage.keeping.settings.tour_seen
    stage.tour.end()
    stage.tour.offer()
    assert not stage.tour.callout.isVisible()


@pytest.mark.parametrize(("width", "height"), [(1920, 1000), (1280, 720)])
def test_five_steps_stand_beside_what_they_speak_of(
    stage: Stage, qtbot: QtBot, width: int, height: int
) -> None:
    stage.window.resize(width, height)
    qtbot.waitUntil(lambda: stage.window.width() == width)
    stage.tour.start()
    for number, step in enumerate(STEPS, start=1):
        callout, ring = stage.tour.callout, stage.tour.ring
        assert callout.isVisible()
        assert (callout.title.text(), callout.count.text()) == (step.title, f"{number} of 5")
        assert not callout.geometry().intersects(ring.geometry())
        assert stage.window.rect().contains(callout.geometry())
        assert callout.text.height() >= callout.text.heightForWidth(callout.text.width())
        QTest.mouseClick(callout.next, Qt.MouseButton.LeftButton)
    assert not stage.tour.callout.isVisible()
    assert not stage.tour.ring.isVisible()


def test_back_goes_back_and_the_menu_shows_it_again(stage: Stage) -> None:
    help_menu = next(menu for menu in stage.window.findChildren(QMenu) if menu.title() == "&Help")
    next(action for action in help_menu.actions() if "tour" in action.text()).trigger()
    callout = stage.tour.callout
    assert callout.back.isHidden()
    QTest.mouseClick(callout.next, Qt.MouseButton.LeftButton)
    QTest.mouseClick(callout.back, Qt.MouseButton.LeftButton)
    assert callout.title.text() == STEPS[0].title
    assert not callout.back.isVisible()
    QTest.mouseClick(callout.skip, Qt.MouseButton.LeftButton)
    assert not callout.isVisible()


def test_escape_skips_but_not_while_an_order_is_typed(stage: Stage) -> None:
    price = stage.window.panels.ticket.fields.price.line
    stage.tour.start()
    price.setFocus()
    QTest.keyClicks(price, "64")
    QTest.mouseClick(stage.tour.callout.next, Qt.MouseButton.LeftButton)
    assert QApplication.focusWidget() is price
    QTest.keyClicks(price, "000")
    QTest.keyClick(price, Qt.Key.Key_Escape)
    assert stage.tour.callout.isVisible()
    assert price.text() == "64000"
    stage.window.setFocus()
    QTest.keyClick(stage.window, Qt.Key.Key_Escape)
    assert not stage.tour.callout.isVisible()


def test_what_is_not_there_has_no_step(stage: Stage) -> None:
    stage.window.workspace.switch("Monitor")
    assert stage.titles() == ["Markets", "Positions and orders"]
    stage.window.workspace.switch("Trade")
    assert len(stage.titles()) == 5


def test_a_callout_goes_with_what_it_speaks_of(stage: Stage) -> None:
    stage.tour.start()
    QTest.mouseClick(stage.tour.callout.next, Qt.MouseButton.LeftButton)
    QTest.mouseClick(stage.tour.callout.next, Qt.MouseButton.LeftButton)
    stage.window.docks.dock("book").setFloating()
    stage.window.on_tick()
    assert not stage.tour.callout.isVisible()
    stage.window.on_reset_layout()
    stage.window.on_tick()
    assert stage.tour.callout.isVisible()
