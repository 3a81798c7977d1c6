"""Client order ids: sortable, unique, and of the strictest alphabet the venue has.

The unified account allows 1 to 32 characters of `[.A-Z:/a-z0-9_-]`.
"""

import secrets
from collections.abc import Callable

PREFIX = "tb"

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def new_client_oid(now_ms: int, random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """A fresh id: prefix, time in base 36 (sorts by time until the year 2059), 60 random bits."""
    return f"{PREFIX}-{_base36(now_ms, 8)}-{_base36(random_bits(60), 12)}"


def is_ours(client_oid: str) -> bool:
    """Whether an id has the form this program gives its orders."""
    return client_oid.startswith(f"{PREFIX}-")


def _base36(number: int, width: int) -> str:
    digits = []
    while number:
        number, rest = divmod(number, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits)).rjust(width, "0")
