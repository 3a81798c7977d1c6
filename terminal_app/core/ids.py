"""Client order ids: sortable, unique, and of the strictest alphabet the venue has.

The unified account allows 1 to 32 characters of `[.A-Z:/a-z0-9_-]`.
"""

import re
import secrets
from collections.abc import Callable

PREFIX = "tb"

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_OURS = re.compile(rf"{PREFIX}-([0-9a-z]{{8}})-[0-9a-z]{{12}}")


def new_client_oid(now_ms: int, random_bits: Callable[[int], int] = secrets.randbits) -> str:
    """A fresh id: prefix, time in base 36 (sorts by time until the year 2059), 60 random bits."""
    return f"{PREFIX}-{_base36(now_ms, 8)}-{_base36(random_bits(60), 12)}"


def is_ours(client_oid: str) -> bool:
    """Whether an id has the form this program gives its orders."""
    return client_oid.startswith(f"{PREFIX}-")


def made_ms(client_oid: str) -> int | None:
    """When an id of this program was made (Unix ms by its clock), `None` for an id of another form."""
    match = _OURS.fullmatch(client_oid)
    return int(match[1], 36) if match else None


def _base36(number: int, width: int) -> str:
    digits = []
    while number:
        number, rest = divmod(number, 36)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits)).rjust(width, "0")
