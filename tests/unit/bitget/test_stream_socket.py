"""Connecting: every way it can fail is a sentence, and nothing stays open."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from terminal_app.bitget.stream_socket import TURN_BYTES, Connection, connect
from terminal_app.bitget.transport import tls_context
from terminal_app.core.errors import LinkError
from tests.helpers.stream_server import StreamServer
from tests.helpers.waiting import eventually

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Reader:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.opened: list[Connection] = []
        self.frames: list[bytes] = []
        self.batches = 0

    def on_open(self, connection: Connection) -> None:
        self.opened.append(connection)

    def on_frame(self, frame: bytes) -> None:
        self.frames.append(frame)

    def on_batch(self) -> None:
        self.batches += 1


async def opened(url: str, sink: Reader, frame_bytes: int = 1000, within: float = 2.0) -> Connection:
    return await connect(url, sink, tls=None, within=within, frame_bytes=frame_bytes)


def self_signed(folder: Path) -> Path:
    """A certificate for this computer with its key, signed by nobody."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    place = folder / "certificate.pem"
    place.write_bytes(
        certificate.public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return place


@asynccontextmanager
async def host(answer: bytes) -> AsyncIterator[str]:
    """A host that reads a request and answers with these bytes, then closes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()
    await server.wait_closed()


async def test_frames_travel_both_ways() -> None:
    async with StreamServer() as venue:
        sink = Reader()
        connection = await opened(venue.url, sink)
        assert sink.opened == [connection]
        connection.send("ping")
        await eventually(lambda: sink.frames == [b"pong"])
        connection.abort()
        await connection.wait_closed()
        assert not connection.is_open
        connection.send("ping")
        connection.abort()
        await connection.wait_closed()


async def test_what_arrives_together_is_one_batch() -> None:
    async with StreamServer() as venue:
        sink = Reader()
        connection = await opened(venue.url, sink)
        await eventually(lambda: venue.peers)
        venue.push(*(b"%d" % n for n in range(200)))
        await eventually(lambda: len(sink.frames) == 200)
        assert sink.batches < 50
        connection.abort()
        await connection.wait_closed()


class Counting(Reader):
    """A sink that counts the bytes of each batch."""

    def __init__(self) -> None:
        super().__init__()
        self.sizes = [0]

    def on_frame(self, frame: bytes) -> None:
        super().on_frame(frame)
        self.sizes[-1] += len(frame)

    def on_batch(self) -> None:
        super().on_batch()
        self.sizes.append(0)


async def test_a_backlog_is_read_in_sips_and_nothing_of_it_is_lost() -> None:
    sink, frame, count = Counting(), b"x" * 900, 2_000
    async with StreamServer() as venue:
        connection = await opened(venue.url, sink)
        await eventually(lambda: venue.peers)
        venue.push(*[frame] * count)
        await eventually(lambda: len(sink.frames) == count)
        connection.abort()
        await connection.wait_closed()
    # A frame that was cut in two is counted where it ends.
    assert max(sink.sizes) <= TURN_BYTES + len(frame)
    assert sink.batches >= count * len(frame) / (TURN_BYTES + len(frame))


async def test_a_goodbye_of_the_venue_is_an_end() -> None:
    async with StreamServer() as venue:
        connection = await opened(venue.url, Reader())
        await eventually(lambda: venue.peers)
        venue.peers[0].say_goodbye()
        await connection.wait_closed()
        assert not connection.is_open


async def test_a_host_that_does_not_take_the_call_is_left() -> None:
    """The queue of a listener that accepts nobody is full, so the connection itself hangs."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        crowd = [socket.socket() for _ in range(4)]
        for one in crowd:
            one.setblocking(False)
            one.connect_ex(address)
        with pytest.raises(LinkError):
            await opened(f"ws://127.0.0.1:{address[1]}/", Reader(), within=0.3)
        for one in crowd:
            one.close()


@pytest.mark.parametrize("pieces", [1, 4])
async def test_a_message_beyond_the_bound_ends_the_connection(pieces: int) -> None:
    async with StreamServer() as venue:
        sink = Reader()
        connection = await opened(venue.url, sink, frame_bytes=100)
        await eventually(lambda: venue.peers)
        venue.push_in_pieces(b"x" * 300, pieces)
        await connection.wait_closed()
        assert sink.frames == []


async def test_nobody_there() -> None:
    async with StreamServer() as venue:
        url = venue.url
    with pytest.raises(LinkError, match="cannot be reached"):
        await opened(url, Reader())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno",
        b"HTTP/1.1 301 Moved\r\nLocation: ws://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>log in to this hotel</html>",
        b"\x00\x01\x02\r\n\r\n",
        b"",
    ],
    ids=["forbidden", "redirect", "portal", "noise", "nothing"],
)
async def test_a_host_that_is_no_stream(answer: bytes) -> None:
    async with host(answer) as address:
        sink = Reader()
        with pytest.raises(LinkError) as refusal:
            await opened(f"ws://{address}/", sink)
        assert refusal.value.sentence.startswith("Bitget ")
        assert sink.opened == []


async def test_a_host_that_says_nothing_is_given_up_in_time() -> None:
    over = asyncio.Event()
    ended: list[bytes] = []

    async def swallow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended.append(await reader.read())
        writer.close()
        await writer.wait_closed()
        over.set()

    server = await asyncio.start_server(swallow, "127.0.0.1", 0)
    url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    with pytest.raises(LinkError, match="does not answer"):
        await opened(url, Reader(), within=0.2)
    await asyncio.wait_for(over.wait(), 2.0)
    assert b"Upgrade" in ended[0]
    server.close()
    await server.wait_closed()


async def test_a_connection_is_secure_or_it_is_not_made(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate)
    async with StreamServer(theirs) as venue:
        sink = Reader()
        with pytest.raises(LinkError, match="secure connection"):
            await connect(venue.url, sink, tls=tls_context(), within=2.0, frame_bytes=1000)
        ours = tls_context()
        ours.load_verify_locations(certificate)
        connection = await connect(venue.url, sink, tls=ours, within=2.0, frame_bytes=1000)
        connection.send("ping")
        await eventually(lambda: sink.frames == [b"pong"])
        connection.abort()
        await connection.wait_closed()


async def test_a_name_is_looked_up() -> None:
    async with StreamServer() as venue:
        connection = await opened(venue.url.replace("127.0.0.1", "localhost"), Reader())
        assert connection.is_open
        connection.abort()
        await connection.wait_closed()
