"""Calls on a real connection: whole, in pieces, several at once, the last one, nonsense, and silence."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from uvicorn.server import ServerState

from terminal_app.paper.server.gate import Request
from terminal_app.paper.server.rest.app import MAX_BODY, Answer
from terminal_app.paper.server.rest.protocol import CallProtocol, call_protocol
from tests.helpers.logs import LogWatch
from tests.helpers.waiting import eventually

ORDER = b"POST /a/b?c=%7B&d HTTP/1.1\r\nHost: x\r\nACCESS-KEY: k\r\nContent-Length: 4\r\n\r\nbody"
TIME = b"GET /time HTTP/1.1\r\n\r\n"
TOLD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\nx-left: 7\r\n\r\n{}"
UPGRADE = (
    b"GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: WebSocket\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class Caller:
    """A client, and what the exchange behind it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.state = ServerState()
        self.reader: asyncio.StreamReader
        self.writer: asyncio.StreamWriter

    def respond(self, request: Request) -> Answer:
        self.asked.append(request)
        return Answer(200, b"{}", ((b"x-left", b"7"),))

    @property
    def connection(self) -> CallProtocol:
        (one,) = self.state.connections
        assert isinstance(one, CallProtocol)
        return one


async def streams(scope: Scope, receive: Receive, send: Send) -> None:
    """Accepts a stream and answers each message with its own."""
    assert scope["type"] == "websocket"
    await receive()
    await send({"type": "websocket.accept"})
    while (await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": "pong"})


@asynccontextmanager
async def calling() -> AsyncIterator[Caller]:
    caller = Caller()
    protocol = call_protocol(caller.respond)
    config = uvicorn.Config(
        streams,
        http=protocol,
        ws="websockets-sansio",
        lifespan="off",
        log_config=None,
        proxy_headers=False,
        timeout_keep_alive=60,
    )
    config.load()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: protocol(config, caller.state, {}, loop), "127.0.0.1", 0)
    caller.reader, caller.writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield caller
    finally:
        caller.writer.close()
        server.close()
        await server.wait_closed()
        await eventually(lambda: not caller.state.connections and not caller.state.tasks)


async def test_a_call_is_read_and_answered_whole() -> None:
    async with calling() as caller:
        caller.writer.write(ORDER)
        assert await caller.reader.readexactly(len(TOLD)) == TOLD
    (request,) = caller.asked
    assert (request.method, request.path, request.query, request.body) == ("POST", "/a/b", "c=%7B&d", b"body")
    assert (request.header(b"access-key"), request.address) == ("k", "127.0.0.1")


async def test_calls_may_come_in_pieces_and_several_at_once() -> None:
    async with calling() as caller:
        await eventually(lambda: caller.state.connections)
        for place in range(len(ORDER)):
            caller.connection.data_received(ORDER[place : place + 1])
        caller.writer.write(TIME + ORDER + TIME)
        assert await caller.reader.readexactly(4 * len(TOLD)) == TOLD * 4
    assert [(one.method, one.body) for one in caller.asked] == [
        ("POST", b"body"),
        ("GET", b""),
        ("POST", b"body"),
        ("GET", b""),
    ]
    assert not caller.asked[1].headers


@pytest.mark.parametrize(
    "last", [b"GET /time HTTP/1.1\r\nConnection: close\r\n\r\n", b"GET /time HTTP/1.0\r\n\r\n"]
)
async def test_after_the_last_call_the_connection_ends(last: bytes) -> None:
    async with calling() as caller:
        caller.writer.write(last + TIME)
        head, _, body = (await caller.reader.read()).partition(b"\r\n\r\n")
        assert (head.endswith(b"\r\nconnection: close"), body) == (True, b"{}")
    assert len(caller.asked) == 1


async def test_a_head_has_no_body() -> None:
    async with calling() as caller:
        caller.writer.write(b"HEAD /time HTTP/1.1\r\n\r\n" + TIME)
        assert await caller.reader.readexactly(2 * len(TOLD) - 2) == TOLD[:-2] + TOLD


async def test_a_client_that_asks_whether_to_go_on_is_told_so() -> None:
    async with calling() as caller:
        caller.writer.write(ORDER.replace(b"Host: x", b"Expect: 100-continue").removesuffix(b"body"))
        assert await caller.reader.readexactly(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        caller.writer.write(b"body")
        assert await caller.reader.readexactly(len(TOLD)) == TOLD


async def test_what_is_no_call_ends_the_connection(expect_log: LogWatch) -> None:
    expect_log("Invalid HTTP request received")
    async with calling() as caller:
        caller.writer.write(b"nonsense\r\n\r\n")
        assert (await caller.reader.read()).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert not caller.asked


async def test_a_body_is_kept_up_to_a_limit() -> None:
    piece = b"x" * (MAX_BODY // 2)
    async with calling() as caller:
        caller.writer.write(b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n" % (4 * len(piece)))
        for _ in range(4):
            caller.writer.write(piece)
            await caller.writer.drain()
        assert await caller.reader.readexactly(len(TOLD)) == TOLD
    assert MAX_BODY < len(caller.asked[0].body) < 2 * MAX_BODY


async def test_a_client_that_does_not_read_is_not_read_either() -> None:
    async with calling() as caller:
        await eventually(lambda: caller.state.connections)
        caller.connection.pause_writing()
        assert not caller.connection.transport.is_reading()
        caller.connection.resume_writing()
        caller.writer.write(TIME)
        assert await caller.reader.readexactly(len(TOLD)) == TOLD


async def test_a_silent_connection_is_closed() -> None:
    async with calling() as caller:
        caller.writer.write(TIME)
        assert await caller.reader.readexactly(len(TOLD)) == TOLD
        caller.connection._look()
        assert caller.connection._idle is not None
        assert not caller.connection._idle.cancelled()
        caller.connection._heard -= 61
        caller.connection._look()
        assert await caller.reader.read() == b""


async def test_a_stream_is_uvicorn_s_and_no_silence_of_calls_ends_it() -> None:
    async with calling() as caller:
        caller.writer.write(TIME)
        assert await caller.reader.readexactly(len(TOLD)) == TOLD
        connection = caller.connection
        caller.writer.write(TIME + UPGRADE)
        assert await caller.reader.readexactly(len(TOLD)) == TOLD
        assert (await caller.reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        assert connection._idle is not None
        assert connection._idle.cancelled()
        caller.writer.write(b"\x81\x80\0\0\0\0")
        assert await caller.reader.readexactly(6) == b"\x81\x04pong"
    assert len(caller.asked) == 2
