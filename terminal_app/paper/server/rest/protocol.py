"""HTTP calls on one connection, each answered in the turn of the loop that brought it.

An ASGI application costs a task and a dozen objects for each request, together more than matching an order;
and no handler of the exchange waits for anything. So a call is answered as soon as it is parsed. The rest,
such as connections that become streams, is uvicorn's.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from http import HTTPStatus

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from terminal_app.paper.server.gate import Request
from terminal_app.paper.server.rest.app import MAX_BODY, Answer

Respond = Callable[[Request], Answer]

_LINES = {one.value: b"HTTP/1.1 %d %b\r\n" % (one.value, one.phrase.encode()) for one in HTTPStatus}
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class CallProtocol(HttpToolsProtocol, ABC):
    """One connection."""

    _body = b""
    _heard = 0.0
    _idle: asyncio.TimerHandle | None = None

    @abstractmethod
    def respond(self, request: Request) -> Answer:
        """What is sent for a request. Must not raise."""

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._stop_waiting()

    def data_received(self, data: bytes) -> None:
        self._heard = self.loop.time()
        if self._idle is None:
            self._wait(self.timeout_keep_alive)
        super().data_received(data)

    def handle_websocket_upgrade(self) -> None:
        """Let uvicorn's stream have the connection: it minds its own silence."""
        self._stop_waiting()
        super().handle_websocket_upgrade()

    def pause_writing(self) -> None:
        """The client does not read its answers, so it gets no more of them."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.transport.resume_reading()

    def on_headers_complete(self) -> None:
        self._body = b""
        if self._becomes_a_stream():
            super().on_headers_complete()
        elif self.expect_100_continue:
            self.transport.write(_CONTINUE)

    def on_body(self, body: bytes) -> None:
        """A piece of the body; what is too much is dropped."""
        if len(self._body) <= MAX_BODY:
            self._body += body

    def on_message_complete(self) -> None:
        if self._becomes_a_stream() or self.transport.is_closing():
            return
        url = httptools.parse_url(self.url)
        method = self.parser.get_method().decode("ascii")
        answer = self.respond(
            Request(
                method,
                url.path.decode("latin-1"),
                (url.query or b"").decode("latin-1"),
                dict(self.headers),
                self._body,
                self.client[0] if self.client else "",
            )
        )
        keep_alive = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        self.server_state.total_requests += 1
        self.transport.write(_written(answer, with_body=method != "HEAD", keep_alive=keep_alive))
        if not keep_alive:
            self.transport.close()

    def _becomes_a_stream(self) -> bool:
        return self.parser.should_upgrade() and (b"upgrade", b"websocket") in [
            (name, value.lower()) for name, value in self.headers
        ]

    def _wait(self, seconds: float) -> None:
        self._idle = self.loop.call_later(seconds, self._look)

    def _stop_waiting(self) -> None:
        if self._idle is not None:
            self._idle.cancel()

    def _look(self) -> None:
        """Close the connection if nothing has come for the whole time; else look again when it might be so.

        One timer for all of its requests costs less than one for each of them.
        """
        left = self._heard + self.timeout_keep_alive - self.loop.time()
        if left > 0:
            self._wait(left)
        else:
            self.transport.close()


def call_protocol(answer: Respond) -> type[CallProtocol]:
    """The protocol of the connections of one exchange."""

    class ExchangeProtocol(CallProtocol):
        """Answers as this exchange does."""

        def respond(self, request: Request) -> Answer:
            return answer(request)

    return ExchangeProtocol


def _written(answer: Answer, *, with_body: bool, keep_alive: bool) -> bytes:
    return b"%bcontent-type: %b\r\ncontent-length: %d\r\n%b%b\r\n%b" % (
        _LINES[answer.status],
        answer.content_type,
        len(answer.body),
        b"".join([b"%b: %b\r\n" % header for header in answer.headers]),
        b"" if keep_alive else b"connection: close\r\n",
        answer.body if with_body else b"",
    )
