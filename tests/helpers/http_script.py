"""A venue made of a script: what each path answers, and what was asked. Nothing leaves the process."""

from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import httpx
import msgspec

from terminal_app.core.clock import ManualClock


class Asked(NamedTuple):
    """One request as it would have gone over the wire."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def params(self) -> dict[str, str]:
        """The query, taken apart."""
        return dict(httpx.QueryParams(self.query))

    @property
    def json(self) -> object:
        """The body, decoded."""
        return msgspec.json.decode(self.body)


class Reply(NamedTuple):
    """One answer."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "application/json"),)


def ok(data: object, time_ms: int = 1_700_000_000_123) -> Reply:
    """A success of the venue."""
    envelope = {"code": "00000", "msg": "success", "requestTime": time_ms, "data": data}
    return Reply(msgspec.json.encode(envelope))


def refusal(code: str, status: int = 400, message: str = "no") -> Reply:
    """An error of the venue."""
    envelope = {"code": code, "msg": message, "requestTime": 1_700_000_000_123, "data": None}
    return Reply(msgspec.json.encode(envelope), status)


class HttpScript(httpx.AsyncBaseTransport):
    """Answers each path with its replies in turn, the last one again and again; an exception is raised."""

    def __init__(self, clock: ManualClock, venue_ahead_ms: int = 0) -> None:
        self.asked: list[Asked] = []
        self.closed = False
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        self._clock = clock
        self._ahead_ms = venue_ahead_ms
        self._replies: dict[str, deque[Reply | Exception]] = defaultdict(deque)
        self._makers: dict[str, Callable[[Asked], Reply]] = {}

    def on(self, path_end: str, *replies: Reply | Exception) -> None:
        """Say what the path that ends like this answers."""
        self._replies[path_end] = deque(replies)

    def compute(self, path_end: str, maker: Callable[[Asked], Reply]) -> None:
        """Say how the answers of the path that ends like this are made."""
        self._makers[path_end] = maker

    def of(self, path_end: str) -> list[Asked]:
        """What was asked of the path that ends like this."""
        return [asked for asked in self.asked if asked.path.endswith(path_end)]

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx."""
        path, _, query = request.url.raw_path.decode().partition("?")
        headers = {name.decode().lower(): value.decode() for name, value in request.headers.raw}
        assert isinstance(request.stream, httpx.AsyncByteStream)
        body = b"".join([part async for part in request.stream])
        self.asked.append(Asked(request.method, path, query, headers, body))
        if self.before_answer is not None:
            await self.before_answer()
        reply = self._next(path)
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status, headers=reply.headers, stream=httpx.ByteStream(reply.body))

    async def aclose(self) -> None:
        """The seam of httpx."""
        self.closed = True

    def _next(self, path: str) -> Reply | Exception:
        for end, maker in self._makers.items():
            if path.endswith(end):
                return maker(self.asked[-1])
        for end, replies in self._replies.items():
            if path.endswith(end):
                return replies.popleft() if len(replies) > 1 else replies[0]
        if path.endswith("/time"):
            return ok({"serverTime": str(self._clock.now_ms() + self._ahead_ms)})
        raise AssertionError(f"the script says nothing of {path}")
