"""Values that must never be seen: an API key shows as dots wherever it is printed by accident.

Python cannot wipe memory, so this protects against logs, tracebacks, formatting and serialising, nothing
more.
"""

import hmac
from dataclasses import dataclass
from typing import NoReturn, SupportsIndex, final

DOTS = "••••"


@final
class Secret:
    """A text that prints as dots. Only `reveal` gives it out, so every use can be found by that name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return DOTS

    def __str__(self) -> str:
        return DOTS

    def __format__(self, format_spec: str) -> str:
        return DOTS

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce_ex__(self, protocol: SupportsIndex) -> NoReturn:
        raise TypeError("a secret cannot be pickled or copied")


@dataclass(frozen=True, slots=True)
class Credentials:
    """The three parts of an API key of the venue."""

    key: Secret
    secret: Secret
    passphrase: Secret
