"""Prepared requests: the same bytes and the same headers as httpx would make, without its work."""

import httpx
import pytest

from terminal_app.bitget.prepared import Head

URL = httpx.URL("http://127.0.0.1:1/api/v3/trade/place-order?a=%20b")
CONSTANT = [(b"Host", b"127.0.0.1:1"), (b"Accept", b"application/json")]
OWN = [(b"ACCESS-SIGN", b"abc="), (b"Content-Length", b"2")]


def test_the_bytes_are_those_of_the_request() -> None:
    head = Head("POST", URL, CONSTANT)
    assert head.request(OWN, b"{}", {}).data == (
        b"POST /api/v3/trade/place-order?a=%20b HTTP/1.1\r\n"
        b"Host: 127.0.0.1:1\r\nAccept: application/json\r\nACCESS-SIGN: abc=\r\nContent-Length: 2\r\n\r\n{}"
    )
    assert head.request([], b"", {}).data.endswith(b"Accept: application/json\r\n\r\n")


async def test_to_any_other_transport_it_is_an_ordinary_request() -> None:
    extensions: dict[str, object] = {"timeout": {}}
    prepared = Head("POST", URL, CONSTANT).request(OWN, b"{}", extensions)
    usual = httpx.Request("POST", URL, headers=[*CONSTANT, *OWN], stream=httpx.ByteStream(b"{}"))
    assert prepared.headers == usual.headers
    assert prepared.headers.raw == usual.headers.raw
    assert (prepared.method, prepared.url, prepared.extensions) == ("POST", usual.url, extensions)
    assert await prepared.aread() == b"{}"


def test_it_has_nothing_that_an_ordinary_request_has_not() -> None:
    prepared = Head("POST", URL, CONSTANT).request(OWN, b"{}", {})
    usual = httpx.Request("POST", URL, headers=[*CONSTANT, *OWN], stream=httpx.ByteStream(b"{}"))
    made = set(vars(usual))
    assert made <= {*vars(prepared), "headers"}
    with pytest.raises(AttributeError):
        _ = prepared.nothing_of_the_kind


@pytest.mark.parametrize("bad", [b"a\r\nX: y", b"a\nb", b"\x00", b"\x7f"])
def test_a_control_character_goes_nowhere(bad: bytes) -> None:
    head = Head("POST", URL, CONSTANT)
    for field in ((b"A", bad), (bad, b"a")):
        with pytest.raises(httpx.LocalProtocolError):
            head.request([field], b"", {})
        with pytest.raises(httpx.LocalProtocolError):
            Head("POST", URL, [field])
