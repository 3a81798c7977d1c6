"""The pool of connections: what is kept, what is given up, and what each failure proves."""

import asyncio
import select
import socket
from collections.abc import AsyncIterator

import httpx
import pytest

from terminal_app.bitget.lean_transport import LeanTransport
from tests.helpers.faulty_server import FaultyServer, answer, faulty_server, hang_up, raw, unused_port
from tests.helpers.http_script import Reply, ok
from tests.helpers.waiting import eventually

TIMEOUTS = {"connect": 2.0, "pool": 2.0, "write": 2.0, "read": 2.0}
FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"


@pytest.fixture
async def server() -> AsyncIterator[FaultyServer]:
    async with faulty_server() as running:
        running.behave["/x"] = answer(ok("fine"))
        yield running


@pytest.fixture
async def lean(server: FaultyServer) -> AsyncIterator[LeanTransport]:
    made = LeanTransport(httpx.URL(server.url), None)
    yield made
    await made.aclose()


def request(url: str, body: bytes = b"", **timeouts: float) -> httpx.Request:
    headers = {"Content-Length": str(len(body))} if body else {}
    return httpx.Request(
        "POST" if body else "GET",
        url,
        headers=headers,
        stream=httpx.ByteStream(body),
        extensions={"timeout": TIMEOUTS | timeouts},
    )


async def ask(lean: LeanTransport, url: str, body: bytes = b"", /, **timeouts: float) -> bytes:
    response = await lean.handle_async_request(request(url, body, **timeouts))
    try:
        return b"".join([part async for part in response.aiter_raw()])
    finally:
        await response.aclose()


async def fails(lean: LeanTransport, url: str, **timeouts: float) -> httpx.HTTPError:
    with pytest.raises(httpx.HTTPError) as caught:
        await ask(lean, url, **timeouts)
    return caught.value


class Scripted:
    """A server that does by hand what a test says with each connection."""

    def __init__(self) -> None:
        self.connections: list[asyncio.StreamWriter] = []
        self.read: list[bytes] = []
        self.url = ""
        self.pieces: list[bytes] = [FINE]
        self.then_close = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections.append(writer)
        try:
            while True:
                self.read.append(await reader.readuntil(b"\r\n\r\n"))
                for piece in self.pieces:
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(0)
                if self.then_close:
                    writer.close()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


@pytest.fixture
async def script() -> AsyncIterator[Scripted]:
    made = Scripted()
    listener = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}/x"
    yield made
    listener.close()
    for writer in made.connections:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)


@pytest.fixture
async def by_script(script: Scripted) -> AsyncIterator[LeanTransport]:
    lean = LeanTransport(httpx.URL(script.url), None)
    yield lean
    await lean.aclose()


async def test_a_connection_is_used_again(server: FaultyServer, lean: LeanTransport) -> None:
    for _ in range(3):
        assert await ask(lean, f"{server.url}/x") == ok("fine").body
    assert server.connections == 1


async def test_calls_side_by_side_have_a_connection_each(server: FaultyServer, lean: LeanTransport) -> None:
    bodies = await asyncio.gather(*(ask(lean, f"{server.url}/x") for _ in range(5)))
    assert len(bodies) == len(server.seen) == 5
    assert server.connections == 5


async def test_no_more_are_kept_than_allowed(server: FaultyServer) -> None:
    lean = LeanTransport(httpx.URL(server.url), None, idle=2)
    await asyncio.gather(*(ask(lean, f"{server.url}/x") for _ in range(5)))
    await eventually(lambda: server.connections == 2)
    await lean.aclose()
    await eventually(lambda: server.connections == 0)


async def test_what_waits_too_long_for_a_connection_was_not_sent(server: FaultyServer) -> None:
    lean = LeanTransport(httpx.URL(server.url), None, connections=1)
    server.behave["/slow"] = server.silence
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(fails(lean, f"{server.url}/slow", read=0.3))
        await eventually(lambda: server.seen)
        with pytest.raises(httpx.PoolTimeout):
            await ask(lean, f"{server.url}/x", pool=0.05)
        assert await ask(lean, f"{server.url}/x") == ok("fine").body  # its turn comes when the slow one ends
    assert isinstance(slow.result(), httpx.ReadTimeout)
    await lean.aclose()
    assert len(server.seen) == 2


async def test_a_waiting_call_that_is_given_up_does_not_cost_a_connection(server: FaultyServer) -> None:
    lean = LeanTransport(httpx.URL(server.url), None, connections=1)
    server.behave["/slow"] = server.silence
    slow = asyncio.wait_for(ask(lean, f"{server.url}/slow"), 0.1)
    queued = asyncio.wait_for(ask(lean, f"{server.url}/x"), 0.02)
    results = await asyncio.gather(slow, queued, return_exceptions=True)
    assert [type(result) for result in results] == [TimeoutError, TimeoutError]
    assert await ask(lean, f"{server.url}/x") == ok("fine").body
    await lean.aclose()


async def test_a_connection_that_the_server_ended_is_not_used_again(
    script: Scripted, by_script: LeanTransport
) -> None:
    await ask(by_script, script.url)
    script.connections[0].close()
    await script.connections[0].wait_closed()
    assert await ask(by_script, script.url, b"{}") == b"fine"
    assert len(script.connections) == 2
    assert len(script.read) == 2


async def test_an_end_that_nobody_has_read_yet_is_seen(script: Scripted, by_script: LeanTransport) -> None:
    await ask(by_script, script.url)
    (kept,) = by_script._idle
    end = script.connections[0].get_extra_info("socket")
    end.shutdown(socket.SHUT_WR)  # the loop has no chance to tell before the next line
    assert kept.is_open()
    assert not kept.is_fit()


async def test_where_the_system_has_no_poll_the_end_is_seen_too(
    script: Scripted, by_script: LeanTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(select, "poll")
    for _ in range(2):
        await ask(by_script, script.url)
    assert len(script.connections) == 1
    (kept,) = by_script._idle
    script.connections[0].get_extra_info("socket").shutdown(socket.SHUT_WR)
    assert not kept.is_fit()


async def test_a_connection_on_which_something_came_unasked_is_not_used_again(
    script: Scripted, by_script: LeanTransport
) -> None:
    script.pieces = [FINE + FINE]
    assert await ask(by_script, script.url) == b"fine"
    script.pieces = [FINE]
    assert await ask(by_script, script.url) == b"fine"
    script.connections[-1].write(FINE)  # an answer nobody asked for
    await eventually(lambda: not by_script._idle[0].is_open())
    assert await ask(by_script, script.url) == b"fine"
    assert len(script.connections) == 3


async def test_a_flood_on_a_connection_that_waits_is_not_kept(
    script: Scripted, by_script: LeanTransport
) -> None:
    script.pieces = [FINE]
    assert await ask(by_script, script.url) == b"fine"
    (line,) = by_script._idle
    script.connections[0].write(bytes(20_000_000))
    await eventually(lambda: not line.is_open())
    assert len(line.buffer) == 0


async def test_an_old_connection_is_not_used_again(server: FaultyServer) -> None:
    lean = LeanTransport(httpx.URL(server.url), None, expiry=0.0)
    await ask(lean, f"{server.url}/x")
    await ask(lean, f"{server.url}/x")
    await eventually(lambda: server.connections <= 1)
    await lean.aclose()
    assert len(server.seen) == 2


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        ([FINE[:9], FINE[9:30], FINE[30:]], b"fine"),
        ([b"HTTP/1.1 100 Continue\r\n\r\n", FINE], b"fine"),
        (
            [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nfi\r\n", b"2\r\nne\r\n0\r\n\r\n"],
            b"fine",
        ),
        ([b"HTTP/1.1 204 No Content\r\n\r\n"], b""),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"], b""),
    ],
)
async def test_answers_in_pieces(
    script: Scripted, by_script: LeanTransport, pieces: list[bytes], body: bytes
) -> None:
    script.pieces = pieces
    for _ in range(2):
        assert await ask(by_script, script.url) == body
    assert len(script.connections) == 1


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.0 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"],
)
async def test_a_body_that_ends_with_the_connection(
    script: Scripted, by_script: LeanTransport, head: bytes
) -> None:
    script.pieces, script.then_close = [head + b"fi", b"ne"], True
    for _ in range(2):
        assert await ask(by_script, script.url) == b"fine"
    assert len(script.connections) == 2


@pytest.mark.parametrize(
    "wire",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nfine!",
        b"HTTP/1.1 200 OK\r\nConte",
        b"",
    ],
)
async def test_half_an_answer_is_none(server: FaultyServer, lean: LeanTransport, wire: bytes) -> None:
    server.behave["/x"] = raw(wire)
    with pytest.raises(httpx.RemoteProtocolError):
        await ask(lean, f"{server.url}/x")
    assert len(server.seen) == 1


async def test_each_step_has_its_own_patience(server: FaultyServer, lean: LeanTransport) -> None:
    server.behave["/x"] = server.silence
    with pytest.raises(httpx.ReadTimeout):
        await ask(lean, f"{server.url}/x", read=0.05)
    server.behave["/x"] = raw(b"")
    with pytest.raises(httpx.RemoteProtocolError):
        await ask(lean, f"{server.url}/x", read=0.05)


async def test_a_request_that_does_not_leave_in_time_proves_nothing() -> None:
    listener = socket.create_server(("127.0.0.1", 0))  # accepts, and never reads
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
    lean = LeanTransport(httpx.URL(url), None)
    with pytest.raises(httpx.WriteTimeout):
        await ask(lean, url, bytes(30_000_000), write=0.1)
    await lean.aclose()
    listener.close()


async def test_a_connection_that_breaks_while_it_is_written_to_proves_nothing(server: FaultyServer) -> None:
    lean = LeanTransport(httpx.URL(server.url), None)
    server.reset_on_accept = True
    with pytest.raises((httpx.WriteError, httpx.ReadError, httpx.RemoteProtocolError)):
        await ask(lean, f"{server.url}/x", bytes(30_000_000))
    await lean.aclose()


async def test_a_call_that_is_given_up_ends_its_connection(server: FaultyServer, lean: LeanTransport) -> None:
    server.behave["/slow"] = server.silence
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask(lean, f"{server.url}/slow"), 0.05)
    await ask(lean, f"{server.url}/x")
    await eventually(lambda: len(lean._lines) == 1)
    assert len(server.seen) == 2


async def test_an_answer_that_is_not_read_to_its_end_ends_its_connection(
    server: FaultyServer, lean: LeanTransport
) -> None:
    response = await lean.handle_async_request(request(f"{server.url}/x"))
    await response.aclose()
    assert (lean._idle, lean._lines) == ([], set())


async def test_nobody_there_and_no_such_name_mean_that_nothing_was_sent() -> None:
    url = f"http://127.0.0.1:{unused_port()}/x"
    with pytest.raises(httpx.ConnectError):
        await ask(LeanTransport(httpx.URL(url), None), url)


async def test_nothing_goes_to_another_server(lean: LeanTransport) -> None:
    async with faulty_server() as other:
        with pytest.raises(httpx.UnsupportedProtocol):
            await ask(lean, f"{other.url}/x")
        assert other.seen == []


async def test_a_header_cannot_smuggle_a_second_request(server: FaultyServer, lean: LeanTransport) -> None:
    smuggled = request(f"{server.url}/x")
    smuggled.headers = httpx.Headers([(b"X", b"a\r\n\r\nGET /y HTTP/1.1\r\n\r\n")])
    with pytest.raises(httpx.LocalProtocolError):
        await lean.handle_async_request(smuggled)
    assert server.seen == []


async def test_closing_ends_what_is_on_its_way(server: FaultyServer, lean: LeanTransport) -> None:
    server.behave["/slow"] = server.silence
    async with asyncio.TaskGroup() as group:
        slow = group.create_task(fails(lean, f"{server.url}/slow"))
        await eventually(lambda: server.seen)
        await lean.aclose()
    assert isinstance(slow.result(), httpx.RemoteProtocolError)


async def test_an_answer_with_a_status_and_headers(server: FaultyServer, lean: LeanTransport) -> None:
    server.behave["/x"] = answer(Reply(b"{}", 418, (("X-Left", "7"), ("x-left", "8"))))
    response = await lean.handle_async_request(request(f"{server.url}/x"))
    assert (response.status_code, response.headers.get_list("x-left")) == (418, ["7", "8"])
    await response.aclose()
    server.behave["/x"] = hang_up
    with pytest.raises(httpx.RemoteProtocolError):
        await ask(lean, f"{server.url}/x")
