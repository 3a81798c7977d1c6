"""What came back over REST, judged: the venue's envelope and its payload, or no answer at all. Pure."""

from collections.abc import Callable
from typing import TypeVar

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.transport import Answer
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope, open_envelope
from terminal_app.core.errors import LinkError
from terminal_app.core.money import BadNumberError

T = TypeVar("T")


def envelope_of(answer: Answer, endpoint: Endpoint) -> Envelope:
    """The venue's envelope, good or bad.

    Raises:
        NoAnswerError: something else answered, or the venue in a state in which its words prove nothing.
    """
    if answer.status == 429:
        return Envelope(code="429")
    where = f"HTTP {answer.status} on {endpoint.path}"
    if 300 <= answer.status < 400:
        raise NoAnswerError("Another server tried to answer for Bitget.", where)
    try:
        envelope = open_envelope(answer.content_type, answer.body)
    except BadPayloadError as error:
        raise NoAnswerError("What answered is not Bitget's service.", f"{where}: {error}") from error
    if answer.status >= 500 or (envelope.ok and answer.status != 200):
        raise NoAnswerError("Bitget's service has trouble right now.", where)
    return envelope


def decoded(endpoint: Endpoint, envelope: Envelope, decode: Callable[[Envelope], T]) -> T:
    """The payload of an envelope.

    Raises:
        LinkError: it is not what the endpoint answers with.
    """
    try:
        return decode(envelope)
    except (BadPayloadError, BadNumberError) as error:
        raise LinkError("Bitget's answer could not be understood.", f"{endpoint.path}: {error}") from error
