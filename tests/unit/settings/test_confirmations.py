"""Tests for `settings/confirmations.py`."""

import json
from decimal import Decimal

import pytest

from terminal_app.settings.confirmations import (
    ConfirmRules,
    When,
    number,
    rules_from_saved,
    rules_to_save,
    with_whens,
)

D = Decimal
OTHER = ConfirmRules(
    market=When.ALWAYS,
    limit=When.LIVE,
    amend_by_drag=When.ALWAYS,
    cancel=When.LIVE,
    close=When.ALWAYS,
    reverse=When.NEVER,
    transfer=When.ALWAYS,
    oversize=When.ALWAYS,
    away=When.LIVE,
    oversize_notional=D("2500.5"),
    away_share=D("0.005"),
)


def test_real_money_asks_about_market_reverse_and_oversize_and_a_cancel_never_asks() -> None:
    rules = ConfirmRules()
    asking = {name for name, value in rules_to_save(rules).items() if value in ("live", "always")}
    assert asking == {"market", "reverse", "oversize", "transfer"}
    assert rules.cancel is When.NEVER


def test_rules_come_back_from_a_file() -> None:
    assert rules_from_saved(json.loads(json.dumps(rules_to_save(OTHER)))) == OTHER


@pytest.mark.parametrize(
    "saved",
    [
        None,
        [],
        {"market": "sometimes", "limit": 4, "away_share": 0.5, "oversize_notional": "-1"},
        {"oversize_notional": "1e9", "away_share": "1.01", "unknown": "always", "cancel": None},
    ],
)
def test_what_makes_no_sense_is_the_default(saved: object) -> None:
    assert rules_from_saved(saved) == ConfirmRules()


def test_one_class_can_be_changed_by_itself() -> None:
    assert with_whens(ConfirmRules(), {"cancel": When.ALWAYS}) == ConfirmRules(cancel=When.ALWAYS)


@pytest.mark.parametrize(("text", "value"), [("5", "5"), ("10", "10"), ("10.1", "1"), ("0", "1"), ("x", "1")])
def test_a_number_of_a_file_is_bounded(text: str, value: str) -> None:
    assert number(text, D(10), D(1)) == D(value)
