"""The connections to one server, behind httpx's seam for transports, in a fraction of its own one's time.

It keeps connections, sends a request once, and reads the answer. Its exceptions are httpx's, and they say
what is proven: `ConnectError`, `ConnectTimeout` and `PoolTimeout` mean that no byte of the request was handed
to a connection. What goes wrong after that moment is another exception, and proves nothing. It follows
nothing, asks no environment, and knows neither keys nor envelopes.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Mapping
from typing import final

import httpx

from terminal_app.bitget.answer_body import Body, read_head
from terminal_app.bitget.line import Line, expire
from terminal_app.bitget.prepared import Head, PreparedRequest

_EYEBALLS = 0.25
"""Seconds until the next address of a name is tried beside the first."""
_TURNS_TO_CLOSE = 50


@final
class LeanTransport(httpx.AsyncBaseTransport):
    """Connections to one server, over HTTP/1.1.

    Args:
        base: the server; nothing goes to any other.
        tls: how to secure the connections, `None` for plain ones.
        connections: the most at one time.
        idle: the most that are kept.
        expiry: seconds that one is kept.
    """

    def __init__(
        self,
        base: httpx.URL,
        tls: ssl.SSLContext | None,
        *,
        connections: int = 20,
        idle: int = 10,
        expiry: float = 60.0,
    ) -> None:
        self._host = base.host
        self._port = base.port or (80 if tls is None else 443)
        self._netloc = base.netloc
        self._tls = tls
        if tls is not None:
            tls.set_alpn_protocols(["http/1.1"])
        self._most_idle = idle
        self._expiry = expiry
        self._free = connections
        self._queue: deque[asyncio.Future[None]] = deque()
        self._idle: list[Line] = []
        self._lines: set[Line] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx: send once, and return when the head of the answer is there."""
        timeouts: Mapping[str, float] = request.extensions["timeout"]
        data = await self._bytes(request)
        await self._take_slot(timeouts["pool"])
        line: Line | None = None
        try:
            line = self._kept() or await self._connect(timeouts["connect"])
            _write(line, request, data)
        except BaseException:
            self._done(line, keep=False)
            raise
        return await self.answer(line, timeouts)

    def hold(self) -> Line | None:
        """A connection for one request that is written in this very moment, `None` when none is at hand.

        It has to be given to `post` or to `let_go`.
        """
        if self._free <= 0 or (line := self._kept()) is None:
            return None
        self._free -= 1
        return line

    def let_go(self, line: Line) -> None:
        """A connection that was held is not needed after all."""
        self._done(line, keep=True)

    def post(self, line: Line, request: PreparedRequest) -> None:
        """Write a request on a connection that was held. Its answer is read by `answer`."""
        try:
            self._check(request)
            _write(line, request, request.data)
        except BaseException:
            self._done(line, keep=False)
            raise

    async def answer(self, line: Line, timeouts: Mapping[str, float]) -> httpx.Response:
        """The answer to what was written on a connection, when its head is there."""
        try:
            await line.drained(timeouts["write"])
            head = await read_head(line, timeouts["read"])
        except BaseException:
            self._done(line, keep=False)
            raise
        body = Body(line, head, timeouts["read"], lambda keep: self._done(line, keep=keep))
        return httpx.Response(head.status, headers=head.fields, stream=body)

    async def aclose(self) -> None:
        """End every connection."""
        for line in self._lines:
            line.abort()
        for _ in range(_TURNS_TO_CLOSE):
            if all(line.is_lost for line in self._lines):
                break
            await asyncio.sleep(0)
        self._lines.clear()
        self._idle.clear()

    async def _bytes(self, request: httpx.Request) -> bytes:
        """The request as it is written."""
        self._check(request)
        if isinstance(request, PreparedRequest):
            return request.data
        if not isinstance(request.stream, httpx.AsyncByteStream):
            raise httpx.UnsupportedProtocol("not a request that can be sent")
        body = b"".join([part async for part in request.stream])
        return Head(request.method, request.url, request.headers.raw).request([], body, {}).data

    def _check(self, request: httpx.Request) -> None:
        if request.url.netloc != self._netloc:
            raise httpx.UnsupportedProtocol("not a request for this server")

    # ------------------------------------------------------------------------------------------- pool

    async def _take_slot(self, within: float) -> None:
        if self._free > 0:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._queue.append(turn)
        timer = loop.call_later(within, expire, turn)
        try:
            await turn
        except TimeoutError as error:
            raise httpx.PoolTimeout("no connection became free") from error
        except BaseException:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self._give_slot()  # it was given in the moment of the cancellation
            raise
        finally:
            timer.cancel()

    def _give_slot(self) -> None:
        while self._queue:
            turn = self._queue.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _kept(self) -> Line | None:
        """The connection that was used last, if it is still fit."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = self._idle.pop()
            line.idle = False
            if line.since + self._expiry > now and line.is_fit():
                return line
            self._drop(line)
        return None

    async def _connect(self, within: float) -> Line:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within):
                _, line = await loop.create_connection(
                    Line,
                    self._host,
                    self._port,
                    ssl=self._tls,
                    server_hostname=self._host if self._tls is not None else None,
                    happy_eyeballs_delay=_EYEBALLS,
                )
        except TimeoutError as error:
            raise httpx.ConnectTimeout("no connection in time") from error
        except OSError as error:  # of TLS too
            raise httpx.ConnectError(str(error)) from error
        self._lines.add(line)
        return line

    def _done(self, line: Line | None, *, keep: bool) -> None:
        if line is not None:
            if keep and line.is_open() and len(self._idle) < self._most_idle and line in self._lines:
                line.since, line.idle = asyncio.get_running_loop().time(), True
                self._idle.append(line)
            else:
                self._drop(line)
        self._give_slot()

    def _drop(self, line: Line) -> None:
        line.abort()
        self._lines.discard(line)


def _write(line: Line, request: httpx.Request, data: bytes) -> None:
    if (last_look := request.extensions.get("last_look")) is not None:
        last_look()  # below everything that waits: nothing lies between this and the first byte
    line.write(data)
