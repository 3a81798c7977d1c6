"""An order that goes over the private stream, and its answer, as both dialects mean them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec


class CallRequest(NamedTuple):
    """One request: orders of one category. `single` tells an order from a batch of one."""

    topic: str
    category: str
    args: Sequence[Mapping[str, str]]
    single: bool


class CallAnswer(NamedTuple):
    """Which call an answer is for, `None` when it does not say, and its rows as a JSON list."""

    call_id: str | None
    rows: msgspec.Raw
