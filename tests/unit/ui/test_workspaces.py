"""Tests for `ui/workspace.py`, `ui/window_place.py` and `ui/workspace_menu.py`: more than one workspace."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog, QMenu, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from terminal_app.core.events import TickerSeen
from terminal_app.core.instrument import InstrumentId
from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.layout import Place, alike, panels_in
from terminal_app.ui.links import UNLINKED
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.screens import Screen, screens_now
from terminal_app.ui.shipped import COMPACT_PX, FIRST_SYMBOLS, LADDER, LEAST_SIZE, SHIPPED
from terminal_app.ui.topbar_state import Venue
from tests.helpers.clipping import clipped
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT, ticker
from tests.helpers.waiting import eventually
from tests.helpers.window_stage import WindowStage, settle

CHARTS = "Charts 2×2"


class Stage(WindowStage):
    """Windows that show an instrument, one after the other."""

    def open(self, saved: Mapping[str, object] | None = None) -> MainWindow:
        """Open a window over this, or what the last one kept, and choose an instrument."""
        window = super().open(saved)
        window.choose_instrument(window.workspace.instrument() or BTC_PERP)
        return window

    def again(self) -> MainWindow:
        """End the last window and open another one."""
        self._open[-1].begin_close()
        return self.open()


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[Stage]:
    with closing(Stage(qtbot, qapp)) as made:
        yield made


def standing(window: MainWindow) -> set[str]:
    """The panels that are open."""
    layout = window.docks.read()
    return set(panels_in(layout)) - layout.closed


def menu(window: MainWindow) -> QMenu:
    """The menu of workspaces."""
    return next(one for one in window.findChildren(QMenu) if one.title() == "&Workspace")


def test_control_and_a_digit_show_the_workspaces(stage: Stage) -> None:
    window = stage.open()
    for number, kind in enumerate(SHIPPED):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), Qt.KeyboardModifier.ControlModifier)
        assert window.workspace.name == kind.name
        assert all(window.docks.dock(panel).tabWidget().isVisible() for panel in standing(window))
        checked = [action.text().split("\t")[0] for action in menu(window).actions() if action.isChecked()]
        assert checked == [kind.name]
    QTest.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert window.workspace.name == "Compact"


def test_four_charts_show_four_symbols_and_what_is_looked_at_stays(stage: Stage) -> None:
    window = stage.open()
    window.choose_instrument(ETH_SPOT)
    window.workspace.switch(CHARTS)
    assert standing(window) == {"chart", "chart-2", "chart-3", "chart-4"}
    links = window.linking.links
    shown = [links.instrument(panel) for panel in ("chart", "chart-2", "chart-3", "chart-4")]
    assert shown == [ETH_SPOT, *(FIRST_SYMBOLS[colour] for colour in (2, 3, 4))]
    wanted = {channel.instrument for channel in stage.parts_desk.feed.wanted() if channel.interval}
    assert wanted == set(shown)
    window.workspace.switch("Trade")
    assert window.chosen == ETH_SPOT
    assert {channel.instrument for channel in stage.parts_desk.feed.wanted() if channel.interval} == {
        ETH_SPOT
    }


def test_each_workspace_remembers_its_own_changes_and_undoes_them(stage: Stage) -> None:
    window = stage.open()
    window.docks.put_away("tape")
    settle(window)
    window.workspace.switch("Monitor")
    window.docks.put_away("log")
    settle(window)
    window.workspace.switch("Trade")
    assert not window.docks.is_open("tape")
    assert window.docks.is_open("log")
    window.workspace.switch("Monitor")
    assert not window.docks.is_open("log")
    window.arrangement.on_undo()
    assert window.docks.is_open("log")
    window.arrangement.on_undo()
    assert window.board.shown()[-1].notice.text == "There is no earlier layout."
    window.workspace.switch("Trade")
    assert not window.docks.is_open("tape")
    window.arrangement.on_undo()
    assert window.docks.is_open("tape")


def test_reset_concerns_the_workspace_on_the_screen_and_its_colours(stage: Stage) -> None:
    window = stage.open()
    window.docks.put_away("tape")
    window.workspace.switch(CHARTS)
    window.docks.put_away("chart-4")
    window.linking.link("chart-2", UNLINKED)
    settle(window)
    window.on_reset_layout()
    assert standing(window) == {"chart", "chart-2", "chart-3", "chart-4"}
    assert window.linking.links.colour("chart-2") == 2
    window.arrangement.on_undo()
    assert not window.docks.is_open("chart-4")
    assert window.linking.links.colour("chart-2") == UNLINKED
    window.workspace.switch("Trade")
    assert not window.docks.is_open("tape")


def test_colours_alone_can_be_undone_after_a_reset(stage: Stage) -> None:
    window = stage.open()
    window.linking.link("book", 5)
    settle(window)
    window.on_reset_layout()
    assert window.linking.links.colour("book") == 1
    window.arrangement.on_undo()
    assert window.linking.links.colour("book") == 5


def test_everything_comes_back_after_the_end(stage: Stage) -> None:
    first = stage.open()
    first.docks.put_away("tape")
    first.workspace.switch(CHARTS)
    first.linking.choose("chart-3", ETH_SPOT)
    first.linking.link("chart-4", UNLINKED)
    first.docks.put_away("chart-2")
    first.workspace.switch("Monitor")
    first.workspace.switch(CHARTS)

    second = stage.again()
    assert second.workspace.name == CHARTS
    assert standing(second) == {"chart", "chart-3", "chart-4"}
    assert second.linking.links.colours() == {"chart-2": 2, "chart-3": 3, "chart-4": UNLINKED}
    assert second.linking.links.instrument("chart-3") == ETH_SPOT
    assert second.linking.links.instrument("chart-4") == FIRST_SYMBOLS[4]
    second.arrangement.on_undo()
    assert second.docks.is_open("chart-2")
    second.workspace.switch("Trade")
    assert not second.docks.is_open("tape")


def test_a_file_of_the_version_before_is_the_usual_workspace(stage: Stage) -> None:
    first = stage.open()
    first.docks.put_away("tape")
    settle(first)
    kept = stage.keeping.workspace
    old = {name: kept[name] for name in ("layout", "earlier", "window", "locked", "chosen", "choices")}
    second = stage.open(old)
    assert second.workspace.name == "Trade"
    assert not second.docks.is_open("tape")
    assert second.chosen == BTC_PERP


def test_ones_own_is_saved_by_name_and_deleted_again(stage: Stage, qt_run: QtRunner) -> None:
    window = stage.open()
    window.workspace.switch("Scalp")
    window.docks.put_away(f"{LADDER}-2")
    settle(window)

    async def story() -> None:
        action = next(one for one in menu(window).actions() if one.text() == "&Save workspace as…")
        action.trigger()
        await eventually(lambda: window.findChildren(QInputDialog))
        box = window.findChildren(QInputDialog)[0]
        box.setTextValue("Mine & yours")
        box.accept()
        await eventually(lambda: window.workspace.name == "Mine & yours")
        window.docks.put_away("chart")
        window.on_reset_layout()
        assert window.docks.is_open("chart")
        assert not window.docks.is_open(f"{LADDER}-2")
        window.workspace.switch("Trade")
        window.activateWindow()
        await eventually(window.isActiveWindow)
        QTest.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
        assert window.workspace.name == "Mine & yours"
        next(one for one in menu(window).actions() if "Delete" in one.text()).trigger()
        await eventually(lambda: window.findChildren(QMessageBox))
        asked = window.findChildren(QMessageBox)[0]
        delete = next(one for one in asked.findChildren(QPushButton) if one.text() == "Delete")
        delete.click()
        await eventually(lambda: window.workspace.name == "Scalp")
        assert window.workspace.names == [kind.name for kind in SHIPPED]
        assert window.docks.has_place(f"{LADDER}-2")
        assert not window.docks.is_open(f"{LADDER}-2")

    qt_run(story(), timeout=30)


def test_a_name_that_is_taken_is_told(stage: Stage) -> None:
    window = stage.open()
    assert "already" in window.workspace.save_as("scalp")
    assert window.workspace.name == "Trade"
    assert window.workspace.save_as("Mine") == ""
    assert stage.again().workspace.name == "Mine"


def test_the_compact_window_is_small_and_on_top_and_the_usual_one_comes_back(
    stage: Stage, qtbot: QtBot
) -> None:
    window = stage.open()
    window.resize(1500, 820)
    qtbot.waitUntil(lambda: window.width() == 1500)
    window.workspace.switch("Compact")
    qtbot.waitUntil(lambda: (window.width(), window.height()) == COMPACT_PX)
    assert window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert window.isVisible()
    assert standing(window) == {LADDER, "ticket"}
    window.workspace.switch("Trade")
    qtbot.waitUntil(lambda: (window.width(), window.height()) == (1500, 820))
    assert not window.windowFlags() & Qt.WindowType.WindowStaysOnTopHint
    assert (window.minimumWidth(), window.minimumHeight()) == LEAST_SIZE


DESK = Screen(Place(0, 0, 2560, 1440), Place(0, 0, 2560, 1400))
SIDE = Screen(Place(2560, 0, 1920, 1080), Place(2560, 0, 1920, 1080))
LAPTOP = Screen(Place(0, 0, 1440, 900), Place(0, 0, 1440, 870))


class Monitors:
    """Screens that come and go."""

    def __init__(self, *screens: Screen) -> None:
        self.now: Sequence[Screen] = screens

    def __call__(self) -> Sequence[Screen]:
        return self.now


def plug(window: MainWindow, monitors: Monitors, *screens: Screen) -> None:
    """Change the screens, and let the workspace see that they stay."""
    monitors.now = screens
    settle(window)


@pytest.fixture
def monitors(monkeypatch: pytest.MonkeyPatch) -> Monitors:
    made = Monitors(DESK, SIDE)
    monkeypatch.setattr("terminal_app.ui.main_window.screens_now", made)
    return made


def test_each_set_of_screens_has_its_own_layout(stage: Stage, monitors: Monitors) -> None:
    window = stage.open()
    usual = window.docks.read()
    window.docks.put_away("tape")
    window.docks.put_away("log")
    settle(window)
    plug(window, monitors, LAPTOP)
    assert window.docks.is_open("tape")
    window.docks.put_away("fills")
    settle(window)
    plug(window, monitors, SIDE, DESK)
    assert window.docks.is_open("fills")
    assert not window.docks.is_open("tape")
    assert not alike(window.docks.read(), usual)
    plug(window, monitors, LAPTOP)
    assert not window.docks.is_open("fills")


def test_screens_that_are_there_for_a_moment_only_change_nothing(stage: Stage, monitors: Monitors) -> None:
    window = stage.open()
    window.docks.put_away("tape")
    settle(window)
    monitors.now = (LAPTOP,)
    window.workspace.on_look()
    monitors.now = (DESK, SIDE)
    settle(window)
    assert not window.docks.is_open("tape")


def test_a_layout_is_found_again_on_the_screens_it_was_made_for(stage: Stage, monitors: Monitors) -> None:
    first = stage.open()
    first.docks.put_away("tape")
    first.begin_close()
    monitors.now = (LAPTOP,)
    second = stage.open()
    assert second.docks.is_open("tape")
    second.docks.put_away("fills")
    second.begin_close()
    monitors.now = (DESK, SIDE)
    third = stage.open()
    assert not third.docks.is_open("tape")
    assert third.docks.is_open("fills")


def test_nothing_is_off_the_screens_that_are_left(stage: Stage, monitors: Monitors, qtbot: QtBot) -> None:
    window = stage.open()
    window.docks.dock("tape").setFloating()
    floating = window.docks.manager.floatingWidgets()[-1]
    floating.setGeometry(1200, 500, 300, 300)
    settle(window)
    here = screens_now()[0]
    small = Screen(Place(0, 0, 1400, 760), Place(0, 0, 1400, 760))
    monitors.now = (here,)
    settle(window)
    plug(window, monitors, small)
    qtbot.waitUntil(lambda: window.geometry().right() <= 1400 and window.geometry().bottom() <= 760)
    assert window.docks.is_open("tape")
    assert not window.docks.read().floating


def test_an_instrument_a_colour_shows_survives_another_workspace(stage: Stage) -> None:
    window = stage.open()
    strange = InstrumentId(BTC_PERP.product, "LTCUSDT")
    window.linking.links.choose_colour(2, strange)
    window.workspace.switch(CHARTS)
    assert window.linking.links.instrument("chart-2") == strange


def test_the_compact_window_has_room_for_everything_that_matters_with_real_money(
    stage: Stage, qtbot: QtBot
) -> None:
    parts = replace(
        stage.parts_desk.parts(),
        venue=Venue.LIVE,
        entry_block=lambda: "Orders are disarmed.",
        keeping=Forgetful(),
    )
    window = stage.show(MainWindow(parts))
    stage.desk.hub.apply(TickerSeen(ticker(BTC_PERP, "164198.2", change="-0.1234")))
    window.choose_instrument(BTC_PERP)
    window.workspace.switch("Compact")
    window.on_tick()
    qtbot.waitUntil(lambda: window.width() == COMPACT_PX[0])
    assert window.topbar.arm.isVisible()
    assert window.topbar.blocked.isVisible()
    assert window.topbar.badge.isVisible()
    qtbot.waitUntil(lambda: clipped(window.topbar) + clipped(window.status) == [])


def test_the_menus_of_a_narrow_window_are_behind_one_button(stage: Stage) -> None:
    window = stage.open()
    assert not window.topbar.more.isVisible()
    window.workspace.switch("Compact")
    assert not window.topbar.menu.isVisible()
    QTest.mouseClick(window.topbar.more, Qt.MouseButton.LeftButton)
    opened = next(one for one in window.topbar.findChildren(QMenu) if one.isVisible() and not one.title())
    assert [action.text() for action in opened.actions()] == ["&File", "&Trade", "&View", "&Help"]
    opened.close()
    window.workspace.switch("Trade")
    assert window.topbar.menu.isVisible()
