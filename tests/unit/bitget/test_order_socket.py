"""Which commands take the stream, and what the venue's refusal of the way itself means."""

import asyncio

import pytest

from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.order_socket import OrderSocket, Waiting
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.envelope import Envelope
from tests.helpers.logs import LogWatch

BODY = {"category": "USDT-FUTURES", "symbol": "BTCUSDT", "clientOid": "tb-1"}
NAMED = {"symbol": "BTCUSDT", "clientOid": "tb-1"}


class Stream:
    """Takes every request."""

    def __init__(self) -> None:
        self.requests: list[CallRequest] = []
        self.fit = True

    def post(self, request: CallRequest) -> Waiting | None:
        self.requests.append(request)
        return asyncio.get_running_loop().create_future() if self.fit else None


@pytest.mark.parametrize(
    ("endpoint", "topic"),
    [
        (endpoints.PLACE_ORDER, "place-order"),
        (endpoints.MODIFY_ORDER, "modify-order"),
        (endpoints.CANCEL_ORDER, "cancel-order"),
    ],
)
async def test_a_command_names_its_category_once_and_in_small_letters(endpoint: Endpoint, topic: str) -> None:
    stream = Stream()
    assert OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post).post(endpoint, BODY) is not None
    assert stream.requests == [CallRequest(topic, "usdt-futures", [NAMED], single=True)]


async def test_batches_of_one_category_go_too() -> None:
    stream = Stream()
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    assert socket.post(endpoints.PLACE_BATCH, [BODY, BODY]) is not None
    assert stream.requests == [CallRequest("batch-place", "usdt-futures", [NAMED, NAMED], single=False)]
    mixed = [BODY, {**BODY, "category": "SPOT"}]
    assert socket.post(endpoints.CANCEL_BATCH, mixed) is None


@pytest.mark.parametrize(
    "endpoint",
    [endpoints.PLACE_STRATEGY, endpoints.CANCEL_SYMBOL, endpoints.SET_LEVERAGE, endpoints.SETTINGS],
)
async def test_everything_else_goes_by_rest(endpoint: Endpoint) -> None:
    stream = Stream()
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    assert not socket.takes(endpoint)
    assert socket.post(endpoint, BODY) is None
    assert stream.requests == []


async def test_a_stream_that_is_not_fit_takes_nothing() -> None:
    stream = Stream()
    stream.fit = False
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    assert not socket.takes(endpoints.PLACE_ORDER)
    assert socket.post(endpoints.PLACE_ORDER, BODY) is None


@pytest.mark.parametrize("code", ["40014", "40040", "25620", "30001", "30002", "30003", "30016"])
async def test_the_first_refusal_of_the_way_is_the_last(
    code: str, expect_log: LogWatch, caplog: pytest.LogCaptureFixture
) -> None:
    expect_log("orders go by REST")
    stream = Stream()
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    envelope = socket.judged(Envelope(code, "no permission"))
    assert (envelope.code, envelope.message) == ("30003", f"{code} no permission")
    assert socket.judged(Envelope(code)).code == "30003"
    assert socket.post(endpoints.PLACE_ORDER, BODY) is None
    assert len(caplog.records) == 1


async def test_an_unclear_refusal_turns_the_way_off_and_leaves_the_order_in_doubt(
    expect_log: LogWatch,
) -> None:
    expect_log("orders go by REST")
    stream = Stream()
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    with pytest.raises(NoAnswerError):
        socket.judged(NoAnswerError("Not understood.", "30003"))
    assert socket.post(endpoints.PLACE_ORDER, BODY) is None


async def test_other_answers_are_what_they_are() -> None:
    stream = Stream()
    socket = OrderSocket(UNIFIED_STREAM, lambda: stream.fit, stream.post)
    for code in ("00000", "25203", "429", "40009"):
        assert socket.judged(Envelope(code)) == Envelope(code)
    with pytest.raises(NoAnswerError):
        socket.judged(NoAnswerError("Broken.", "stream"))
    assert socket.post(endpoints.PLACE_ORDER, BODY) is not None
