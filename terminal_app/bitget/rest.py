"""Calls to the venue over REST: paced, signed, sent, and answered with an envelope, all by one method.

Two ways in. `read` may try again: a read changes nothing. `send` never does: an order goes out at most once,
and what is no definite answer is raised as an error that says what is proven. Knows no fields of a payload.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import TypeVar, final

import httpx
import msgspec

from terminal_app.bitget import endpoints
from terminal_app.bitget.account_mode import AccountMode
from terminal_app.bitget.clock_offset import ClockOffset, RoundTrip
from terminal_app.bitget.codes import Kind
from terminal_app.bitget.endpoints import Endpoint, Venue
from terminal_app.bitget.errors import (
    HeldBackError,
    NoAnswerError,
    NothingSentError,
    may_repeat_read,
    meaning_of,
    venue_error,
)
from terminal_app.bitget.limiter import RateLimiter
from terminal_app.bitget.link_state import LinkWatch
from terminal_app.bitget.order_socket import OrderSocket, Waiting
from terminal_app.bitget.rest_answers import decoded, envelope_of
from terminal_app.bitget.signing import Header, Signer, query_string
from terminal_app.bitget.transport import TIMEOUTS, Answer, Transport
from terminal_app.bitget.venue_clock import VenueClock
from terminal_app.bitget.wire.calls import Payload
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.bitget.wire.server_time import server_time
from terminal_app.core.errors import AuthError, LinkError, RateLimitError
from terminal_app.core.ports import Budget, Clock, MaySend, Purpose
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

T = TypeVar("T")

Build = Callable[[int], Payload]
"""Makes a body from the time stamp that is signed (Unix ms at the venue)."""

TOTAL_SECONDS = 20.0
"""How long a call may take from its first byte to its last, however lively it is."""

_TRIES = 3
_PAUSE_SECONDS = 0.3
_LOOKS = 2
_PATIENCE = {Purpose.READ: 30.0, Purpose.ORDER: 2.0, Purpose.CANCEL: 10.0, Purpose.GUARD: 10.0}
"""Seconds a call may wait for its turn. An order that waited longer was meant for another market."""

_NO_KEY = "No API key is set, so nothing was sent. Add one in the settings."


@final
class BitgetRest:
    """One key on one venue, over one long-lived connection pool.

    Args:
        credentials: `None` for public data only.
        watch: hears of every call's end, and tells how the link is.
        tasks: owns the sends, which outlive a caller that is cancelled.
        may_send: asked about every call when its first byte is about to leave, below everything that waits.
        sleep, jitter: see `RateLimiter`.
        over: another transport, for tests.
        mode: hears of every code that a signed call is answered with.

    Attributes:
        offset: how far the venue's clock is from ours.
        venue_clock: measures that.
        order_socket: takes orders over the private stream, `None` while all of them go by REST.

    Raises:
        AuthError: the key cannot be used as it is written.
    """

    def __init__(
        self,
        venue: Venue,
        credentials: Credentials | None,
        clock: Clock,
        tasks: TaskOwner,
        watch: LinkWatch,
        *,
        may_send: MaySend | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
        over: httpx.AsyncBaseTransport | None = None,
        mode: AccountMode | None = None,
    ) -> None:
        self._transport = Transport(venue, over)
        self._signer = Signer(credentials) if credentials is not None else None
        self._clock = clock
        self._tasks = tasks
        self._watch = watch
        self._may_send = may_send
        self._mode = mode
        self._sleep = sleep
        self._jitter = jitter
        self._limiter = RateLimiter(clock, sleep, jitter)
        self._round_trip_ms: float | None = None
        self.offset = ClockOffset(clock)
        self.venue_clock = VenueClock(self.offset, self._look_at_clock)
        self.order_socket: OrderSocket | None = None

    @property
    def round_trip_ms(self) -> float | None:
        """How long the last answered call took, in milliseconds."""
        return self._round_trip_ms

    def budgets(self) -> tuple[Budget, ...]:
        """The rate limits as they stand."""
        return self._limiter.budgets()

    async def read(self, endpoint: Endpoint, params: Mapping[str, str], decode: Callable[[Envelope], T]) -> T:
        """Ask for something, again after a pause when that can help, and decode the answer.

        Raises:
            AuthError: there is no key, or the venue refuses it.
            VenueError: the venue refuses the request.
            LinkError: no usable answer.
        """
        query = query_string(params)
        tries = 0
        resigned = False
        while True:
            tries += 1
            try:
                envelope = await self._paced(endpoint, query, None)
            except LinkError:
                if tries == _TRIES:
                    raise
                await self._pause(tries)
                continue
            if envelope.ok:
                return decoded(endpoint, envelope, decode)
            if meaning_of(envelope.code).kind is Kind.CLOCK and not resigned:
                resigned = True
                await self.venue_clock.measure()
            elif tries < _TRIES and may_repeat_read(envelope.code):
                await self._pause(tries)
            else:
                raise venue_error(envelope.code, envelope.message)

    async def send(self, endpoint: Endpoint, build: Build) -> Envelope:
        """Send a command, once.

        The send goes on when the caller is cancelled, because the bytes may have left and only the answer can
        tell; such a caller has to treat the command as in doubt. When the send itself is cancelled, because
        the client closes, the caller is told that there is no answer.

        Args:
            endpoint: where to.
            build: makes the body from the time stamp that is signed (Unix ms at the venue).

        Returns:
            The venue's answer, good or bad.

        Raises:
            NothingSentError: proven that no byte left.
            NoAnswerError: the venue may have the command.
        """
        if self.order_socket is not None and (sent := self._hand_over(self.order_socket, endpoint, build)):
            envelope = await self._by_socket(self.order_socket, endpoint, *sent)
            self._check_clock(envelope)
            return envelope
        work = self._at_once(endpoint, build) or self._send(endpoint, build)
        sending = self._tasks.spawn(work, endpoint.path)
        try:
            result = await asyncio.shield(sending)
        except asyncio.CancelledError:
            log.info("nobody waits for the answer of %s any more; the call goes on", endpoint.path)
            raise
        if isinstance(result, LinkError):
            raise result
        return result

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    def _at_once(
        self, endpoint: Endpoint, build: Build
    ) -> Coroutine[object, object, Envelope | LinkError] | None:
        """Write a command in this very moment; what is left is to read its answer.

        `None`, and nothing written, when anything has to be waited for.
        """
        signer = self._signer
        if signer is None or self.offset.needs_measuring or (line := self._transport.hold()) is None:
            return None
        if not self._limiter.take(endpoint):
            self._transport.let_go(line)
            return None
        started, now_ms = self._clock.monotonic(), self.offset.venue_ms()
        try:
            body = msgspec.json.encode(build(now_ms))
            headers = signer.headers(now_ms, endpoint.method, endpoint.path, "", body)
        except BaseException:
            self._transport.let_go(line)
            raise
        look = partial(self._last_look, endpoint)
        try:
            self._transport.post(line, endpoint.method, endpoint.path, headers, body, look)
        except HeldBackError:
            raise  # it says nothing about the link
        except LinkError as error:
            raise self._failed(error) from error
        answer = partial(self._transport.answer, line)
        return self._told(endpoint, partial(self._outcome, endpoint, started, answer))

    async def _send(self, endpoint: Endpoint, build: Build) -> Envelope | LinkError:
        return await self._told(endpoint, partial(self._paced, endpoint, "", build))

    async def _told(
        self, endpoint: Endpoint, work: Callable[[], Awaitable[Envelope]]
    ) -> Envelope | LinkError:
        """The end of a command, as a value."""
        try:
            envelope = await work()
        except (RateLimitError, AuthError) as error:
            return NothingSentError(error.sentence, error.detail)
        except LinkError as error:
            return error
        except asyncio.CancelledError:
            return NoAnswerError("The connection was closed before Bitget answered.", endpoint.path)
        self._check_clock(envelope)
        return envelope

    def _check_clock(self, envelope: Envelope) -> None:
        if meaning_of(envelope.code).kind is Kind.CLOCK:
            self._tasks.spawn(self.venue_clock.remeasure(), "clock")

    def _hand_over(
        self, socket: OrderSocket, endpoint: Endpoint, build: Build
    ) -> tuple[Waiting, float] | None:
        """Give a command to the stream in this very moment: its answer to come, and when it was given.

        `None`, and nothing handed over, when anything has to be waited for or the stream does not take it.
        """
        if self.offset.needs_measuring or not socket.takes(endpoint) or not self._limiter.take(endpoint):
            return None
        started = self._clock.monotonic()
        self._last_look(endpoint)
        waiting = socket.post(endpoint, build(self.offset.venue_ms()))
        return None if waiting is None else (waiting, started)

    async def _paced(self, endpoint: Endpoint, query: str, build: Build | None) -> Envelope:
        if not endpoint.signed:
            await self._limiter.acquire(endpoint, _PATIENCE[endpoint.purpose])
            return await self._call(endpoint, query, b"", [])
        if self._signer is None:
            raise AuthError("", _NO_KEY)
        if self.offset.needs_measuring or not self._limiter.take(endpoint):
            await self._turn(endpoint)
        now_ms = self.offset.venue_ms()
        payload = None if build is None else build(now_ms)
        if payload is not None and self.order_socket is not None and self.order_socket.takes(endpoint):
            started = self._clock.monotonic()
            self._last_look(endpoint)
            if (waiting := self.order_socket.post(endpoint, payload)) is not None:
                return await self._by_socket(self.order_socket, endpoint, waiting, started)
        body = b"" if payload is None else msgspec.json.encode(payload)
        headers = self._signer.headers(now_ms, endpoint.method, endpoint.path, query, body)
        return await self._call(endpoint, query, body, headers)

    async def _look_at_clock(self) -> RoundTrip:
        """One look at the venue's clock, in its turn."""
        await self._limiter.acquire(endpoints.TIME, _PATIENCE[Purpose.READ])
        before = self._clock.now_ms()
        envelope = await self._call(endpoints.TIME, "", b"", [])
        after = self._clock.now_ms()
        if not envelope.ok:
            raise LinkError("Bitget's clock could not be read.", envelope.code)
        return RoundTrip(before, decoded(endpoints.TIME, envelope, server_time), after)

    async def _turn(self, endpoint: Endpoint) -> None:
        """Wait for a known clock and for the turn of a signed call."""
        for _ in range(_LOOKS):
            await self.venue_clock.trust()
            unknown = self.offset.needs_measuring
            await self._limiter.acquire(endpoint, _PATIENCE[endpoint.purpose])
            # Else it was set while the call waited for its turn.
            if unknown or not self.offset.needs_measuring:
                break

    async def _by_socket(
        self, socket: OrderSocket, endpoint: Endpoint, waiting: Waiting, started: float
    ) -> Envelope:
        """The answer of a command that was handed to the stream."""
        try:
            async with asyncio.timeout(TIMEOUTS["read"]):
                answer = await waiting
        except TimeoutError as error:
            raise NoAnswerError("Bitget did not answer in time.", f"stream {endpoint.path}") from error
        envelope = socket.judged(answer)
        limited = meaning_of(envelope.code).kind is Kind.RATE
        self._limiter.answered(endpoint, started, None, limited=limited)
        return envelope

    async def _call(self, endpoint: Endpoint, query: str, body: bytes, headers: list[Header]) -> Envelope:
        target = f"{endpoint.path}?{query}" if query else endpoint.path
        look = partial(self._last_look, endpoint)
        exchange = partial(self._transport.exchange, endpoint.method, target, headers, body, look)
        return await self._outcome(endpoint, self._clock.monotonic(), exchange)

    async def _outcome(
        self, endpoint: Endpoint, started: float, exchange: Callable[[], Awaitable[Answer]]
    ) -> Envelope:
        """The envelope that a call is answered with."""
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                answer = await exchange()
        except TimeoutError as error:
            raise self._failed(NoAnswerError("Bitget did not answer in time.", endpoint.path)) from error
        except HeldBackError:
            raise  # it says nothing about the link
        except LinkError as error:
            self._watch.failed(error.sentence)
            raise
        now = self._clock.monotonic()
        self._round_trip_ms = (now - started) * 1000
        try:
            envelope = envelope_of(answer, endpoint)
        except NoAnswerError as error:
            self._watch.failed(error.sentence)
            raise
        limited = meaning_of(envelope.code).kind is Kind.RATE
        self._limiter.answered(endpoint, started, answer.remaining, limited=limited)
        self._watch.answered(envelope.code, signed=endpoint.signed)
        if self._mode is not None and endpoint.signed:
            self._mode.answered(envelope.code)
        return envelope

    def _last_look(self, endpoint: Endpoint) -> None:
        sentence = None if self._may_send is None else self._may_send(endpoint.purpose)
        if sentence is not None:
            raise HeldBackError(sentence, endpoint.path)

    def _failed(self, error: LinkError) -> LinkError:
        self._watch.failed(error.sentence)
        return error

    async def _pause(self, attempt: int) -> None:
        await self._sleep(_PAUSE_SECONDS * 2**attempt * (0.5 + self._jitter()))
