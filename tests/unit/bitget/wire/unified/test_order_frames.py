"""Orders of the unified account over the stream."""

import json

from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.pushes import read_head
from terminal_app.bitget.wire.unified.order_frames import order_frame, order_request, read_call

BODY = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "clientOid": "tb-1"}
NAMED = {"symbol": "BTCUSDT", "clientOid": "tb-1"}
ORDER = CallRequest("place-order", "usdt-futures", [NAMED], single=True)


def test_a_body_names_its_category_once_and_in_small_letters() -> None:
    assert order_request("place-order", BODY) == ORDER
    batch = order_request("batch-place", [BODY, BODY])
    assert batch == CallRequest("batch-place", "usdt-futures", [NAMED, NAMED], single=False)


def test_several_categories_are_no_request() -> None:
    mixed = [BODY, {**BODY, "category": "SPOT"}]
    assert order_request("batch-cancel", mixed) is None


def test_a_body_is_left_as_it_is() -> None:
    body = dict(BODY)
    order_request("place-order", body)
    assert body == BODY


def test_the_frame_is_as_documented() -> None:
    frame = {"op": "trade", "id": "t-1", "category": "usdt-futures", "topic": "place-order", "args": [NAMED]}
    assert json.loads(order_frame("t-1", ORDER)) == frame


def test_an_answer_names_its_call_and_has_rows() -> None:
    answer = read_call(read_head(b'{"event":"trade","id":7,"args":[{"orderId":"9"}],"code":"0"}'))
    assert (answer.call_id, bytes(answer.rows)) == ("7", b'[{"orderId":"9"}]')
    assert read_call(read_head(b'{"event":"error","code":30001}')).call_id is None
