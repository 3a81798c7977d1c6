"""The socket around a session, driven through ASGI messages instead of a network."""

import asyncio
import json
from typing import Any

import pytest
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from terminal_app.core.clock import ManualClock
from terminal_app.paper.server.limits import RateLimiter
from terminal_app.paper.server.ws.connection import PATHS, stream_endpoint
from terminal_app.paper.server.ws.feeds import Feeds
from terminal_app.paper.server.ws.hub import Hub
from terminal_app.paper.server.ws.outbox import MAX_CHARACTERS
from terminal_app.paper.server.ws.quota import MOST_OPEN, ConnectionQuota
from terminal_app.paper.server.ws.topics import Kind, Topic
from terminal_app.paper.server.ws.trading import StreamOrders
from tests.helpers.waiting import eventually
from tests.unit.paper.server.conftest import KEY, SWAP

TICKER = {"op": "subscribe", "args": [{"instType": "usdt-futures", "topic": "ticker", "symbol": "BTCUSDT"}]}


class Wire:
    """The server side of one websocket as ASGI sees it."""

    def __init__(
        self,
        feeds: Feeds,
        hub: Hub,
        clock: ManualClock,
        path: str = "/v3/ws/public",
        quota: ConnectionQuota | None = None,
    ) -> None:
        self.sent: list[Message] = []
        self.writable = asyncio.Event()
        self.writable.set()
        self._incoming: asyncio.Queue[Message] = asyncio.Queue()
        self._incoming.put_nowait({"type": "websocket.connect"})
        scope: Scope = {
            "type": "websocket",
            "path": path,
            "headers": [(b"host", b"127.0.0.1")],
            "query_string": b"",
            "subprotocols": [],
            "client": ("127.0.0.1", 1),
        }
        orders = StreamOrders(feeds.venue, RateLimiter(clock), KEY.key)
        endpoint = stream_endpoint(feeds, hub, KEY, clock, orders, quota or ConnectionQuota(clock))
        self.serving = endpoint(WebSocket(scope, self._incoming.get, self._send))

    def say(self, frame: object) -> None:
        """A text frame from the client."""
        text = frame if isinstance(frame, str) else json.dumps(frame)
        self._incoming.put_nowait({"type": "websocket.receive", "text": text})

    def send_bytes(self, data: bytes) -> None:
        """A binary frame from the client."""
        self._incoming.put_nowait({"type": "websocket.receive", "bytes": data})

    def leave(self) -> None:
        """The client goes."""
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1000})

    def texts(self) -> list[str]:
        """The text frames that were sent."""
        return [message["text"] for message in self.sent if message["type"] == "websocket.send"]

    def kinds(self) -> list[Any]:
        """The types of everything that was sent."""
        return [message["type"] for message in self.sent]

    async def _send(self, message: Message) -> None:
        await self.writable.wait()
        self.sent.append(message)


@pytest.mark.parametrize("path", sorted(PATHS))
async def test_serves_every_address_alike(
    feeds: Feeds, hub: Hub, manual_clock: ManualClock, path: str
) -> None:
    wire = Wire(feeds, hub, manual_clock, path)
    wire.say("ping")
    wire.say(TICKER)
    async with asyncio.TaskGroup() as group:
        group.create_task(_run(wire))
        await eventually(lambda: len(wire.texts()) >= 3)
        wire.leave()
    assert wire.texts()[0] == "pong"
    assert hub.topics() == []


async def test_refuses_other_addresses(feeds: Feeds, hub: Hub, manual_clock: ManualClock) -> None:
    wire = Wire(feeds, hub, manual_clock, "/v1/ws")
    await wire.serving
    assert wire.kinds() == ["websocket.close"]


async def test_lets_in_no_more_than_the_venue_does(feeds: Feeds, hub: Hub, manual_clock: ManualClock) -> None:
    quota = ConnectionQuota(manual_clock)
    for _ in range(MOST_OPEN):
        assert quota.admit("127.0.0.1")
    wire = Wire(feeds, hub, manual_clock, quota=quota)
    await wire.serving
    assert wire.kinds() == ["websocket.close"]


async def test_ends_an_old_connection_after_a_notice(
    feeds: Feeds, hub: Hub, manual_clock: ManualClock
) -> None:
    quota = ConnectionQuota(manual_clock, life=0.02)
    wire = Wire(feeds, hub, manual_clock, quota=quota)
    await wire.serving
    assert '"code":30033' in wire.texts()[-1]
    assert quota.admit("127.0.0.1")


async def test_drops_who_sends_no_ping_for_two_minutes(
    feeds: Feeds, hub: Hub, manual_clock: ManualClock
) -> None:
    wire = Wire(feeds, hub, manual_clock)
    async with asyncio.TaskGroup() as group:
        group.create_task(_run(wire))
        wire.say(TICKER)
        await eventually(lambda: len(wire.texts()) >= 2)
        manual_clock.advance(121)
        wire.say(TICKER)
    assert "websocket.close" not in wire.kinds()
    assert hub.topics() == []


async def test_drops_who_speaks_in_bytes(feeds: Feeds, hub: Hub, manual_clock: ManualClock) -> None:
    wire = Wire(feeds, hub, manual_clock)
    wire.send_bytes(b"ping")
    await asyncio.wait_for(wire.serving, 5)
    assert wire.texts() == []


async def test_says_why_before_it_closes_after_a_failed_login(
    feeds: Feeds, hub: Hub, manual_clock: ManualClock
) -> None:
    wire = Wire(feeds, hub, manual_clock)
    wire.say({"op": "login", "args": []})
    await asyncio.wait_for(wire.serving, 5)
    assert '"code":30005' in wire.texts()[-1]
    assert wire.kinds()[-1] == "websocket.close"


async def test_ends_a_connection_that_cannot_keep_up(
    feeds: Feeds, hub: Hub, manual_clock: ManualClock
) -> None:
    wire = Wire(feeds, hub, manual_clock)
    wire.say(TICKER)
    async with asyncio.TaskGroup() as group:
        group.create_task(_run(wire))
        await eventually(lambda: len(wire.texts()) >= 2)
        wire.writable.clear()
        piece = b'["' + b"x" * (MAX_CHARACTERS // 4) + b'"]'
        for _ in range(6):
            hub.publish(Topic(Kind.TICKER, SWAP), "snapshot", piece, 1)
    assert hub.topics() == []


async def _run(wire: Wire) -> None:
    await wire.serving
