"""Long lists of the venue of which a row that cannot be read costs that row, not the whole list."""

import logging
from collections.abc import Callable
from typing import TypeVar

import msgspec

from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, decode, note_broken
from terminal_app.core.money import BadNumberError

log = logging.getLogger(__name__)

T = TypeVar("T")

_ROWS = msgspec.json.Decoder(list[msgspec.Raw] | None)


def readable(envelope: Envelope, read: Callable[[msgspec.Raw], T | None], what: str) -> list[T]:
    """What `read` makes of each row; rows of which it makes `None` are left out.

    Raises:
        BadPayloadError: there is no list, or hardly a row of it can be read.
    """
    found: list[T] = []
    broken: list[str] = []
    for raw in decode(_ROWS, envelope.data) or ():
        try:
            value = read(raw)
        except (BadPayloadError, BadNumberError) as error:
            note_broken(broken, error, len(found))
            continue
        if value is not None:
            found.append(value)
    if broken:
        log.info("%d %s could not be read, the first: %s", len(broken), what, broken[0])
    return found
