"""Finding out that the computer slept, or that the program stood still. Pure: it is fed with the time.

Whoever sleeps misses what the venue said, and an open connection may be dead without knowing it.
"""

GAP_S = 10
"""Seconds between two looks that mean the program stood still. The looks are a second apart."""

DRIFT_MS = 5_000
"""How far the wall clock may move against the monotonic one; more is a sleep, or a clock that was set."""


class StillnessWatch:
    """Compares each look at the clocks with the one before.

    Linux and macOS stop the monotonic clock in sleep, so the wall clock runs away from it; Windows does not,
    so there the gap between two looks tells.
    """

    def __init__(self, now_ms: int, now: float) -> None:
        self._now_ms = now_ms
        self._now = now
        self._looking = False

    def look(self, now_ms: int, now: float) -> int | None:
        """Look at the clocks; the seconds that were lost, or `None` when none were."""
        self._looking = True
        lost = self.lost(now_ms, now)
        self._now_ms, self._now = now_ms, now
        return lost

    def lost(self, now_ms: int, now: float) -> int | None:
        """What a look would say now. A gap proves nothing before the first look."""
        passed_ms = int((now - self._now) * 1000)
        walked_ms = now_ms - self._now_ms
        if abs(walked_ms - passed_ms) > DRIFT_MS or (self._looking and passed_ms > GAP_S * 1000):
            return max(abs(walked_ms), passed_ms) // 1000
        return None


def stillness_sentence(seconds: int) -> str:
    """Why orders are shut after a sleep."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    spoken = f"{hours} h {minutes} min" if hours else f"{minutes} min {left} s" if minutes else f"{left} s"
    return (
        f"The computer slept or its clock was set ({spoken}): "
        "orders open again when the account has been read."
    )
