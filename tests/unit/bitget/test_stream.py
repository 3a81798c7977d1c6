"""The shell of a stream over real sockets on loopback, on asyncio's loop and on Qt's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from terminal_app.bitget.backoff import ConnectBudget
from terminal_app.bitget.stream import Stream
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import StreamEvent
from terminal_app.bitget.unified.stream import UNIFIED_STREAM
from terminal_app.core.clock import SystemClock
from terminal_app.core.events import (
    AccountSeen,
    BookBroken,
    BookDelta,
    BookSnapshot,
    Link,
    LinkChanged,
    LinkState,
    TickerSeen,
)
from terminal_app.core.instrument import InstrumentId, ProductType
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials, Secret
from terminal_app.tasks import TaskOwner
from tests.helpers import stream_frames as frames
from tests.helpers.qt_loop import QtRunner
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

BTC = InstrumentId(ProductType.USDT_FUTURES, "BTCUSDT")
BOOK = Channel(Feed.BOOK, BTC)
TICKER = Channel(Feed.TICKER, BTC)
KEY = Credentials(Secret("key"), Secret("secret"), Secret("words"))

QUICK = StreamLimits(
    connect_within=1.0,
    login_within=1.0,
    probe_after=0.1,
    doubt_after=0.1,
    answer_within=0.3,
    longest_pause=0.1,
    snapshot_within=0.5,
)


@dataclass
class Bench:
    """A stream, its venue, and what was heard."""

    venue: StreamServer
    stream: Stream
    events: list[StreamEvent]

    def of(self, kind: type[StreamEvent]) -> list[StreamEvent]:
        return [event for event in self.events if isinstance(event, kind)]

    def states(self) -> list[LinkState]:
        return [event.state for event in self.events if isinstance(event, LinkChanged)]

    def went_down(self, times: int) -> bool:
        return self.states().count(LinkState.DOWN) == times

    def live_with_snapshots(self, count: int) -> bool:
        return self.is_live and len(self.of(BookSnapshot)) == count

    @property
    def is_live(self) -> bool:
        return bool(self.states()) and self.states()[-1] is LinkState.LIVE


class WatchedBudget(ConnectBudget):
    """A budget that remembers what it answered."""

    def __init__(self, limit: int, window: float) -> None:
        super().__init__(limit, window)
        self.waits: list[float] = []

    def wait(self, now: float) -> float:
        self.waits.append(super().wait(now))
        return self.waits[-1]


@asynccontextmanager
async def bench(
    *,
    private: bool = False,
    limits: StreamLimits = QUICK,
    url: str = "",
    connects: ConnectBudget | None = None,
) -> AsyncIterator[Bench]:
    events: list[StreamEvent] = []
    clock = SystemClock()
    tasks = TaskOwner("test")
    async with StreamServer() as venue:
        stream = Stream(
            UNIFIED_STREAM,
            Link.PRIVATE if private else Link.PUBLIC,
            url or venue.url,
            KEY if private else None,
            clock,
            clock.now_ms,
            events.append,
            tasks,
            connects or ConnectBudget(),
            limits,
        )
        stream.start()
        try:
            yield Bench(venue, stream, events)
        finally:
            await stream.aclose()
            await tasks.aclose()


async def data_flows() -> None:
    async with bench() as b:
        b.venue.on_subscribe["ticker"] = [frames.ticker("64000.5")]
        b.stream.want(frozenset({TICKER}))
        await eventually(lambda: b.of(TickerSeen))
        assert b.states() == [LinkState.CONNECTING, LinkState.LIVE]
        assert b.venue.asked() == [frames.arg("ticker")]
        assert b.stream.ping_ms is not None
        assert 0 < b.stream.ping_ms < 1000
        assert b.stream.frames >= 3
        assert b.stream.rejected_frames == 0
        assert b.stream.audit().flowing == {"BTCUSDT perp ticker"}


async def a_dropped_connection_comes_back_with_everything() -> None:
    async with bench() as b:
        b.venue.on_subscribe["books"] = [frames.book(100, 0, action="snapshot")]
        b.stream.want(frozenset({BOOK, TICKER}))
        await eventually(lambda: b.of(BookSnapshot))
        for times in (2, 3, 4):
            b.venue.peers[0].drop()
            await eventually(partial(b.live_with_snapshots, times))
        assert b.venue.connected == 4
        assert b.states().count(LinkState.DOWN) == 3
        assert len(b.of(BookBroken)) == 3


async def a_venue_that_is_away_is_tried_again() -> None:
    async with bench() as b:
        b.stream.want(frozenset({TICKER}))
        await eventually(lambda: b.is_live)
        await b.venue.shut()
        await eventually(lambda: b.states().count(LinkState.DOWN) >= 3)
        down = [
            event for event in b.events if isinstance(event, LinkChanged) and event.state is LinkState.DOWN
        ]
        assert down[-1].sentence == "Bitget cannot be reached. Check the network. Trying again."
        await b.venue.listen()
        await eventually(lambda: b.is_live)


async def a_half_open_connection_is_dropped() -> None:
    async with bench() as b:
        b.venue.on_subscribe["ticker"] = [frames.ticker()]
        b.stream.want(frozenset({TICKER}))
        await eventually(lambda: b.of(TickerSeen))
        b.venue.answering = False
        await eventually(lambda: LinkState.DEGRADED in b.states())
        await eventually(lambda: LinkState.DOWN in b.states())
        b.venue.answering = True
        await eventually(lambda: b.is_live and b.venue.connected >= 2)


async def a_gap_is_healed_over_the_wire() -> None:
    async with bench() as b:
        b.venue.on_subscribe["books"] = [frames.book(100, 0, action="snapshot")]
        b.stream.want(frozenset({BOOK}))
        await eventually(lambda: b.of(BookSnapshot))
        b.venue.push(frames.book(101, 100), frames.book(105, 103), frames.book(106, 105))
        await eventually(lambda: len(b.of(BookSnapshot)) == 2)
        kinds = [type(event) for event in b.events if not isinstance(event, LinkChanged)]
        assert kinds == [BookSnapshot, BookDelta, BookBroken, BookSnapshot]
        assert b.venue.asked("unsubscribe") == [frames.arg("books")]
        b.stream.refresh_book(BTC)
        await eventually(lambda: len(b.of(BookSnapshot)) == 3)
        assert b.venue.connected == 1


async def the_private_stream_logs_in() -> None:
    async with bench(private=True) as b:
        b.venue.on_subscribe["account"] = [frames.account("12.5")]
        await eventually(lambda: b.of(AccountSeen))
        assert [request["op"] for request in b.venue.requests] == ["login", "subscribe"]
        assert b.is_live


async def a_wrong_key_is_refused_once() -> None:
    async with bench(private=True) as b:
        b.venue.login = frames.error(30015, "sign error")
        await eventually(lambda: LinkState.REFUSED in b.states())
        await eventually(lambda: not b.venue.peers)
        assert b.states() == [LinkState.CONNECTING, LinkState.REFUSED]
        assert b.venue.connected == 1


async def closing_is_possible_at_any_moment() -> None:
    async with bench() as b:
        await b.stream.aclose()
        b.stream.want(frozenset({TICKER}))
        b.stream.start()
        assert b.venue.connected == 0
    async with bench() as b:
        await eventually(lambda: b.is_live)
        heard = len(b.events)
        await b.stream.aclose()
        await b.stream.aclose()
        await eventually(lambda: not b.venue.peers)
        assert len(b.events) == heard


async def closing_does_not_wait_for_a_handshake() -> None:
    """A host that accepts and says nothing: the connection is given up without a trace."""
    accepted: list[asyncio.StreamWriter] = []
    gone: list[bytes] = []

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        accepted.append(writer)
        await reader.readuntil(b"\r\n\r\n")
        gone.append(await reader.read())
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    async with bench(url=url) as b:
        await eventually(lambda: accepted)
        await b.stream.aclose()
        await eventually(lambda: gone)
        assert LinkState.DOWN not in b.states()
    async with bench(url=url, limits=replace(QUICK, connect_within=0.2)) as b:
        await eventually(lambda: LinkState.DOWN in b.states())
    await eventually(lambda: len(gone) == len(accepted))
    server.close()
    await server.wait_closed()


async def a_budget_that_is_used_up_is_waited_for() -> None:
    budget = WatchedBudget(limit=2, window=3600.0)
    async with bench(connects=budget) as b:
        for times in (1, 2):
            await eventually(lambda: b.venue.peers)
            b.venue.peers[0].drop()
            await eventually(partial(b.went_down, times))
        await eventually(lambda: budget.waits[-1] > 3000)
        assert b.venue.connected == 2


async def a_message_in_pieces_is_put_together() -> None:
    async with bench() as b:
        b.stream.want(frozenset({TICKER}))
        await eventually(lambda: b.is_live)
        b.venue.push_in_pieces(frames.ticker("7"), 3)
        await eventually(lambda: b.of(TickerSeen))
        assert b.stream.rejected_frames == 0


async def a_flood_is_read_whole() -> None:
    async with bench() as b:
        b.stream.want(frozenset({TICKER}))
        await eventually(lambda: b.is_live)
        b.venue.push(*(frames.ticker(str(n)) for n in range(1, 5001)))
        await eventually(lambda: len(b.of(TickerSeen)) == 5000, timeout=10)


STORIES: list[Callable[[], Awaitable[None]]] = [
    data_flows,
    a_dropped_connection_comes_back_with_everything,
    a_venue_that_is_away_is_tried_again,
    a_half_open_connection_is_dropped,
    a_gap_is_healed_over_the_wire,
    the_private_stream_logs_in,
    a_wrong_key_is_refused_once,
    closing_is_possible_at_any_moment,
    closing_does_not_wait_for_a_handshake,
    a_budget_that_is_used_up_is_waited_for,
    a_message_in_pieces_is_put_together,
    a_flood_is_read_whole,
]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_on_the_stock_loop(story: Callable[[], Awaitable[None]]) -> None:
    await story()


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
def test_on_qts_loop(story: Callable[[], Awaitable[None]], qt_run: QtRunner) -> None:
    async def told() -> bool:
        await story()
        return True

    assert qt_run(told(), timeout=20.0)


async def test_the_keys_of_secure_connections_are_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    async with bench(url="wss://127.0.0.1:9/") as b:
        await eventually(lambda: LinkState.DOWN in b.states())
    assert list(tmp_path.iterdir()) == []
