"""Which kind of account a key belongs to: the venue tells it by refusing to be spoken to as the other one.

Accounts are moved from one kind to the other while programs run, so this is listened to all the time.
Source: the venue's documentation, error codes 40084 and 40085.
"""

from collections.abc import Callable, Mapping
from typing import final

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.ports import Clock

TOLD_BY: Mapping[str, AccountKind] = {"40084": AccountKind.CLASSIC, "40085": AccountKind.UNIFIED}
"""What a refusal says the account is."""

SETTLING_SECONDS = 30.0
"""After a change nothing is changed back for so long: a venue that refuses both is in the middle of moving
the account, and following it to and fro would hold no connection."""


@final
class AccountMode:
    """The kind of account that is spoken to, and when that has to change.

    Args:
        kind: to begin with.
        clock: the program's clock.
        change: hears of another kind, at once and once.

    Attributes:
        kind: the one in use.
    """

    def __init__(self, kind: AccountKind, clock: Clock, change: Callable[[AccountKind], None]) -> None:
        self.kind = kind
        self._clock = clock
        self._change = change
        self._settled_at = 0.0

    def answered(self, code: str) -> None:
        """The venue answered a signed call with this code."""
        kind = TOLD_BY.get(code)
        if kind is None or kind is self.kind or self._clock.monotonic() < self._settled_at:
            return
        self.kind = kind
        self._settled_at = self._clock.monotonic() + SETTLING_SECONDS
        self._change(kind)
