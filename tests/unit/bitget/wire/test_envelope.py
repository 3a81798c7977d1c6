"""The envelope: what is one, and what is a fault of the link."""

import json
import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.wire.envelope import (
    MAX_BODY_BYTES,
    BadPayloadError,
    Envelope,
    decode,
    open_envelope,
    printable,
)

JSON = "application/json;charset=UTF-8"
GOOD = b'{"code":"00000","msg":"success","requestTime":1695806875837,"data":{"a":[1.50]},"new":{"x":1}}'


def test_a_success() -> None:
    envelope = open_envelope(JSON, GOOD)
    assert envelope.ok
    assert (envelope.code, envelope.message, envelope.time_ms) == ("00000", "success", 1695806875837)
    assert bytes(envelope.data) == b'{"a":[1.50]}'


@pytest.mark.parametrize("piece", [b"[],", b'"",', b"{},"])
def test_an_answer_of_too_many_parts_is_none(piece: bytes) -> None:
    body = b'{"code":"00000","data":[' + piece * 200_000 + b"null]}"
    with pytest.raises(BadPayloadError, match="more parts"):
        open_envelope(JSON, body)


def test_an_error() -> None:
    body = b'{"data":null,"requestTime":"1789206270550","msg":"Parameter \\u0000 wrong","code":"400172"}'
    envelope = open_envelope("", body)
    assert not envelope.ok
    assert (envelope.code, envelope.message, envelope.time_ms) == (
        "400172",
        "Parameter   wrong",
        1789206270550,
    )


def test_all_but_the_code_may_be_missing() -> None:
    envelope = open_envelope(JSON, b'{"code":"00000"}')
    assert (envelope.message, envelope.time_ms, bytes(envelope.data)) == ("", 0, b"null")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("text/html; charset=utf-8", b"<html>sign in to the wifi</html>"),
        ("text/html", GOOD),
        (JSON, b""),
        (JSON, b"  \r\n"),
        (JSON, b"<html>"),
        (JSON, b'{"code":"00000"'),
        (JSON, b'[{"code":"00000"}]'),
        (JSON, b'{"msg":"success"}'),
        (JSON, b'{"code":0}'),
        (JSON, b'{"code":null}'),
        (JSON, b'{"code":""}'),
        (JSON, b'{"code":"0000000000000"}'),
        (JSON, '{"code":"００"}'.encode()),
        (JSON, b'{"code":"1","msg":5}'),
        (JSON, b'{"code":"1","msg":"\\ud800"}'),
        (JSON, b'{"code":"1","msg":"\xff\xfe"}'),
        (JSON, b"\x1f\x8b garbage"),
        (JSON, b'{"data":' + b"[" * 200_000 + b"]" * 200_000 + b',"code":"00000"}'),
        (JSON, b'{"code":"00000","data":"' + b"x" * MAX_BODY_BYTES + b'"}'),
    ],
)
def test_what_is_no_envelope(content_type: str, body: bytes) -> None:
    with pytest.raises(BadPayloadError):
        open_envelope(content_type, body)


@given(st.binary(max_size=300))
def test_garbage_is_refused_and_nothing_else_happens(body: bytes) -> None:
    with pytest.raises(BadPayloadError):
        open_envelope(JSON, b"\x00" + body)


@given(st.recursive(st.none() | st.booleans() | st.text() | st.integers(), st.lists))
def test_any_json_that_is_no_object_with_a_code_is_refused(value: object) -> None:
    with pytest.raises(BadPayloadError):
        open_envelope(JSON, json.dumps(value).encode())


def test_eight_megabytes_are_judged_quickly() -> None:
    rows = b",".join([b'{"symbol":"BTCUSDT","note":"%b"}' % (b"x" * 110)] * 55_000)
    body = b'{"code":"00000","data":[' + rows + b"]}"
    assert len(body) < MAX_BODY_BYTES
    started = time.process_time()
    assert open_envelope(JSON, body).ok
    assert time.process_time() - started < 1


def test_data_of_another_shape_is_named_by_its_place() -> None:
    decoder = msgspec.json.Decoder(list[int])
    with pytest.raises(BadPayloadError, match=r"\$\[1\]"):
        decode(decoder, msgspec.Raw(b'[1,"2"]'))
    with pytest.raises(BadPayloadError):
        decode(decoder, msgspec.Raw(b"[" * 200_000))
    assert decode(decoder, msgspec.Raw(b"[1]")) == [1]


def test_a_time_out_of_range_is_no_time() -> None:
    assert Envelope(code="00000", request_time=10**18).time_ms == 0


def test_foreign_text_is_one_short_line() -> None:
    assert printable("a\nb\x1b[31m" + "c" * 500) == "a b [31m" + "c" * 192
