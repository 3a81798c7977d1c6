"""What the answers of a stream mean: confirmations, logins and errors, for a person and for the connection.

Source: the venue's documentation, Websocket error codes. Sentences come from codes, never from its texts.
"""

from collections.abc import Mapping
from enum import Enum
from math import inf
from typing import NamedTuple

from terminal_app.bitget.wire.envelope import BadPayloadError
from terminal_app.bitget.wire.pushes import Head


class Kind(Enum):
    """What an answer is about."""

    LOGGED_IN = "logged in"
    LOGIN_REFUSED = "login refused"
    LOGIN_LOST = "login lost"
    SUBSCRIBED = "subscribed"
    UNSUBSCRIBED = "unsubscribed"
    CHANNEL_REFUSED = "channel refused"
    TOO_FAST = "too fast"
    RESTARTING = "restarting"
    OTHER = "other"


class Answer(NamedTuple):
    """An answer, understood.

    `retry_after`: seconds until another try after a refused login, infinity when the key itself is wrong.
    """

    kind: Kind
    sentence: str = ""
    retry_after: float = 0.0


_NO_STREAM = "Bitget has no such stream. Check the symbol."
_NOT_UNDERSTOOD = "Bitget did not understand the request for this stream."
_ERRORS: Mapping[int, Answer] = {
    30001: Answer(Kind.CHANNEL_REFUSED, _NO_STREAM),
    30002: Answer(Kind.CHANNEL_REFUSED, _NOT_UNDERSTOOD),
    30003: Answer(Kind.CHANNEL_REFUSED, _NOT_UNDERSTOOD),
    30004: Answer(Kind.LOGIN_LOST, "Bitget has ended the login; logging in again."),
    30005: Answer(
        Kind.LOGIN_REFUSED, "Bitget refused the login. Check the API key and its passphrase.", 60.0
    ),
    30006: Answer(Kind.TOO_FAST),
    30011: Answer(Kind.LOGIN_REFUSED, "Bitget does not know this API key. Enter it again.", inf),
    30012: Answer(Kind.LOGIN_REFUSED, "The passphrase does not belong to this API key. Enter it again.", inf),
    30013: Answer(
        Kind.LOGIN_REFUSED, "Bitget refused the time of the login. Check this computer's clock.", 60.0
    ),
    30014: Answer(
        Kind.LOGIN_REFUSED, "The login reached Bitget too late. Check this computer's clock.", 60.0
    ),
    30015: Answer(Kind.LOGIN_REFUSED, "The secret does not belong to this API key. Enter it again.", inf),
    30016: Answer(Kind.CHANNEL_REFUSED, _NO_STREAM),
}
_RESTARTING = Answer(Kind.RESTARTING, "Bitget is about to restart its service; connecting again in a moment.")
_UPGRADE = 30033
_EVENTS = {"subscribe": Answer(Kind.SUBSCRIBED), "unsubscribe": Answer(Kind.UNSUBSCRIBED)}


def read_answer(head: Head, *, logging_in: bool) -> Answer:
    """Understand a frame that is not a push.

    Args:
        head: the frame.
        logging_in: whether a login waits for its answer, so that an unknown error can only mean the login.

    Raises:
        BadPayloadError: it is no answer either.
    """
    code = number_of(head.code)
    if code == _UPGRADE:
        return _RESTARTING
    if head.event == "login" and code in {0, -1}:
        return Answer(Kind.LOGGED_IN)
    if head.event in _EVENTS:
        return _EVENTS[head.event]
    if head.event not in {"error", "login"}:
        raise BadPayloadError("neither a push nor a known answer")
    answer = _ERRORS.get(code, Answer(Kind.OTHER))
    if logging_in and answer.kind is not Kind.LOGIN_REFUSED:
        return _ERRORS[30005]
    return answer


def number_of(code: int | str | None) -> int:
    """The code as a number: answers carry numbers, or numbers as texts; -1 for anything else."""
    if isinstance(code, str):
        return int(code) if len(code) <= 9 and code.isascii() and code.isdigit() else -1
    return -1 if code is None else code
