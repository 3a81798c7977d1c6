"""A network line on loopback that can be cut and joined again: a TCP proxy in front of a server."""

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from terminal_app.tasks import TaskOwner

_CHUNK = 1 << 16


class Line:
    """Passes everything on to a port of this computer, while it is whole.

    Attributes:
        port: where to connect.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._whole = True
        self._owner = TaskOwner("line")
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        self.cut()
        await self._owner.aclose()
        await self._server.wait_closed()

    def cut(self) -> None:
        """End every connection, and every one that comes."""
        self._whole = False
        for writer in self._writers:
            writer.transport.abort()

    def join(self) -> None:
        """Let connections pass again."""
        self._whole = True

    def at(self, url: str) -> str:
        """The same address of the server, by this line."""
        return url.replace(f":{self._target}", f":{self.port}")

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._whole:
            self._owner.spawn(self._serve(reader, writer), "connection")
        else:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outward = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers |= {writer, outward}
        up = self._owner.spawn(_copy(reader, outward), "up")
        try:
            await _copy(inner, writer)
        finally:
            up.cancel()
            self._writers -= {writer, outward}


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()
