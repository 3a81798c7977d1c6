"""Tests for `ui/docks.py`."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.docks import DockBoard
from terminal_app.ui.layout import BOOK_PX, TICKET_PX, WATCHLIST_PX, alike, panels_in
from terminal_app.ui.registry import ALL_DOCKS, DOCKS
from terminal_app.ui.theme import DARK


class Stage:
    """A window with an empty widget in each dock."""

    def __init__(self, qtbot: QtBot, width: int, height: int) -> None:
        self.window = QMainWindow()
        self.window.resize(width, height)
        self.widgets = {spec.id: QWidget() for spec in ALL_DOCKS}
        self.board = DockBoard(self.window, self.widgets.__getitem__, DARK)
        self.board.reset(self.window.size())
        with qtbot.waitExposed(self.window):
            self.window.show()
        self.board.fit_usual(self.board.manager.size())

    def size(self, panel: str) -> QSize:
        """The size of a panel on the screen."""
        return self.widgets[panel].size()

    def close(self) -> None:
        """Take it off the screen."""
        self.board.close()
        self.window.close()
        self.window.deleteLater()


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot, 1920, 1080)
    yield made
    made.close()


@pytest.fixture
def low_stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(qtbot, 1280, 720)
    yield made
    made.close()


def test_every_panel_has_a_dock_and_an_action(stage: Stage) -> None:
    assert [action.text() for action in stage.board.actions()] == [spec.title for spec in DOCKS]
    assert all(stage.board.dock(spec.id).widget() is stage.widgets[spec.id] for spec in DOCKS)


def test_the_narrow_columns_have_their_widths_and_the_chart_the_rest(stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: abs(stage.size("watchlist").width() - WATCHLIST_PX) < 12)
    assert abs(stage.size("book").width() - BOOK_PX) < 12
    assert abs(stage.size("ticket").width() - TICKET_PX) < 12
    assert stage.size("chart").width() > 1_000
    tables = stage.size("positions").height() / stage.board.manager.height()
    assert 0.22 < tables < 0.33


def test_when_the_window_shrinks_the_chart_gives_way(stage: Stage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: abs(stage.size("watchlist").width() - WATCHLIST_PX) < 12)
    stage.window.resize(1500, 1000)
    qtbot.waitUntil(lambda: stage.size("chart").width() < 900)
    assert abs(stage.size("watchlist").width() - WATCHLIST_PX) < 12
    assert abs(stage.size("ticket").width() - TICKET_PX) < 12


def test_in_a_low_window_the_trades_are_a_tab_beside_the_book(low_stage: Stage) -> None:
    board = low_stage.board
    assert board.dock("tape").dockAreaWidget() is board.dock("book").dockAreaWidget()
    assert low_stage.widgets["book"].isVisible()
    assert not low_stage.widgets["tape"].isVisible()


def test_the_ladder_is_closed_at_first_and_opens_beside_the_book(stage: Stage) -> None:
    board = stage.board
    assert not board.is_open("ladder")
    board.bring("ladder")
    assert board.dock("ladder").dockAreaWidget() is board.dock("book").dockAreaWidget()
    assert stage.widgets["ladder"].isVisible()
    assert not stage.widgets["book"].isVisible()


def test_a_closed_dock_is_hidden_and_its_action_brings_it_back(stage: Stage) -> None:
    dock = stage.board.dock("tape")
    dock.closeDockWidget()
    assert not stage.widgets["tape"].isVisible()
    dock.toggleViewAction().trigger()
    assert stage.widgets["tape"].isVisible()


def test_a_tab_is_brought_to_the_front_and_titled_with_a_count(stage: Stage) -> None:
    stage.board.bring("log")
    assert stage.widgets["log"].isVisible()
    assert not stage.widgets["positions"].isVisible()
    stage.board.set_title("orders", "(3)")
    assert stage.board.dock("orders").windowTitle() == "Open orders (3)"
    stage.board.set_title("orders")
    assert stage.board.dock("orders").windowTitle() == "Open orders"


def test_reset_puts_everything_back(stage: Stage, qtbot: QtBot) -> None:
    stage.board.dock("ticket").closeDockWidget()
    stage.board.dock("tape").setFloating()
    stage.board.bring("fills")
    stage.board.reset(stage.board.manager.size())
    assert [spec.id for spec in DOCKS if stage.board.dock(spec.id).isClosed()] == ["ladder"]
    assert not stage.board.dock("tape").isFloating()
    assert stage.widgets["positions"].isVisible()
    qtbot.waitUntil(lambda: abs(stage.size("watchlist").width() - WATCHLIST_PX) < 12)


def zoomed(stage: Stage) -> str | None:
    """The panel that has the whole window."""
    return stage.board.zoomed


def double_click(stage: Stage, panel: str) -> None:
    """Double-click the title of a panel."""
    tab = stage.board.dock(panel).tabWidget()
    QTest.mouseDClick(tab, Qt.MouseButton.LeftButton, pos=tab.rect().center())


def test_a_double_click_on_the_title_gives_a_panel_the_window_and_another_one_takes_it_back(
    stage: Stage, qtbot: QtBot
) -> None:
    before = stage.board.read()
    double_click(stage, "book")
    assert zoomed(stage) == "book"
    qtbot.waitUntil(lambda: stage.size("book").width() > 1_800)
    assert not stage.widgets["chart"].isVisible()
    assert stage.board.read() == before
    assert stage.board.is_open("chart")
    double_click(stage, "book")
    assert zoomed(stage) is None
    qtbot.waitUntil(lambda: abs(stage.size("book").width() - BOOK_PX) < 12)
    assert stage.widgets["chart"].isVisible()
    assert alike(stage.board.read(), before)


def test_whatever_else_is_asked_for_brings_every_panel_back(stage: Stage) -> None:
    double_click(stage, "chart")
    stage.board.bring("log")
    assert zoomed(stage) is None
    assert stage.widgets["log"].isVisible()
    double_click(stage, "chart")
    stage.board.dock("tape").closeDockWidget()
    assert zoomed(stage) is None
    assert stage.widgets["book"].isVisible()
    double_click(stage, "chart")
    stage.board.reset(stage.board.manager.size())
    assert zoomed(stage) is None
    assert stage.widgets["ticket"].isVisible()


def test_a_locked_layout_does_not_zoom(stage: Stage) -> None:
    stage.board.lock(locked=True)
    double_click(stage, "book")
    assert zoomed(stage) is None


def test_a_window_of_its_own_is_maximised(stage: Stage, qtbot: QtBot) -> None:
    stage.board.dock("tape").setFloating()
    floating = stage.board.dock("tape").floatingDockContainer()
    assert floating is not None
    double_click(stage, "tape")
    qtbot.waitUntil(floating.isMaximized)
    double_click(stage, "tape")
    qtbot.waitUntil(lambda: not floating.isMaximized())


def test_a_panel_without_a_place_gets_one_when_it_is_asked_for(stage: Stage) -> None:
    board = stage.board
    assert not board.has_place("chart-2")
    assert "chart-2" not in panels_in(board.read())
    board.action("chart-2").trigger()
    assert board.is_open("chart-2")
    assert board.dock("chart-2").dockAreaWidget() is board.dock("chart").dockAreaWidget()
    board.action("chart-2").trigger()
    assert "chart-2" in board.read().closed
    board.reset(board.manager.size())
    assert not board.has_place("chart-2")
