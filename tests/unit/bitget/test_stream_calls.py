"""Orders on a stream: each is answered once, by its own frame or by the end of the connection."""

import json

import pytest

from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.stream_calls import Calls
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.pushes import read_head
from terminal_app.bitget.wire.unified import orders
from tests.helpers import stream_frames as frames

ORDER = CallRequest("place-order", "spot", [{"symbol": "BTCUSDT", "clientOid": "tb-1"}], single=True)


class Desk:
    """Calls, and what was heard of each."""

    def __init__(self) -> None:
        self.calls = Calls(UNIFIED_STREAM)
        self.heard: list[Envelope | NoAnswerError] = []

    def begin(self, request: CallRequest = ORDER) -> str:
        frame = json.loads(self.calls.begin(request, self.heard.append))
        assert isinstance(frame["id"], str)
        return frame["id"]

    def take(self, **frame: object) -> bool:
        return self.calls.take(read_head(json.dumps(frame).encode()))


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_frame_is_as_documented(desk: Desk) -> None:
    frame = json.loads(desk.calls.begin(ORDER, desk.heard.append))
    assert frame == {
        "op": "trade",
        "id": "t-1",
        "category": "spot",
        "topic": "place-order",
        "args": [{"symbol": "BTCUSDT", "clientOid": "tb-1"}],
    }
    assert desk.begin() == "t-2"


@pytest.mark.parametrize("code", ["0", 0])
def test_an_answer_reaches_its_own_call_once(desk: Desk, code: object) -> None:
    first, second = desk.begin(), desk.begin()
    row = {"symbol": "BTCUSDT", "orderId": "9", "clientOid": "tb-1", "cTime": "1"}
    answer = {"event": "trade", "category": "spot", "topic": "place-order", "msg": "success", "ts": "1"}
    assert desk.take(**answer, id=second, args=[row], code=code)
    (envelope,) = desk.heard
    assert isinstance(envelope, Envelope)
    assert envelope.ok
    assert orders.ack(envelope)[:2] == ("9", "tb-1")
    assert desk.take(**answer, id=second, args=[row], code=code)
    assert len(desk.heard) == 1
    assert desk.take(event="error", id=first, code="25203", msg="Insufficient margin")
    refused = desk.heard[1]
    assert isinstance(refused, Envelope)
    assert (refused.code, refused.message) == ("25203", "Insufficient margin")


@pytest.mark.parametrize("args", [{}, {"args": []}])
def test_an_answer_without_a_row_is_an_answer(desk: Desk, args: dict[str, object]) -> None:
    desk.take(event="trade", id=desk.begin(), code="0", **args)
    (envelope,) = desk.heard
    assert isinstance(envelope, Envelope)
    assert (envelope.ok, bytes(envelope.data)) == (True, b"null")


@pytest.mark.parametrize("args", ["odd", [{}, {}], 5])
def test_an_answer_of_another_shape_is_left_for_its_reader_to_refuse(desk: Desk, args: object) -> None:
    desk.take(event="trade", id=desk.begin(), code="0", args=args)
    (envelope,) = desk.heard
    assert isinstance(envelope, Envelope)
    assert json.loads(bytes(envelope.data)) == args


def test_the_rows_of_a_batch_stay_together(desk: Desk) -> None:
    call = desk.begin(ORDER._replace(single=False))
    desk.take(event="trade", id=call, code="0", args=[{"orderId": "1", "code": "0"}, {"code": "25203"}])
    (envelope,) = desk.heard
    assert isinstance(envelope, Envelope)
    assert [row.ok for row in orders.acks(envelope)] == [True, False]


def test_an_error_without_a_code_is_no_success(desk: Desk) -> None:
    desk.take(event="error", id=desk.begin(), code="0")
    desk.take(event="error", id=desk.begin())
    assert all(isinstance(answer, Envelope) and not answer.ok for answer in desk.heard)


def test_the_end_of_the_connection_answers_nothing(desk: Desk) -> None:
    call = desk.begin()
    desk.begin()
    desk.calls.lose()
    assert [type(answer) for answer in desk.heard] == [NoAnswerError, NoAnswerError]
    assert desk.take(event="trade", id=call, code="0")
    desk.calls.lose()
    assert len(desk.heard) == 2


def test_an_error_that_names_no_call_proves_nothing_about_it(desk: Desk) -> None:
    desk.begin()
    assert not desk.take(event="error", code=30003, msg="Invalid op")
    (answer,) = desk.heard
    assert isinstance(answer, NoAnswerError)
    assert answer.detail == "30003"


@pytest.mark.parametrize(
    "frame", [frames.error(30006), frames.LOGGED_IN, frames.ack(frames.private_arg("order")), frames.ticker()]
)
def test_other_frames_are_not_for_calls(desk: Desk, frame: bytes) -> None:
    desk.begin()
    assert not desk.calls.take(read_head(frame))
    assert desk.heard == []
