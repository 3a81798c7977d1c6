"""One connection to a server: what has arrived, whether it is still there, and what each failure proves.

Its exceptions are httpx's. Knows no HTTP.
"""

import asyncio
import select
import socket
from collections.abc import Callable

import httpx

_BROKEN = "the connection broke"


class Line(asyncio.Protocol):
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

    def write(self, data: bytes) -> None:
        """Hand over a request. From here on it may have left.

        Raises:
            httpx.WriteError: there is no connection.
        """
        if self._transport is None:
            raise httpx.WriteError(_BROKEN)
        self._transport.write(data)

    async def drained(self, within: float) -> None:
        """Wait until the system has everything that was written."""
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
        timer = self._loop.call_later(within, expire, waiter)
        try:
            await waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _look_at(sock: socket.socket) -> Callable[[], bool]:
    """Asks the system whether something waits to be read: data, the end, or an error."""
    number = sock.fileno()
    if not hasattr(select, "poll"):
        return lambda: bool(select.select([number], [], [], 0)[0])
    poller = select.poll()
    poller.register(number, select.POLLIN)
    return lambda: bool(poller.poll(0))


def expire(future: asyncio.Future[None]) -> None:
    """Let a wait end with a `TimeoutError`."""
    if not future.done():
        future.set_exception(TimeoutError())
