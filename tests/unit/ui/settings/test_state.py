"""What the fields of the settings dialog mean."""

from dataclasses import astuple, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.settings.confirmations import ConfirmRules, When
from terminal_app.settings.model import Appearance, Settings
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.state import (
    RULE_WORDS,
    WHEN_WORDS,
    Chosen,
    SettingsErrors,
    SettingsForm,
    form_of,
    parse,
)

D = Decimal
FORM = form_of(Settings())


def test_every_choice_has_words() -> None:
    assert set(RULE_WORDS) == set(Rule)
    assert set(WHEN_WORDS) == set(When)


def test_the_fields_of_the_defaults_mean_the_defaults() -> None:
    assert parse(FORM) == ConfirmRules()


@given(
    st.dictionaries(st.sampled_from(Rule), st.sampled_from(When)),
    st.decimals(min_value=D("0.01"), max_value=D(10**9), places=2),
    st.decimals(min_value=D("0.0001"), max_value=D(1), places=4),
)
def test_what_is_shown_is_what_is_kept(whens: dict[Rule, When], notional: Decimal, share: Decimal) -> None:
    rules = ConfirmRules(oversize_notional=notional, away_share=share)
    form = form_of(Settings(confirmations=rules))
    chosen = parse(replace(form, whens={**form.whens, **whens}))
    assert isinstance(chosen, ConfirmRules)
    assert (chosen.oversize_notional, chosen.away_share) == (notional, share)
    assert {rule: getattr(chosen, rule.value) for rule in whens} == whens


MOST = "It must be above 0 and at most 1\u2009000\u2009000\u2009000."


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (replace(FORM, oversize="0"), SettingsErrors(oversize=MOST)),
        (
            replace(FORM, oversize="5%"),
            SettingsErrors(oversize="Type an amount in quote coin, such as 10000."),
        ),
        (replace(FORM, away="101"), SettingsErrors(away="It must be above 0 and at most 100 %.")),
    ],
)
def test_what_is_wrong_is_said(form: SettingsForm, errors: SettingsErrors) -> None:
    assert parse(form) == errors


@pytest.mark.parametrize("text", ["", "x", "1,234"])
def test_a_number_that_cannot_be_read_is_named(text: str) -> None:
    errors = parse(replace(FORM, oversize=text, away=text))
    assert isinstance(errors, SettingsErrors)
    assert all(astuple(errors))


def test_other_choices_stay_as_they_are() -> None:
    settings = Settings(appearance=Appearance.LIGHT, utc=True)
    kept = Chosen(ConfirmRules(cancel=When.ALWAYS)).into(settings)
    assert kept == replace(settings, confirmations=ConfirmRules(cancel=When.ALWAYS))
