"""The venue's request quotas: so many calls per endpoint and second, and 6,000 per address and minute.

Each quota is whole again when the wall clock's second (or minute) turns, as the venue counts; but an address
that used up its minute is refused for five.
"""

from typing import TYPE_CHECKING

from terminal_app.paper.server.errors import too_many_requests

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock

PER_MINUTE = 6_000
PENALTY_SECONDS = 300.0


class RateLimiter:
    """Counts calls.

    Args:
        clock: whose wall time turns the seconds.
        enforced: `False` counts without ever refusing, for measurements.
        penalty: how many seconds an address is refused after it used up its minute.
    """

    def __init__(self, clock: "Clock", *, enforced: bool = True, penalty: float = PENALTY_SECONDS) -> None:
        self._clock = clock
        self._enforced = enforced
        self._penalty = penalty
        self._barred: dict[str, float] = {}
        self._second = 0
        self._minute = 0
        self._used: dict[tuple[str, str], int] = {}
        self._used_minute: dict[str, int] = {}

    def take(self, endpoint: str, who: str, per_second: int) -> None:
        """Count one call of an endpoint by a key or an address.

        Raises:
            ApiError: 429, the quota of this second is used up.
        """
        self._turn()
        used = self._used.get((endpoint, who), 0)
        if used >= per_second and self._enforced:
            raise too_many_requests()
        self._used[endpoint, who] = used + 1

    def take_minute(self, address: str) -> None:
        """Count one request of an address against the quota that all endpoints share.

        Raises:
            ApiError: 429, the quota of this minute is used up, or was less than the penalty ago.
        """
        self._turn()
        now = self._clock.monotonic()
        if self._barred.get(address, now) > now:
            raise too_many_requests()
        used = self._used_minute.get(address, 0)
        if used >= PER_MINUTE and self._enforced:
            self._barred[address] = now + self._penalty
            raise too_many_requests()
        self._used_minute[address] = used + 1

    def left(self, endpoint: str, who: str, per_second: int) -> int:
        """How many calls of an endpoint are left in this second."""
        self._turn()
        return max(0, per_second - self._used.get((endpoint, who), 0))

    def _turn(self) -> None:
        second = self._clock.now_ms() // 1000
        if second != self._second:
            self._second = second
            self._used.clear()
            if second // 60 != self._minute:
                self._minute = second // 60
                self._used_minute.clear()
