"""What the replay bar says and asks for. Knows no Qt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

SPEEDS = (1, 2, 5, 10, 20, 50)
POSITIONS = 1_000
"""How many places the bar tells apart."""


@dataclass(frozen=True, slots=True)
class ReplayPlace:
    """Where a replay stands. Times are the recording's own, in Unix ms."""

    at_ms: int
    start_ms: int
    end_ms: int
    speed: int
    paused: bool

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to play."""
        return self.at_ms >= self.end_ms


class ReplayControl(Protocol):
    """What moves a replay."""

    def place(self) -> ReplayPlace | None:
        """Where it stands; `None` while it has not begun."""
        ...

    def pause(self, *, paused: bool) -> None:
        """Let it stand still, or go on."""
        ...

    def step(self) -> None:
        """Stand still, and go on to the next thing that happened."""
        ...

    def set_speed(self, speed: int) -> None:
        """Go so many times as fast as it was."""
        ...

    def go_to(self, at_ms: int) -> None:
        """Go ahead to a time; an earlier one changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class ReplayWords:
    """What stands in the bar. `position` counts to `POSITIONS`."""

    play: str
    play_name: str
    can_play: bool
    time: str
    passed: str
    position: int
    speed: int


WAITING = ReplayWords("Pause", "Pause the replay", False, "Loading the recording…", "", 0, 1)


def words(place: ReplayPlace | None) -> ReplayWords:
    """The bar for a place."""
    if place is None:
        return WAITING
    length, passed = place.end_ms - place.start_ms, place.at_ms - place.start_ms
    at = datetime.fromtimestamp(place.at_ms / 1000, UTC)
    time = at.strftime("%Y-%m-%d  %H:%M:%S UTC")
    over = "  ended" if place.is_over else ""
    return ReplayWords(
        play="Play" if place.paused else "Pause",
        play_name="Go on with the replay" if place.paused else "Pause the replay",
        can_play=not place.is_over,
        time=time,
        passed=f"{_span(passed)} of {_span(length)}{over}",
        position=POSITIONS * passed // length if length else POSITIONS,
        speed=place.speed,
    )


def time_at(place: ReplayPlace, position: int) -> int:
    """The time of a position on the bar, Unix ms."""
    return place.start_ms + (place.end_ms - place.start_ms) * position // POSITIONS


def _span(ms: int) -> str:
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
