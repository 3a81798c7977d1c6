"""Is the other end still there? Pings, their answers, and silence.

Pure: knows times, no sockets. A half-open connection looks alive to the operating system for minutes; the
only proof of life is a frame. The venue wants the text `ping` at least every 30 seconds and answers `pong`
(its documentation, Websocket-Introduction).
"""

from enum import Enum

from terminal_app.bitget.stream_limits import StreamLimits


class Pulse(Enum):
    """How alive a connection is."""

    ALIVE = "alive"
    DOUBTFUL = "doubtful"
    DEAD = "dead"


class Heartbeat:
    """The pings of one connection. All times are monotonic seconds.

    Attributes:
        expecting: whether something is subscribed that never stays quiet for long, so silence is suspicious.
        ping_ms: the last measured round trip in milliseconds, `None` before the first.
    """

    def __init__(self, limits: StreamLimits, now: float) -> None:
        self._limits = limits
        self._heard = now
        self._pinged: float | None = None
        self._unanswered: float | None = None  # when the oldest ping without a pong was sent
        self.expecting = False
        self.ping_ms: float | None = None

    def heard(self, now: float) -> None:
        """A frame arrived, any frame."""
        self._heard = now

    def pong(self, now: float) -> None:
        """The answer to a ping arrived."""
        self._heard = now
        if self._unanswered is not None:
            self.ping_ms = (now - self._unanswered) * 1000
            self._unanswered = None

    def pinged(self, now: float) -> None:
        """A ping was sent."""
        self._pinged = now
        if self._unanswered is None:
            self._unanswered = now

    def ping_due(self) -> float:
        """When the next ping should be sent."""
        if self._pinged is None:
            return self._heard
        regular = self._pinged + self._limits.ping_every
        if self.expecting and self._pinged <= self._heard:
            return min(regular, self._heard + self._limits.probe_after)
        return regular

    def pulse(self, now: float) -> Pulse:
        """How alive the connection is right now."""
        asked = self._unanswered
        if asked is None:
            return Pulse.ALIVE
        if now - asked >= self._limits.pong_within:
            return Pulse.DEAD
        if self._heard > asked:
            return Pulse.ALIVE
        if now - asked >= self._limits.answer_within:
            return Pulse.DEAD
        return Pulse.DOUBTFUL if now - asked >= self._limits.doubt_after else Pulse.ALIVE

    def deadline(self, now: float) -> float:
        """When to look again."""
        due = self.ping_due()
        if self._unanswered is None:
            return due
        marks = (self._limits.doubt_after, self._limits.answer_within, self._limits.pong_within)
        return min((self._unanswered + mark for mark in marks if self._unanswered + mark > now), default=due)

    def forgive(self, now: float) -> None:
        """This process was frozen: what was not heard meanwhile proves nothing; ask again."""
        self._heard = now
        self._unanswered = None
        self._pinged = None


class SleepWatch:
    """Notices that the computer slept: the wall clock went on while the monotonic clock stood still.

    Somebody setting the wall clock looks the same, and then a fresh connection does no harm.
    """

    def __init__(self, now_ms: int, monotonic: float) -> None:
        self._offset = now_ms / 1000 - monotonic

    def slept(self, now_ms: int, monotonic: float) -> bool:
        """Whether the clocks have drifted apart by more than 5 seconds since the last call."""
        before, self._offset = self._offset, now_ms / 1000 - monotonic
        return abs(self._offset - before) > 5
