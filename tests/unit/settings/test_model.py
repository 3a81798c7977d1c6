"""Tests for `settings/model.py`."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.settings.confirmations import ConfirmRules, When
from terminal_app.settings.model import Appearance, Settings, Thousands, from_saved, to_save

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
CHOSEN = Settings(
    appearance=Appearance.LIGHT,
    colour_blind=True,
    red_up=True,
    thousands=Thousands.NONE,
    decimal_comma=True,
    utc=True,
    tour_seen=True,
)


def test_what_is_saved_is_what_is_read() -> None:
    assert from_saved(to_save(CHOSEN)) == CHOSEN
    assert from_saved(to_save(Settings())) == Settings()


def test_nothing_saved_is_the_defaults() -> None:
    assert from_saved({}) == Settings()


@pytest.mark.parametrize("name", [name for name in to_save(Settings()) if name != "others"])
def test_a_value_that_makes_no_sense_is_the_default_and_harms_no_other(name: str) -> None:
    read = from_saved({**to_save(CHOSEN), name: ["nonsense"]})
    assert getattr(read, name) == getattr(Settings(), name)
    assert {**to_save(read), name: None} == {**to_save(CHOSEN), name: None}


def test_what_a_newer_version_wrote_is_kept() -> None:
    saved = {"utc": True, "sounds": {"volume": 3}}
    assert to_save(from_saved(saved))["sounds"] == {"volume": 3}


@given(st.dictionaries(st.sampled_from([*to_save(CHOSEN), "others", "x"]), JSON))
def test_any_file_gives_settings_that_can_be_saved_again(saved: dict[str, object]) -> None:
    read = from_saved(saved)
    assert from_saved(to_save(read)) == read


def test_confirmations_come_back() -> None:
    chosen = Settings(confirmations=ConfirmRules(cancel=When.ALWAYS, oversize_notional=Decimal("12.5")))
    assert from_saved(json.loads(json.dumps(to_save(chosen)))) == chosen


def test_the_limits_that_older_versions_kept_here_are_let_go() -> None:
    saved = {"max_order_notional": "7", "max_price_age_s": 3, "utc": True}
    assert from_saved(saved) == Settings(utc=True)
