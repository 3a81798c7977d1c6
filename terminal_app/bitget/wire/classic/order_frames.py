"""Orders of the classic account over the private stream: the frames that ask, and whose answer is whose.

One order in a request, and no other command than placing and cancelling. The answer repeats the argument of
the request, with the ids of the order in `params`. Source: the venue's documentation, classic account,
Websocket, "Place order" and "Cancel order".
"""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from terminal_app.bitget.wire.calls import CallAnswer, CallRequest, Payload, Row
from terminal_app.bitget.wire.pushes import Head
from terminal_app.bitget.wire.unified.common import CATEGORY
from terminal_app.core.instrument import ProductType

_MAX_ARGS = 20


class _Arg(msgspec.Struct, frozen=True, rename="camel", gc=False):
    id: str
    inst_type: str
    inst_id: str
    channel: str
    params: Row


class _Frame(msgspec.Struct, frozen=True, gc=False):
    args: tuple[_Arg]
    op: str = "trade"


class _Answered(msgspec.Struct, gc=False):
    id: str | int | None = None
    params: msgspec.Raw = msgspec.Raw(b"null")


_ANSWERED = msgspec.json.Decoder(Annotated[list[_Answered], msgspec.Meta(max_length=_MAX_ARGS)])
_NOBODY = CallAnswer(None, msgspec.Raw(b""))


def order_request(topic: str, body: Payload) -> CallRequest | None:
    """The command of a REST body as a request of the stream, `None` when it is of several orders.

    The stream names the product where REST has paths of its own for spot.
    """
    if not isinstance(body, Mapping):
        return None
    category = str(body.get("productType", CATEGORY[ProductType.SPOT]))
    named = {name: word for name, word in body.items() if name != "productType"}
    return CallRequest(topic, category, [named], single=True)


def order_frame(call_id: str, request: CallRequest) -> bytes:
    """A request as it is sent."""
    (row,) = request.args
    params = {name: word for name, word in row.items() if name != "symbol"}
    return msgspec.json.encode(
        _Frame((_Arg(call_id, request.category, str(row["symbol"]), request.topic, params),))
    )


def read_call(head: Head) -> CallAnswer:
    """Which call a frame answers, and the ids of its order. Errors about subscriptions answer none."""
    try:
        rows = _ANSWERED.decode(head.arg)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return _NOBODY
    if len(rows) != 1 or rows[0].id is None:
        return _NOBODY
    return CallAnswer(str(rows[0].id), msgspec.Raw(b"[" + bytes(rows[0].params) + b"]"))
