"""Whether clicks on the ladder trade: off at every start, and off again when anything is in doubt. No Qt."""

from terminal_app.core.events import Link, LinkState
from terminal_app.ui.link_state import LinkStates

IDLE_SECONDS = 15 * 60
SLEPT_MS = 20_000
"""A gap between two looks, by the wall clock, that only a computer that slept explains."""

_FLOWING = (LinkState.LIVE, LinkState.DEGRADED)
_NAMES = {Link.PUBLIC: "The market feed", Link.PRIVATE: "The account feed"}


class Arming:
    """The state of the ARM switch.

    Args:
        now: monotonic seconds.
    """

    def __init__(self, now: float) -> None:
        self.armed = False
        self.reason = ""
        """Why it went off by itself, or could not go on; empty when a hand did it."""
        self._used = now
        self._looked_ms: int | None = None

    def arm(self, now: float, doubt: str) -> bool:
        """Let clicks trade, unless there is a doubt; says whether they do."""
        self.armed, self.reason = not doubt, doubt
        self._used, self._looked_ms = now, None
        return self.armed

    def disarm(self, reason: str = "") -> None:
        """Let no click trade."""
        self.armed, self.reason = False, reason

    def used(self, now: float) -> None:
        """A hand did something here."""
        self._used = now

    def look(self, now: float, wall_ms: int, doubt: str) -> bool:
        """Drop when there is a reason to; to be called a few times a second. Says whether it dropped."""
        before, self._looked_ms = self._looked_ms, wall_ms
        if not self.armed:
            return False
        reason = doubt
        if now - self._used >= IDLE_SECONDS:
            reason = "Nothing was done here for 15 minutes."
        elif before is not None and wall_ms - before > SLEPT_MS:
            reason = "The computer slept."
        if reason:
            self.disarm(reason)
        return bool(reason)


def link_doubt(links: LinkStates) -> str:
    """Why the feeds cannot be trusted, in a sentence; empty while both flow."""
    for link, name in _NAMES.items():
        if links.state(link) not in _FLOWING:
            return links.sentence(link) or f"{name} is not connected."
    return ""
