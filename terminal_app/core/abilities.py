"""What the terminal offers and an account of one kind does not have. Values only."""

from collections.abc import Mapping
from types import MappingProxyType

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.key_enum import KeyEnum


class Ability(KeyEnum):
    """What differs between the two kinds of account."""

    CHANGES_IN_PLACE = "changes in place"
    COUNTDOWN = "countdown"
    ONE_HOLD_MODE = "one hold mode"
    SPOT_TRIGGERS = "spot triggers"
    TRANSFERS = "transfers"


NOTHING_TO_MOVE = "A unified account has one balance; there is nothing to move."

_CLASSIC: Mapping[Ability, str] = MappingProxyType(
    {
        Ability.CHANGES_IN_PLACE: (
            "The exchange changes an order of a classic account by ending it and taking another for the rest."
        ),
        Ability.COUNTDOWN: (
            "A classic account has no switch at the exchange that cancels all when this program is gone."
        ),
        Ability.ONE_HOLD_MODE: "A classic account has a position mode of its own for each kind of futures.",
    }
)
_UNIFIED: Mapping[Ability, str] = MappingProxyType(
    {
        Ability.SPOT_TRIGGERS: "A unified account has trigger orders on futures only.",
        Ability.TRANSFERS: NOTHING_TO_MOVE,
    }
)


def unavailable(kind: AccountKind) -> Mapping[Ability, str]:
    """What an account of this kind does not have, each with a plain reason."""
    return _CLASSIC if kind is AccountKind.CLASSIC else _UNIFIED
