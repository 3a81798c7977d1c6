"""Tests for `ui/departure.py`: with nothing alive a window is left at once, and its program ended once."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from terminal_app.ui.departure import Departure
from tests.helpers.ui_parts import PartsDesk

pytestmark = pytest.mark.gui


def test_the_end_is_asked_for_once(qtbot: QtBot) -> None:
    window, desk = QWidget(), PartsDesk()
    qtbot.addWidget(window)
    departure = Departure(window, desk.parts(), desk.desk.ui_tasks)
    departure.close()
    departure.close()
    assert departure.closing
    assert desk.close_asked == 1


def test_another_account_is_opened_where_there_are_others(qtbot: QtBot) -> None:
    window, desk = QWidget(), PartsDesk()
    qtbot.addWidget(window)
    opened: list[str] = []
    Departure(window, replace(desk.parts(), on_profile=opened.append), desk.desk.ui_tasks).switch_to("main")
    assert opened == ["main"]
    departure = Departure(window, desk.parts(), desk.desk.ui_tasks)
    departure.switch_to("main")
    assert not departure.closing
