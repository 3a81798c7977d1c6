"""A raw HTTP server on loopback that answers well or breaks in every way a network can."""

import asyncio
import contextlib
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

from tests.helpers.http_script import Reply

Behaviour = Callable[[asyncio.StreamWriter], Awaitable[None]]
"""What to do with a request that has been read whole."""


class Seen(NamedTuple):
    """One request, byte for byte as it arrived."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


class FaultyServer:
    """Reads requests, notes them, and does with each what it was told.

    Attributes:
        seen: every request that was read whole.
        behave: what to do, by the path's end; the rest is answered with 404.
        reset_on_accept: break connections before anything is read.
    """

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.behave: dict[str, Behaviour] = {}
        self.reset_on_accept = False
        self.url = ""
        self._over = asyncio.Event()
        self._handlers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    def posts(self) -> list[Seen]:
        """The requests that would change something."""
        return [request for request in self.seen if request.method == "POST"]

    async def silence(self, _writer: asyncio.StreamWriter) -> None:
        """Never answer."""
        await self._over.wait()

    async def endless(self, writer: asyncio.StreamWriter) -> None:
        """Answer for ever, a byte at a time."""
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4000000\r\n\r\n")
        with contextlib.suppress(ConnectionError):
            while not self._over.is_set():
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, with as many requests as it brings."""
        task = asyncio.current_task()
        assert task is not None
        self._handlers[task] = writer
        try:
            if self.reset_on_accept:
                reset(writer)
            while not writer.is_closing():
                request = await _read(reader)
                self.seen.append(request)
                path = request.target.partition("?")[0]
                matches = [act for end, act in self.behave.items() if path.endswith(end)]
                await (matches[0] if matches else answer(Reply(b"{}", 404)))(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            del self._handlers[task]

    async def close(self) -> None:
        """End every connection."""
        self._over.set()
        for writer in self._handlers.values():
            writer.close()
        await asyncio.gather(*self._handlers, return_exceptions=True)

    @property
    def connections(self) -> int:
        """How many are open."""
        return len(self._handlers)


@contextlib.asynccontextmanager
async def faulty_server(tls: ssl.SSLContext | None = None) -> AsyncIterator[FaultyServer]:
    """A server for the length of a block."""
    server = FaultyServer()
    listener = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=tls)
    scheme = "http" if tls is None else "https"
    server.url = f"{scheme}://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        await server.close()


def answer(reply: Reply) -> Behaviour:
    """A proper answer."""

    async def act(writer: asyncio.StreamWriter) -> None:
        headers = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
        head = f"HTTP/1.1 {reply.status} X\r\nContent-Length: {len(reply.body)}\r\n{headers}\r\n"
        writer.write(head.encode() + reply.body)
        await writer.drain()

    return act


def raw(data: bytes) -> Behaviour:
    """These bytes, then the end of the connection."""

    async def act(writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        writer.close()

    return act


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """The end of the connection instead of an answer."""
    writer.close()


async def break_off(writer: asyncio.StreamWriter) -> None:
    """A reset instead of an answer."""
    reset(writer)


def reset(writer: asyncio.StreamWriter) -> None:
    """Make the peer see a reset, not an orderly end."""
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def unused_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, target, _ = head[0].split(" ")
    headers = {}
    for line in filter(None, head[1:]):
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Seen(method, target, headers, await reader.readexactly(int(headers.get("content-length", "0"))))
