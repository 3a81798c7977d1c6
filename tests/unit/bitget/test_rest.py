"""Calls: what is signed is what is sent, reads may try again, commands never do, and every end is told."""

import asyncio
import contextlib
from functools import partial

import httpx
import msgspec
import pytest

from terminal_app.bitget import rest, venue_clock
from terminal_app.bitget.errors import NoAnswerError, NothingSentError
from terminal_app.bitget.signing import sign
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.wire.calls import Row
from terminal_app.bitget.wire.envelope import BadPayloadError, Envelope
from terminal_app.core.errors import AuthError, LinkError, RateLimitError, VenueError
from terminal_app.core.events import LinkState
from tests.helpers.bitget_rest import CREDENTIALS, Bench, over_socket
from tests.helpers.faulty_server import Behaviour, answer, faulty_server
from tests.helpers.http_script import Asked, Reply, ok, refusal
from tests.helpers.waiting import eventually

HTML = Reply(b"<html>wifi</html>", 200, (("content-type", "text/html"),))


def data(envelope: Envelope) -> object:
    value: object = msgspec.json.decode(envelope.data)
    return value


def body(now_ms: int) -> Row:
    return {"at": now_ms}


def signed_time(asked: Asked) -> int:
    return int(asked.headers["access-timestamp"])


def proves_itself(asked: Asked) -> bool:
    expected = sign(
        CREDENTIALS.secret,
        asked.headers["access-timestamp"],
        asked.method,
        asked.path,
        asked.query,
        asked.body,
    )
    return asked.headers["access-sign"] == expected


async def test_a_public_read_carries_no_key() -> None:
    bench = Bench()
    bench.http.on("/tickers", ok([1]))
    found = await bench.rest().read(endpoints.TICKERS, {"category": "SPOT"}, data)
    (asked,) = bench.http.asked
    assert found == [1]
    assert (asked.method, asked.path, asked.query) == ("GET", "/api/v3/market/tickers", "category=SPOT")
    assert not [name for name in asked.headers if name.startswith("access-")]
    assert asked.headers["accept-encoding"] == "gzip"


async def test_a_private_read_signs_the_query_it_sends_with_the_venues_time() -> None:
    bench = Bench(venue_ahead_ms=7_000)
    bench.http.on("/order-info", ok({}))
    await bench.rest().read(endpoints.ORDER_INFO, {"symbol": "B&T", "clientOid": "a#1/ü"}, data)
    (asked,) = bench.http.of("/order-info")
    assert asked.query == "clientOid=a%231%2F%C3%BC&symbol=B%26T"
    assert proves_itself(asked)
    assert signed_time(asked) == bench.clock.now_ms() + 7_000
    assert asked.headers["access-key"] == "bg_test_key_0001"
    assert asked.headers["access-passphrase"] == "testpass"
    assert len(bench.http.of("/time")) == 5


async def test_the_very_bytes_are_signed_over_a_real_socket() -> None:
    async with faulty_server() as server:
        bench = Bench()
        server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
        server.behave["/order-info"] = answer(ok({}))
        server.behave["/place-order"] = answer(ok({}))
        async with over_socket(server.url, bench) as line:
            await line.read(endpoints.ORDER_INFO, {"clientOid": "a #1/ü%~", "b": ""}, data)
            await line.send(endpoints.PLACE_ORDER, body)
        for seen in server.seen[-2:]:
            path, _, query = seen.target.partition("?")
            assert proves_itself(Asked(seen.method, path, query, seen.headers, seen.body))
        assert server.seen[-2].target == "/api/v3/trade/order-info?b=&clientOid=a%20%231%2F%C3%BC%25~"


async def test_without_a_key_nothing_private_is_asked() -> None:
    bench = Bench()
    line = bench.rest(credentials=None)
    with pytest.raises(AuthError, match="No API key"):
        await line.read(endpoints.ASSETS, {}, data)
    with pytest.raises(NothingSentError, match="No API key"):
        await line.send(endpoints.PLACE_ORDER, body)
    assert bench.http.asked == []


@pytest.mark.parametrize(
    "first",
    [
        httpx.ReadTimeout(""),
        httpx.ConnectError(""),
        httpx.RemoteProtocolError(""),
        HTML,
        Reply(b""),
        Reply(b"{}", 502),
        Reply(b"", 307, (("location", "http://elsewhere"),)),
        refusal("45001"),
        refusal("40010"),
        refusal("40808"),
        refusal("45001", 500),
        refusal("429", 429),
        Reply(b"slow down", 429, (("content-type", "text/html"),)),
    ],
)
async def test_a_read_is_tried_again(first: Reply | Exception) -> None:
    bench = Bench()
    bench.http.on("/tickers", first, ok("good"))
    assert await bench.rest().read(endpoints.TICKERS, {}, data) == "good"
    assert len(bench.http.asked) == 2
    assert sum(bench.slept) >= 0.3


async def test_after_too_many_calls_a_read_waits_more_than_a_second() -> None:
    bench = Bench()
    bench.http.on("/tickers", refusal("429", 429), ok("good"))
    await bench.rest().read(endpoints.TICKERS, {}, data)
    assert sum(bench.slept) >= 1.0


async def test_a_read_gives_up_after_three_tries() -> None:
    bench = Bench()
    bench.http.on("/tickers", httpx.ReadTimeout(""))
    with pytest.raises(LinkError):
        await bench.rest().read(endpoints.TICKERS, {}, data)
    assert len(bench.http.asked) == 3
    bench.http.on("/tickers", refusal("45001"))
    with pytest.raises(VenueError):
        await bench.rest().read(endpoints.TICKERS, {}, data)
    assert len(bench.http.asked) == 6


@pytest.mark.parametrize("code", ["40034", "40012", "25100", "99999", "40084"])
async def test_a_refused_read_is_not_tried_again(code: str) -> None:
    bench = Bench()
    bench.http.on("/tickers", refusal(code))
    with pytest.raises(VenueError) as caught:
        await bench.rest().read(endpoints.TICKERS, {}, data)
    assert caught.value.code == code
    assert len(bench.http.asked) == 1


async def test_an_error_code_with_http_200_is_still_an_error() -> None:
    bench = Bench()
    bench.http.on("/tickers", refusal("40034", 200))
    with pytest.raises(VenueError):
        await bench.rest().read(endpoints.TICKERS, {}, data)


async def test_a_success_code_with_another_status_is_not_believed() -> None:
    bench = Bench()
    bench.http.on("/tickers", Reply(ok("x").body, 404))
    with pytest.raises(LinkError):
        await bench.rest().read(endpoints.TICKERS, {}, data)


@pytest.mark.parametrize("code", ["40005", "40008", "40004"])
async def test_a_wrong_time_is_measured_again_and_the_read_signed_once_more(code: str) -> None:
    bench = Bench(venue_ahead_ms=60_000)
    line = bench.rest()
    bench.http.on("/time", *[ok({"serverTime": str(bench.clock.now_ms())})] * 5, ok({"serverTime": "0"}))
    bench.http.on("/assets", refusal(code), ok("good"))
    await line.venue_clock.measure()
    del bench.http._replies["/time"]
    assert await line.read(endpoints.ASSETS, {}, data) == "good"
    first, second = bench.http.of("/assets")
    assert signed_time(second) - signed_time(first) >= 60_000
    assert proves_itself(second)


async def test_a_time_that_stays_wrong_is_an_error_after_one_more_try() -> None:
    bench = Bench()
    bench.http.on("/assets", refusal("40008"))
    with pytest.raises(AuthError):
        await bench.rest().read(endpoints.ASSETS, {}, data)
    assert len(bench.http.of("/assets")) == 2


async def test_the_clock_is_measured_again_when_ours_jumps() -> None:
    bench = Bench()
    bench.http.on("/assets", ok("good"))
    line = bench.rest()
    await line.read(endpoints.ASSETS, {}, data)
    await line.read(endpoints.ASSETS, {}, data)
    assert len(bench.http.of("/time")) == 5
    true_ms = bench.clock.now_ms()
    bench.clock.step_wall(-3600)
    bench.http.on("/time", ok({"serverTime": str(true_ms)}))
    await line.read(endpoints.ASSETS, {}, data)
    assert len(bench.http.of("/time")) == 10
    assert signed_time(bench.http.of("/assets")[-1]) == true_ms


async def test_a_clock_that_is_set_while_a_call_waits_for_its_turn_is_measured_before_it_is_signed() -> None:
    bench = Bench()
    bench.http.on("/place-order", ok("good"))
    line = bench.rest()
    for _ in range(10):
        await line.send(endpoints.PLACE_ORDER, body)
    true_ms = bench.clock.now_ms()
    waiting = bench.tasks.spawn(line.send(endpoints.PLACE_ORDER, body), "waiting")
    pause, slept = bench.sleep, len(bench.slept)

    async def set_clock(seconds: float) -> None:
        await pause(seconds)
        if len(bench.slept) == slept + 1:
            bench.clock.step_wall(-3600)
            bench.http.on("/time", ok({"serverTime": str(true_ms)}))

    line._limiter._sleep = set_clock
    assert (await waiting).ok
    assert signed_time(bench.http.of("/place-order")[-1]) == pytest.approx(true_ms, abs=2000)


async def test_a_clock_that_is_set_while_it_is_measured_is_measured_again() -> None:
    bench = Bench()
    bench.http.on("/assets", ok("good"))
    true_ms = bench.clock.now_ms()
    bench.http.on("/time", ok({"serverTime": str(true_ms)}))

    async def set_clock() -> None:
        if len(bench.http.of("/time")) == 4:
            bench.clock.step_wall(-3600)

    bench.http.before_answer = set_clock
    await bench.rest().read(endpoints.ASSETS, {}, data)
    assert signed_time(bench.http.of("/assets")[-1]) == true_ms


async def test_measurements_are_shared() -> None:
    bench = Bench()
    bench.http.on("/assets", ok("good"))
    bench.http.before_answer = partial(asyncio.sleep, 0)
    line = bench.rest()
    await asyncio.gather(*(line.read(endpoints.ASSETS, {}, data) for _ in range(4)))
    assert len(bench.http.of("/time")) == 5


async def test_a_clock_that_cannot_be_read_does_not_stop_a_call() -> None:
    bench = Bench()
    bench.http.on("/assets", ok("good"))
    for trouble in (refusal("40034"), httpx.ReadTimeout("")):
        bench.http.on("/time", trouble)
        assert await bench.rest().read(endpoints.ASSETS, {}, data) == "good"


async def test_a_clock_that_says_nothing_holds_a_command_up_for_a_moment_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(venue_clock, "MEASURE_SECONDS", 0.05)
    async with faulty_server() as server:
        bench = Bench()
        server.behave["/time"] = server.silence
        server.behave["/place-order"] = answer(ok({}))
        async with over_socket(server.url, bench) as line:
            assert (await line.send(endpoints.PLACE_ORDER, body)).ok


async def test_a_payload_that_cannot_be_read_is_a_fault_of_the_link() -> None:
    def broken(_envelope: Envelope) -> object:
        raise BadPayloadError("at $[0]")

    bench = Bench()
    bench.http.on("/tickers", ok([]))
    with pytest.raises(LinkError, match="understood") as caught:
        await bench.rest().read(endpoints.TICKERS, {}, broken)
    assert "at $[0]" in caught.value.detail


async def test_a_read_does_not_wait_longer_than_it_is_worth() -> None:
    bench = Bench()
    bench.http.on("/tickers", refusal("429", 429))
    bench.http.on("/candles", refusal("429", 429))
    line = bench.rest()
    for endpoint in (endpoints.TICKERS, endpoints.CANDLES):
        with pytest.raises(RateLimitError):
            await line.read(endpoint, {}, data)
    asked = len(bench.http.asked)
    with pytest.raises(RateLimitError, match="minutes"):
        await line.read(endpoints.CANDLES, {}, data)
    assert len(bench.http.asked) == asked


async def test_a_command_is_stamped_and_signed_over_its_bytes() -> None:
    bench = Bench(venue_ahead_ms=500)
    bench.http.on("/place-order", ok({"orderId": "1"}))
    envelope = await bench.rest().send(endpoints.PLACE_ORDER, body)
    (asked,) = bench.http.of("/place-order")
    assert envelope.ok
    assert asked.body == b'{"at":%d}' % signed_time(asked)
    assert asked.headers["content-type"] == "application/json"
    assert proves_itself(asked)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ReadError(""),
        httpx.ReadTimeout(""),
        httpx.WriteError(""),
        httpx.RemoteProtocolError(""),
        HTML,
        Reply(b""),
        Reply(b'{"code":"00000","data":null}', 500),
        Reply(b'{"code":"45001","data":null}', 503),
        Reply(b"", 308),
        Reply(b"forbidden", 403, (("content-type", "text/plain"),)),
    ],
)
async def test_a_command_in_doubt_is_sent_once(reply: Reply | Exception) -> None:
    bench = Bench()
    bench.http.on("/place-order", reply)
    with pytest.raises(NoAnswerError):
        await bench.rest().send(endpoints.PLACE_ORDER, body)
    assert len(bench.http.of("/place-order")) == 1


@pytest.mark.parametrize("error", [httpx.ConnectError(""), httpx.ConnectTimeout(""), httpx.PoolTimeout("")])
async def test_a_command_that_never_left_is_not_sent_again_either(error: Exception) -> None:
    bench = Bench()
    bench.http.on("/place-order", error)
    with pytest.raises(NothingSentError):
        await bench.rest().send(endpoints.PLACE_ORDER, body)
    assert len(bench.http.of("/place-order")) == 1


@pytest.mark.parametrize("code", ["40008", "45001", "429", "40010", "99999"])
async def test_an_error_code_is_handed_on_and_nothing_is_sent_again(code: str) -> None:
    bench = Bench()
    bench.http.on("/place-order", refusal(code))
    envelope = await bench.rest().send(endpoints.PLACE_ORDER, body)
    assert envelope.code == code
    await bench.tasks.drain()
    assert len(bench.http.of("/place-order")) == 1
    assert len(bench.http.of("/time")) == (10 if code == "40008" else 5)


async def test_an_order_that_would_wait_for_its_turn_too_long_is_not_sent() -> None:
    bench = Bench()
    bench.http.on("/place-order", refusal("429", 429))
    line = bench.rest()
    await line.send(endpoints.PLACE_ORDER, body)
    bench.clock.advance(2)
    await line.send(endpoints.PLACE_ORDER, body)
    with pytest.raises(NothingSentError, match="Nothing was sent"):
        await line.send(endpoints.PLACE_ORDER, body)
    assert len(bench.http.of("/place-order")) == 2


async def test_a_send_goes_on_when_its_caller_is_cancelled() -> None:
    bench = Bench()
    bench.http.on("/place-order", ok({}))
    line = bench.rest()
    await line.venue_clock.measure()
    gate = asyncio.Event()

    async def wait() -> None:
        await gate.wait()

    bench.http.before_answer = wait
    caller = bench.tasks.spawn(line.send(endpoints.PLACE_ORDER, body), "caller")
    await eventually(lambda: bench.http.of("/place-order"))
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    gate.set()
    await bench.tasks.drain()
    assert [change.state for change in bench.links] == [LinkState.LIVE]


async def test_closing_tells_a_caller_that_there_is_no_answer() -> None:
    async with faulty_server() as server:
        bench = Bench()
        server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
        server.behave["/place-order"] = server.silence
        async with over_socket(server.url, bench) as line, asyncio.TaskGroup() as group:
            group.create_task(_expect_no_answer(line))
            await eventually(server.posts)
            await bench.tasks.aclose()
        assert len(server.posts()) == 1


async def _expect_no_answer(line: rest.BitgetRest) -> None:
    with pytest.raises(NoAnswerError, match="closed"):
        await line.send(endpoints.PLACE_ORDER, body)


async def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rest, "TOTAL_SECONDS", 0.2)
    async with faulty_server() as server:
        bench = Bench()
        server.behave["/time"] = answer(ok({"serverTime": str(bench.clock.now_ms())}))
        server.behave["/place-order"] = server.endless
        async with over_socket(server.url, bench) as line:
            with pytest.raises(NoAnswerError, match="in time"):
                await line.send(endpoints.PLACE_ORDER, body)
        assert len(server.posts()) == 1


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


def forever(start: bytes, piece: bytes) -> Behaviour:
    """An answer that begins like this and goes on for ever, as fast as it is read."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)

    return act


@pytest.mark.parametrize(
    ("name", "behaviour"),
    [
        ("a body without a length", forever(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65_536)),
        (
            "a chunked body",
            forever(
                CHUNKED,
                b"8000\r\n" + b" " * 32_768 + b"\r\n",
            ),
        ),
        (
            "chunks without a size",
            forever(CHUNKED, b"0" * 999),
        ),
        ("a head", forever(b"HTTP/1.1 200 OK\r\n", b"X-More: " + b"x" * 1_000 + b"\r\n")),
        ("a line of a head", forever(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 1_000)),
        ("answers that are not the last", forever(b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
    ],
)
async def test_what_never_ends_is_given_up(
    monkeypatch: pytest.MonkeyPatch, name: str, behaviour: Behaviour
) -> None:
    monkeypatch.setattr(rest, "TOTAL_SECONDS", 0.5 if "not the last" in name else 20.0)
    async with faulty_server() as server:
        bench = Bench()
        server.behave["/place-order"] = behaviour
        async with over_socket(server.url, bench) as line:
            with pytest.raises(NoAnswerError):
                await line.send(endpoints.PLACE_ORDER, body)
        assert len(server.posts()) == 1


async def test_the_link_is_told() -> None:
    bench = Bench()
    line = bench.rest()
    bench.http.on("/tickers", httpx.ReadTimeout(""))
    with pytest.raises(LinkError):
        await line.read(endpoints.TICKERS, {}, data)
    bench.http.on("/tickers", ok("good"))
    await line.read(endpoints.TICKERS, {}, data)
    assert [change.state for change in bench.links] == [
        LinkState.DEGRADED,
        LinkState.DOWN,
        LinkState.LIVE,
    ]


async def test_budgets_and_round_trip_are_told() -> None:
    bench = Bench()
    line = bench.rest()
    assert line.round_trip_ms is None
    bench.http.on("/tickers", Reply(ok("x").body, 200, (("x-mbx-used-remain-limit", "7"),)))

    async def slow() -> None:
        bench.clock.advance(0.25)

    bench.http.before_answer = slow
    await line.read(endpoints.TICKERS, {}, data)
    assert line.round_trip_ms == pytest.approx(250)
    assert line.budgets() == (("all calls per minute", 5999, 6000), ("tickers", 7, 20))


async def test_closing_closes_the_line() -> None:
    bench = Bench()
    await bench.rest().aclose()
    assert bench.http.closed
