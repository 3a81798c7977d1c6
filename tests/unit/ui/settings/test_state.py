"""What the fields of the settings dialog mean."""

from dataclasses import astuple, replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.settings.confirmations import ConfirmRules, When
from terminal_app.settings.model import Appearance, Settings
from terminal_app.trading.limits import RiskLimits
from terminal_app.ui.confirm_policy import Rule
from terminal_app.ui.settings.state import (
    RULE_WORDS,
    WHEN_WORDS,
    Chosen,
    SettingsErrors,
    SettingsForm,
    form_of,
    limits_of,
    parse,
)

D = Decimal
FORM = form_of(Settings())


def test_every_choice_has_words() -> None:
    assert set(RULE_WORDS) == set(Rule)
    assert set(WHEN_WORDS) == set(When)


def test_the_fields_of_the_defaults_mean_the_defaults() -> None:
    assert parse(FORM) == Chosen(ConfirmRules(), D(50_000), 10)


@given(
    st.dictionaries(st.sampled_from(Rule), st.sampled_from(When)),
    st.decimals(min_value=D("0.01"), max_value=D(10**9), places=2),
    st.decimals(min_value=D("0.0001"), max_value=D(1), places=4),
    st.integers(1, 60),
)
def test_what_is_shown_is_what_is_kept(
    whens: dict[Rule, When], notional: Decimal, share: Decimal, age: int
) -> None:
    rules = ConfirmRules(oversize_notional=notional, away_share=share)
    settings = Settings(confirmations=rules, max_order_notional=notional, max_price_age_s=age)
    form = form_of(settings)
    chosen = parse(replace(form, whens={**form.whens, **whens}))
    assert isinstance(chosen, Chosen)
    assert chosen.max_order_notional == notional
    assert chosen.max_price_age_s == age
    assert chosen.confirmations.away_share == share
    assert {rule: getattr(chosen.confirmations, rule.value) for rule in whens} == whens


MOST = "It must be above 0 and at most 1\u2009000\u2009000\u2009000."


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        (replace(FORM, oversize="0"), SettingsErrors(oversize=MOST)),
        (replace(FORM, max_notional="2000m"), SettingsErrors(max_notional=MOST)),
        (
            replace(FORM, oversize="5%"),
            SettingsErrors(oversize="Type an amount in quote coin, such as 10000."),
        ),
        (replace(FORM, away="101"), SettingsErrors(away="It must be above 0 and at most 100 %.")),
        (replace(FORM, max_age="2.5"), SettingsErrors(max_age="Whole seconds, from 1 to 60.")),
        (replace(FORM, max_age="61"), SettingsErrors(max_age="Whole seconds, from 1 to 60.")),
    ],
)
def test_what_is_wrong_is_said(form: SettingsForm, errors: SettingsErrors) -> None:
    assert parse(form) == errors


@pytest.mark.parametrize("text", ["", "x", "1,234"])
def test_a_number_that_cannot_be_read_is_named(text: str) -> None:
    errors = parse(replace(FORM, oversize=text, away=text, max_notional=text, max_age=text))
    assert isinstance(errors, SettingsErrors)
    assert all(astuple(errors))


def test_other_choices_stay_as_they_are() -> None:
    settings = Settings(appearance=Appearance.LIGHT, utc=True)
    kept = Chosen(ConfirmRules(cancel=When.ALWAYS), D(7), 3).into(settings)
    assert kept == replace(
        settings, confirmations=ConfirmRules(cancel=When.ALWAYS), max_order_notional=D(7), max_price_age_s=3
    )
    assert limits_of(kept, RiskLimits()) == RiskLimits(D(7), 3)
