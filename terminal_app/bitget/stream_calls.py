"""Requests on the private stream that have an answer of their own: orders.

Pure: makes frames and understands answers, sends nothing. Each call is answered once: by the frame that names
its id, or by nothing, when the connection ends first.
"""

import itertools
from collections.abc import Callable
from typing import NamedTuple

import msgspec

from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_answers import number_of
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.envelope import OK, Envelope
from terminal_app.bitget.wire.pushes import Head

NOT_UNDERSTOOD = frozenset({30001, 30002, 30003, 30016})
"""What the venue answers to a request it does not take from this connection at all."""

Done = Callable[[Envelope | NoAnswerError], None]


class _Waiting(NamedTuple):
    done: Done
    single: bool


class Calls:
    """The calls of one connection at a time."""

    def __init__(self, dialect: StreamDialect) -> None:
        self._dialect = dialect
        self._waiting: dict[str, _Waiting] = {}
        self._numbers = itertools.count(1)

    def begin(self, request: CallRequest, done: Done) -> bytes:
        """The frame of a new call; `done` hears its answer, or that there is none."""
        call_id = f"t-{next(self._numbers)}"
        self._waiting[call_id] = _Waiting(done, request.single)
        return self._dialect.order_frame(call_id, request)

    def take(self, head: Head) -> bool:
        """Take a frame if it is an answer to a call, also to one that nobody waits for any more."""
        if head.event not in {"trade", "error"}:
            return False
        call_id, rows = self._dialect.read_call(head)
        if call_id is not None:
            waiting = self._waiting.pop(call_id, None)
            if waiting is not None:
                waiting.done(_envelope(head, rows, single=waiting.single))
            return True
        if (
            head.event == "error"
            and self._waiting
            and number_of(head.code) in NOT_UNDERSTOOD
            and not head.arg
        ):
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


def _envelope(head: Head, rows: msgspec.Raw, *, single: bool) -> Envelope:
    code = str(head.code) if head.code not in (0, "0") else OK
    if head.event == "error" and code == OK:
        code = "an error without a code"
    return Envelope(code, head.msg, data=_only(rows) if single else rows or msgspec.Raw(b"null"))


def _only(rows: msgspec.Raw) -> msgspec.Raw:
    """The one row of an answer; anything else as it is, for its decoder to refuse."""
    try:
        found = msgspec.json.decode(rows, type=list[msgspec.Raw]) if rows else []
    except msgspec.MsgspecError:
        return rows
    return msgspec.Raw(b"null") if not found else found[0] if len(found) == 1 else rows
