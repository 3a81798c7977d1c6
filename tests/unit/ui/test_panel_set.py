"""Tests for `ui/panel_set.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from terminal_app.core.changes import Kind
from terminal_app.core.commands import PlaceOrder
from terminal_app.core.events import TickerSeen
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.confirm_box import Asker, ConfirmBox
from terminal_app.ui.confirming import never_ask
from terminal_app.ui.panel_set import build_panels
from terminal_app.ui.panels.positions.panel import PositionsPanel
from terminal_app.ui.registry import DOCKS
from terminal_app.ui.topbar_state import Venue
from tests.helpers.qt_loop import QtRunner
from tests.helpers.ui_desk import batch
from tests.helpers.ui_parts import PartsDesk
from tests.helpers.ui_samples import BTC_PERP, position, ticker
from tests.helpers.waiting import eventually


def test_there_is_a_panel_for_every_dock_and_the_frame_clock_serves_each(qtbot: QtBot) -> None:
    desk = PartsDesk()
    tasks = UiTasks(desk.desk.tasks, desk.desk.board)
    panels = build_panels(desk.parts(), desk.desk.sender, tasks, never_ask)
    for widget in panels.by_id().values():
        qtbot.addWidget(widget)
    assert set(panels.by_id()) == {spec.id for spec in DOCKS}
    served = panels.all()
    assert {panel for panel in served if isinstance(panel, QWidget)} == set(panels.by_id().values())
    assert panels.orders.counter in served
    assert panels.positions.counter in served
    assert all(isinstance(panel.topics, frozenset) for panel in panels.all())


def positions_panel(desk: PartsDesk, venue: Venue, qtbot: QtBot) -> PositionsPanel:
    """The panel of positions of a whole window, with one position of a symbol that has a price."""
    stamped = ticker(BTC_PERP, "64100", received=desk.desk.clock.monotonic())
    desk.desk.hub.apply(TickerSeen(replace(stamped, bid=Decimal(64_099), ask=Decimal(64_101))))
    desk.positions.apply([position()])
    parts = replace(desk.parts(), venue=venue)
    confirm = Asker(parts.keeping, venue)
    panels = build_panels(parts, desk.desk.sender, UiTasks(desk.desk.tasks, desk.desk.board), confirm)
    for widget in panels.by_id().values():
        qtbot.addWidget(widget)
    panel = panels.positions
    panel.show()
    panel.show_frame(batch(Kind.POSITIONS))
    panel.table.select(0)
    return panel


@pytest.mark.gui
def test_a_limit_at_the_best_price_is_offered_only_while_the_price_is_fresh(qtbot: QtBot) -> None:
    desk = PartsDesk()
    panel = positions_panel(desk, Venue.PAPER, qtbot)
    fresh = [action.text() for action in panel.table.menu().actions()]
    desk.desk.clock.advance(60)
    stale = [action.text() for action in panel.table.menu().actions()]
    assert any("with a limit at 64\u2009101.0" in text for text in fresh)
    assert any("there is no fresh price" in text for text in stale)


@pytest.mark.gui
def test_how_old_a_price_may_be_follows_the_limits(qtbot: QtBot) -> None:
    desk = PartsDesk()
    panel = positions_panel(desk, Venue.PAPER, qtbot)
    desk.desk.clock.advance(20)
    assert any("there is no fresh price" in action.text() for action in panel.table.menu().actions())
    desk.guard.limits = replace(desk.guard.limits, max_price_age_s=30)
    assert any("with a limit at" in action.text() for action in panel.table.menu().actions())


@pytest.mark.gui
@pytest.mark.parametrize("venue", [Venue.PAPER, Venue.LIVE])
def test_turning_a_position_is_asked_about_with_real_money_only(
    qtbot: QtBot, qt_run: QtRunner, venue: Venue
) -> None:
    desk = PartsDesk()
    panel = positions_panel(desk, venue, qtbot)

    async def story() -> None:
        menu = panel.table.menu()
        next(action for action in menu.actions() if action.text().startswith("Reverse")).trigger()
        if venue is Venue.LIVE:
            box = await eventually(QApplication.activeModalWidget)
            assert isinstance(box, ConfirmBox)
            said = [label.text() for label in box.findChildren(QLabel)]
            assert "0.500 short" in " ".join(said)
            assert box.yes.text() == "Reverse"
            QTest.mouseClick(box.yes, Qt.MouseButton.LeftButton)
        await desk.desk.tasks.drain()

    qt_run(story())
    (sent,) = desk.desk.sent
    assert isinstance(sent, PlaceOrder)
    assert sent.size.value == Decimal("1.000")
