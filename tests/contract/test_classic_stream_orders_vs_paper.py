"""Orders of a classic account over the private stream: our client against our exchange."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from terminal_app.bitget.classic import endpoints
from terminal_app.bitget.classic.stream import CLASSIC_STREAM
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Endpoint
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.order_socket import OrderSocket
from terminal_app.bitget.wire.calls import Payload
from terminal_app.bitget.wire.classic import acks, order_bodies
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import Approved, CancelAll, CancelOrder
from terminal_app.core.events import BookDelta, Link, LinkChanged, LinkState, TickerSeen
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.orders import VenueStatus
from terminal_app.core.outcomes import Accepted
from terminal_app.core.ports import Channel, Feed, Listeners, OrdersOver
from tests.helpers.classic_desk import PERP, SPOT, ClassicDesk, classic_desk
from tests.helpers.classic_streams import Heard, logged_in
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = pytest.mark.contract

FUTURES = ProductType.USDT_FUTURES
CLASSIC = ("--account", "classic", "--no-rate-limits")


@pytest.fixture(scope="module")
def exchange() -> Iterator[PaperProcess]:
    with paper_process(*CLASSIC) as running:
        yield running


@pytest.fixture
async def desk(exchange: PaperProcess) -> AsyncIterator[ClassicDesk]:
    async with classic_desk(exchange) as running:
        yield running
        await running.cancel_all(CancelAll(ProductType.SPOT))
        await running.cancel_all(CancelAll(FUTURES))


async def over_stream(socket: OrderSocket, endpoint: Endpoint, body: Payload) -> Envelope:
    """The answer to a command that goes by the stream."""
    assert socket.takes(endpoint)
    waiting = socket.post(endpoint, body)
    assert waiting is not None
    result = await waiting
    assert not isinstance(result, NoAnswerError)
    return socket.judged(result)


@pytest.mark.parametrize(
    ("instrument", "place", "cancel"),
    [
        (SPOT, endpoints.SPOT_PLACE_ORDER, endpoints.SPOT_CANCEL_ORDER),
        (PERP, endpoints.MIX_PLACE_ORDER, endpoints.MIX_CANCEL_ORDER),
    ],
)
async def test_an_order_is_placed_and_cancelled_over_the_stream(
    exchange: PaperProcess, desk: ClassicDesk, instrument: InstrumentId, place: Endpoint, cancel: Endpoint
) -> None:
    async with logged_in(exchange) as (stream, heard):
        socket = OrderSocket(CLASSIC_STREAM, stream.takes_orders, stream.post)
        order = await desk.resting(instrument)
        spot = instrument is SPOT
        body = order_bodies.spot_place_body(order) if spot else order_bodies.mix_place_body(order)
        placed = acks.ack(await over_stream(socket, place, body))
        assert (placed.ok, placed.client_oid) == (True, order.client_oid)
        await eventually(lambda: [one.status for one in heard.orders(order.client_oid)] == [VenueStatus.LIVE])
        again = await over_stream(socket, place, body)
        assert not again.ok
        assert len(await desk.working()) == 1
        gone = order_bodies.cancel_body(CancelOrder(order.client_oid, instrument, placed.order_id))
        assert acks.ack(await over_stream(socket, cancel, gone)).order_id == placed.order_id
        await eventually(lambda: heard.orders(order.client_oid)[-1].status is VenueStatus.CANCELLED)
        assert stream.rejected_frames == 0


async def test_a_key_that_may_not_trade_over_the_stream_is_told_once(
    expect_log: Callable[[str], None],
) -> None:
    expect_log("orders go by REST")
    with paper_process(*CLASSIC, "--no-ws-trade") as paper:
        async with logged_in(paper) as (stream, _), classic_desk(paper) as desk:
            socket = OrderSocket(CLASSIC_STREAM, stream.takes_orders, stream.post)
            order = await desk.resting(SPOT)
            body = order_bodies.spot_place_body(order)
            refused = await over_stream(socket, endpoints.SPOT_PLACE_ORDER, body)
            assert refused.code == "30003"
            assert "40014" in refused.message
            assert not socket.takes(endpoints.SPOT_PLACE_ORDER)
            assert await desk.working() == set()


async def test_a_client_of_a_classic_account_takes_the_stream_for_its_orders(tmp_path: Path) -> None:
    plan = tmp_path / "faults.json"
    paths = ("place-order", "cancel-order")
    # Over REST none of them would arrive.
    rules = [{"kind": "drop-request", "path": f"/api/v2/spot/trade/{path}"} for path in paths]
    plan.write_text(json.dumps({"seed": 1, "rules": rules}))
    heard, clock = Heard(), SystemClock()
    with paper_process(*CLASSIC, "--faults", str(plan)) as paper:
        client = BitgetClient(
            paper.venue,
            paper.credentials,
            Listeners(heard, heard, heard),
            clock,
            orders_over=OrdersOver.AUTO,
            kind=AccountKind.CLASSIC,
        )
        try:
            await client.start()
            client.want(frozenset({Channel(Feed.BOOK, SPOT), Channel(Feed.TICKER, PERP)}))
            await eventually(lambda: LinkChanged(Link.PRIVATE, LinkState.LIVE) in heard.events, timeout=10)
            await eventually(lambda: bool(heard.of(BookDelta) and heard.of(TickerSeen)), timeout=10)
            async with classic_desk(paper) as desk:
                order = await desk.resting(SPOT)
            placed = await client.place(Approved(order))
            assert isinstance(placed, Accepted), placed
            live = [VenueStatus.LIVE]
            await eventually(lambda: [one.status for one in heard.orders(order.client_oid)] == live)
            gone = await client.cancel(CancelOrder(order.client_oid, SPOT, placed.order_id))
            assert isinstance(gone, Accepted), gone
            await eventually(lambda: heard.orders(order.client_oid)[-1].status is VenueStatus.CANCELLED)
        finally:
            await client.aclose()
