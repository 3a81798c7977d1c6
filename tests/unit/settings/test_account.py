"""Tests for `settings/account.py`."""

import json

import pytest

from terminal_app.core.account_kind import AccountKind
from terminal_app.settings.account import from_saved, to_save


@pytest.mark.parametrize("kind", AccountKind)
def test_what_is_saved_is_what_is_read(kind: AccountKind) -> None:
    assert from_saved(json.loads(json.dumps(to_save(kind)))) is kind


@pytest.mark.parametrize("saved", [{}, {"kind": "other"}, {"kind": ["classic"]}, {"kind": None}])
def test_what_makes_no_sense_is_the_kind_of_new_accounts(saved: dict[str, object]) -> None:
    assert from_saved(saved) is AccountKind.UNIFIED
