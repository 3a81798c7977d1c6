"""The whole client: its parts start, sort what they hear, and end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from decimal import Decimal

import httpx
import pytest

from terminal_app.bitget import transport
from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.core.account import AccountSnapshot
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.commands import Approved, CancelOrder, PlaceOrder
from terminal_app.core.errors import AuthError
from terminal_app.core.events import (
    AccountEvent,
    AccountKindFound,
    AccountSeen,
    BookBroken,
    ChannelSilent,
    FillsSeen,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    OrdersSeen,
    PositionsSeen,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.market import Stamp
from terminal_app.core.money import BaseQty
from terminal_app.core.orders import OrderType, Side
from terminal_app.core.outcomes import Accepted, NotSent, Rejected, Unknown, VenueOutcome
from terminal_app.core.ports import Channel, ExchangeClient, Feed, Listeners, OrdersOver
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.bitget_rest import CREDENTIALS, Bench
from tests.helpers.faulty_server import unused_port
from tests.helpers.http_script import ok
from tests.helpers.logs import LogWatch
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

BTC = InstrumentId(ProductType.SPOT, "BTCUSDT")
STAMP = Stamp(1, 1.0)


class Heard:
    """What a client delivered, by listener."""

    def __init__(self) -> None:
        self.market: list[MarketEvent] = []
        self.account: list[AccountEvent] = []
        self.link: list[LinkEvent] = []
        self.listeners = Listeners(self.market.append, self.account.append, self.link.append)

    def states(self, link: Link) -> list[LinkState]:
        return [event.state for event in self.link if isinstance(event, LinkChanged) and event.link is link]


def dead_end() -> Venue:
    """A venue whose streams nobody answers."""
    ws = f"ws://127.0.0.1:{unused_port()}"
    return Venue.paper("http://127.0.0.1:9", ws, ws)


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def heard() -> Heard:
    return Heard()


def build(
    bench: Bench,
    heard: Heard,
    key: Credentials | None = CREDENTIALS,
    venue: Venue | None = None,
    orders_over: OrdersOver = OrdersOver.REST,
) -> BitgetClient:
    return BitgetClient(
        venue or dead_end(),
        key,
        heard.listeners,
        bench.clock,
        sleep=bench.sleep,
        jitter=lambda: 0.5,
        over=bench.http,
        orders_over=orders_over,
    )


@pytest.fixture
async def client(bench: Bench, heard: Heard) -> AsyncIterator[BitgetClient]:
    made = build(bench, heard)
    yield made
    await made.aclose()


async def test_it_is_what_the_rest_of_the_program_asks_for(client: BitgetClient) -> None:
    port: ExchangeClient = client
    assert port.health() == (None, None, None, None, (("all calls per minute", 6000, 6000),))
    assert client.badge is Badge.PAPER


async def test_a_key_that_cannot_be_used_is_told_at_once(bench: Bench, heard: Heard) -> None:
    with pytest.raises(AuthError):
        build(bench, heard, Credentials(Secret(""), Secret("s"), Secret("p")))


async def test_starting_returns_at_once_and_measures_the_clock(
    bench: Bench, client: BitgetClient, heard: Heard
) -> None:
    await client.start()
    await client.start()
    assert bench.http.asked == []
    await eventually(lambda: client.health().clock_offset_ms == 0)
    await eventually(lambda: LinkState.DOWN in heard.states(Link.PRIVATE))
    assert len(bench.http.of("/time")) == 5
    assert heard.states(Link.PUBLIC)[0] is LinkState.CONNECTING
    assert LinkState.LIVE in heard.states(Link.REST)


async def test_the_login_waits_for_the_clock(bench: Bench, client: BitgetClient, heard: Heard) -> None:
    tries = asyncio.Event()

    async def fail_three_times() -> None:
        if len(bench.http.asked) > 3:
            tries.set()

    bench.http.on("/time", httpx.ConnectError(""))
    bench.http.before_answer = fail_three_times
    await client.start()
    await tries.wait()
    assert LinkState.CONNECTING not in heard.states(Link.PRIVATE)
    assert LinkState.DOWN in heard.states(Link.PRIVATE)
    assert bench.slept[:3] == [1.0, 2.0, 4.0]
    bench.http._replies.clear()
    await eventually(lambda: LinkState.CONNECTING in heard.states(Link.PRIVATE))


async def test_without_a_key_there_is_no_private_stream(bench: Bench, heard: Heard) -> None:
    client = build(bench, heard, None)
    bench.http.on("/time", httpx.ConnectError(""))
    await client.start()
    await eventually(lambda: bench.slept)
    bench.http._replies.clear()
    await eventually(lambda: client.health().clock_offset_ms == 0)
    assert client.health().private_ping_ms is None
    assert isinstance(await client.cancel(CancelOrder("tb-1", BTC)), NotSent)
    await client.aclose()
    assert heard.states(Link.PRIVATE) == []


async def test_closing_twice_is_closing_once_and_starting_afterwards_does_nothing(
    bench: Bench, heard: Heard
) -> None:
    client = build(bench, heard)
    await client.start()
    await client.aclose()
    await client.aclose()
    assert bench.http.closed
    heard.link.clear()
    await client.start()
    assert heard.link == []


async def test_a_change_of_dialect_while_it_closes_opens_nothing(bench: Bench, heard: Heard) -> None:
    client = build(bench, heard)
    await client.start()
    before = client._streams
    client._change_over(AccountKind.CLASSIC)
    await asyncio.sleep(0)  # it has begun to close the old streams
    await client.aclose()
    assert client._streams is before
    assert not [event for event in heard.link if isinstance(event, AccountKindFound)]


async def test_wishes_reach_the_public_stream(client: BitgetClient) -> None:
    client.want(frozenset({Channel(Feed.BOOK, BTC)}))
    client.refresh_book(BTC)
    assert len(client._streams.public.audit().desired) == 1


async def test_events_are_sorted_by_listener(client: BitgetClient, heard: Heard) -> None:
    market: list[StreamEvent] = [TradesSeen(BTC, (), STAMP), BookBroken(BTC, "gap")]
    account: list[StreamEvent] = [
        OrdersSeen((), STAMP),
        FillsSeen((), STAMP),
        PositionsSeen((), STAMP),
        AccountSeen(AccountSnapshot(STAMP, Decimal(0), ())),
    ]
    link: list[StreamEvent] = [
        LinkChanged(Link.PUBLIC, LinkState.LIVE),
        ChannelSilent(Link.PUBLIC, "ticker", silent=True),
    ]
    for event in market + account + link:
        client._deliver(event)
    assert heard.market == market
    assert heard.account == account
    assert heard.link == link


ORDER = PlaceOrder("tb-1", BTC, Side.BUY, OrderType.LIMIT, BaseQty(Decimal("0.01")), Decimal(50000))


def answered(**more: object) -> Callable[[dict[str, object]], list[bytes]]:
    """What the venue's stream answers to an order."""

    def answer(request: dict[str, object]) -> list[bytes]:
        row = {"symbol": "BTCUSDT", "orderId": "9", "clientOid": "tb-1", "cTime": "1"}
        return [
            json.dumps({"event": "trade", "id": request["id"], "args": [row], "code": "0"} | more).encode()
        ]

    return answer


@dataclass
class Over:
    """A client whose orders may go over the stream, and the stream's venue."""

    client: BitgetClient
    venue: StreamServer
    bench: Bench

    def trades(self) -> list[dict[str, object]]:
        return [request for request in self.venue.requests if request["op"] == "trade"]

    def posts(self) -> int:
        return len(self.bench.http.of("/place-order"))

    async def place(self, client_oid: str = "tb-1") -> VenueOutcome:
        return await self.client.place(Approved(replace(ORDER, client_oid=client_oid)))


@pytest.fixture
async def over(bench: Bench, heard: Heard) -> AsyncIterator[Over]:
    async with StreamServer() as venue:
        venue.on_trade = answered()
        bench.http.on("/place-order", ok({"orderId": "7", "clientOid": ""}))
        address = Venue.paper("http://127.0.0.1:9", venue.url, venue.url)
        client = build(bench, heard, venue=address, orders_over=OrdersOver.AUTO)
        await client.start()
        await eventually(lambda: LinkState.LIVE in heard.states(Link.PRIVATE))
        try:
            yield Over(client, venue, bench)
        finally:
            await client.aclose()


async def test_an_order_takes_the_stream_and_is_answered_there(over: Over) -> None:
    assert await over.place() == Accepted("tb-1", "9")
    (sent,) = over.trades()
    assert (sent["topic"], sent["category"], over.posts()) == ("place-order", "spot", 0)
    assert sent["args"] == [
        {
            "symbol": "BTCUSDT",
            "side": "buy",
            "orderType": "limit",
            "qty": "0.01",
            "clientOid": "tb-1",
            "requestTime": str(over.bench.clock.now_ms()),
            "receiveWindow": "5000",
            "price": "50000",
            "timeInForce": "gtc",
        }
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("25203", Rejected),
        ("41101", Rejected),
        ("429", Rejected),
        ("40009", Rejected),
        ("30004", Rejected),
        ("45001", Unknown),
        ("25212", Unknown),
        ("98765", Unknown),
    ],
)
async def test_codes_mean_what_they_mean_by_rest(over: Over, code: str, kind: type[VenueOutcome]) -> None:
    over.venue.on_trade = answered(event="error", code=code, msg="no")
    assert type(await over.place()) is kind
    assert (len(over.trades()), over.posts()) == (1, 0)


async def test_an_answer_about_another_order_is_no_answer(over: Over) -> None:
    assert isinstance(await over.place("tb-2"), Unknown)
    assert (len(over.trades()), over.posts()) == (1, 0)


async def test_a_stream_that_dies_after_it_was_given_the_order_leaves_a_doubt(over: Over) -> None:
    def die(_request: dict[str, object]) -> list[bytes]:
        over.venue.peers[-1].drop()
        for peer in list(over.venue.peers):
            peer.drop()
        return []

    over.venue.on_trade = die
    assert isinstance(await over.place(), Unknown)
    assert (len(over.trades()), over.posts()) == (1, 0)


async def test_silence_on_the_stream_is_unknown(over: Over, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(transport.TIMEOUTS, "read", 0.1)
    over.venue.on_trade = lambda _request: []
    assert isinstance(await over.place(), Unknown)
    assert (len(over.trades()), over.posts()) == (1, 0)


async def test_closing_leaves_an_order_on_its_way_in_doubt(over: Over) -> None:
    over.venue.on_trade = lambda _request: []
    async with asyncio.TaskGroup() as group:
        placing = group.create_task(over.place())
        await eventually(over.trades)
        await over.client.aclose()
    assert isinstance(placing.result(), Unknown)
    assert over.posts() == 0


async def test_where_the_stream_is_down_orders_go_by_rest(over: Over) -> None:
    await over.venue.shut()
    assert await over.place() == Accepted("tb-1", "7")
    assert (over.trades(), over.posts()) == ([], 1)
    await over.venue.listen()


async def test_a_key_that_may_not_use_the_stream_is_refused_once(over: Over, expect_log: LogWatch) -> None:
    expect_log("orders go by REST: the venue takes none over the stream from this key")
    over.venue.on_trade = answered(event="error", code="40014", msg="Incorrect permissions")
    refused = await over.place()
    assert isinstance(refused, Rejected)
    assert "They go by REST now: send it again." in refused.sentence
    assert refused.detail == "30003 40014 Incorrect permissions"
    assert over.posts() == 0
    assert await over.place("tb-2") == Accepted("tb-2", "7")
    assert (len(over.trades()), over.posts()) == (1, 1)


async def test_more_than_the_stream_may_carry_in_a_second_goes_by_rest(over: Over) -> None:
    over.venue.on_trade = answered(args=[{"orderId": "9"}])
    over.bench.clock.advance(5)
    outcomes = [await over.place(f"tb-{number}") for number in range(10)]
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert (len(over.trades()), over.posts()) == (8, 2)
    assert await over.place("tb-11") == Accepted(
        "tb-11", "9"
    )  # the eleventh waited: both ways share a budget
    assert over.bench.slept


async def test_by_default_orders_never_take_the_stream(bench: Bench, heard: Heard) -> None:
    async with StreamServer() as venue:
        bench.http.on("/place-order", ok({"orderId": "7", "clientOid": ""}))
        client = build(bench, heard, venue=Venue.paper("http://127.0.0.1:9", venue.url, venue.url))
        await client.start()
        await eventually(lambda: LinkState.LIVE in heard.states(Link.PRIVATE))
        assert await client.place(Approved(ORDER)) == Accepted("tb-1", "7")
        assert not [request for request in venue.requests if request["op"] == "trade"]
        await client.aclose()
