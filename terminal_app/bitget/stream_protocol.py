"""One connection to the venue's streams as a state machine without I/O: frames in, events and frames out.

    connecting -> (logging in) -> ready -> closed -> connecting ...

It is told what arrives and what time it is, and says what to send, when to be called again and when to hang
up. It outlives connections: the wanted channels are replayed on each. It never waits and knows no sockets.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from math import inf
from typing import NamedTuple

import msgspec

from terminal_app.bitget.backoff import Hangup, Parting
from terminal_app.bitget.book_repair import Books
from terminal_app.bitget.heartbeat import Heartbeat, Pulse
from terminal_app.bitget.signing import login_arg
from terminal_app.bitget.stream_answers import Answer, Kind, read_answer
from terminal_app.bitget.stream_calls import Calls, Done
from terminal_app.bitget.stream_dialect import StreamDialect
from terminal_app.bitget.stream_limits import MessageBudget, StreamLimits
from terminal_app.bitget.subscriptions import Audit, Notice, Subscriptions
from terminal_app.bitget.wire.calls import CallRequest
from terminal_app.bitget.wire.channels import Arg
from terminal_app.bitget.wire.envelope import BadPayloadError, printable
from terminal_app.bitget.wire.pushes import BAD_FRAME, BookPush, Head, PublicPush, read_head
from terminal_app.core.events import (
    AccountEvent,
    BookBroken,
    ChannelSilent,
    Link,
    LinkChanged,
    LinkEvent,
    LinkState,
    MarketEvent,
    TradesSeen,
)
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Channel, Feed
from terminal_app.core.secret import Credentials

log = logging.getLogger(__name__)

StreamEvent = MarketEvent | AccountEvent | LinkEvent

_PONG = b"pong"
_PING = "ping"
_TOO_FAST_PAUSE = 2.0
_UNREADABLE = "A push could not be read."
_WORTH_WAITING = 2.0
"""Seconds; a broken book must not wait for the hour's budget when a new connection has its own."""
_UPGRADE_SPREAD = 10.0
"""Seconds over which reconnects are spread when the venue announces a restart, about a minute ahead."""


class Phase(Enum):
    """How far a connection is."""

    CLOSED = "closed"
    OPEN = "open"
    LOGGING_IN = "logging in"
    READY = "ready"


class Standing(NamedTuple):
    """How far a connection is, and the number of the last change of every book that is whole."""

    phase: Phase
    books: Mapping[InstrumentId, int]


class StreamProtocol:
    """The public or the private stream.

    Args:
        dialect: the words it speaks.
        link: which connection this is.
        credentials: for the private stream; without them nothing is logged in.
        server_now_ms: the venue's clock, Unix milliseconds.
        limits: the numbers to live by.
        random: numbers from 0 up to 1, for back-off.

    Attributes:
        frames: frames received, over all connections.
        rejected_frames: those of them that were not as documented and were thrown away.
        hangup: set when the connection should be ended now.
        pressing: whether `tick` and `outgoing` should be called without waiting for their deadline.
    """

    def __init__(
        self,
        dialect: StreamDialect,
        link: Link,
        credentials: Credentials | None,
        server_now_ms: Callable[[], int],
        limits: StreamLimits,
        random: Callable[[], float],
    ) -> None:
        self._dialect = dialect
        self._link = link
        self._credentials = credentials
        self._server_now_ms = server_now_ms
        self._limits = limits
        self._random = random
        self._subscriptions = Subscriptions(dialect, limits)
        self._books = Books(limits, random)
        self._calls = Calls(dialect)
        self._phase = Phase.CLOSED
        self._said: LinkState | None = None
        self._opened = self._ticked = 0.0
        self._login_due = self._leave_at = inf
        self._quiet_until = 0.0
        self._heart = Heartbeat(limits, 0.0)
        self._budget = MessageBudget(limits)
        self.frames = 0
        self.rejected_frames = 0
        self.hangup: Hangup | None = None
        self.pressing = False
        self.want(())

    @property
    def ping_ms(self) -> float | None:
        """The last round trip of a ping on the present connection, `None` before the first."""
        return self._heart.ping_ms

    def standing(self) -> Standing:
        """How far the present connection is, and the books that are whole."""
        return Standing(self._phase, self._books.numbers())

    def audit(self) -> Audit:
        """What is wanted, what the venue confirmed, and what was heard of."""
        return self._subscriptions.audit()

    # ------------------------------------------------------------------------------------------------- wishes

    def want(self, channels: Iterable[Channel]) -> list[StreamEvent]:
        """Replace the set of public channels. Beyond the venue's limit per connection they are left out."""
        args = sorted(map(self._dialect.arg_of, channels), key=_urgency)
        if len(args) > self._limits.channels:
            log.warning(
                "%d streams wanted, %d allowed: the rest is left out", len(args), self._limits.channels
            )
            del args[self._limits.channels :]
        if len(args) > self._limits.channels_advised:
            log.info("%d streams wanted, fewer than %d advised", len(args), self._limits.channels_advised)
        always = () if self._credentials is None else self._dialect.private
        notices = self._subscriptions.want((*always, *args))
        self.pressing = True
        self._books.want(args)
        return self._silences(notices)

    def refresh_book(self, instrument: InstrumentId, now: float) -> list[StreamEvent]:
        """A book is in doubt for a reason that numbers do not show: repair it."""
        book = self._dialect.arg_of(Channel(Feed.BOOK, instrument))
        return self._broken(book, "The book was in doubt.", now)

    def takes_calls(self, now: float) -> bool:
        """Whether the connection is fit for an order: logged in, alive, here to stay and with budget left."""
        alive = self._said is LinkState.LIVE and self._leave_at == inf and self.hangup is None
        return alive and self._phase is Phase.READY and self._budget.call_wait(now) <= 0

    def call(self, request: CallRequest, done: Done, now: float) -> bytes | None:
        """The frame of an order, counted as sent; `None` when the connection is not fit for it now.

        Args:
            request: the order.
            done: hears the answer once, or that there is none.
            now: the time.
        """
        if not self.takes_calls(now):
            return None
        frame = self._calls.begin(request, done)
        self._budget.message(now)
        return frame

    # --------------------------------------------------------------------------------------------- connection

    def opened(self, now: float) -> None:
        """A new connection is there."""
        self._phase = Phase.OPEN if self._credentials is None else Phase.LOGGING_IN
        self._said = self.hangup = None
        self._opened = self._ticked = now
        self._login_due = self._leave_at = inf
        self._quiet_until = 0.0
        self._heart = Heartbeat(self._limits, now)
        self._budget = MessageBudget(self._limits)
        self._subscriptions.restart(now)

    def closed(self) -> list[StreamEvent]:
        """The connection is gone; every book with it, and the answer of every order that had none."""
        self._phase = Phase.CLOSED
        self._calls.lose()
        return list(self._books.disconnected())

    def slept(self) -> None:
        """The computer was asleep: the connection may look alive, and is not."""
        if self._phase is not Phase.CLOSED:
            self._end(Parting.PLANNED, "This computer was asleep; connecting again.")

    # ------------------------------------------------------------------------------------------------ sending

    def outgoing(self, now: float) -> list[str]:
        """What to send now, within the venue's limits; counted as sent."""
        if self._phase is Phase.CLOSED or self.hangup is not None:
            return []
        self.pressing = False
        frames = []
        if self._phase is Phase.LOGGING_IN and self._login_due == inf:
            frames.append(self._login(now))
        if self._heart.ping_due() <= now and self._budget.message_wait(now) <= 0:
            self._budget.message(now)
            self._heart.pinged(now)
            frames.append(_PING)
        if self._phase is not Phase.LOGGING_IN and now >= self._quiet_until:
            while self._budget.request_wait(now) <= 0:
                request = self._subscriptions.next_request(now)
                if request is None:
                    break
                self._budget.request(now)
                frames.append(self._dialect.request_text(request.operation, request.args))
        return frames

    def next_deadline(self, now: float) -> float:
        """When `tick` and `outgoing` should be called next, at the latest."""
        if self._phase is Phase.CLOSED:
            return inf
        request = inf
        if self._phase is not Phase.LOGGING_IN:
            paced = max(now + self._budget.request_wait(now), self._quiet_until)
            request = max(self._subscriptions.request_due(), paced)
        return min(
            self._heart.deadline(now), request, self._books.due(), self._login_due, self._leave_at, now + 0.5
        )

    def _login(self, now: float) -> str:
        assert self._credentials is not None
        self._login_due = now + self._limits.login_within
        self._budget.message(now)
        argument = login_arg(self._credentials, str(self._server_now_ms() // 1000))
        return msgspec.json.encode({"op": "login", "args": [argument]}).decode()

    # --------------------------------------------------------------------------------------------------- time

    def tick(self, now: float) -> list[StreamEvent]:
        """Let time pass: find out what did not arrive."""
        if self._phase is Phase.CLOSED or self.hangup is not None:
            return []
        gap, self._ticked = now - self._ticked, now
        if gap >= self._limits.asleep_after:
            self.slept()
            return []
        if gap >= self._limits.frozen_after:
            self._heart.forgive(now)
            self._subscriptions.forgive(now)
        if now >= self._login_due:
            return self._end(Parting.LOST, "Bitget did not answer the login.")
        if now >= self._leave_at or now - self._opened >= self._limits.planned_after:
            return self._end(Parting.PLANNED, "The connection is replaced, as planned.")
        if self._subscriptions.request_due() <= now and self._budget.request_wait(now) > _WORTH_WAITING:
            return self._end(
                Parting.PLANNED, "The hour's subscriptions are used up; a new connection has its own."
            )
        self._heart.expecting = self._subscriptions.lively
        events = self._pulse(now)
        if self.hangup is None:
            events += self._silences(self._subscriptions.check(now))
            for arg in self._books.renewals(now):
                self._subscriptions.renew(arg, now)
        return events

    def _pulse(self, now: float) -> list[StreamEvent]:
        pulse = self._heart.pulse(now)
        if pulse is Pulse.DEAD:
            return self._end(Parting.LOST, "Bitget has stopped answering.")
        if pulse is Pulse.DOUBTFUL and self._said is LinkState.LIVE:
            return self._say(LinkState.DEGRADED, "Nothing arrives; asking Bitget whether it is there.")
        return []

    # ------------------------------------------------------------------------------------------------ reading

    def receive(self, frame: bytes, now: float) -> list[StreamEvent]:
        """Read one frame. A frame that is not as documented is counted and thrown away, never more."""
        self.frames += 1
        if self.hangup is not None:
            return []
        if len(frame) == len(_PONG) and frame == _PONG:
            self._heart.pong(now)
            proven = self._subscriptions.settled or self._said is LinkState.DEGRADED
            return self._live() if proven else []
        self._heart.heard(now)
        head: Head | None = None
        try:
            if len(frame) > self._limits.frame_bytes:
                return self._reject(frame, None, "too long", now)
            head = read_head(frame)
            return self._push(head, now) if head.arg and head.action else self._answered(head, now)
        except BAD_FRAME as error:
            return self._reject(frame, head, str(error), now)

    def _push(self, head: Head, now: float) -> list[StreamEvent]:
        arg = self._dialect.read_arg(head.arg)
        if self._credentials is not None:
            push: PublicPush | AccountEvent | None = self._dialect.read_private(head, arg, now)
        elif arg.is_whole:
            push = self._dialect.read_public(head, arg, now)
        else:
            raise BadPayloadError("a push that does not say of what")
        heard = self._subscriptions.spoke(arg, now)
        events = [] if self._said is LinkState.LIVE else self._live()
        if heard is None or push is None:
            return events
        if heard.notice is not None:
            events += self._silences([heard.notice])
        event = self._judged(push, arg, now, first=heard.first)
        if event is not None:
            events.append(event)
        return events

    def _judged(
        self, push: PublicPush | AccountEvent, arg: Arg, now: float, *, first: bool
    ) -> StreamEvent | None:
        if isinstance(push, BookPush):
            event = self._books.push(arg, push, now)
            self.pressing |= isinstance(event, BookBroken)
            return event
        if isinstance(push, TradesSeen) and push.snapshot and not first:
            # Recordings mark single trades as snapshots: only the first of a subscription replaces all.
            return TradesSeen(push.instrument, push.trades, push.stamp)
        return push

    def _answered(self, head: Head, now: float) -> list[StreamEvent]:
        if self._calls.take(head):
            return []
        answer = read_answer(head, logging_in=self._phase is Phase.LOGGING_IN)
        match answer.kind:
            case Kind.LOGGED_IN:
                self._login_due, self._phase, self.pressing = inf, Phase.READY, True
                return []
            case Kind.SUBSCRIBED if head.arg:
                return self._confirmed(self._dialect.read_arg(head.arg), now)
            case Kind.RESTARTING:
                self._leave_at = min(self._leave_at, now + self._random() * _UPGRADE_SPREAD)
                return self._say(LinkState.DEGRADED, answer.sentence)
            case Kind.SUBSCRIBED | Kind.UNSUBSCRIBED:
                return []
            case _:
                return self._error(head, answer, now)

    def _confirmed(self, arg: Arg, now: float) -> list[StreamEvent]:
        # Also when pushes of the old subscription have confirmed it already: they bring no snapshot.
        self._books.confirmed(arg, now)
        return self._live() if self._subscriptions.confirmed(arg, now) else []

    def _error(self, head: Head, answer: Answer, now: float) -> list[StreamEvent]:
        log.info("%s stream: error %s: %s", self._link.value, printable(str(head.code)), head.message)
        match answer.kind:
            case Kind.LOGIN_REFUSED:
                events = self._say(LinkState.REFUSED, answer.sentence)
                return events + self._end(Parting.REFUSED, answer.sentence, answer.retry_after)
            case Kind.LOGIN_LOST:
                return self._end(Parting.LOST, answer.sentence)
            case Kind.TOO_FAST:
                self._quiet_until = now + _TOO_FAST_PAUSE
            case Kind.CHANNEL_REFUSED:
                arg = self._dialect.refused_arg(head) or self._subscriptions.only_asked()
                notice = self._subscriptions.refused(arg, answer.sentence) if arg else None
                return [] if notice is None else self._silences([notice])
            case _:
                pass
        return []

    def _reject(self, frame: bytes, head: Head | None, reason: str, now: float) -> list[StreamEvent]:
        self.rejected_frames += 1
        count = self.rejected_frames
        if count & (count - 1) == 0:  # the 1st, 2nd, 4th, 8th ...: a flood must not flood the log
            log.warning("%s stream: %d frames rejected so far: %s", self._link.value, count, reason)
        if head is not None and head.event:
            return []  # an answer; no push is lost with it
        arg = None if head is None else self._told(head)
        if arg is not None and arg.is_whole:
            return self._broken(arg, _UNREADABLE, now)
        events = self._books.broken_by(frame, _UNREADABLE, now)
        self.pressing |= bool(events)
        return list(events)

    def _told(self, head: Head) -> Arg | None:
        """What a frame is about, `None` when not even that can be read."""
        try:
            return self._dialect.read_arg(head.arg)
        except BadPayloadError:
            return None

    def _broken(self, arg: Arg, reason: str, now: float) -> list[StreamEvent]:
        events = self._books.broken(arg, reason, now)
        self.pressing |= bool(events)
        return list(events)

    # ------------------------------------------------------------------------------------------------- saying

    def _live(self) -> list[StreamEvent]:
        return self._say(LinkState.LIVE, "") if self._leave_at == inf else []

    def _say(self, state: LinkState, sentence: str) -> list[StreamEvent]:
        if self._said is state:
            return []
        self._said = state
        return [LinkChanged(self._link, state, sentence)]

    def _end(self, parting: Parting, sentence: str, retry_after: float = 0.0) -> list[StreamEvent]:
        self.hangup = Hangup(parting, sentence, retry_after)
        return []

    def _silences(self, notices: Iterable[Notice]) -> list[StreamEvent]:
        return [ChannelSilent(self._link, name, silent, sentence) for name, silent, sentence in notices]


def _urgency(arg: Arg) -> tuple[bool, str, str, str]:
    return not arg.is_book, arg.symbol, arg.topic, arg.interval
