"""When to try again: exponential back-off with full jitter, and one budget of connections for every socket.

Pure: time and randomness are handed in. The venue allows 300 connections per address in 5 minutes (its
documentation, Websocket-Introduction) and may block an address that reconnects in a storm.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import NamedTuple


class Parting(Enum):
    """How a connection ended: it broke, it is replaced on purpose, or the venue does not let us in."""

    LOST = "lost"
    PLANNED = "planned"
    REFUSED = "refused"


class Hangup(NamedTuple):
    """The end of a connection; after a refusal, seconds until another try (infinity: never)."""

    parting: Parting
    sentence: str
    retry_after: float = 0.0


class Backoff:
    """Delays between attempts: a random share of a span that doubles, so that clients never march in step.

    Args:
        random: numbers from 0 up to 1.
        base: the first span, in seconds.
        cap: the longest span, in seconds.
        healthy_after: seconds a connection must have lived before its end counts as a first failure again.
    """

    def __init__(
        self,
        random: Callable[[], float],
        *,
        base: float = 0.5,
        cap: float = 30.0,
        healthy_after: float = 30.0,
    ) -> None:
        self._random = random
        self._base = base
        self._cap = cap
        self._healthy_after = healthy_after
        self._failures = 0

    def next_delay(self) -> float:
        """Count a failure and say how many seconds to wait after it."""
        span = min(self._cap, self._base * 2.0 ** min(self._failures, 16))
        self._failures += 1
        return self._random() * span

    def after(self, ended: Hangup) -> float:
        """Seconds to wait before the next connection: only a broken one counts as a failure."""
        if ended.parting is Parting.REFUSED:
            return ended.retry_after
        return 0.0 if ended.parting is Parting.PLANNED else self.next_delay()

    def lived(self, seconds: float) -> None:
        """Tell how long an attempt lasted: only a healthy life forgives the failures before it."""
        if seconds >= self._healthy_after:
            self._failures = 0


class ConnectBudget:
    """How many connections may be opened: one object for all sockets of the program.

    Args:
        limit: connections per window; the default is a fifth of what the venue allows.
        window: seconds.
    """

    def __init__(self, limit: int = 60, window: float = 300.0) -> None:
        self._limit = limit
        self._window = window
        self._taken: deque[float] = deque()

    def wait(self, now: float) -> float:
        """Seconds until the next connection may be opened, zero when at once."""
        while self._taken and now - self._taken[0] >= self._window:
            self._taken.popleft()
        return 0.0 if len(self._taken) < self._limit else self._taken[0] + self._window - now

    def take(self, now: float) -> None:
        """Count a connection that is being opened."""
        self._taken.append(now)
