"""One WebSocket connection: bytes in and out, nothing of what they mean.

The thinnest possible shell over picows. Whole messages are handed over as they are read, everything the
socket has in one turn of the loop. Ending a connection never waits for the other side: a half-open one would
not answer.
"""

import asyncio
import socket
import ssl
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from picows import WSCloseCode, WSError, WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from terminal_app.core.errors import LinkError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_PER_ADDRESS = 3.0
_TURNS_TO_CLOSE = 50
TURN_BYTES = 1 << 16
"""The most that is read of one connection in one turn of the loop.

picows doubles its buffer whenever it was full, without an end: after one backlog a single turn could be half
a second of decoding, in which neither the other stream nor the window gets its turn.
"""


class Sink(Protocol):
    """Who reads a connection. Called on the loop's thread; must not block."""

    def on_open(self, connection: "Connection") -> None:
        """The handshake is done; frames may follow at once."""
        ...

    def on_frame(self, frame: bytes) -> None:
        """A whole message arrived."""
        ...

    def on_batch(self) -> None:
        """Everything that the socket had has been handed over."""
        ...


class _Sips(socket.socket):
    """A socket that gives at most `TURN_BYTES` at once, however large the buffer is that it is to fill."""

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        room = nbytes or memoryview(buffer).nbytes
        return super().recv_into(buffer, min(room, TURN_BYTES), flags)


class Connection(WSListener):
    """An open connection.

    Args:
        sink: who reads it.
        frame_bytes: the longest message; a longer one ends the connection.
    """

    def __init__(self, sink: Sink, frame_bytes: int) -> None:
        super().__init__()
        self._sink = sink
        self._frame_bytes = frame_bytes
        self._transport: WSTransport | None = None
        self._parts: list[bytes] = []

    @property
    def is_open(self) -> bool:
        """Whether the handshake was done and the connection has not ended."""
        return self._transport is not None and not self._transport.is_disconnected

    def send(self, text: str | bytes) -> None:
        """Write a message of UTF-8; nothing happens once the connection has ended."""
        if self._transport is not None:
            self._transport.send(WSMsgType.TEXT, text)

    def abort(self) -> None:
        """End the connection now: say goodbye, wait for nothing."""
        if self._transport is not None:
            self._transport.send_close(WSCloseCode.OK)
            self._transport.disconnect(graceful=False)

    async def wait_closed(self) -> None:
        """Wait until the connection has ended, for whatever reason."""
        if self._transport is not None:
            # The reason is of no use here: every end is followed by a new connection.
            await asyncio.gather(self._transport.wait_disconnected(), return_exceptions=True)

    def on_ws_connected(self, transport: WSTransport) -> None:
        """Called by picows after the handshake."""
        self._transport = transport
        self._sink.on_open(self)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Called by picows for every frame; pings are answered before."""
        kind = frame.msg_type
        if kind in {WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION}:
            if frame.fin and not self._parts:
                self._sink.on_frame(frame.get_payload_as_bytes())
            else:
                self._part(frame)
        elif kind is WSMsgType.CLOSE:
            self.abort()
        if frame.last_in_buffer:
            self._sink.on_batch()

    def _part(self, frame: WSFrame) -> None:
        self._parts.append(frame.get_payload_as_bytes())
        if sum(map(len, self._parts)) > self._frame_bytes:
            self.abort()
        elif frame.fin:
            whole = b"".join(self._parts)
            self._parts.clear()
            self._sink.on_frame(whole)


async def connect(
    url: str, sink: Sink, *, tls: ssl.SSLContext | None, within: float, frame_bytes: int
) -> Connection:
    """Open a connection.

    Args:
        url: `ws://` or `wss://`; proxies of the environment and redirects are not followed.
        sink: who reads it; `on_open` is called before this returns.
        tls: for `wss://`.
        within: seconds for everything.
        frame_bytes: the longest message.

    Raises:
        LinkError: there is no connection; the sentence says why.
    """
    connection = Connection(sink, frame_bytes)
    try:
        async with asyncio.timeout(within):
            sock = await _tcp(url)
            try:
                await ws_connect(
                    lambda: connection,
                    url,
                    ssl_context=tls,
                    disconnect_on_exception=False,
                    websocket_handshake_timeout=within,
                    max_frame_size=frame_bytes,
                    max_redirects=0,
                    socket_factory=lambda _url: sock,
                    use_aiofastnet=False,  # no faster here, and one more loop to understand
                )
            except BaseException:
                await _sever(sock)
                raise
    except TimeoutError as error:
        raise LinkError("Bitget does not answer. Check the network.", "time-out while connecting") from error
    except ssl.SSLError as error:
        sentence = "The secure connection to Bitget failed. Check this computer's clock and network."
        raise LinkError(sentence, str(error)) from error
    except (OSError, WSError) as error:
        raise LinkError("Bitget cannot be reached. Check the network.", repr(error)) from error
    if not connection.is_open:
        raise LinkError("Bitget closed the connection at once.", "closed during the handshake")
    return connection


async def _tcp(url: str) -> socket.socket:
    """A connected socket: the first address of the host that answers."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "wss" else 80)
    failure = OSError(f"{host} has no address")
    for family, address in await _addresses(host, port):
        sock = _Sips(family, socket.SOCK_STREAM)
        sock.setblocking(False)
        try:
            async with asyncio.timeout(_PER_ADDRESS):
                await asyncio.get_running_loop().sock_connect(sock, address)
        except OSError as error:  # a time-out is one too
            sock.close()
            failure = error
        except BaseException:
            sock.close()
            raise
        else:
            return sock
    raise failure


async def _addresses(host: str, port: int) -> Sequence[tuple[socket.AddressFamily, tuple[str, int]]]:
    try:  # a numeric address needs no look-up, and so no thread
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except socket.gaierror:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(family, (str(address[0]), int(address[1]))) for family, _, _, _, address in found]


async def _sever(sock: socket.socket) -> None:
    """End a connection whose handshake was given up.

    WORKAROUND for picows, whose `ws_connect` leaves the transport open when it is cancelled: end the socket
    under it, so that the transport sees the end of the stream and closes itself.
    """
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    for _ in range(_TURNS_TO_CLOSE):
        if sock.fileno() == -1:
            return
        await asyncio.sleep(0)
    sock.close()
