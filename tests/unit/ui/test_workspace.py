"""Tests for `ui/workspace.py`: what was there is there again."""

from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest
from PySide6.QtCore import Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.ui.bridge.memory import Memory
from terminal_app.ui.layout import NARROW_PX
from terminal_app.ui.screens import screens_now
from tests.helpers.logs import LogWatch
from tests.helpers.ui_samples import BTC_PERP, ETH_SPOT
from tests.helpers.window_stage import WindowStage, settle


@pytest.fixture
def stage(qtbot: QtBot, qapp: QApplication) -> Iterator[WindowStage]:
    with closing(WindowStage(qtbot, qapp)) as made:
        yield made


def test_nothing_is_written_while_nothing_changes(stage: WindowStage) -> None:
    window = stage.open()
    settle(window)
    before = stage.keeping.workspace
    settle(window)
    assert stage.keeping.workspace is before


def test_a_change_is_kept_once_it_has_stayed(stage: WindowStage) -> None:
    window = stage.open()
    settle(window)
    before = stage.keeping.workspace
    window.choose_instrument(ETH_SPOT)
    window.workspace.on_look()
    assert stage.keeping.workspace is before
    window.workspace.on_look()
    assert stage.keeping.workspace["chosen"] == {"product": "spot", "symbol": "ETHUSDT"}


def test_docks_window_and_instrument_come_back(stage: WindowStage, qtbot: QtBot) -> None:
    first = stage.open()
    first.choose_instrument(ETH_SPOT)
    first.resize(1500, 800)
    first.docks.put_away("balances")
    first.docks.bring("fills")
    first.docks.dock("ticket").setFloating()
    place = first.docks.read().floating[0].place
    settle(first)

    second = stage.open()
    assert second.workspace.instrument() == ETH_SPOT
    assert (second.width(), second.height()) == (1500, 800)
    assert not second.docks.is_open("balances")
    assert second.docks.dock("fills").isCurrentTab()
    assert second.docks.dock("ticket").isFloating()
    qtbot.waitUntil(lambda: second.docks.read().floating[0].place == place)


def test_what_was_changed_just_before_the_end_is_kept(stage: WindowStage) -> None:
    first = stage.open()
    first.docks.put_away("log")
    first.workspace.stop()
    assert not stage.open().docks.is_open("log")


def test_reset_and_undo(stage: WindowStage) -> None:
    window = stage.open()
    window.docks.put_away("log")
    settle(window)
    window.docks.put_away("tape")
    settle(window)
    window.on_reset_layout()
    assert window.docks.is_open("log")
    window.arrangement.on_undo()
    assert not window.docks.is_open("log")
    assert not window.docks.is_open("tape")
    window.arrangement.on_undo()
    assert window.docks.is_open("tape")
    window.arrangement.on_undo()
    assert window.docks.is_open("log")
    window.arrangement.on_undo()
    assert window.board.shown()[-1].notice.text == "There is no earlier layout."


def test_ten_earlier_layouts_are_kept_over_a_start(stage: WindowStage) -> None:
    window = stage.open()
    for _ in range(8):
        window.docks.put_away("log")
        settle(window)
        window.docks.bring("log")
        settle(window)
    earlier = stage.keeping.workspace["earlier"]
    assert isinstance(earlier, list)
    assert len(earlier) == 10
    window.docks.put_away("log")
    settle(window)
    again = stage.open()
    again.arrangement.on_undo()
    assert again.docks.is_open("log")


def test_a_window_of_a_screen_that_is_gone_comes_back_into_sight(stage: WindowStage) -> None:
    stage.open().workspace.stop()
    saved = {**stage.keeping.workspace, "window": {"place": [9000, -4000, 1400, 800]}}
    window = stage.open(saved)
    screen = screens_now()[0].usable
    assert screen.x <= window.x() <= screen.x + screen.width - 1400
    assert screen.y <= window.y() <= screen.y + screen.height - 800


def test_a_locked_layout_stays_locked(stage: WindowStage) -> None:
    first = stage.open()
    first.arrangement.on_lock()
    settle(first)
    second = stage.open()
    assert second.workspace.locked
    features = second.docks.dock("chart").features()
    assert not features & features.DockWidgetMovable
    second.arrangement.on_lock()
    features = second.docks.dock("chart").features()
    assert features & features.DockWidgetMovable


def test_what_a_newer_version_keeps_is_not_lost(stage: WindowStage) -> None:
    window = stage.open({"link_colours": {"chart": 3}})
    window.docks.put_away("log")
    settle(window)
    assert stage.keeping.workspace["link_colours"] == {"chart": 3}


@pytest.mark.parametrize(
    "chosen",
    [None, [], {"product": "spot"}, {"product": "x", "symbol": "A"}, {"product": "spot", "symbol": "A/../B"}],
)
def test_an_instrument_that_is_none_is_not_chosen(stage: WindowStage, chosen: object) -> None:
    assert stage.open({"chosen": chosen}).workspace.instrument() is None


def test_an_instrument_is_chosen_again(stage: WindowStage) -> None:
    saved = {"chosen": {"product": "usdt-futures", "symbol": "BTCUSDT"}}
    assert stage.open(saved).workspace.instrument() == BTC_PERP
    assert InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT") == BTC_PERP


def test_usual_docks_follow_the_size_of_the_window(stage: WindowStage) -> None:
    window = stage.open()
    docks = window.docks
    window.resize(1600, 1000)
    assert docks.is_open("watchlist")
    assert docks.dock("tape").dockAreaWidget() is not docks.dock("book").dockAreaWidget()
    window.resize(NARROW_PX - 60, 720)
    assert not docks.is_open("watchlist")
    assert not window.topbar.markets.isChecked()
    assert docks.dock("tape").dockAreaWidget() is docks.dock("book").dockAreaWidget()
    window.resize(1600, 1000)
    assert docks.is_open("watchlist")
    assert window.topbar.markets.isChecked()
    assert docks.action("watchlist").isChecked()
    assert docks.dock("tape").dockAreaWidget() is not docks.dock("book").dockAreaWidget()


def test_what_is_looked_at_stays_in_front_when_the_window_changes_its_size(stage: WindowStage) -> None:
    window = stage.open()
    docks = window.docks
    window.resize(1600, 1000)
    docks.bring("fills")
    for width, height in ((NARROW_PX - 60, 720), (1600, 1000)):
        window.resize(width, height)
        assert docks.dock("fills").isCurrentTab()
        marked = docks.manager.focusedDockWidget()
        assert marked is None or marked.isCurrentTab()


def test_docks_somebody_has_arranged_stay_but_the_markets_make_room(stage: WindowStage) -> None:
    window = stage.open()
    docks = window.docks
    docks.put_away("log")
    window.resize(NARROW_PX - 60, 720)
    assert not docks.is_open("watchlist")
    assert docks.dock("tape").dockAreaWidget() is not docks.dock("book").dockAreaWidget()
    window.resize(1600, 1000)
    assert docks.is_open("watchlist")
    assert not docks.is_open("log")


def test_markets_put_away_by_hand_stay_away(stage: WindowStage) -> None:
    window = stage.open()
    window.topbar.markets.click()
    assert not window.docks.is_open("watchlist")
    window.resize(NARROW_PX - 60, 720)
    window.resize(1600, 1000)
    assert not window.docks.is_open("watchlist")


class Choosy(QWidget):
    """A panel with a memory."""

    changed_choice = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.grouping = 1

    def remember(self) -> Mapping[str, object]:
        """Its one choice."""
        return {"grouping": self.grouping}

    def recall(self, saved: Mapping[str, object]) -> None:
        """Take it back."""
        value = saved["grouping"]
        if isinstance(value, int):
            self.grouping = value


def test_choices_go_round_and_a_panel_that_stumbles_keeps_its_own(qtbot: QtBot, expect_log: LogWatch) -> None:
    expect_log("the saved choices of first could not be used")
    first, second, plain = Choosy(), Choosy(), QWidget()
    for widget in (first, second, plain):
        qtbot.addWidget(widget)
    memory = Memory({"first": first, "second": second, "plain": plain})
    first.grouping = 5
    saved = memory.remember()
    assert saved == {"first": {"grouping": 5}, "second": {"grouping": 1}}
    memory.recall({"first": {}, "second": {"grouping": 7}, "plain": {"x": 1}, "gone": {}})
    assert (first.grouping, second.grouping) == (5, 7)


def test_ctrl_b_shows_and_puts_away_the_markets(stage: WindowStage, qtbot: QtBot) -> None:
    window = stage.open()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert not window.docks.is_open("watchlist")
    assert not window.topbar.markets.isChecked()
    QTest.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert window.docks.is_open("watchlist")
