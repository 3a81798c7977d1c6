"""Pacing: calls are held back before the venue's limits are reached, so that no call fails for a limit.

`TokenBucket` is pure and takes the time; `RateLimiter` waits. The limits are the documented ones per endpoint
plus the common one per minute. It knows no requests, and of an answer only when its call was sent, how many
calls the venue says are left, and whether it said "too many".
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from typing import final

from terminal_app.bitget.endpoints import PER_MINUTE, Endpoint
from terminal_app.core.errors import RateLimitError
from terminal_app.core.ports import Budget, Clock, Purpose

WINDOW = 1.05
"""Seconds a token is away. The venue counts one second; the rest is for packets that travel unevenly."""

MINUTE_WINDOW = 61.0
ADDRESS_BLOCK = 300.0
"""Seconds the venue needs to let an address in again that exceeded the common limit."""

_RESERVE = {Purpose.READ: 600, Purpose.ORDER: 300, Purpose.CANCEL: 0, Purpose.GUARD: 0}
_BACK_OFF = 1.0
_MAX_BACK_OFF = 30.0
_STRIKES_OF_A_BLOCK = 3


@final
class TokenBucket:
    """At most `limit` calls in any `window` seconds.

    A token comes back one window after it was spent, and not drop by drop: wherever the venue starts to count
    its second, it never sees more than `limit`.
    """

    def __init__(self, limit: int, window: float) -> None:
        self.limit = limit
        self._window = window
        self._spent: deque[float] = deque()
        self._closed_until = 0.0

    def left(self, now: float) -> int:
        """Tokens at hand."""
        while self._spent and self._spent[0] + self._window <= now:
            self._spent.popleft()
        return 0 if now < self._closed_until else self.limit - len(self._spent)

    def wait(self, now: float, reserve: int = 0) -> float:
        """Seconds until a token may be taken without touching the last `reserve` of them; zero means now."""
        self.left(now)
        usable, spent = self.limit - reserve, self._spent
        closed = self._closed_until - now if self._closed_until > now else 0.0
        if len(spent) < usable or not spent:
            return closed
        return max(closed, spent[len(spent) - max(1, usable)] + self._window - now)

    def spend(self, now: float) -> None:
        """Take a token."""
        self._spent.append(now)

    def correct(self, remaining: int, now: float) -> None:
        """Believe the venue when it counts fewer calls left than we do; never when it counts more."""
        for _ in range(self.left(now) - max(0, remaining)):
            self._spent.append(now)

    def close(self, until: float) -> None:
        """Give out nothing before `until`."""
        self._closed_until = max(self._closed_until, until)


@final
class RateLimiter:
    """The budgets of one key on one network address.

    Args:
        sleep: waits some seconds; handed in so that tests need not.
        jitter: a number from 0 to 1, so that many clients do not come back at the same moment.
    """

    def __init__(
        self,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._all = TokenBucket(PER_MINUTE, MINUTE_WINDOW)
        self._endpoints: dict[Endpoint, TokenBucket] = {}
        self._strikes = 0
        self._struck: set[Endpoint] = set()
        self._struck_at = float("-inf")

    async def acquire(self, endpoint: Endpoint, patience: float) -> None:
        """Wait until the call may be made and take its tokens.

        Raises:
            RateLimitError: it would take longer than `patience` seconds. Nothing was taken or sent.
        """
        deadline = self._clock.monotonic() + patience
        while not self.take(endpoint):
            now = self._clock.monotonic()
            wait = self._wait(endpoint, now)
            if now + wait > deadline:
                raise RateLimitError(
                    "429",
                    f"Bitget takes no more calls for {_spoken(wait)}. Nothing was sent; try again then.",
                    f"{endpoint.path}: {wait:.1f} s until a token",
                )
            await self._sleep(wait)

    def take(self, endpoint: Endpoint) -> bool:
        """Take the tokens of a call that may be made right now; `False` when it would have to wait."""
        now = self._clock.monotonic()
        bucket = self._bucket(endpoint)
        if self._all.wait(now, _RESERVE[endpoint.purpose]) > 0 or bucket.wait(now) > 0:
            return False
        self._all.spend(now)
        bucket.spend(now)
        return True

    def answered(self, endpoint: Endpoint, sent_at: float, remaining: int | None, *, limited: bool) -> None:
        """Learn from the answer to a call that was sent at `sent_at` (monotonic seconds).

        Args:
            endpoint: which was called.
            sent_at: when.
            remaining: calls left by the venue's count, if it says.
            limited: whether the venue said that it was one call too many.
        """
        now = self._clock.monotonic()
        bucket = self._bucket(endpoint)
        if remaining is not None:
            bucket.correct(remaining, now)
        if not limited:
            if sent_at > self._struck_at:
                self._strikes = 0
                self._struck.clear()
            return
        self._struck.add(endpoint)
        if sent_at > self._struck_at:  # calls that were already under way do not make it worse
            self._strikes += 1
            self._struck_at = now
        pause = min(_MAX_BACK_OFF, _BACK_OFF * 2 ** (max(1, self._strikes) - 1))
        bucket.close(now + pause * (1 + self._jitter()))
        if self._strikes >= _STRIKES_OF_A_BLOCK and len(self._struck) > 1:
            # One endpoint may be used up by another program with the same key; several mean the address.
            self._all.close(now + ADDRESS_BLOCK)

    def budgets(self) -> tuple[Budget, ...]:
        """The common budget first, then each endpoint that was used."""
        now = self._clock.monotonic()
        used = (
            Budget(endpoint.path.rsplit("/", 1)[1], bucket.left(now), bucket.limit)
            for endpoint, bucket in self._endpoints.items()
        )
        return (Budget("all calls per minute", self._all.left(now), self._all.limit), *used)

    def _wait(self, endpoint: Endpoint, now: float) -> float:
        return max(self._all.wait(now, _RESERVE[endpoint.purpose]), self._bucket(endpoint).wait(now))

    def _bucket(self, endpoint: Endpoint) -> TokenBucket:
        bucket = self._endpoints.get(endpoint)
        if bucket is None:
            bucket = self._endpoints[endpoint] = TokenBucket(endpoint.per_second, WINDOW)
        return bucket


def _spoken(seconds: float) -> str:
    return f"{int(seconds // 60) + 1} minutes" if seconds > 90 else f"{int(seconds) + 1} seconds"
