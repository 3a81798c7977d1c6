"""One line of the log. Alone, because the log is opened before anything of the window is there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log. `level` is the name that logging gives it, such as `WARNING`."""

    time_ms: int
    level: str
    text: str
