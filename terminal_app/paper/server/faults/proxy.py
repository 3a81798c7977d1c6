"""A loopback proxy in front of the exchange that does to answers what an application cannot.

It copies bytes both ways and looks at the head of each answer. One that carries the act header is dropped,
the connection reset, cut in the middle, replaced by garbage, or never sent; the rest goes on untouched,
streams included. It is part of the exchange because any client must find one address for everything, and it
runs only with a plan of faults.
"""

import asyncio
import contextlib
import re
import socket
import struct

from terminal_app.paper.server.faults.rest import ACT_HEADER
from terminal_app.tasks import TaskOwner

_END = b"\r\n\r\n"
_CHUNK = 1 << 16
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_ACT = re.compile(rb"\r\n" + ACT_HEADER + rb": *([a-z-]+)", re.IGNORECASE)
_SWITCHING = b"HTTP/1.1 101"
_GARBAGE = bytes(range(256)) * 4


class FaultProxy:
    """Listens on one socket and talks to a port of this machine."""

    def __init__(self, listening: socket.socket, port: int) -> None:
        self._listening = listening
        self._port = port
        self._owner = TaskOwner("proxy")
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._connected, sock=self._listening)

    async def aclose(self) -> None:
        """End every connection and stop."""
        if self._server is not None:
            self._server.close()
        await self._owner.aclose()

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._owner.spawn(self._serve(reader, writer), "connection")

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            inner, outward = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            writer.close()
            return
        owner = TaskOwner("proxied")
        try:
            ways = [
                owner.spawn(_copy(reader, outward), "requests"),
                owner.spawn(_answers(inner, writer), "answers"),
            ]
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await owner.aclose()
            outward.close()
            writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copy until either side has gone."""
    with contextlib.suppress(ConnectionError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()


async def _answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass answers on until one of them ends the connection."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while True:
            head = await reader.readuntil(_END)
            if head.startswith(_SWITCHING):
                writer.write(head)
                await _copy(reader, writer)
                return
            length, act = _LENGTH.search(head), _ACT.search(head)
            body = await reader.readexactly(int(length[1]) if length else 0)
            if act is not None:
                await _spoil(act[1], head, body, writer)
                return
            writer.write(head + body)
            await writer.drain()


async def _spoil(act: bytes, head: bytes, body: bytes, writer: asyncio.StreamWriter) -> None:
    """Do what is asked; returning closes the connection."""
    match act:
        case b"reset":
            reset = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            writer.transport.abort()
        case b"silence":
            await asyncio.Event().wait()  # until the client has had enough: its going ends the connection
        case b"garbage":
            writer.write(_GARBAGE)
        case b"half-head":
            writer.write(_ACT.sub(b"", head)[: len(head) // 3])
        case b"half-body":
            writer.write(_ACT.sub(b"", head) + body[: len(body) // 2])
    if not writer.is_closing():
        with contextlib.suppress(ConnectionError):
            await writer.drain()
