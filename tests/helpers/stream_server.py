"""A venue's stream on loopback that answers well, or breaks in every way a network can."""

import asyncio
import json
import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Self

from picows import (
    WSCloseCode,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeRequest,
    ws_create_server,
)

from tests.helpers import stream_frames as frames
from tests.helpers.waiting import eventually


class Peer(WSListener):
    """One client."""

    def __init__(self, server: "StreamServer") -> None:
        super().__init__()
        self._server = server
        self.transport: WSTransport | None = None

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self._server.peers.append(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            self.drop()
        else:
            self._server.heard(self, frame.get_payload_as_utf8_text())

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self in self._server.peers:
            self._server.peers.remove(self)

    def send(self, *payloads: bytes) -> None:
        """Send whole frames."""
        assert self.transport is not None
        for payload in payloads:
            self.transport.send(WSMsgType.TEXT, payload)

    def say_goodbye(self) -> None:
        """Close the connection in the way the standard wants it."""
        assert self.transport is not None
        self.transport.send_close(WSCloseCode.GOING_AWAY)

    def drop(self) -> None:
        """Break the connection without a word."""
        assert self.transport is not None
        self.transport.disconnect(graceful=False)


class StreamServer:
    """Confirms subscriptions, answers pings and logins, unless it is told not to.

    Attributes:
        peers: the clients that are connected now.
        requests: every JSON frame that was read, in order.
        connected: connections since the start.
        answering: whether it reacts to anything; without it every connection is half-open.
        login: what it answers to a login.
        on_subscribe: frames to send after the confirmation of a topic.
        on_trade: makes what it answers to an order.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.peers: list[Peer] = []
        self.requests: list[dict[str, object]] = []
        self.connected = 0
        self.answering = True
        self.login = frames.LOGGED_IN
        self.on_subscribe: dict[str, list[bytes]] = {}
        self.on_trade: Callable[[dict[str, object]], list[bytes]] = lambda _request: []
        self.url = ""
        self._port = 0
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.shut()

    async def listen(self) -> None:
        """Accept connections, on the same port as before."""
        self._server = await ws_create_server(
            self._accept, "127.0.0.1", self._port, use_aiofastnet=False, ssl=self._tls
        )
        self._port = self._server.sockets[0].getsockname()[1]
        scheme = "ws" if self._tls is None else "wss"
        self.url = f"{scheme}://127.0.0.1:{self._port}/v3/ws/public"

    async def shut(self) -> None:
        """Break every connection and accept none."""
        assert self._server is not None
        self._server.close()
        for peer in list(self.peers):
            peer.drop()
        await self._server.wait_closed()
        await eventually(lambda: not self.peers)

    def push(self, *payloads: bytes) -> None:
        """Send frames to every client."""
        for peer in self.peers:
            peer.send(*payloads)

    def push_in_pieces(self, payload: bytes, pieces: int) -> None:
        """Send one message to every client as several frames."""
        size = -(-len(payload) // pieces)
        parts = [payload[at : at + size] for at in range(0, len(payload), size)]
        for peer in self.peers:
            assert peer.transport is not None
            for number, part in enumerate(parts):
                kind = WSMsgType.CONTINUATION if number else WSMsgType.TEXT
                peer.transport.send(kind, part, fin=number == len(parts) - 1)

    def asked(self, op: str = "subscribe") -> list[object]:
        """The arguments of every request of a kind."""
        found: list[object] = []
        for request in self.requests:
            args = request["args"]
            if request["op"] == op and isinstance(args, list):
                found += args
        return found

    def heard(self, peer: Peer, text: str) -> None:
        """React to a frame of a client."""
        if text != "ping":
            self.requests.append(json.loads(text))
        if not self.answering:
            return
        if text == "ping":
            peer.send(frames.PONG)
            return
        request = json.loads(text)
        if request["op"] == "trade":
            peer.send(*self.on_trade(request))
            return
        if request["op"] == "login":
            peer.send(self.login)
        for arg in request["args"] if request["op"] != "login" else ():
            peer.send(frames.ack(arg, request["op"]))
            if request["op"] == "subscribe":
                peer.send(*self.on_subscribe.get(arg["topic"], ()))

    def _accept(self, _request: WSUpgradeRequest) -> Peer:
        self.connected += 1
        return Peer(self)
