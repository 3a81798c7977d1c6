"""Reading parameters: what clients really send, and what is refused with which code."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terminal_app.paper.server.errors import ApiError
from terminal_app.paper.server.params import Params, body_items, body_params, query_params
from terminal_app.paper.server.words import SIDE


def test_takes_numbers_where_text_is_documented() -> None:
    params = body_params(b'{"a":1,"b":0.00000012,"c":"x","d":true,"e":null}')
    assert [params.text(name) for name in "abcdef"] == ["1", "0.00000012", "x", "yes", "", ""]


@pytest.mark.parametrize("text", ["1e999999", "-1e999999", "1e41"])
def test_refuses_absurd_numbers_without_writing_them_out(text: str) -> None:
    with pytest.raises(ApiError, match="40020"):
        body_params(b'{"qty":%s}' % text.encode()).text("qty")


def test_refuses_a_list_for_a_value() -> None:
    with pytest.raises(ApiError, match="40020 Parameter qty error"):
        body_params(b'{"qty":["1"]}').text("qty")


def test_names_every_missing_parameter() -> None:
    with pytest.raises(ApiError, match="40019 Parameter symbol,category cannot be empty"):
        query_params("side=buy&category=").need("symbol", "category", "side")


def test_reads_words_in_any_case_and_refuses_others() -> None:
    assert Params({"side": "BUY"}).needed_word("side", SIDE).value == "buy"
    assert Params({}).word("side", {"buy": 1}, 7) == 7
    with pytest.raises(ApiError, match="400171"):
        Params({"side": "hold"}).needed_word("side", SIDE)


@pytest.mark.parametrize("text", ["abc", "1e3", "--1", "", "1_000", " 1", "٣"])
def test_reads_no_number_from_nonsense(text: str) -> None:
    if not text:
        assert Params({"qty": text}).decimal("qty") is None
        return
    with pytest.raises(ApiError, match="40020"):
        Params({"qty": text}).decimal("qty")


def test_wants_sizes_above_zero() -> None:
    assert Params({"qty": "0.1"}).positive("qty") == Decimal("0.1")
    for text in ("0", "-1"):
        with pytest.raises(ApiError, match="40020"):
            Params({"qty": text}).positive("qty")


@pytest.mark.parametrize(("sent", "read"), [("", 100), ("0", 100), ("7", 7), ("5000", 100)])
def test_bounds_the_page(sent: str, read: int) -> None:
    assert query_params(f"limit={sent}").limit(100, 100) == read


@given(st.text(max_size=40))
def test_a_client_oid_is_taken_whole_or_refused(text: str) -> None:
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:/_-")
    params = Params({"clientOid": text})
    if len(text) <= 32 and set(text) <= allowed:
        assert params.client_oid() == text
    else:
        with pytest.raises(ApiError, match="40305"):
            params.client_oid()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]", "40019"),
        (b"{}", "40017"),
        (b"[1]", "40017"),
        (b"not json", "40017"),
        (b"[" + b",".join([b"{}"] * 21) + b"]", "40306"),
    ],
)
def test_refuses_what_is_no_batch(body: bytes, code: str) -> None:
    with pytest.raises(ApiError, match=code):
        body_items(body)


def test_an_empty_body_has_no_parameters() -> None:
    assert body_params(b"").text("symbol") == ""
    assert len(body_items(b'[{"a":"1"},{}]')) == 2


def test_reads_an_encoded_query() -> None:
    assert query_params("clientOid=a%231&x=1+2").text("clientOid") == "a#1"
