"""The whole client: its parts start, sort what they hear, and end."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal

import httpx
import pytest

from terminal_app.bitget.client import BitgetClient
from terminal_app.bitget.endpoints import Badge, Venue
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.core.account import AccountSnapshot
from terminal_app.core.commands import CancelOrder
from terminal_app.core.errors import AuthError
from terminal_app.core.events import (
    AccountEvent,
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
from terminal_app.core.outcomes import NotSent
from terminal_app.core.ports import Channel, ExchangeClient, Feed, Listeners
from terminal_app.core.secret import Credentials, Secret
from tests.helpers.bitget_rest import CREDENTIALS, Bench
from tests.helpers.faulty_server import unused_port
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


def build(bench: Bench, heard: Heard, key: Credentials | None = CREDENTIALS) -> BitgetClient:
    return BitgetClient(
        dead_end(),
        key,
        heard.listeners,
        bench.clock,
        sleep=bench.sleep,
        jitter=lambda: 0.5,
        over=bench.http,
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


async def test_wishes_reach_the_public_stream(client: BitgetClient) -> None:
    client.want(frozenset({Channel(Feed.BOOK, BTC)}))
    client.refresh_book(BTC)
    assert len(client._public.audit().desired) == 1


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
