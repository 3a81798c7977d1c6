"""Tests for `ui/panel_set.py`."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.panel_set import build_panels
from terminal_app.ui.registry import DOCKS
from tests.helpers.ui_parts import PartsDesk


def test_there_is_a_panel_for_every_dock_and_the_frame_clock_serves_each(qtbot: QtBot) -> None:
    desk = PartsDesk()
    panels = build_panels(desk.parts(), desk.desk.sender, UiTasks(desk.desk.tasks, desk.desk.board))
    for widget in panels.by_id().values():
        qtbot.addWidget(widget)
    assert set(panels.by_id()) == {spec.id for spec in DOCKS}
    served = panels.all()
    assert {panel for panel in served if isinstance(panel, QWidget)} == set(panels.by_id().values())
    assert panels.orders.counter in served
    assert panels.positions.counter in served
    assert all(isinstance(panel.topics, frozenset) for panel in panels.all())
