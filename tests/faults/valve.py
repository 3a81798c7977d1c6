"""A TCP proxy on loopback that passes bytes on until it is told to behave like a broken network."""

import asyncio
import contextlib
import socket
import struct
from enum import Enum
from types import TracebackType
from typing import Self

from terminal_app.tasks import TaskOwner

_CHUNK = 1 << 16


class Break(Enum):
    """How connections end, or do not."""

    HOLE = "black hole"
    RESET = "reset"
    END = "end of stream"
    STALL = "half a packet, then nothing"


class Valve:
    """Listens on a port and passes everything to another.

    Attributes:
        port: where to connect.
    """

    def __init__(self, target: int) -> None:
        self.port = 0
        self._target = target
        self._owner = TaskOwner("valve")
        self._broken: Break | None = None
        self._pairs: list[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = []
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
        await self._owner.aclose()
        for pair in self._pairs:
            for writer in pair:
                writer.transport.abort()
        await self._server.wait_closed()

    def break_all(self, how: Break) -> None:
        """What is connected now, and what connects from now on, is broken in this way."""
        self._broken = how
        for client, server in self._pairs:
            if how is Break.RESET:
                abort = struct.pack("ii", 1, 0)
                client.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, abort)
                client.transport.abort()
            elif how is Break.END:
                client.close()
                server.close()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._owner.spawn(self._serve(reader, writer), "connection")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner, outward = await asyncio.open_connection("127.0.0.1", self._target)
        self._pairs.append((writer, outward))
        upwards = self._owner.spawn(self._copy(reader, outward, upwards=True), "up")
        try:
            await self._copy(inner, writer, upwards=False)
        finally:
            upwards.cancel()

    async def _copy(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, upwards: bool
    ) -> None:
        stalled = False
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(_CHUNK):
                if self._broken in (Break.HOLE, Break.STALL):
                    if self._broken is Break.STALL and not upwards and not stalled:
                        stalled = True
                        writer.write(data[: len(data) // 2])
                    continue  # swallowed: both sides believe that it arrived
                writer.write(data)
                await writer.drain()
        if self._broken not in (Break.HOLE, Break.STALL):
            writer.close()
