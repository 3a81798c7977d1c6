"""Tests for `ui/settings/pages.py`."""

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.settings.confirmations import When
from terminal_app.settings.model import Settings
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.pages import ConfirmPage, LimitsPage
from terminal_app.ui.settings.state import SettingsErrors, form_of


@pytest.mark.gui
def test_the_pages_show_choices_and_tell_changes(qtbot: QtBot) -> None:
    confirmations, limits = ConfirmPage(), LimitsPage()
    told: list[int] = []
    pages: tuple[ConfirmPage | LimitsPage, ...] = (confirmations, limits)
    for number, page in enumerate(pages):
        qtbot.addWidget(page)
        page.show_form(form_of(Settings()))
        page.changed.connect(lambda number=number: told.append(number))
    assert confirmations.whens()[Rule.MARKET] is When.LIVE
    confirmations.choices[Rule.MARKET].setCurrentIndex(0)
    assert confirmations.whens()[Rule.MARKET] is When.NEVER
    confirmations.away.set_text("3")
    limits.age.set_text("5")
    assert told == [0, 0, 1]


@pytest.mark.gui
def test_errors_stand_by_their_fields(qtbot: QtBot) -> None:
    confirmations, limits = ConfirmPage(), LimitsPage()
    errors = SettingsErrors("a", "b", "c", "d")
    pages: tuple[ConfirmPage | LimitsPage, ...] = (confirmations, limits)
    for page in pages:
        qtbot.addWidget(page)
        page.show_errors(errors)
    shown = (confirmations.oversize, confirmations.away, limits.notional, limits.age)
    assert [field.error() for field in shown] == ["a", "b", "c", "d"]
