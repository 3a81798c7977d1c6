"""The line to the venue: HTTP/1.1 that follows nothing, trusts no environment and reads a bounded answer.

It speaks through httpx's seam for transports, without the client around it: no proxies or certificates from
environment variables, no redirects, no cookies, and no headers but those it is given. Redirects and proxies
would otherwise carry the key to somebody else. Knows nothing of keys, envelopes or orders.
"""

import ssl
import zlib
from collections.abc import Callable
from typing import NamedTuple, final

import certifi
import httpx

from terminal_app import __version__
from terminal_app.bitget.endpoints import Venue
from terminal_app.bitget.errors import NoAnswerError, translate
from terminal_app.bitget.lean_transport import LeanTransport
from terminal_app.bitget.line import Line
from terminal_app.bitget.prepared import Head, PreparedRequest
from terminal_app.bitget.signing import Header
from terminal_app.bitget.wire.envelope import MAX_BODY_BYTES

REMAINING_HEADER = "x-mbx-used-remain-limit"

TIMEOUTS = {"connect": 5.0, "pool": 2.0, "write": 5.0, "read": 10.0}
"""Seconds each step of a call may take; the whole call has its own limit."""


class Answer(NamedTuple):
    """What came back. `remaining` is the venue's count of calls left for this endpoint, when it gives one."""

    status: int
    content_type: str
    remaining: int | None
    body: bytes


@final
class Transport:
    """Sends one request, once, and reads its answer.

    Args:
        over: another transport, for tests.
    """

    def __init__(self, venue: Venue, over: httpx.AsyncBaseTransport | None = None) -> None:
        self._base = httpx.URL(venue.rest)
        self._heads: dict[tuple[str, str], Head] = {}
        self._headers = [
            (b"Host", self._base.netloc),
            (b"User-Agent", f"terminal-for-bitget/{__version__}".encode("ascii")),
            (b"Accept", b"application/json"),
            (b"locale", b"en-US"),
            *venue.headers,
        ]
        tls = tls_context() if self._base.scheme == "https" else None
        self._over = over or LeanTransport(self._base, tls)
        self._lean = self._over if isinstance(self._over, LeanTransport) else None

    async def exchange(
        self,
        method: str,
        target: str,
        headers: list[Header],
        body: bytes,
        last_look: Callable[[], None] | None = None,
    ) -> Answer:
        """Send and read.

        Args:
            method: `GET` or `POST`.
            target: path and query, percent-encoded already; sent as it is.
            headers: the signature, if any.
            body: JSON, or empty.
            last_look: called when a connection is there and the first byte is about to be written; what it
                raises keeps the request here.

        Raises:
            NothingSentError: proven that no byte left.
            NoAnswerError: everything else that is not an answer.
        """
        if last_look is not None:
            last_look()
        try:
            request = self._request(method, target, headers, body, last_look)
            return await _answer(await self._over.handle_async_request(request))
        except httpx.HTTPError as error:
            raise translate(error) from error

    def hold(self) -> Line | None:
        """A connection for a request that is written in this very moment, `None` when none is at hand.

        It has to be given to `post` or to `let_go`.
        """
        return self._lean.hold() if self._lean is not None else None

    def let_go(self, line: Line) -> None:
        """A connection that was held is not needed after all."""
        if self._lean is not None:
            self._lean.let_go(line)

    def post(
        self,
        line: Line,
        method: str,
        target: str,
        headers: list[Header],
        body: bytes,
        last_look: Callable[[], None],
    ) -> None:
        """Write a request on a connection that was held; see `exchange`. `answer` has to follow.

        Raises:
            NothingSentError: proven that no byte left.
            NoAnswerError: the connection broke.
        """
        if self._lean is None:
            raise ValueError("only a connection that was held can be written on")
        try:
            self._lean.post(line, self._request(method, target, headers, body, last_look))
        except httpx.HTTPError as error:
            raise translate(error) from error

    async def answer(self, line: Line) -> Answer:
        """The answer to what was written on a connection.

        Raises:
            NoAnswerError: there is none.
        """
        if self._lean is None:
            raise ValueError("only a connection that was held has an answer")
        try:
            return await _answer(await self._lean.answer(line, TIMEOUTS))
        except httpx.HTTPError as error:
            raise translate(error) from error

    def _request(
        self,
        method: str,
        target: str,
        headers: list[Header],
        body: bytes,
        last_look: Callable[[], None] | None,
    ) -> PreparedRequest:
        extensions: dict[str, object] = {"timeout": TIMEOUTS, "last_look": last_look}
        return self._head(method, target).request(headers + _body_headers(body), body, extensions)

    def _head(self, method: str, target: str) -> Head:
        head = self._heads.get((method, target))
        if head is None:
            head = Head(method, self._base.copy_with(raw_path=target.encode("ascii")), self._headers)
            if "?" not in target:  # an order's address never changes, and taking it apart costs time
                self._heads[method, target] = head
        return head

    async def aclose(self) -> None:
        """Close every connection."""
        await self._over.aclose()


def tls_context() -> ssl.SSLContext:
    """TLS 1.2 and later with the bundled authorities, names checked.

    Built by hand: `ssl.create_default_context` would write the session keys to the file that `SSLKEYLOGFILE`
    names, and take authorities from the environment.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    return context


def _body_headers(body: bytes) -> list[Header]:
    if not body:
        return [(b"Accept-Encoding", b"gzip")]
    length = str(len(body)).encode("ascii")
    return [
        (b"Content-Type", b"application/json"),
        (b"Content-Length", length),
        (b"Accept-Encoding", b"identity"),
    ]


async def _answer(response: httpx.Response) -> Answer:
    try:
        content = await _read(response)
    finally:
        await response.aclose()
    headers = response.headers
    remaining = _count(headers.get(REMAINING_HEADER))
    return Answer(response.status_code, headers.get("content-type", ""), remaining, content)


async def _read(response: httpx.Response) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_raw():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise _too_large()
        parts.append(part)
    content = b"".join(parts)
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        return content
    if encoding != "gzip":
        raise NoAnswerError("Bitget's answer arrived damaged.", "an encoding that was not asked for")
    return _inflate(content)


def _inflate(content: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        text = unpacker.decompress(content, MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise NoAnswerError("Bitget's answer arrived damaged.", f"gzip: {error}") from error
    if len(text) > MAX_BODY_BYTES:
        raise _too_large()
    if not unpacker.eof:
        raise NoAnswerError("Bitget's answer arrived damaged.", "gzip: cut short")
    return text


def _too_large() -> NoAnswerError:
    return NoAnswerError("Bitget's answer was far too large and was not read.", "over 8 MB")


def _count(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 7 else None
