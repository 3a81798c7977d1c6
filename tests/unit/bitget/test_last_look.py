"""The kill switch at the last function before the socket: below every queue, and blind to cancels."""

import asyncio

import pytest

from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.errors import HeldBackError, NothingSentError
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.order_socket import OrderSocket, Waiting
from terminal_app.bitget.rest import BitgetRest
from terminal_app.bitget.transport import Transport
from terminal_app.bitget.unified import endpoints
from terminal_app.bitget.unified.order_entry import OrderCommands
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.commands import Approved, CancelOrder
from terminal_app.core.outcomes import Accepted, NotSent
from terminal_app.core.ports import Purpose
from tests.helpers.bitget_rest import CREDENTIALS, LOOPBACK, Bench
from tests.helpers.examples import PERP_ID, limit_buy
from tests.helpers.faulty_server import answer, faulty_server
from tests.helpers.http_script import ok
from tests.helpers.waiting import eventually

HALTED = "Trading is halted."


class Switch:
    """A gate that a test throws."""

    def __init__(self) -> None:
        self.thrown = False
        self.asked: list[Purpose] = []

    def may_send(self, purpose: Purpose) -> str | None:
        """As `core.ports.MaySend` says."""
        self.asked.append(purpose)
        return HALTED if self.thrown and purpose is Purpose.ORDER else None


def guarded(bench: Bench, switch: Switch) -> BitgetRest:
    """REST behind a switch."""
    return BitgetRest(
        LOOPBACK,
        CREDENTIALS,
        bench.clock,
        bench.tasks,
        LinkWatch(bench.links.append),
        may_send=switch.may_send,
        sleep=bench.sleep,
        jitter=lambda: 0.5,
        over=bench.http,
    )


async def test_an_order_is_kept_back_and_a_cancel_passes() -> None:
    bench, switch = Bench(), Switch()
    bench.http.on("/place-order", ok({"clientOid": "tb-1", "orderId": "1"}))
    bench.http.on("/cancel-order", ok({"clientOid": "tb-1", "orderId": "1"}))
    desk = OrderCommands(guarded(bench, switch))
    assert await desk.place(Approved(limit_buy())) == Accepted("tb-1", "1")
    switch.thrown = True
    assert await desk.place(Approved(limit_buy("tb-2"))) == NotSent(HALTED, "/api/v3/trade/place-order")
    assert isinstance(await desk.cancel(CancelOrder("tb-1", PERP_ID)), Accepted)
    assert len(bench.http.of("/place-order")) == 1
    assert len(bench.http.of("/cancel-order")) == 1
    assert bench.links == [bench.links[0]]
    await bench.tasks.aclose()


async def test_an_order_that_waits_for_its_turn_is_dropped() -> None:
    bench, switch = Bench(), Switch()
    bench.http.on("/place-order", ok({"clientOid": "", "orderId": "1"}))
    rest = guarded(bench, switch)
    desk = OrderCommands(rest)
    for number in range(endpoints.PLACE_ORDER.per_second):
        assert isinstance(await desk.place(Approved(limit_buy(f"tb-{number}"))), Accepted)

    async def throw(_seconds: float) -> None:
        switch.thrown = True
        bench.clock.advance(2)
        await asyncio.sleep(0)

    rest._limiter._sleep = throw
    assert isinstance(await desk.place(Approved(limit_buy("tb-late"))), NotSent)
    assert len(bench.http.of("/place-order")) == endpoints.PLACE_ORDER.per_second
    await bench.tasks.aclose()


@pytest.mark.parametrize("at_once", [True, False])
async def test_the_stream_is_no_way_round_it(at_once: bool) -> None:
    bench, switch = Bench(), Switch()
    bench.http.on("/place-order", ok({"clientOid": "tb-1", "orderId": "1"}))
    rest = guarded(bench, switch)
    posted: list[CallRequest] = []

    async def answered() -> Envelope:
        return Envelope("00000")

    def post(request: CallRequest) -> Waiting:
        posted.append(request)
        return answered()

    rest.order_socket = OrderSocket(UNIFIED_STREAM, lambda: True, post)
    if at_once:
        await rest.venue_clock.measure()
    switch.thrown = True
    assert isinstance(await OrderCommands(rest).place(Approved(limit_buy())), NotSent)
    assert (posted, bench.http.of("/place-order")) == ([], [])
    await OrderCommands(rest).cancel(CancelOrder("tb-1", PERP_ID))
    assert [request.topic for request in posted] == ["cancel-order"]
    await bench.tasks.aclose()


async def test_it_is_asked_again_when_the_connection_is_there_and_nothing_is_written_yet() -> None:
    async with faulty_server() as server:
        server.behave["/x"] = answer(ok("fine"))
        line = Transport(Venue.paper(server.url, server.url, server.url))
        looks = 0

        def shut_while_connecting() -> None:
            nonlocal looks
            looks += 1
            if looks == 2:
                raise HeldBackError(HALTED)

        for _connected_before in range(2):
            looks = 0
            with pytest.raises(NothingSentError):
                await line.exchange("POST", "/x", [], b"{}", shut_while_connecting)
        assert server.seen == []
        assert (await line.exchange("POST", "/x", [], b"{}", lambda: None)).status == 200
        await eventually(lambda: len(server.seen) == 1)
        await line.aclose()
