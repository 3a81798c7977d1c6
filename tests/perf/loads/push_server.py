"""A venue's streams on loopback that push at a rate: the load of every measurement of a whole window.

Run as a program it prints its address. It confirms subscriptions and logins, answers pings, takes every order
and pushes only what was subscribed. `GET /control?rate=N` sets messages per second over all public channels
of a connection: 0 is silence, -1 as many as the client takes. While it is not 0, a private connection gets
its account `private` times a second, numbered by its equity: `BUSY` times unless the account is at rest.
"""

import asyncio
import itertools
import json
import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

BUSY = 100
FIRST_EQUITY = 1_000_000
_IDLE_SECONDS = 0.005
_AT_ONCE = 200
_FULL_BYTES = 1 << 20
_MINUTE_SECONDS = 60

Frames = Iterator[bytes]
_SHARES = {"books": 1, "ticker": 4, "publicTrade": 6, "kline": 1}
"""How many frames of a topic there are in a round: a busy market is mostly trades and tickers."""


def set_rate(url: str, rate: int, private: int = BUSY) -> None:
    """Have the server at this address push at a rate from now on, and an account at its own."""
    parts = urlsplit(url)
    lines = (
        f"GET /control?rate={rate}&private={private} HTTP/1.1",
        f"Host: {parts.netloc}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==",
        "\r\n",
    )
    with socket.create_connection((parts.hostname or "", parts.port or 0)) as sock:
        sock.sendall("\r\n".join(lines).encode())
        sock.recv(1_000)


def pushes(arg: dict[str, str]) -> Frames:
    """Endless frames of one subscription."""
    makers: dict[str, Callable[[str], Iterator[tuple[str, str]]]] = {
        "books": _books,
        "ticker": _tickers,
        "publicTrade": _trades,
        "kline": _candles,
    }
    head = json.dumps(arg)
    for action, row in makers[arg["topic"]](arg["symbol"]):
        yield f'{{"action":"{action}","arg":{head},"data":[{row}],"ts":{_now_ms()}}}'.encode()


def _now_ms() -> int:
    """The venue's clock: what is older than the prices a program has read at its start, it drops."""
    return time.time_ns() // 1_000_000


def _price(symbol: str, number: int) -> tuple[int, int]:
    """A price that wanders, in whole and in tenths; each symbol has its own."""
    tenths = 600_000 + sum(symbol.encode()) * 10 + (number * 7) % 41
    return tenths // 10, tenths % 10


def _tickers(symbol: str) -> Iterator[tuple[str, str]]:
    row = {
        "openPrice24h": "63120.4",
        "highPrice24h": "65020.1",
        "lowPrice24h": "62780.9",
        "bid1Size": "1.204",
        "ask1Size": "0.877",
        "price24hPcnt": "0.0172",
        "turnover24h": "6120000000",
        "fundingRate": "0.0001",
        "nextFundingTime": "1789459200000",
        "openInterest": "48120.22",
    }
    for number in itertools.count():
        whole, tenth = _price(symbol, number)
        price = f"{whole}.{tenth}"
        row |= {"lastPrice": price, "markPrice": price, "indexPrice": f"{whole}.2"}
        row |= {"bid1Price": f"{whole}.1", "ask1Price": f"{whole}.9", "volume24h": str(90_000 + number)}
        yield "snapshot", json.dumps(row)


def _trades(symbol: str) -> Iterator[tuple[str, str]]:
    for number in itertools.count(1):
        whole, tenth = _price(symbol, number)
        row = {"p": f"{whole}.{tenth}", "v": f"0.{1 + number % 900:03}", "S": ("buy", "sell")[number % 2]}
        yield "update", json.dumps(row | {"T": str(_now_ms()), "i": str(number), "L": str(number)})


def _candles(symbol: str) -> Iterator[tuple[str, str]]:
    for number in itertools.count(1):
        whole, tenth = _price(symbol, number)
        # The bar of this minute: it has to follow those that the program asks the paper exchange for.
        row = {"start": str(int(time.time()) // _MINUTE_SECONDS * _MINUTE_SECONDS * 1_000)}
        row |= {"open": f"{whole}.0", "high": f"{whole + 9}.0", "low": f"{whole - 9}.0"}
        row |= {"close": f"{whole}.{tenth}", "volume": f"{number}.5", "turnover": f"{number}000"}
        yield "update" if number > 1 else "snapshot", json.dumps(row)


def _books(symbol: str) -> Iterator[tuple[str, str]]:
    middle, _ = _price(symbol, 0)
    bids = [[f"{middle - 1 - step // 10}.{9 - step % 10}", "1.500"] for step in range(200)]
    asks = [[f"{middle + 1 + step // 10}.{step % 10}", "1.500"] for step in range(200)]
    row = {"a": asks, "b": bids, "seq": 1, "pseq": 0, "ts": str(_now_ms())}
    yield "snapshot", json.dumps(row)
    for number in itertools.count(2):
        places = {(number * 7 + step * step * 3) % (10 if step < 7 else 200) for step in range(10)}
        for name, levels in (("a", asks), ("b", bids)):
            row[name] = [[levels[at][0], f"{(number + at) % 30}.{number % 900:03}"] for at in places]
        row |= {"seq": number, "pseq": number - 1}
        yield "update", json.dumps(row)


def accounts() -> Frames:
    """Endless account pushes, numbered by the equity."""
    head = '{"action":"snapshot","arg":{"instType":"UTA","topic":"account"},"data":[{"totalEquity":"'
    for number in itertools.count(FIRST_EQUITY):
        yield f'{head}{number}","coin":[]}}],"ts":{_now_ms()}}}'.encode()


class Server:
    """Every connection, and the rate they all share."""

    def __init__(self) -> None:
        self.rate = 0
        self.private = BUSY
        self.peers: list[Peer] = []

    def accept(self, request: WSUpgradeRequest) -> WSListener | None:
        """A connection is asked for; one to `/control` is only listened to."""
        parts = urlsplit(request.path.decode())
        if parts.path == "/control":
            asked = parse_qs(parts.query)
            self.rate, self.private = int(asked["rate"][0]), int(asked["private"][0])
            for peer in self.peers:
                peer.begin()
            return None
        return Peer(self)

    async def push(self) -> None:
        """Push for ever. Messages go out one by one, as a venue sends them; that takes a core of its own."""
        while True:
            for peer in self.peers:
                peer.push()
            await asyncio.sleep(0 if self.rate else _IDLE_SECONDS)


class Peer(WSListener):
    """One client: what it subscribed to and how much of it has been sent."""

    def __init__(self, server: Server) -> None:
        super().__init__()
        self._server = server
        self._transport: WSTransport | None = None
        self._private: Frames | None = None
        self._subscribed: dict[str, Frames] = {}
        self._round: Iterator[Frames] = iter(())
        self._orders = 0
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self._began = asyncio.get_running_loop().time()
        self._sent = 0

    def on_ws_connected(self, transport: WSTransport) -> None:
        self._transport = transport
        self._server.peers.append(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        if self in self._server.peers:
            self._server.peers.remove(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type is WSMsgType.CLOSE:
            transport.disconnect(graceful=False)
            return
        text = frame.get_payload_as_utf8_text()
        if text == "ping":
            transport.send(WSMsgType.TEXT, b"pong")
            return
        request = json.loads(text)
        if request["op"] == "login":
            transport.send(WSMsgType.TEXT, b'{"event":"login","code":0,"connId":"1"}')
            return
        if request["op"] == "trade":
            transport.send(WSMsgType.TEXT, self._accepted(request))
            return
        for arg in request["args"]:
            transport.send(WSMsgType.TEXT, json.dumps({"event": request["op"], "arg": arg}).encode())
            self._note(request["op"], arg)
        turns = [
            frames
            for key, frames in self._subscribed.items()
            for _ in range(_SHARES[json.loads(key)["topic"]] * self._weight(key))
        ]
        self._round = itertools.cycle(turns)

    def _accepted(self, request: dict[str, Any]) -> bytes:
        """Every order is taken at once."""
        self._orders += 1
        row = {"orderId": str(self._orders), "clientOid": request["args"][0]["clientOid"]}
        answer = {"event": "trade", "id": request["id"], "topic": request["topic"], "args": [row]}
        return json.dumps(answer | {"code": "0", "msg": "success", "ts": str(_now_ms())}).encode()

    def _weight(self, key: str) -> int:
        """Many tickers share what one of another topic gets, so that every topic keeps its share."""
        tickers = sum('"ticker"' in one for one in self._subscribed)
        return 1 if '"ticker"' in key else max(1, tickers)

    def _note(self, op: str, arg: dict[str, str]) -> None:
        key = json.dumps(arg, sort_keys=True)
        if arg["instType"] == "UTA":
            if arg["topic"] == "account":
                self._private = accounts()
        elif op == "subscribe":
            self._subscribed[key] = pushes(arg)
            if arg["topic"] == "books" and self._transport is not None:
                self._transport.send(WSMsgType.TEXT, next(self._subscribed[key]))
        else:
            self._subscribed.pop(key, None)

    def push(self) -> None:
        """Send what is due by now."""
        transport, rate = self._transport, self._server.rate
        if transport is None or rate == 0 or not (self._subscribed or self._private):
            return
        if transport.underlying_transport.get_write_buffer_size() > _FULL_BYTES:
            return
        passed = asyncio.get_running_loop().time() - self._began
        source = self._round
        if self._private is not None:
            source, rate = itertools.repeat(self._private), self._server.private
        due = _AT_ONCE if rate < 0 else int(passed * rate) - self._sent
        for frames in itertools.islice(source, due):
            transport.send(WSMsgType.TEXT, next(frames))
        self._sent += due


async def main() -> None:
    """Serve until the standard input ends."""
    server = Server()
    listening = await ws_create_server(server.accept, "127.0.0.1", 0, use_aiofastnet=False)
    port = listening.sockets[0].getsockname()[1]
    sys.stdout.write(f"ws://127.0.0.1:{port}\n")
    sys.stdout.flush()
    async with asyncio.TaskGroup() as group:
        pushing = group.create_task(server.push())
        await asyncio.to_thread(sys.stdin.read)
        pushing.cancel()
    listening.close()


if __name__ == "__main__":
    asyncio.run(main())
