"""Which panel made a frame late: one sentence for the log, and not one for each frame. Knows no Qt."""

QUIET_SECONDS = 60.0
"""How long a panel that was named is only counted."""


class SlowFrames:
    """Remembers who was named when, so that a slow panel does not make the log slow as well."""

    def __init__(self) -> None:
        self._named_at: dict[str, float] = {}
        self._since: dict[str, int] = {}

    def sentence(self, frame: float, panel: str, took: float, now: float) -> str | None:
        """What to log of a frame over its budget; `None` while its panel was named a moment ago.

        Args:
            frame: how long the whole frame took, in seconds.
            panel: who took the most of it.
            took: how much that was, in seconds.
            now: monotonic seconds.
        """
        named_at = self._named_at.get(panel)
        if named_at is not None and now - named_at < QUIET_SECONDS:
            self._since[panel] = self._since.get(panel, 0) + 1
            return None
        self._named_at[panel] = now
        more = self._since.pop(panel, 0)
        before = f"; {more} more like this since the last line" if more else ""
        return f"slow frame: {frame * 1000:.0f} ms, of which {panel} took {took * 1000:.0f} ms{before}"
