"""When the window counts as dead, and which orders that ends. Pure: fed with what was heard and the time.

A window that says goodbye, or whose account is switched, ends nothing. Only orders that were sent with the
lifetime "session" are ended, and of those only what still works; protective orders never carry that lifetime.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from enum import Enum

from terminal_app.core.commands import CancelOrder
from terminal_app.core.held import Held, Trail
from terminal_app.core.money import trimmed
from terminal_app.core.orders import VenueOrder

SILENCE_S = 15
"""Seconds without a heartbeat after which a window is dead that still holds its pipe."""

STOOD_STILL_S = 5
"""A longer gap between two looks: this process stood still too (a sleep), so silence says nothing."""

BEAT = "beat"
GOODBYE = "goodbye"


class Verdict(Enum):
    """What is known of the window."""

    ALIVE = "alive"
    LEFT = "left"
    DEAD = "dead"


class Deadman:
    """Listens for the heartbeat. Times are monotonic seconds."""

    def __init__(self, now: float) -> None:
        self._heard = now
        self._looked = now
        self._verdict = Verdict.ALIVE

    def heard(self, word: str | None, now: float) -> None:
        """A word arrived, or `None`: the pipe has ended."""
        self._heard = now
        if self._verdict is not Verdict.ALIVE:
            return
        if word is None:
            self._verdict = Verdict.DEAD
        elif word == GOODBYE:
            self._verdict = Verdict.LEFT

    def look(self, now: float) -> Verdict:
        """What is known now; to be asked about once a second."""
        if now - self._looked > STOOD_STILL_S:
            self._heard = now
        self._looked = now
        if self._verdict is Verdict.ALIVE and now - self._heard > SILENCE_S:
            self._verdict = Verdict.DEAD
        return self._verdict


def to_cancel(working: Iterable[VenueOrder], session: AbstractSet[str]) -> list[CancelOrder]:
    """The cancels for the orders that end with the session: ours by the ledger, and still in the book."""
    return [
        CancelOrder(order.client_oid, order.instrument, order.order_id or None)
        for order in working
        if order.client_oid and order.client_oid in session
    ]


def left_behind(held: Held) -> str:
    """What the death of the window means for something that it held, in a sentence."""
    if isinstance(held, Trail):
        return (
            f"The window died or stood still: nobody moved the trailing stop on {held.instrument} from then "
            f"on. The stop itself stayed at the exchange, at {trimmed(held.level)} or one move before it."
        )
    return (
        f"The window died or stood still: nobody linked the two orders on {held.instrument} from then on. "
        "Both stayed at the exchange, and both may have been executed."
    )
