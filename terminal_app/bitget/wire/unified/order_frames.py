"""Orders of the unified account over the private stream: the frames that ask, and whose answer is whose.

Source: the venue's documentation, unified account, Websocket, "Place order".
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from terminal_app.bitget.wire.calls import CallAnswer, CallRequest, Payload, Row
from terminal_app.bitget.wire.pushes import Head


class _Frame(msgspec.Struct, frozen=True, gc=False):
    id: str
    category: str
    topic: str
    args: Sequence[Row]
    op: Literal["trade"] = "trade"


def order_request(topic: str, body: Payload) -> CallRequest | None:
    """The command of a REST body as a request of the stream, `None` when it is of several categories.

    The stream names the category once and in small letters.
    """
    single = isinstance(body, Mapping)
    rows = [body] if isinstance(body, Mapping) else body
    categories = {row.get("category", "") for row in rows}
    if len(categories) != 1:
        return None
    named = [{name: word for name, word in row.items() if name != "category"} for row in rows]
    return CallRequest(topic, str(categories.pop()).lower(), named, single)


def order_frame(call_id: str, request: CallRequest) -> bytes:
    """A request as it is sent."""
    return msgspec.json.encode(_Frame(call_id, request.category, request.topic, request.args))


def read_call(head: Head) -> CallAnswer:
    """Which call a frame answers, and its rows."""
    return CallAnswer(None if head.id is None else str(head.id), head.args)
