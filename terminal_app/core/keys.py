"""The words about API keys: profiles, where a key is kept, what can go wrong with it, what a test of it says.

No key is in here; `core.secret` has those.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import final

from terminal_app.core.account_kind import AccountKind
from terminal_app.core.errors import EnvironmentTroubleError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")
_DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{number}" for port in ("com", "lpt") for number in range(10)),
}
PAPER_PROFILE = "paper"
CLASSIC_PAPER_PROFILE = "paper-classic"
PAPER_ACCOUNTS: Mapping[str, AccountKind] = {
    PAPER_PROFILE: AccountKind.UNIFIED,
    CLASSIC_PAPER_PROFILE: AccountKind.CLASSIC,
}
"""The built-in accounts, one of each kind, which need no key."""


class Environment(Enum):
    """Which of the venue's worlds a key belongs to."""

    LIVE = "live"
    DEMO = "demo"


@final
class LiveToken:
    """Proof that somebody chose a live profile: nothing that reaches real money can be built without one.

    Raises:
        ValueError: the environment is another one.
    """

    __slots__ = ()

    def __init__(self, environment: Environment) -> None:
        if environment is not Environment.LIVE:
            raise ValueError("only a live profile reaches real money")


class Storage(Enum):
    """Where a key is kept; nothing ever moves a key to a weaker place by itself."""

    SYSTEM = "system"
    FILE = "file"
    SESSION = "session"


@dataclass(frozen=True, slots=True)
class Profile:
    """One account as the person calls it. Its name is also the name of the folder of its journal."""

    name: str
    environment: Environment
    storage: Storage


def name_problem(name: str, taken: Sequence[str] = ()) -> str | None:
    """Why a profile cannot be called this, in a plain sentence; `None` when it can.

    Names that differ only in their case are one name, because some systems' folders think so.
    """
    if _NAME.fullmatch(name) is None:
        return "A name has 1 to 32 letters, digits, - or _."
    if name.casefold() in PAPER_ACCOUNTS:
        return "This name belongs to a built-in paper account. Choose another one."
    if name.casefold() in _DEVICES:
        return "Some systems keep this name for a device. Choose another one."
    if name.casefold() in {other.casefold() for other in taken}:
        return "There is already a profile of this name."
    return None


class KeyTrouble(Enum):
    """What stands between the person and a stored key."""

    NO_STORE = "no-store"
    LOCKED = "locked"
    NOT_OPENED = "not-opened"
    SILENT = "silent"
    REFUSED = "refused"
    NOT_KEPT = "not-kept"
    TOO_LONG = "too-long"
    MISSING = "missing"
    SESSION_OVER = "session-over"
    DAMAGED = "damaged"
    NEWER = "newer"
    OTHER_PROFILE = "other-profile"
    NO_PASSWORD = "no-password"
    WRONG_PASSWORD = "wrong-password"
    LIST_DAMAGED = "list-damaged"
    DISK = "disk"
    NO_HELPER = "no-helper"


class KeyStoreError(EnvironmentTroubleError):
    """A key could not be stored, read or forgotten; `trouble` says why."""

    def __init__(self, trouble: KeyTrouble, sentence: str, detail: str = "") -> None:
        super().__init__(sentence, detail)
        self.trouble = trouble


class KeyFault(Enum):
    """Which part of a key, or of the way to the venue, a test found wrong."""

    INCOMPLETE = "incomplete"
    KEY = "key"
    SIGNATURE = "signature"
    PASSPHRASE = "passphrase"
    ADDRESS = "address"
    PERMISSION = "permission"
    CLOCK = "clock"
    ENVIRONMENT = "environment"
    ACCOUNT_KIND = "account-kind"
    ACCOUNT = "account"
    BUSY = "busy"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class KeyReport:
    """What a test of a key found.

    Args:
        fault: `None` when the key works.
        sentence: the result, and what to do, in one sentence or two.
        facts: what the venue tells about the key, a line each.
        warnings: what the person should change about a key that works.
    """

    fault: KeyFault | None
    sentence: str
    facts: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def works(self) -> bool:
        """Whether the venue lets this key in."""
        return self.fault is None
