"""Signing: the query that is signed is the query that is sent, over bytes, with headers that can travel."""

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.bitget.signing import Signer, login_arg, query_string, sign
from terminal_app.core.errors import AuthError
from terminal_app.core.secret import Credentials, Secret


def test_the_query_is_sorted_and_encoded_once() -> None:
    query = query_string({"symbol": "BTC USDT", "category": "SPOT", "clientOid": "a#1/b+c&d=e%20~"})
    assert query == "category=SPOT&clientOid=a%231%2Fb%2Bc%26d%3De%2520~&symbol=BTC%20USDT"


def test_no_parameters_are_no_query() -> None:
    assert query_string({}) == ""


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_the_query_means_what_went_in(params: dict[str, str]) -> None:
    query = query_string(params)
    assert query.isascii()
    assert dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))) == params


@given(st.text(min_size=1), st.binary())
def test_the_signature_is_over_the_bytes_that_are_sent(secret: str, body: bytes) -> None:
    expected = hmac.new(secret.encode(), b"17POST/p?a=b" + body, hashlib.sha256).digest()
    assert sign(Secret(secret), "17", "POST", "/p", "a=b", body) == base64.b64encode(expected).decode()


@pytest.mark.parametrize("length", [1, 63, 64, 65, 200])
def test_a_key_of_any_length_signs_one_request_after_the_other(length: int) -> None:
    secret = "s" * length
    signer = Signer(Credentials(Secret("key"), Secret(secret), Secret("phrase")))
    for stamp in (17, 18):
        message = f"{stamp}POST/p".encode() + b"{}"
        expected = base64.b64encode(hmac.new(secret.encode(), message, hashlib.sha256).digest())
        assert dict(signer.headers(stamp, "POST", "/p", "", b"{}"))[b"ACCESS-SIGN"] == expected


def test_a_request_without_a_query_has_no_question_mark() -> None:
    expected = hmac.new(b"s", b"17GET/p", hashlib.sha256).digest()
    assert sign(Secret("s"), "17", "GET", "/p") == base64.b64encode(expected).decode()


def test_the_headers_sign_the_body() -> None:
    signer = Signer(Credentials(Secret("key"), Secret("secret"), Secret("phrase")))
    headers = dict(signer.headers(17, "POST", "/p", "", b"{}"))
    assert headers[b"ACCESS-SIGN"] == sign(Secret("secret"), "17", "POST", "/p", "", b"{}").encode()


def test_a_slash_is_encoded_in_a_name_too() -> None:
    assert query_string({"a/X": "b/X"}) == "a%2FX=b%2FX"


def test_the_four_headers() -> None:
    credentials = Credentials(Secret("key"), Secret("secret"), Secret("pass phrase"))
    headers = dict(Signer(credentials).headers(1700000000000, "GET", "/api/x", "a=1", b""))
    assert headers == {
        b"ACCESS-KEY": b"key",
        b"ACCESS-SIGN": sign(Secret("secret"), "1700000000000", "GET", "/api/x", "a=1").encode(),
        b"ACCESS-TIMESTAMP": b"1700000000000",
        b"ACCESS-PASSPHRASE": b"pass phrase",
    }


@pytest.mark.parametrize("part", ["", "a\nb", "ключ", " padded", "tab\t"])
def test_a_key_that_cannot_travel_in_a_header_is_refused_without_being_repeated(part: str) -> None:
    for credentials in (
        Credentials(Secret(part), Secret("s"), Secret("p")),
        Credentials(Secret("k"), Secret(part), Secret("p")),
        Credentials(Secret("k"), Secret("s"), Secret(part)),
    ):
        with pytest.raises(AuthError) as caught:
            Signer(credentials)
        assert "Enter it again" in caught.value.sentence
        assert not part or part not in str(caught.value)


def test_a_login_has_the_four_parts_the_venue_wants() -> None:
    argument = login_arg(Credentials(Secret("k"), Secret("s"), Secret("p")), "1700000000")
    assert argument == {
        "apiKey": "k",
        "passphrase": "p",
        "timestamp": "1700000000",
        "sign": sign(Secret("s"), "1700000000", "GET", "/user/verify"),
    }
