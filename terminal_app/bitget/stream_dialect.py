"""What the two dialects of the venue's streams have different, as one value: the rest of a stream knows none.

`UNIFIED_STREAM` and `CLASSIC_STREAM` are the two there are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from terminal_app.bitget.wire.calls import CallAnswer, CallRequest, Payload
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.pushes import Head, PublicPush
from terminal_app.core.events import AccountEvent
from terminal_app.core.ports import Channel

ReadPublic = Callable[[Head, Arg, float], PublicPush | None]
ReadPrivate = Callable[[Head, Arg, float], AccountEvent | None]


@dataclass(frozen=True, slots=True)
class StreamDialect:
    """The words of one dialect.

    Attributes:
        private: what a private connection is always subscribed to.
        silent_after: seconds of silence of a topic that a person should hear of, at least.
        renewed_after: seconds of silence after which a topic is asked for anew and nobody is told.
        vital: topics that make the silence of a connection suspicious: it is asked whether it is there.
        arg_of: the subscription argument of a channel; `ValueError` for candles without their interval.
        wire_arg: an argument as it is sent.
        read_arg: the argument of a frame; `BadPayloadError` when it is none.
        refused_arg: the argument an error is about, `None` when it names none.
        name_of: what a person calls the channel of an argument.
        read_public: decodes a public push; `None` when its topic or product is not one of ours. Given the
            frame, its argument and when it arrived; raises one of `BAD_FRAME`.
        read_private: the same for a private push.
        order_topics: the topic of each path that the private stream takes orders for.
        order_request: the request of the stream for the body of a call, given the topic first; `None` when it
            has to go by REST.
        order_frame: a request as it is sent, under this id.
        read_call: which call a frame answers, and its rows.
    """

    private: tuple[Arg, ...]
    silent_after: Mapping[str, float]
    renewed_after: Mapping[str, float]
    vital: frozenset[str]
    arg_of: Callable[[Channel], Arg]
    wire_arg: Callable[[Arg], Mapping[str, str]]
    read_arg: Callable[[msgspec.Raw], Arg]
    refused_arg: Callable[[Head], Arg | None]
    name_of: Callable[[Arg], str]
    read_public: ReadPublic
    read_private: ReadPrivate
    order_topics: Mapping[str, str]
    order_request: Callable[[str, Payload], CallRequest | None]
    order_frame: Callable[[str, CallRequest], bytes]
    read_call: Callable[[Head], CallAnswer]

    def request_text(self, operation: str, args: Iterable[Arg]) -> str:
        """The message that subscribes or unsubscribes some arguments."""
        return msgspec.json.encode({"op": operation, "args": list(map(self.wire_arg, args))}).decode()
