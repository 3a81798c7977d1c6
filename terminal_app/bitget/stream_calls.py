"""Requests on the private stream that have an answer of their own: orders.

Pure: makes frames and understands answers, sends nothing. Each call is answered once: by the frame that names
its id, or by nothing, when the connection ends first. Source: the venue's documentation, unified account,
Websocket, "Place order".
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_answers import number_of
from terminal_app.bitget.wire.envelope import OK, Envelope
from terminal_app.bitget.wire.unified.push import Head

NOT_UNDERSTOOD = frozenset({30001, 30002, 30003, 30016})
"""What the venue answers to a request it does not take from this connection at all."""

Done = Callable[[Envelope | NoAnswerError], None]


class CallRequest(NamedTuple):
    """One request: orders of one category. `single` tells an order from a batch of one."""

    topic: str
    category: str
    args: Sequence[Mapping[str, str]]
    single: bool


class _Frame(msgspec.Struct, frozen=True, gc=False):
    id: str
    category: str
    topic: str
    args: Sequence[Mapping[str, str]]
    op: Literal["trade"] = "trade"


class _Waiting(NamedTuple):
    done: Done
    single: bool


class Calls:
    """The calls of one connection at a time."""

    def __init__(self) -> None:
        self._waiting: dict[str, _Waiting] = {}
        self._numbers = itertools.count(1)

    def begin(self, request: CallRequest, done: Done) -> bytes:
        """The frame of a new call; `done` hears its answer, or that there is none."""
        call_id = f"t-{next(self._numbers)}"
        self._waiting[call_id] = _Waiting(done, request.single)
        return msgspec.json.encode(_Frame(call_id, request.category, request.topic, request.args))

    def take(self, head: Head) -> bool:
        """Take a frame if it is an answer to a call, also to one that nobody waits for any more."""
        if head.event not in {"trade", "error"}:
            return False
        if head.id is not None:
            waiting = self._waiting.pop(str(head.id), None)
            if waiting is not None:
                waiting.done(_envelope(head, single=waiting.single))
            return True
        if head.event == "error" and self._waiting and number_of(head.code) in NOT_UNDERSTOOD:
            # It names no call, so it proves nothing about any; but there is no use in waiting either.
            self._lose(NoAnswerError("Bitget did not understand the request.", str(number_of(head.code))))
        return head.event == "trade"

    def lose(self) -> None:
        """The connection has ended: what was not answered may have arrived."""
        self._lose(NoAnswerError("The connection to Bitget broke before the answer came.", "stream"))

    def _lose(self, error: NoAnswerError) -> None:
        waiting, self._waiting = self._waiting, {}
        for call in waiting.values():
            call.done(error)


def _envelope(head: Head, *, single: bool) -> Envelope:
    code = str(head.code) if head.code not in (0, "0") else OK
    if head.event == "error" and code == OK:
        code = "an error without a code"
    return Envelope(code, head.msg, data=_only(head.args) if single else head.args or msgspec.Raw(b"null"))


def _only(args: msgspec.Raw) -> msgspec.Raw:
    """The one row of an answer; anything else as it is, for its decoder to refuse."""
    try:
        rows = msgspec.json.decode(args, type=list[msgspec.Raw]) if args else []
    except msgspec.MsgspecError:
        return args
    return msgspec.Raw(b"null") if not rows else rows[0] if len(rows) == 1 else args
