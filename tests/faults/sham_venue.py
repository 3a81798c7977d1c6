"""The whole client on a venue without sockets: it answers, or is down in one of many ways, and counts.

Time is a `ManualClock` under a `VirtualLoop`, so an hour takes seconds. The venue keeps a clock of its own.
"""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from random import Random
from unittest.mock import patch

import httpx
import msgspec

from terminal_app.bitget.stream_socket import Sink
from terminal_app.core.clock import ManualClock
from terminal_app.core.errors import LinkError
from tests.helpers import stream_frames as frames
from tests.helpers.http_script import Asked, Reply, ok, refusal


class Weather(Enum):
    """How the venue is."""

    FINE = "fine"
    REFUSING = "nothing listens"
    SILENT = "connections hang, answers do not come"
    DROPPING = "connections break after a moment"
    FLAPPING = "connections live just long enough to subscribe"
    LIMITING = "too many requests"
    BROKEN = "HTTP 502, logins refused for a while"


class ShamConnection:
    """What the stream sees of its socket."""

    def __init__(self, venue: "ShamVenue", sink: Sink, number: int) -> None:
        self.number = number
        self._venue = venue
        self._sink = sink
        self._over = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether it has not ended."""
        return not self._over.is_set()

    def send(self, text: str | bytes) -> None:
        """The program sends a message."""
        if self.is_open:
            self._venue.heard(self, text.decode() if isinstance(text, bytes) else text)

    def abort(self) -> None:
        """Either side ends it."""
        self._over.set()

    async def wait_closed(self) -> None:
        """Wait for the end."""
        await self._over.wait()

    def push(self, *arrived: bytes) -> None:
        """The venue sends frames."""
        for frame in arrived:
            if self.is_open:
                self._sink.on_frame(frame)
        if self.is_open:
            self._sink.on_batch()


class ShamVenue(httpx.AsyncBaseTransport):
    """REST and streams.

    Attributes:
        weather: how it is now.
        ahead_ms: its clock minus the wall clock of this computer.
        connects: when a connection was asked for.
        messages: when a message came, by connection.
        requests: the subscribe and unsubscribe requests among them.
        logins: the time stamps of logins, and the venue's clock when each came, in ms.
        asked: the calls, with the venue's clock when each came.
        orders: when a new order came, by either way.
        trail: the ends of the paths that were called, and `order` for each of those, in their order.
        answers: makes the answers of paths.
    """

    def __init__(self, clock: ManualClock, random: Random) -> None:
        self.clock = clock
        self.random = random
        self.weather = Weather.FINE
        self.ahead_ms = 0
        self.connects: list[float] = []
        self.messages: dict[int, list[float]] = {}
        self.requests: dict[int, list[float]] = {}
        self.logins: list[tuple[int, int]] = []
        self.asked: list[tuple[int, Asked]] = []
        self.orders: list[float] = []
        self.trail: list[str] = []
        self.answers: dict[str, Callable[[Asked], object]] = {}
        self.open: list[ShamConnection] = []

    def now_ms(self) -> int:
        """Its clock."""
        return self.clock.now_ms() + self.ahead_ms

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Streams that are opened now find it."""
        with patch("terminal_app.bitget.stream.connect", self.connect):
            yield

    # --------------------------------------------------------------------------------------------- streams

    async def connect(
        self, _url: str, sink: Sink, *, tls: ssl.SSLContext | None, within: float, frame_bytes: int
    ) -> ShamConnection:
        """Stands for `stream_socket.connect`."""
        assert tls is None
        assert frame_bytes
        self.connects.append(self.clock.monotonic())
        number = len(self.connects)
        await asyncio.sleep(self.random.random() * 0.1)
        if self.weather is Weather.SILENT:
            await asyncio.sleep(within)
        if self.weather in (Weather.REFUSING, Weather.SILENT):
            raise LinkError("Bitget cannot be reached. Check the network.", "the script says so")
        connection = ShamConnection(self, sink, number)
        self.open = [one for one in self.open if one.is_open] + [connection]
        if self.weather is Weather.DROPPING:
            self._later(self.random.random() * 2, connection.abort)
        if self.weather is Weather.FLAPPING:
            self._later(1 + self.random.random() * 40, connection.abort)
        sink.on_open(connection)  # type: ignore[arg-type]
        return connection

    def heard(self, connection: ShamConnection, text: str) -> None:
        """A message came; its answer follows after a moment, if the weather allows."""
        now = self.clock.monotonic()
        self.messages.setdefault(connection.number, []).append(now)
        replies = self._replies(connection, text, now)
        if replies and self.weather not in (Weather.SILENT, Weather.REFUSING):
            self._later(0.01 + self.random.random() * 0.1, lambda: connection.push(*replies))

    def _replies(self, connection: ShamConnection, text: str, now: float) -> list[bytes]:
        if text == "ping":
            return [frames.PONG]
        request = msgspec.json.decode(text)
        if request["op"] == "login":
            self.logins.append((int(request["args"][0]["timestamp"]) * 1000, self.now_ms()))
            off = abs(self.logins[-1][0] - self.now_ms()) > WINDOW_MS
            return [frames.error(30014 if off else 30005) if off or self._refuses() else frames.LOGGED_IN]
        if request["op"] == "trade":
            if request["topic"] == "place-order":
                self._order(now)
            return [msgspec.json.encode({**request, "event": "trade", "code": "0", "args": request["args"]})]
        self.requests.setdefault(connection.number, []).append(now)
        return [frames.ack(arg, request["op"]) for arg in request["args"]]

    def _order(self, now: float) -> None:
        self.orders.append(now)
        self.trail.append("order")

    def _refuses(self) -> bool:
        return self.weather is Weather.BROKEN

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(seconds, work)

    # ------------------------------------------------------------------------------------------------ REST

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx."""
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.decode().lower(): value.decode() for name, value in request.headers.raw}
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in request.stream])
        if self.weather is Weather.REFUSING:
            raise httpx.ConnectError("nothing listens")
        asked = Asked(request.method, path, query, headers, body)
        self.asked.append((self.now_ms(), asked))
        if path.endswith("/place-order"):
            self._order(self.clock.monotonic())
        self.trail.append(path[path.rindex("/") :])
        time_ms = self.now_ms()
        await asyncio.sleep(0.005 + self.random.random() * 0.1)
        if self.weather is Weather.SILENT:
            await asyncio.sleep(10)
            raise httpx.ReadTimeout("nothing arrived in time")
        if self.weather is Weather.DROPPING and self.random.random() < 0.5:
            raise httpx.ReadError("the connection broke")
        reply = self._reply(asked, time_ms)
        return httpx.Response(reply.status, headers=reply.headers, stream=httpx.ByteStream(reply.body))

    def _reply(self, asked: Asked, time_ms: int) -> Reply:
        if self.weather is Weather.LIMITING and self.random.random() < 0.7:
            return Reply(b"", 429)
        if self.weather is Weather.BROKEN and self.random.random() < 0.5:
            return Reply(b"<html>", 502, (("content-type", "text/html"),))
        path, stamp = asked.path, asked.headers.get("access-timestamp")
        if stamp is not None and abs(int(stamp) - time_ms) > WINDOW_MS:
            return refusal("40008")
        if path.endswith("/time"):
            return ok({"serverTime": str(time_ms)}, time_ms)
        for end, make in self.answers.items():
            if path.endswith(end):
                return ok(make(asked), time_ms)
        return ok({"orderId": "1"}, time_ms)

    async def aclose(self) -> None:
        """The seam of httpx."""


WINDOW_MS = 30_000
"""How far a signed time may be from the venue's clock."""
