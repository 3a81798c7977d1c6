"""The envelope around every REST answer, and the checks before anything inside it is believed.

`{"code": "00000", "msg": "success", "requestTime": 1700000000000, "data": ...}`. What is not such an envelope
(a captive portal, an error page, an empty or endless body) is a fault of the link, not of the venue.
"""

from typing import TypeVar

import msgspec

from terminal_app.bitget.wire import numbers
from terminal_app.core.money import BadNumberError

T = TypeVar("T")

OK = "00000"
MAX_BODY_BYTES = 8 * 1024 * 1024
_MAX_CODE = 12
_MAX_BROKEN = 200
_MAX_PARTS = 150_000
"""Commas in an answer. A list of a thousand symbols has some 40,000; millions would cost seconds."""
_MAX_MESSAGE = 200


class BadPayloadError(ValueError):
    """The payload does not have the documented shape. The text names the place, not the value."""


class Envelope(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    """One answer. `data` stays raw until the caller says what it expects."""

    code: str
    msg: str | None = None
    request_time: int | str | None = None
    data: msgspec.Raw = msgspec.Raw(b"null")

    @property
    def ok(self) -> bool:
        """Whether the venue did what it was asked."""
        return self.code == OK

    @property
    def message(self) -> str:
        """The venue's own words for the log: one short printable line."""
        return printable(self.msg or "")

    @property
    def time_ms(self) -> int:
        """When the venue made the answer (Unix ms), 0 when it does not say."""
        try:
            return numbers.millis(self.request_time)
        except BadNumberError:
            return 0


_ENVELOPE = msgspec.json.Decoder(Envelope)


def open_envelope(content_type: str, body: bytes) -> Envelope:
    """Read the envelope of an answer.

    Raises:
        BadPayloadError: the body is too large or too rich, not JSON, or not an envelope with a textual code.
    """
    if len(body) > MAX_BODY_BYTES:
        raise BadPayloadError("the answer is larger than 8 MB")
    if content_type and "json" not in content_type.lower():
        raise BadPayloadError("the answer is not JSON but another kind of page")
    if len(body) > _MAX_PARTS and body.count(b",") > _MAX_PARTS:
        raise BadPayloadError("the answer has more parts than any of the venue's")
    if not body.strip():
        raise BadPayloadError("the answer is empty")
    try:
        envelope = _ENVELOPE.decode(body)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadPayloadError(f"the answer is not an envelope: {printable(str(error))}") from None
    if not envelope.code or len(envelope.code) > _MAX_CODE or not envelope.code.isascii():
        raise BadPayloadError("the answer's code is not a code")
    return envelope


def decode(decoder: msgspec.json.Decoder[T], raw: msgspec.Raw) -> T:
    """Decode a part of an answer.

    Raises:
        BadPayloadError: it does not have the documented shape.
    """
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadPayloadError(printable(str(error))) from None


def printable(text: str) -> str:
    """Foreign text, made fit for one line of a log: short, without control characters."""
    return "".join(mark if mark.isprintable() else " " for mark in text[:_MAX_MESSAGE])


def note_broken(broken: list[str], error: Exception, good: int) -> None:
    """Note that a row cannot be read; `good` is how many could be so far.

    Raises:
        BadPayloadError: so many cannot that this is no list of such rows; going on would only cost time.
    """
    broken.append(printable(str(error)))
    if len(broken) > _MAX_BROKEN + good:
        raise BadPayloadError(f"hardly a row can be read: {broken[0]}") from None
