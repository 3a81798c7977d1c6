"""How far the venue's clock is from ours: the median of round trips, and a doubt when our clock jumps.

Signed requests carry the venue's time and are refused when they are more than 30 s off. It sends nothing.
"""

from collections.abc import Sequence
from statistics import median_low
from typing import NamedTuple, final

from terminal_app.core.ports import Clock

DRIFT_MS = 1000
"""How far the wall clock may move against the monotonic one (a time server, a sleep) without a new look."""


class RoundTrip(NamedTuple):
    """One look at the venue's clock: ours before and after, the venue's in between. Unix milliseconds."""

    before_ms: int
    venue_ms: int
    after_ms: int

    @property
    def offset_ms(self) -> int:
        """Venue minus ours, if both ways took equally long."""
        return self.venue_ms - (self.before_ms + self.after_ms) // 2


@final
class ClockOffset:
    """The measured offset and whether it can still be believed."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._offset_ms: int | None = None
        self._gap_ms = 0

    @property
    def ms(self) -> int | None:
        """Venue minus ours in milliseconds; `None` before the first measurement."""
        return self._offset_ms

    @property
    def needs_measuring(self) -> bool:
        """Whether it was never measured, or our own clock has been set since."""
        return self._offset_ms is None or abs(self.gap() - self._gap_ms) > DRIFT_MS

    def venue_ms(self) -> int:
        """The time at the venue now, as well as we know it (Unix milliseconds)."""
        return self._clock.now_ms() + (self._offset_ms or 0)

    def learn(self, trips: Sequence[RoundTrip], gap_ms: int | None = None) -> None:
        """Take the median of some round trips; at least one.

        `gap_ms` is `gap()` of before the first: a clock that was set between them has to be measured again.
        """
        self._offset_ms = median_low(trip.offset_ms for trip in trips)
        self._gap_ms = self.gap() if gap_ms is None else gap_ms

    def gap(self) -> int:
        """Our wall clock minus our monotonic one, in milliseconds; only its changes mean anything."""
        return self._clock.now_ms() - int(self._clock.monotonic() * 1000)
