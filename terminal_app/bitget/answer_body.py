"""Reading one answer from a connection, behind httpx's seam for bodies."""

from collections.abc import AsyncIterator, Callable

import httpx

from terminal_app.bitget.http1 import BadAnswerError, Chunks, Head, take_head
from terminal_app.bitget.line import Line


class Body(httpx.AsyncByteStream):
    """The body of one answer.

    Args:
        line: where it comes from.
        head: what its head says of it.
        within: seconds each part may take.
        done: told when it is over, and whether the connection may be kept: it was read to its end.
    """

    def __init__(self, line: Line, head: Head, within: float, done: Callable[[bool], None]) -> None:
        self._done = done
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
            self._done(keep)


async def read_head(line: Line, within: float) -> Head:
    """Wait for the head of the answer.

    Raises:
        httpx.TransportError: there is none.
    """
    while True:
        try:
            head = take_head(line.buffer)
        except BadAnswerError as error:
            raise httpx.RemoteProtocolError(str(error)) from error
        if head is not None:
            return head
        if not await line.more(within):
            raise httpx.RemoteProtocolError("the server ended the connection without an answer")
