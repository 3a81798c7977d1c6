"""A page of a list of the unified account: its rows, and where the next page begins."""

from collections.abc import Callable
from typing import Generic, TypeVar

import msgspec

from terminal_app.bitget.wire.envelope import Envelope, decode
from terminal_app.bitget.wire.unified.common import Text, cursor_of

R = TypeVar("R")
T = TypeVar("T")


class Page(msgspec.Struct, Generic[R], frozen=True):
    """A page as it comes."""

    rows: list[R] | None = msgspec.field(name="list", default=None)
    cursor: Text = None


def page_of(
    envelope: Envelope, pages: msgspec.json.Decoder[Page[R] | None], read: Callable[[R], T | None]
) -> tuple[list[T], str]:
    """What `read` makes of each row, and the cursor of the next page ("" when there is none).

    Args:
        envelope: the answer.
        pages: decodes it.
        read: makes a value of a row, `None` of one that is not for this program.

    Raises:
        BadPayloadError: the answer does not have the documented shape.
    """
    page = decode(pages, envelope.data)
    if page is None:
        return [], ""
    found = (read(row) for row in page.rows or ())
    return [one for one in found if one is not None], cursor_of(page.cursor)
