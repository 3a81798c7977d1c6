"""What was sent a moment ago: how many orders, and whether the same one from elsewhere. Knows no clock."""

from collections import deque
from typing import NamedTuple

from terminal_app.core.commands import PlaceOrder
from terminal_app.core.orders import Source

WINDOW_S = 10


class _Sent(NamedTuple):
    at: float
    command: PlaceOrder | None


class Traffic:
    """The orders and changes of the last ten seconds. Times are monotonic seconds."""

    def __init__(self) -> None:
        self._sent: deque[_Sent] = deque()

    def note(self, now: float, command: PlaceOrder | None = None) -> None:
        """An order was approved, or a change of one."""
        self._sent.append(_Sent(now, command))

    def count(self, now: float) -> int:
        """How many in the last ten seconds."""
        while self._sent and self._sent[0].at <= now - WINDOW_S:
            self._sent.popleft()
        return len(self._sent)

    def twin_ms(self, command: PlaceOrder, source: Source, now: float, within_ms: int) -> int | None:
        """How long ago, in ms, another place asked for the same; `None` when nobody did within `within_ms`.

        The same is the same symbol, side and size. From one place several such orders may be meant (a ladder
        of them), and a strategy knows what it does; a place that does not name itself is only trusted with
        different prices.
        """
        if source is Source.STRATEGY:
            return None
        for sent in reversed(self._sent):
            ago_ms = int((now - sent.at) * 1000)
            if ago_ms >= within_ms:
                return None  # all others are older still
            if sent.command is not None and _twins(sent.command, command):
                return ago_ms
        return None


def _twins(one: PlaceOrder, other: PlaceOrder) -> bool:
    if one.side is not other.side:
        return False
    # The cheapest comparison first: this is asked of every order of a moment ago.
    elsewhere = one.origin != other.origin if one.origin and other.origin else one.price == other.price
    return elsewhere and one.size == other.size and one.instrument == other.instrument
