"""Orders of the classic account over the stream."""

import json

import pytest

from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.classic.order_frames import order_frame, order_request, read_call
from terminal_app.bitget.wire.pushes import read_head

SPOT = {"symbol": "BTCUSDT", "side": "buy", "clientOid": "tb-1"}
MIX = SPOT | {"productType": "USDT-FUTURES", "marginCoin": "USDT", "tradeSide": "open"}


def encoded(content: object) -> bytes:
    return json.dumps(content).encode()


def test_a_spot_body_says_no_product_and_is_of_spot() -> None:
    assert order_request("place-order", SPOT) == CallRequest("place-order", "SPOT", [SPOT], True)


def test_a_futures_body_names_its_product_once() -> None:
    request = order_request("cancel-order", MIX)
    named = {name: word for name, word in MIX.items() if name != "productType"}
    assert request == CallRequest("cancel-order", "USDT-FUTURES", [named], True)


def test_several_orders_are_no_request() -> None:
    assert order_request("place-order", [SPOT, SPOT]) is None


def test_a_body_is_left_as_it_is() -> None:
    body = dict(MIX)
    order_request("place-order", body)
    assert body == MIX


def test_the_frame_is_as_documented() -> None:
    request = order_request("place-order", MIX)
    assert request is not None
    assert json.loads(order_frame("t-1", request)) == {
        "op": "trade",
        "args": [
            {
                "id": "t-1",
                "instType": "USDT-FUTURES",
                "instId": "BTCUSDT",
                "channel": "place-order",
                "params": {"side": "buy", "clientOid": "tb-1", "marginCoin": "USDT", "tradeSide": "open"},
            }
        ],
    }


@pytest.mark.parametrize("event", ["trade", "error"])
def test_an_answer_repeats_the_argument_with_its_id(event: str) -> None:
    ids = {"orderId": "9", "clientOid": "tb-1"}
    arg = {"id": "t-7", "instType": "SPOT", "channel": "place-order", "instId": "BTCUSDT", "params": ids}
    answer = read_call(read_head(encoded({"event": event, "arg": [arg], "code": 0, "msg": "Success"})))
    assert answer.call_id == "t-7"
    assert json.loads(bytes(answer.rows)) == [ids]


@pytest.mark.parametrize(
    "arg",
    [
        {"instType": "SPOT", "channel": "books", "instId": "NOPEUSDT"},
        [],
        [{"channel": "place-order"}],
        [{"id": "t-1"}, {"id": "t-2"}],
        [{"id": f"t-{n}"} for n in range(21)],
        [{"id": {}}],
        "t-1",
        7,
        None,
    ],
    ids=repr,
)
def test_what_names_no_one_call_answers_none(arg: object) -> None:
    assert read_call(read_head(encoded({"event": "error", "arg": arg, "code": 30001}))).call_id is None


def test_an_error_without_an_argument_answers_none() -> None:
    assert read_call(read_head(encoded({"event": "error", "code": 43012}))).call_id is None


def test_an_answer_without_params_has_a_row_that_says_nothing() -> None:
    answer = read_call(read_head(encoded({"event": "trade", "arg": [{"id": 5}], "code": 0})))
    assert (answer.call_id, bytes(answer.rows)) == ("5", b"[null]")


def test_an_argument_that_is_no_text_answers_none() -> None:
    head = read_head(b'{"event":"error","arg":[{"id":"\xff"}],"code":30001}')
    assert read_call(head).call_id is None
