"""Tests for `bitget/rest_answers.py`: only what the venue itself says is an answer."""

import pytest

from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.rest_answers import decoded, envelope_of
from terminal_app.bitget.transport import Answer
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.core.errors import LinkError

GOOD = b'{"code":"00000","msg":"success","data":{}}'
BAD = b'{"code":"40014","msg":"no","data":null}'


def answer(status: int, body: bytes, content_type: str = "application/json") -> Answer:
    """What came back."""
    return Answer(status, content_type, None, body)


@pytest.mark.parametrize(
    ("status", "body", "code"), [(200, GOOD, "00000"), (400, BAD, "40014"), (429, b"", "429")]
)
def test_the_venue_speaks(status: int, body: bytes, code: str) -> None:
    assert envelope_of(answer(status, body), endpoints.PLACE_ORDER).code == code


@pytest.mark.parametrize(
    ("came", "words"),
    [
        (answer(302, GOOD), "Another server"),
        (answer(200, b"<html>", "text/html"), "not Bitget's service"),
        (answer(503, BAD), "has trouble"),
        (answer(400, GOOD), "has trouble"),
    ],
)
def test_nobody_knows_what_became_of_the_call(came: Answer, words: str) -> None:
    with pytest.raises(NoAnswerError, match=words) as raised:
        envelope_of(came, endpoints.PLACE_ORDER)
    assert endpoints.PLACE_ORDER.path in raised.value.detail


def test_a_payload_of_another_shape_is_a_fault_of_the_link() -> None:
    def broken(_envelope: Envelope) -> object:
        raise BadPayloadError("at $[0]")

    with pytest.raises(LinkError, match="could not be understood"):
        decoded(endpoints.ASSETS, envelope_of(answer(200, GOOD), endpoints.ASSETS), broken)
