"""Tests for `ui/settings/limits_page.py`."""

from dataclasses import replace
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from terminal_app.trading.day import DayResult
from terminal_app.trading.limits import DEFAULT_LIMITS
from terminal_app.ui.settings.limits_form import Limit, form_of_limits
from terminal_app.ui.settings.limits_page import Consent, LimitsPage

pytestmark = pytest.mark.gui


def test_the_page_shows_every_limit_and_tells_changes(qtbot: QtBot) -> None:
    page = LimitsPage()
    qtbot.addWidget(page)
    form = form_of_limits(replace(DEFAULT_LIMITS, count_unrealised=True, max_daily_loss=Decimal(100)))
    page.show_form(form)
    assert page.form() == form
    told: list[bool] = []
    page.changed.connect(lambda: told.append(True))
    page.fields[Limit.LOSS].set_text("5")
    page.unrealised.setChecked(False)
    assert told == [True, True]
    page.show_errors({Limit.START: "Not a time."})
    assert {one: field.error() for one, field in page.fields.items() if field.error()} == {
        Limit.START: "Not a time."
    }


def test_today_is_told_only_while_it_is_known(qtbot: QtBot) -> None:
    page = LimitsPage()
    qtbot.addWidget(page)
    page.show_today(DayResult(Decimal("-12.5")))
    assert "12.5" in page.today.text()
    assert "without" not in page.today.text()
    page.show_today(DayResult(Decimal("-12.5"), ("BGB", "XYZ")))
    assert "without fees in BGB, XYZ" in page.today.text()
    page.show_today(None)
    assert page.today.text() == ""


def test_a_yes_counts_for_the_sentences_it_was_given_to(qtbot: QtBot) -> None:
    consent = Consent()
    qtbot.addWidget(consent)
    given = [consent.given]
    for sentences, agreed in ((["More."], True), (["More."], None), (["Even more."], None), ([], None)):
        consent.ask(sentences)
        if agreed:
            given.append(consent.given)
            consent.agree.setChecked(True)
        given.append(consent.given)
    assert given == [True, False, True, True, False, True]
    assert consent.isHidden()
