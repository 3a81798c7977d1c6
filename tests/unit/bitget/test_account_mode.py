"""Tests for `bitget/account_mode.py`."""

import pytest

from terminal_app.bitget.account_mode import SETTLING_SECONDS, AccountMode
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock

UNIFIED, CLASSIC = AccountKind.UNIFIED, AccountKind.CLASSIC


class Heard:
    """A mode and the changes it called for."""

    def __init__(self, kind: AccountKind) -> None:
        self.clock = ManualClock()
        self.changes: list[AccountKind] = []
        self.mode = AccountMode(kind, self.clock, self.changes.append)


@pytest.mark.parametrize(
    ("kind", "code", "other"), [(UNIFIED, "40084", CLASSIC), (CLASSIC, "40085", UNIFIED)]
)
def test_the_refusal_of_one_kind_means_the_other(kind: AccountKind, code: str, other: AccountKind) -> None:
    heard = Heard(kind)
    heard.mode.answered(code)
    assert heard.changes == [other]
    assert heard.mode.kind is other


@pytest.mark.parametrize(("kind", "code"), [(UNIFIED, "40085"), (CLASSIC, "40084")])
def test_a_late_answer_to_the_old_dialect_changes_nothing(kind: AccountKind, code: str) -> None:
    heard = Heard(kind)
    heard.mode.answered(code)
    assert heard.changes == []


@pytest.mark.parametrize("code", ["00000", "40731", "40099", "40006", ""])
def test_no_other_code_means_another_kind(code: str) -> None:
    heard = Heard(UNIFIED)
    heard.mode.answered(code)
    assert (heard.changes, heard.mode.kind) == ([], UNIFIED)


def test_a_venue_that_refuses_both_is_not_followed_to_and_fro() -> None:
    heard = Heard(UNIFIED)
    heard.mode.answered("40084")
    heard.clock.advance(SETTLING_SECONDS - 1)
    heard.mode.answered("40085")
    assert heard.changes == [CLASSIC]
    heard.clock.advance(1)
    heard.mode.answered("40085")
    assert heard.changes == [CLASSIC, UNIFIED]
