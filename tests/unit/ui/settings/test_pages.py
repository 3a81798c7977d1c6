"""Tests for `ui/settings/pages.py`."""

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.settings.confirmations import When
from terminal_app.settings.model import Settings
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.pages import ConfirmPage
from terminal_app.ui.settings.state import SettingsErrors, form_of

pytestmark = pytest.mark.gui


def test_the_page_shows_choices_and_tells_changes(qtbot: QtBot) -> None:
    page = ConfirmPage()
    qtbot.addWidget(page)
    told: list[bool] = []
    page.show_form(form_of(Settings()))
    page.changed.connect(lambda: told.append(True))
    assert page.whens()[Rule.MARKET] is When.LIVE
    page.choices[Rule.MARKET].setCurrentIndex(0)
    assert page.whens()[Rule.MARKET] is When.NEVER
    page.away.set_text("3")
    assert told == [True, True]


def test_errors_stand_by_their_fields(qtbot: QtBot) -> None:
    page = ConfirmPage()
    qtbot.addWidget(page)
    page.show_errors(SettingsErrors("a", "b"))
    assert [field.error() for field in (page.oversize, page.away)] == ["a", "b"]
