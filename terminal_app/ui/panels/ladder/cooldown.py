"""Nothing fires twice: after an action the same one is deaf for a moment. Knows no Qt and no clock."""

from collections.abc import Hashable

SECONDS = 0.15


class Cooldown:
    """Remembers when each action was last let through."""

    def __init__(self) -> None:
        self._last: dict[Hashable, float] = {}

    def passes(self, action: Hashable, now: float) -> bool:
        """Whether an action may go, `now` being monotonic seconds; if so it counts from here."""
        last = self._last.get(action)
        if last is not None and now - last < SECONDS:
            return False
        self._last[action] = now
        return True
