"""Tests for `bitget/wire/server_time.py`."""

import msgspec
import pytest

from terminal_app.bitget.wire.envelope import OK, BadPayloadError, Envelope
from terminal_app.bitget.wire.server_time import server_time


def answer(data: object) -> Envelope:
    return Envelope(OK, "success", data=msgspec.Raw(msgspec.json.encode(data)))


def test_the_clock() -> None:
    assert server_time(answer({"serverTime": "1700111073740"})) == 1700111073740


def test_an_answer_without_a_time() -> None:
    with pytest.raises(BadPayloadError):
        server_time(answer({}))
