"""Keeps one connection to the venue's streams alive: connects, reads, backs off, connects again.

The decisions are in `stream_protocol`, the bytes in `stream_socket`; here are the loop, the clock and the
timers between them. It owns one task and one timer, both gone after `aclose`. It must not know what a frame
means.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from math import inf

from terminal_app.bitget.backoff import Backoff, ConnectBudget, Hangup, Parting
from terminal_app.bitget.errors import NoAnswerError
from terminal_app.bitget.heartbeat import SleepWatch
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.stream_limits import StreamLimits
from terminal_app.bitget.stream_protocol import Standing, StreamEvent, StreamProtocol
from terminal_app.bitget.stream_socket import Connection, connect
from terminal_app.bitget.stream_tap import StreamTap, without_secrets
from terminal_app.bitget.subscriptions import Audit
from terminal_app.bitget.transport import tls_context
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.envelope import Envelope
from terminal_app.core.errors import LinkError
from terminal_app.core.events import Link, LinkChanged, LinkState
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Clock
from terminal_app.core.secret import Credentials
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_SOONEST = 0.01
_LATEST = 0.5
_LOST = Hangup(Parting.LOST, "The connection to Bitget was lost.")


class Stream:
    """The public or the private stream of one session.

    Args:
        dialect: the words it speaks.
        link: which of the two.
        url: where it lives.
        credentials: for the private stream, `None` for the public one.
        clock: for ages and for the detection of sleep.
        server_now_ms: the venue's clock, Unix milliseconds.
        on_event: where everything that arrives goes. Called on the loop's thread; must not block.
        tasks: the owner of the one task.
        connects: the budget of connections, shared by all streams.
        limits: the numbers to live by.
        jitter: numbers from 0 up to 1.
        prepare: awaited before each connection; must not raise.
        tap: listens to what the protocol is told.
    """

    def __init__(
        self,
        dialect: StreamDialect,
        link: Link,
        url: str,
        credentials: Credentials | None,
        clock: Clock,
        server_now_ms: Callable[[], int],
        on_event: Callable[[StreamEvent], None],
        tasks: TaskOwner,
        connects: ConnectBudget,
        limits: StreamLimits | None = None,
        jitter: Callable[[], float] = random.random,
        prepare: Callable[[], Awaitable[None]] | None = None,
        tap: StreamTap | None = None,
    ) -> None:
        self._link = link
        self._url = url
        self._clock = clock
        self._on_event = on_event
        self._tasks = tasks
        self._connects = connects
        self._prepare = prepare
        self._limits = limits or StreamLimits()
        self._tap = tap
        drawn = jitter if tap is None else random.Random(tap.seed(link)).random
        self._protocol = StreamProtocol(dialect, link, credentials, server_now_ms, self._limits, drawn)
        self._backoff = Backoff(
            jitter, cap=self._limits.longest_pause, healthy_after=self._limits.healthy_after
        )
        self._tls = tls_context() if url.startswith("wss:") else None
        self._sleep_watch = SleepWatch(clock.now_ms(), clock.monotonic())
        self._task: asyncio.Task[object] | None = None
        self._connection: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closing = False

    # ----------------------------------------------------------------------------------------- outside

    @property
    def ping_ms(self) -> float | None:
        """The last round trip of a ping in milliseconds; `None` while there is none."""
        return None if self._connection is None else self._protocol.ping_ms

    @property
    def frames(self) -> int:
        """Frames received since the start."""
        return self._protocol.frames

    @property
    def rejected_frames(self) -> int:
        """Frames that were not as documented and were thrown away."""
        return self._protocol.rejected_frames

    def standing(self) -> Standing:
        """How far the present connection is, and the books that are whole."""
        return self._protocol.standing()

    def audit(self) -> Audit:
        """What is wanted, what the venue confirmed, and what was heard of."""
        return self._protocol.audit()

    def start(self) -> None:
        """Begin to connect. Returns at once; calling it again changes nothing."""
        if self._task is None and not self._closing:
            self._task = self._tasks.spawn(self._run(), f"{self._link.value} stream")

    def want(self, channels: frozenset[Channel]) -> None:
        """Say which public streams are wanted from now on; only the difference is subscribed."""
        if self._tap is not None:
            self._tap.wanted(self._link, channels)
        self._deliver(self._protocol.want(channels))
        self._soon()

    def refresh_book(self, instrument: InstrumentId) -> None:
        """Ask for a fresh snapshot of a book that is in doubt."""
        now = self._clock.monotonic()
        if self._tap is not None:
            self._tap.doubted(self._link, instrument, now)
        self._deliver(self._protocol.refresh_book(instrument, now))
        self._soon()

    def takes_orders(self) -> bool:
        """Whether the connection is fit for an order now."""
        is_open = not self._closing and self._connection is not None and self._connection.is_open
        return is_open and self._protocol.takes_calls(self._clock.monotonic())

    def post(self, request: CallRequest) -> asyncio.Future[Envelope | NoAnswerError] | None:
        """Hand an order to the connection at once, and return its answer to come.

        `None`: the connection is not fit for it, and nothing was handed over. From then on nobody knows
        whether it has left, until the answer says so.
        """
        connection = self._connection
        if self._closing or connection is None or not connection.is_open:
            return None
        answer: asyncio.Future[Envelope | NoAnswerError] = asyncio.get_running_loop().create_future()

        def done(result: Envelope | NoAnswerError) -> None:
            if not answer.done():
                answer.set_result(result)

        now = self._clock.monotonic()
        frame = self._protocol.call(request, done, now)
        if frame is None:
            return None
        if self._tap is not None:
            self._tap.left(self._link, frame, now)
        connection.send(frame)
        return answer

    async def aclose(self) -> None:
        """End the connection and everything that waits for one. Idempotent; no event follows."""
        self._closing = True
        self._stop_timer()
        if self._connection is not None:
            self._connection.abort()
        elif self._task is not None:
            self._task.cancel()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    # -------------------------------------------------------------------------------------- connecting

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._connects.wait(self._clock.monotonic()))
            if self._prepare is not None:
                await self._prepare()
            ended = await self._one_connection()
            if self._closing:
                return
            pause = self._backoff.after(ended)
            if ended.parting is not Parting.REFUSED:
                self._deliver([LinkChanged(self._link, LinkState.DOWN, _announced(ended.sentence, pause))])
            if pause == inf:
                return  # this key will not be let in: another key is another session
            await asyncio.sleep(pause)

    async def _one_connection(self) -> Hangup:
        """Open one connection and stay with it to its end."""
        began = self._clock.monotonic()
        self._connects.take(began)
        self._deliver([LinkChanged(self._link, LinkState.CONNECTING)])
        try:
            connection = await connect(
                self._url,
                self,
                tls=self._tls,
                within=self._limits.connect_within,
                frame_bytes=self._limits.frame_bytes,
            )
        except LinkError as error:
            log.info("%s stream: %s", self._link.value, error.detail)
            return Hangup(Parting.LOST, error.sentence)
        try:
            await connection.wait_closed()
        finally:
            connection.abort()
            self._connection = None
            self._stop_timer()
            now = self._clock.monotonic()
            self._backoff.lived(now - began)
            if self._tap is not None and not self._closing:
                self._tap.closed(self._link, now)
            self._deliver(self._protocol.closed())
        return self._protocol.hangup or _LOST

    # ----------------------------------------------------------------------------- what the socket says

    def on_open(self, connection: Connection) -> None:
        """The socket is connected."""
        self._connection = connection
        now = self._clock.monotonic()
        if self._tap is not None:
            self._tap.opened(self._link, now)
        self._protocol.opened(now)
        self._turn()

    def on_frame(self, frame: bytes) -> None:
        """A frame arrived."""
        now = self._clock.monotonic()
        if self._tap is not None and not self._closing:
            self._tap.arrived(self._link, frame, now)
        self._deliver(self._protocol.receive(frame, now))

    def on_batch(self) -> None:
        """Everything that had arrived is read."""
        if self._protocol.pressing or self._protocol.hangup is not None:
            self._turn()

    # ------------------------------------------------------------------------------------------- timing

    def _turn(self) -> None:
        """Let the protocol look at the clock, send what it wants to send, and come back in time."""
        connection = self._connection
        if connection is None or self._closing:
            return
        now = self._clock.monotonic()
        try:
            slept = self._sleep_watch.slept(self._clock.now_ms(), now)
            if self._tap is not None:
                self._tap.turned(self._link, now, slept=slept)
            if slept:
                self._protocol.slept()
            self._deliver(self._protocol.tick(now))
            for text in self._protocol.outgoing(now):
                if self._tap is not None:
                    self._tap.left(self._link, without_secrets(text), now)
                connection.send(text)
        finally:
            if self._protocol.hangup is not None:
                self._stop_timer()
                connection.abort()
            else:
                self._arm(self._protocol.next_deadline(now) - now)

    def _soon(self) -> None:
        if self._connection is not None and not self._closing:
            self._arm(0.0)

    def _arm(self, delay: float) -> None:
        self._stop_timer()
        delay = min(max(delay, _SOONEST), _LATEST)
        self._timer = asyncio.get_running_loop().call_later(delay, self._turn)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _deliver(self, events: list[StreamEvent]) -> None:
        if self._closing:
            return
        for event in events:
            self._on_event(event)


def _announced(sentence: str, pause: float) -> str:
    return f"{sentence} Trying again in {pause:.0f} s." if pause >= 1 else f"{sentence} Trying again."
