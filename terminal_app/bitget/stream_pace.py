"""When a busy connection is left unread for some milliseconds, so that its messages come together.

Under Qt each wake-up of the loop costs more than the message that it brings. Pure: knows times and counts.
"""

REST_SECONDS = 0.004
"""A quarter of a display frame: nobody sees it, and sixteen of 4,000 messages a second share one wake-up."""

_BUSY_PER_SECOND = 1_000
_SHARED_ENOUGH = 64
"""So many messages in one turn pay for the wake-up by themselves, and more of them may be waiting."""
_BACKLOG_BYTES = 32_768
"""So do so many bytes: long messages fill a turn before there are many of them."""


class Pace:
    """The pace of one connection.

    Args:
        now: monotonic, in seconds.
    """

    def __init__(self, now: float) -> None:
        self._turned = now

    def rest(self, messages: int, size: int, now: float) -> float:
        """Seconds to leave the connection unread after a turn; 0 unless it is busy without a backlog.

        Args:
            messages: how many came in this turn.
            size: their bytes.
            now: monotonic, in seconds.
        """
        passed, self._turned = now - self._turned, now
        busy = passed * _BUSY_PER_SECOND < messages
        backlog = messages >= _SHARED_ENOUGH or size >= _BACKLOG_BYTES
        return REST_SECONDS if busy and not backlog else 0.0
