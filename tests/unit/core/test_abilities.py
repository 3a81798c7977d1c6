"""What each kind of account does not have is said in a sentence."""

import pytest

from terminal_app.core.abilities import NOTHING_TO_MOVE, Ability, unavailable
from terminal_app.core.account_kind import AccountKind


@pytest.mark.parametrize("kind", AccountKind)
def test_every_reason_is_a_sentence(kind: AccountKind) -> None:
    for reason in unavailable(kind).values():
        assert reason.endswith(".")
        assert kind.value in reason


def test_each_kind_lacks_what_the_other_has() -> None:
    assert set(unavailable(AccountKind.UNIFIED)) == {Ability.SPOT_TRIGGERS, Ability.TRANSFERS}
    assert set(unavailable(AccountKind.CLASSIC)) == {
        Ability.CHANGES_IN_PLACE,
        Ability.COUNTDOWN,
        Ability.ONE_HOLD_MODE,
    }
    assert unavailable(AccountKind.UNIFIED)[Ability.TRANSFERS] == NOTHING_TO_MOVE
