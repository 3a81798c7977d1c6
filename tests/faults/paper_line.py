"""The whole client on the paper exchange without a socket: requests and streams in memory, in virtual time.

Requests pass the exchange's own application with its faults, frames its own sessions, so every byte is that
of the account's dialect. What a proxy does to an answer is done here to the call.
"""

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

import httpx
from starlette.types import Message

from terminal_app.bitget.stream_socket import Sink
from terminal_app.core.account_kind import AccountKind
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from terminal_app.paper.server.faults.dice import Dice
from terminal_app.paper.server.faults.plan import Kind, Plan, Rule
from terminal_app.paper.server.faults.rest import ACT_HEADER, FaultyRestApp
from terminal_app.paper.server.faults.stream import FaultyStream
from terminal_app.paper.server.ws.session import Session
from tests.faults.paper_house import KEY, PaperHouse

_SILENCE_S = 10.0
_NEW_ORDERS = ("/place-order", "/cancel-replace-order", "/mix/order/modify-order")
_SHARES = {
    "/api/v3/trade/": 0.03,
    "/api/v3/account/": 0.02,
    "/api/v3/position/": 0.02,
    "/api/v2/spot/trade/": 0.03,
    "/api/v2/mix/order/": 0.03,
    "/api/v2/spot/account/": 0.02,
    "/api/v2/mix/account/": 0.02,
    "/api/v2/mix/position/": 0.02,
}


def trouble(seed: int, shares: Mapping[str, float] = _SHARES, frames: float = 0.05) -> Plan:
    """Everything that goes wrong with requests and frames, in both dialects unless told otherwise.

    Args:
        seed: of the dice.
        shares: how many of the requests whose path begins so meet each kind of fault.
        frames: the same of every frame.
    """
    requests = [
        Rule(kind, path=path, share=share, seconds=2.0)
        for kind in Kind
        if kind.of_request
        for path, share in shares.items()
    ]
    told = [Rule(kind, share=frames, seconds=2.0) for kind in Kind if kind.of_frame]
    return Plan(seed, (*requests, *told))


class _Connection:
    """What the client's stream sees of its socket, with a session of the exchange behind it."""

    def __init__(self, line: "PaperLine", sink: Sink) -> None:
        self._line = line
        self._sink = sink
        self._over = asyncio.Event()
        half = line.house.half
        push = FaultyStream(line.dice, self._put).push
        self._session = Session(
            half.feeds, half.hub, KEY, line.house.clock, half.orders, push=push, hang_up=self.abort
        )

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return not self._over.is_set()

    def send(self, text: str | bytes) -> None:
        """The client sends a message."""
        told = text.decode() if isinstance(text, bytes) else text
        if self.is_open:
            self._line.count(told)
            self._line.later(lambda: self._session.receive(told))

    def abort(self) -> None:
        """Either side ends it."""
        if self.is_open:
            self._over.set()
            self._session.close()

    async def wait_closed(self) -> None:
        """Wait for the end."""
        await self._over.wait()

    def _put(self, frame: str) -> None:
        self._line.later(lambda: self._arrive(frame.encode()))

    def _arrive(self, frame: bytes) -> None:
        if self.is_open:
            self._sink.on_frame(frame)
        if self.is_open:
            self._sink.on_batch()


class PaperLine(httpx.AsyncBaseTransport):
    """REST and streams of an account that may be moved.

    Attributes:
        house: the exchange.
        dice: what goes wrong.
        sent: how often each new order was sent, by either way.
        refused: how many calls were refused because the account is of the other kind.
    """

    def __init__(self, clock: ManualClock, kind: AccountKind, random: Random) -> None:
        self.house = PaperHouse(clock, kind)
        self.dice = Dice(Plan())
        self.sent: Counter[str] = Counter()
        self.refused = 0
        self._random = random
        self._open: list[_Connection] = []
        self._free_at = 0.0

    def move(self) -> None:
        """The account becomes one of the other kind; its streams end."""
        self.house.move()
        self.break_off()

    def break_off(self) -> None:
        """Every connection ends."""
        for connection in self._open:
            connection.abort()
        self._open.clear()

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Streams that are opened now find it."""
        with patch("terminal_app.bitget.stream.connect", self.connect):
            yield

    async def connect(
        self, _url: str, sink: Sink, *, tls: ssl.SSLContext | None, within: float, frame_bytes: int
    ) -> _Connection:
        """Stands for `stream_socket.connect`."""
        assert (tls, within > 0, frame_bytes > 0) == (None, True, True)
        await asyncio.sleep(self._random.random() * 0.1)
        if self._random.random() < 0.2 and self.dice.plan.rules:
            raise LinkError("Bitget cannot be reached. Check the network.", "the script says so")
        connection = _Connection(self, sink)
        self._open.append(connection)
        sink.on_open(connection)  # type: ignore[arg-type]
        return connection

    def later(self, work: Callable[[], None]) -> None:
        """Do something when it has crossed the line; nothing overtakes what was sent before it."""
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time() + self._random.random() * 0.02)
        loop.call_at(self._free_at, work)

    def count(self, told: str) -> None:
        """Note a new order that goes over a stream."""
        if '"op":"trade"' not in told.replace(" ", "") or "place-order" not in told:
            return
        for arg in json.loads(told)["args"]:
            named = arg.get("params", arg)
            self.sent[named["clientOid"]] += 1

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx."""
        path, _, query = request.url.raw_path.decode().partition("?")
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in request.stream])
        await asyncio.sleep(self._random.random() * 0.05)
        if path.endswith(_NEW_ORDERS) and request.method == "POST" and "/v3/trade/modify" not in path:
            told = json.loads(body)
            self.sent[told.get("newClientOid") or told["clientOid"]] += 1
        headers = [(name.lower(), value) for name, value in request.headers.raw]
        messages: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": body}

        async def send(message: Message) -> None:
            messages.append(message)

        scope = {
            "method": request.method,
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
            "client": ("127.0.0.1", 1),
        }
        await FaultyRestApp(self.house.half.app, self.dice)(scope, receive, send)
        await asyncio.sleep(self._random.random() * 0.05)
        start, answer = messages
        told_headers = dict(start["headers"])
        await self._act(told_headers.get(ACT_HEADER, b""))
        self.refused += b'"40084"' in answer["body"] or b'"40085"' in answer["body"]
        return httpx.Response(
            start["status"],
            headers=[("content-type", told_headers[b"content-type"].decode())],
            stream=httpx.ByteStream(answer["body"]),
        )

    async def _act(self, act: bytes) -> None:
        """What the proxy does with an answer."""
        match act:
            case b"":
                return
            case b"silence":
                await asyncio.sleep(_SILENCE_S)
                raise httpx.ReadTimeout("nothing arrived in time")
            case b"reset":
                raise httpx.ReadError("the connection was reset")
            case _:
                raise httpx.RemoteProtocolError(f"the answer was cut: {act.decode()}")
