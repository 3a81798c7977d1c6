"""Tests for `ui/settings/exchange_page.py`."""

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.core.abilities import Ability, unavailable
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.ports import OrdersOver
from terminal_app.settings.exchange import USUAL, ExchangeChoices
from terminal_app.ui.settings.exchange_page import ExchangePage, loosened_exchange

pytestmark = pytest.mark.gui


def test_the_page_shows_choices_and_tells_changes(qtbot: QtBot) -> None:
    page = ExchangePage()
    qtbot.addWidget(page)
    told: list[bool] = []
    page.show_choices(USUAL)
    page.changed.connect(lambda: told.append(True))
    page.over.setCurrentIndex(1)
    page.countdown.setCurrentIndex(2)
    assert page.chosen() == ExchangeChoices(OrdersOver.AUTO, 10)
    assert told == [True, True]


def test_a_time_that_is_not_in_the_list_is_shown_and_kept(qtbot: QtBot) -> None:
    page = ExchangePage()
    qtbot.addWidget(page)
    page.show_choices(ExchangeChoices(countdown_s=7))
    assert page.countdown.currentText() == "everything after 7\u00a0s"
    assert page.chosen() == ExchangeChoices(countdown_s=7)


def test_only_what_lets_the_venue_cancel_is_a_permission() -> None:
    held = ExchangeChoices(countdown_s=30)
    assert "EVERY order" in loosened_exchange(USUAL, held)[0]
    assert "for 5\u00a0s" in loosened_exchange(held, ExchangeChoices(countdown_s=5))[0]
    for old, new in ((held, USUAL), (held, held), (USUAL, ExchangeChoices(OrdersOver.AUTO))):
        assert loosened_exchange(old, new) == ()


def test_what_the_account_does_not_have_is_shut_with_its_reason(qtbot: QtBot) -> None:
    page = ExchangePage()
    qtbot.addWidget(page)
    page.show_missing({})
    assert page.over.isEnabled()
    assert page.countdown.isEnabled()
    page.show_missing(unavailable(AccountKind.CLASSIC))
    assert page.over.isEnabled()
    assert not page.countdown.isEnabled()
    reason = unavailable(AccountKind.CLASSIC)[Ability.COUNTDOWN]
    assert page.countdown_said.text() == page.countdown.toolTip() == reason
