"""How long a change waits from its arrival until it has been painted. Knows no Qt and no clock."""

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

_SAMPLES = 512


class Percentiles(NamedTuple):
    """Of so many times: the middle one, the one that nineteen of twenty stay below, and the worst."""

    samples: int
    p50: float
    p95: float
    worst: float


def percentiles(values: Sequence[float]) -> Percentiles | None:
    """The percentiles of some times, each one that was really measured; `None` without any."""
    if not values:
        return None
    ordered = sorted(values)
    last = len(ordered) - 1
    return Percentiles(len(ordered), ordered[last // 2], ordered[-(-last * 19 // 20)], ordered[last])


class LatencyMeter:
    """Times from the first arrival that is not on the screen yet to the end of the paint that shows it.

    Seconds of the monotonic clock go in, milliseconds come out. A ring: the last few hundred count.
    """

    def __init__(self) -> None:
        self._waiting: float | None = None
        self._in_picture: float | None = None
        self._samples: deque[float] = deque(maxlen=_SAMPLES)

    def arrived(self, received: float) -> None:
        """Something new came at this time."""
        if self._waiting is None:
            self._waiting = received

    def pictured(self) -> None:
        """What has arrived is in the picture that is painted next."""
        if self._in_picture is None:
            self._in_picture = self._waiting
        self._waiting = None

    def painted(self, now: float) -> None:
        """The picture has been painted."""
        if self._in_picture is not None:
            self._samples.append((now - self._in_picture) * 1000)
            self._in_picture = None

    def forget(self) -> None:
        """What is under way does not count: it changed nothing that is seen, or nobody was looking."""
        self._waiting = self._in_picture = None

    def times(self) -> Percentiles | None:
        """What was measured, in milliseconds; `None` before the first."""
        return percentiles(self._samples)
