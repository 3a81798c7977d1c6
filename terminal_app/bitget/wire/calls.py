"""An order that goes over the private stream, and its answer, as both dialects mean them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec

Row = Mapping[str, object]
Payload = Row | Sequence[Row]
"""The body of a command before it is bytes: of one order, or of several."""


class CallRequest(NamedTuple):
    """One request: orders of one category. `single` tells an order from a batch of one."""

    topic: str
    category: str
    args: Sequence[Row]
    single: bool


class CallAnswer(NamedTuple):
    """Which call an answer is for, `None` when it does not say, and its rows as a JSON list."""

    call_id: str | None
    rows: msgspec.Raw
