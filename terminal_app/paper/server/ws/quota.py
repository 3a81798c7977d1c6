"""The venue's limits on connections: 300 new ones per address in five minutes, 100 open, a life of a day."""

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from terminal_app.core.ports import Clock


CONNECTS = 300
CONNECT_WINDOW = 300.0
MOST_OPEN = 100
LIFE_SECONDS = 86_400.0
NOTICE_SECONDS = 60.0
"""How long before the end of its life a connection is told (the event with code 30033)."""


class ConnectionQuota:
    """Counts connections.

    Args:
        enforced: `False` lets everybody in, for measurements.
        life: seconds after which a connection is ended by the venue; the notice comes 60 s before, or at half
        of a shorter life.
    """

    def __init__(self, clock: "Clock", *, enforced: bool = True, life: float = LIFE_SECONDS) -> None:
        self._clock = clock
        self._enforced = enforced
        self.life = life
        self.notice = max(life - NOTICE_SECONDS, life / 2)
        """Seconds after which a connection is told that it will be ended."""
        self._connects: dict[str, deque[float]] = {}
        self._open: dict[str, int] = {}

    def admit(self, address: str) -> bool:
        """Count a new connection of an address; `False` when it has had too many."""
        now = self._clock.monotonic()
        past = self._connects.setdefault(address, deque(maxlen=CONNECTS))
        while past and now - past[0] >= CONNECT_WINDOW:
            past.popleft()
        if self._enforced and (len(past) >= CONNECTS or self._open.get(address, 0) >= MOST_OPEN):
            return False
        past.append(now)
        self._open[address] = self._open.get(address, 0) + 1
        return True

    def leave(self, address: str) -> None:
        """Count the end of a connection that was let in."""
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]
