"""The connections to one server, behind httpx's seam for transports, in a fraction of its own one's time.

It keeps connections, sends a request once, and reads the answer. Its exceptions are httpx's, and they say
what is proven: `ConnectError`, `ConnectTimeout` and `PoolTimeout` mean that no byte of the request was handed
to a connection. What goes wrong after that moment is another exception, and proves nothing. It follows
nothing, asks no environment, and knows neither keys nor envelopes.
"""

import asyncio
import select
import socket
import ssl
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from typing import final

import httpx

from terminal_app.bitget import http1
from terminal_app.bitget.http1 import BadAnswerError, Chunks, take_head
from terminal_app.bitget.prepared import Head, PreparedRequest

_EYEBALLS = 0.25
"""Seconds until the next address of a name is tried beside the first."""
_TURNS_TO_CLOSE = 50
_BROKEN = "the connection broke"


class _Line(asyncio.Protocol):
    """One connection: what has arrived, and whether it is still there."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.since = 0.0
        self.idle = False
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._has_something: Callable[[], bool] | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._ended = False
        self._lost = False
        self._error: Exception | None = None
        self._full = False

    # ------------------------------------------------------------------------------- what asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            # So that "written" means that the system has it. Not 0: TLS would call an empty buffer full.
            transport.set_write_buffer_limits(high=1, low=0)
            sock: socket.socket | None = transport.get_extra_info("socket")
            self._has_something = None if sock is None else _look_at(sock)

    def data_received(self, data: bytes) -> None:
        if self.idle:  # nobody reads what nobody asked for, however much it is
            self.abort()
            return
        self.buffer += data
        self._wake()

    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost = self._ended = True
        self._error = exc
        self._wake()

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        self._wake()

    # ---------------------------------------------------------------------------------- what is asked

    @property
    def is_lost(self) -> bool:
        """Whether nothing of the connection is left."""
        return self._lost

    def is_open(self) -> bool:
        """Whether it is open as far as is known, and nothing has arrived that nobody asked for."""
        transport = self._transport
        return not (self._ended or self.buffer or transport is None or transport.is_closing())

    def is_fit(self) -> bool:
        """Whether a new request may be written.

        The end of a connection may wait in the system where the loop has not read it yet, so it is asked too.
        """
        if not self.is_open() or self._has_something is None:
            return False
        try:
            return not self._has_something()
        except (OSError, ValueError):
            return False

    async def write(self, data: bytes, within: float) -> None:
        """Hand over a request and wait until the system has it. From here on it may have left."""
        if self._transport is None:
            raise httpx.WriteError(_BROKEN)
        self._transport.write(data)
        while self._full:
            if self._lost:
                raise httpx.WriteError(_BROKEN) from self._error
            try:
                await self._wait(within)
            except TimeoutError as error:
                raise httpx.WriteTimeout("the request did not leave in time") from error

    async def more(self, within: float) -> bool:
        """Wait until something has arrived; `False` when nothing more comes."""
        size = len(self.buffer)
        while len(self.buffer) == size:
            if self._error is not None:
                raise httpx.ReadError(_BROKEN) from self._error
            if self._ended:
                return False
            try:
                await self._wait(within)
            except TimeoutError as error:
                raise httpx.ReadTimeout("nothing arrived in time") from error
        return True

    def abort(self) -> None:
        """End the connection now."""
        if self._transport is not None:
            self._transport.abort()

    async def _wait(self, within: float) -> None:
        waiter = self._waiter = self._loop.create_future()
        timer = self._loop.call_later(within, _expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


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
        self._idle: list[_Line] = []
        self._lines: set[_Line] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The seam of httpx: send once, and return when the head of the answer is there."""
        timeouts: Mapping[str, float] = request.extensions["timeout"]
        data = await self._bytes(request)
        await self._take_slot(timeouts["pool"])
        line: _Line | None = None
        try:
            line = self._kept() or await self._connect(timeouts["connect"])
            if (last_look := request.extensions.get("last_look")) is not None:
                last_look()  # below everything that waits: nothing lies between this and the first byte
            await line.write(data, timeouts["write"])
            head = await _read_head(line, timeouts["read"])
        except BaseException:
            self._done(line, keep=False)
            raise
        body = _Body(self, line, head, timeouts["read"])
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

    def done(self, line: _Line, *, keep: bool) -> None:
        """An answer has been read to its end, or given up."""
        self._done(line, keep=keep)

    async def _bytes(self, request: httpx.Request) -> bytes:
        """The request as it is written."""
        if request.url.netloc != self._netloc or not isinstance(request.stream, httpx.AsyncByteStream):
            raise httpx.UnsupportedProtocol("not a request for this server")
        if isinstance(request, PreparedRequest):
            return request.data
        body = b"".join([part async for part in request.stream])
        return Head(request.method, request.url, request.headers.raw).request([], body, {}).data

    # ------------------------------------------------------------------------------------------- pool

    async def _take_slot(self, within: float) -> None:
        if self._free > 0:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[None] = loop.create_future()
        self._queue.append(turn)
        timer = loop.call_later(within, _expire, turn)
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

    def _kept(self) -> _Line | None:
        """The connection that was used last, if it is still fit."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            line = self._idle.pop()
            line.idle = False
            if line.since + self._expiry > now and line.is_fit():
                return line
            self._drop(line)
        return None

    async def _connect(self, within: float) -> _Line:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within):
                _, line = await loop.create_connection(
                    _Line,
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

    def _done(self, line: _Line | None, *, keep: bool) -> None:
        if line is not None:
            if keep and line.is_open() and len(self._idle) < self._most_idle and line in self._lines:
                line.since, line.idle = asyncio.get_running_loop().time(), True
                self._idle.append(line)
            else:
                self._drop(line)
        self._give_slot()

    def _drop(self, line: _Line) -> None:
        line.abort()
        self._lines.discard(line)


class _Body(httpx.AsyncByteStream):
    """The body of one answer. The connection goes back when it has been read to its end."""

    def __init__(self, transport: LeanTransport, line: _Line, head: http1.Head, within: float) -> None:
        self._transport = transport
        self._line = line
        self._head = head
        self._within = within
        self._over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        head = self._head
        parts = self._chunks() if head.chunked else self._plain(head.length)
        async for part in parts:
            yield part
        self._finish(keep=head.keeps)

    async def aclose(self) -> None:
        """The seam of httpx."""
        self._finish(keep=False)

    async def _plain(self, left: int | None) -> AsyncIterator[bytes]:
        buffer = self._line.buffer
        while left is None or left > 0:
            if not buffer and not await self._line.more(self._within):
                if left is None:
                    return
                raise httpx.RemoteProtocolError("the body ended early")
            part = bytes(buffer if left is None else buffer[:left])
            del buffer[: len(part)]
            left = None if left is None else left - len(part)
            yield part

    async def _chunks(self) -> AsyncIterator[bytes]:
        chunks = Chunks()
        while True:
            try:
                part = chunks.take(self._line.buffer)
            except BadAnswerError as error:
                raise httpx.RemoteProtocolError(str(error)) from error
            if part:
                yield part
            elif chunks.done:
                return
            elif not await self._line.more(self._within):
                raise httpx.RemoteProtocolError("the body ended early")

    def _finish(self, *, keep: bool) -> None:
        if not self._over:
            self._over = True
            self._transport.done(self._line, keep=keep)


async def _read_head(line: _Line, within: float) -> http1.Head:
    while True:
        try:
            head = take_head(line.buffer)
        except BadAnswerError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        if head is not None:
            return head
        if not await line.more(within):
            raise httpx.RemoteProtocolError("the server ended the connection without an answer")


def _look_at(sock: socket.socket) -> Callable[[], bool]:
    """Asks the system whether something waits to be read: data, the end, or an error."""
    number = sock.fileno()
    if not hasattr(select, "poll"):
        return lambda: bool(select.select([number], [], [], 0)[0])
    poller = select.poll()
    poller.register(number, select.POLLIN)
    return lambda: bool(poller.poll(0))


def _expire(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_exception(TimeoutError())
