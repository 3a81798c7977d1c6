"""When orders were sent, answered and first filled: the clocks of the last fifty. Knows no client."""

from dataclasses import dataclass

_KEPT = 50


@dataclass(slots=True)
class OrderTimes:
    """One order on the way. Times are of the monotonic clock, in seconds; `None` until it has happened.

    `at_ms` is the wall clock at sending (Unix ms). A fill may come before the answer.
    """

    client_oid: str
    at_ms: int
    sent: float
    answered: float | None = None
    filled: float | None = None

    @property
    def answer_ms(self) -> float | None:
        """From sending to the venue's answer."""
        return None if self.answered is None else (self.answered - self.sent) * 1000

    @property
    def fill_ms(self) -> float | None:
        """From sending to the first report of a fill."""
        return None if self.filled is None else (self.filled - self.sent) * 1000


class OrderTimings:
    """The times of the last orders of ours, oldest first."""

    def __init__(self) -> None:
        self._orders: dict[str, OrderTimes] = {}

    def all(self) -> tuple[OrderTimes, ...]:
        """Oldest first."""
        return tuple(self._orders.values())

    def sent(self, client_oid: str, at_ms: int, now: float) -> None:
        """An order leaves now."""
        self._orders[client_oid] = OrderTimes(client_oid, at_ms, now)
        while len(self._orders) > _KEPT:
            del self._orders[next(iter(self._orders))]

    def answered(self, client_oid: str, now: float) -> None:
        """The venue has answered it; anything but the first answer to a known order is passed over."""
        times = self._orders.get(client_oid)
        if times is not None and times.answered is None:
            times.answered = now

    def filled(self, client_oid: str, now: float) -> None:
        """A fill was reported; only the first one counts."""
        times = self._orders.get(client_oid)
        if times is not None and times.filled is None:
            times.filled = now
