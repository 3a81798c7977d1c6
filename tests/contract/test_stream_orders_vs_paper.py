"""Orders over the private stream, and the life of a trigger order: our client against our exchange."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.core.clock import SystemClock
from terminal_app.core.commands import (
    AmendOrder,
    AmendStrategy,
    Approved,
    CancelAll,
    CancelOrder,
    CancelStrategy,
    ClosePosition,
    PlaceOrder,
    PlaceTrigger,
)
from terminal_app.core.events import AccountEvent, Link, LinkChanged, LinkEvent, LinkState, StrategyOrdersSeen
from terminal_app.core.ids import new_client_oid
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import MarginMode, OrderType, Side, TriggerBy
from terminal_app.core.outcomes import Accepted, Rejected
from terminal_app.core.ports import Listeners, OrdersOver
from terminal_app.core.strategy_orders import StrategyKind, StrategyOrder, StrategyStatus
from tests.helpers.paper_process import PaperProcess, paper_process
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.contract]

PERP = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
CLOCK = SystemClock()
D = Decimal
S = StrategyStatus


class Heard:
    """What a client delivered of an account."""

    def __init__(self) -> None:
        self.account: list[AccountEvent] = []
        self.link: list[LinkEvent] = []
        self.listeners = Listeners(lambda _event: None, self.account.append, self.link.append)

    def is_live(self) -> bool:
        return LinkChanged(Link.PRIVATE, LinkState.LIVE) in self.link

    def states(self, client_oid: str) -> list[StrategyStatus]:
        events = [event for event in self.account if isinstance(event, StrategyOrdersSeen)]
        orders = [order for event in events for order in event.orders]
        return [order.status for order in orders if order.client_oid == client_oid]


@pytest.fixture(scope="module")
def exchange() -> Iterator[PaperProcess]:
    with paper_process() as running:
        yield running


@pytest.fixture
def heard() -> Heard:
    return Heard()


@contextlib.asynccontextmanager
async def connected(exchange: PaperProcess, heard: Heard, over: OrdersOver) -> AsyncIterator[BitgetClient]:
    """A client whose private stream is live; nothing of it stays at the exchange."""
    key = exchange.credentials
    venue = exchange.venue
    client = BitgetClient(venue, key, heard.listeners, CLOCK, orders_over=over)
    try:
        await client.start()
        await eventually(heard.is_live)
        yield client
        for order in await client.strategy_orders(PERP.product):
            await client.cancel_strategy(CancelStrategy(order.client_oid, PERP, order.order_id))
        if await client.open_orders():
            await client.cancel_all(CancelAll(PERP.product))
        if await client.positions(PERP.product):
            await client.close_position(ClosePosition(PERP))
    finally:
        await client.aclose()


@pytest.fixture
async def client(exchange: PaperProcess, heard: Heard) -> AsyncIterator[BitgetClient]:
    async with connected(exchange, heard, OrdersOver.REST) as running:
        yield running


async def last(client: BitgetClient) -> Decimal:
    """The price now, on the tick."""
    rows = [ticker for ticker in await client.tickers(PERP.product) if ticker.instrument == PERP]
    return rows[0].last.quantize(D("0.1"))


async def waits(client: BitgetClient, client_oid: str) -> StrategyOrder:
    """A strategy order that must be in the list of those that wait."""
    rows = [order for order in await client.strategy_orders(PERP.product) if order.client_oid == client_oid]
    assert len(rows) == 1
    return rows[0]


def market_buy(size: str = "0.01") -> PlaceOrder:
    return PlaceOrder(
        new_client_oid(CLOCK.now_ms()),
        PERP,
        Side.BUY,
        OrderType.MARKET,
        BaseQty(D(size)),
        margin_mode=MarginMode.CROSSED,
    )


async def test_a_trigger_order_lives_and_is_cancelled(client: BitgetClient, heard: Heard) -> None:
    price = await last(client) * 2
    oid = new_client_oid(CLOCK.now_ms())
    order = PlaceTrigger(oid, PERP, Side.BUY, BaseQty(D("0.01")), price, TriggerBy.MARK, price + 5)
    accepted = await client.place_trigger(Approved(order))
    assert isinstance(accepted, Accepted)
    assert accepted.order_id
    found = await waits(client, oid)
    assert (found.kind, found.side, found.status) == (StrategyKind.TRIGGER, Side.BUY, S.PENDING)
    assert (found.trigger, found.by, found.price) == (price, TriggerBy.MARK, price + 5)
    assert (found.size, found.order_id, found.reduce_only) == (D("0.01"), accepted.order_id, False)
    await eventually(lambda: heard.states(oid) == [S.PENDING])
    change = AmendStrategy(oid, PERP, found.order_id, D("0.02"), price + 10, TriggerBy.MARK)
    assert isinstance(await client.amend_strategy(Approved(change)), Accepted)
    changed = await waits(client, oid)
    assert (changed.trigger, changed.price, changed.size) == (price + 10, None, D("0.02"))
    assert isinstance(await client.cancel_all(CancelAll(PERP.product)), Accepted)
    assert await waits(client, oid) == changed  # another family: it stays
    assert isinstance(await client.cancel_strategy(CancelStrategy(oid, PERP)), Accepted)
    assert oid not in {waiting.client_oid for waiting in await client.strategy_orders(PERP.product)}
    await eventually(lambda: heard.states(oid)[-1] is S.CANCELLED)
    history = await client.strategy_history(PERP.product)
    (ended,) = [past for past in history if past.client_oid == oid]
    assert (ended.status, ended.side, ended.trigger) == (S.CANCELLED, Side.BUY, price + 10)
    gone = await client.cancel_strategy(CancelStrategy(oid, PERP))
    assert isinstance(gone, Rejected)


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to the stream."""
    seen: list[str] = []
    post = Stream.post

    def watched(self: Stream, request: CallRequest) -> object:
        seen.append(request.topic)
        return post(self, request)

    monkeypatch.setattr(Stream, "post", watched)
    return seen


async def test_orders_take_the_stream(exchange: PaperProcess, heard: Heard, topics: list[str]) -> None:
    async with connected(exchange, heard, OrdersOver.AUTO) as client:
        price = (await last(client) * D("0.98")).quantize(D("0.1"))
        order = replace(market_buy(), order_type=OrderType.LIMIT, price=price)
        placed = await client.place(Approved(order))
        assert isinstance(placed, Accepted)
        change = AmendOrder(order.client_oid, PERP, D("0.02"), price - 1)
        assert isinstance(await client.amend(Approved(change)), Accepted)
        found = await client.order(order.client_oid)
        assert found is not None
        assert (found.order_id, found.size, found.price) == (placed.order_id, BaseQty(D("0.02")), price - 1)
        assert isinstance(await client.cancel(CancelOrder(order.client_oid, PERP)), Accepted)
        gone = await client.cancel(CancelOrder(order.client_oid, PERP))
        assert isinstance(gone, Rejected)
        large = replace(order, client_oid=new_client_oid(CLOCK.now_ms()), size=BaseQty(D(1000)))
        refused = await client.place(Approved(large))
        assert isinstance(refused, Rejected)
    assert topics == ["place-order", "modify-order", "cancel-order", "cancel-order", "place-order"]


async def test_batches_take_the_stream(exchange: PaperProcess, heard: Heard, topics: list[str]) -> None:
    async with connected(exchange, heard, OrdersOver.AUTO) as client:
        price = (await last(client) * D("0.98")).quantize(D("0.1"))
        order = replace(market_buy(), order_type=OrderType.LIMIT, price=price)
        sizes = ("0.01", "0.01", "1000")
        batch = [
            replace(order, client_oid=new_client_oid(CLOCK.now_ms()), size=BaseQty(D(size))) for size in sizes
        ]
        outcomes = await client.place_batch([Approved(one) for one in batch])
        assert [type(outcome) for outcome in outcomes] == [Accepted, Accepted, Rejected]
        cancelled = await client.cancel_batch([CancelOrder(one.client_oid, PERP) for one in batch[:2]])
        assert [type(outcome) for outcome in cancelled] == [Accepted, Accepted]
    assert topics == ["batch-place", "batch-cancel"]
