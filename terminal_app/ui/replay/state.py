"""What the replay bar says and asks for. Knows no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

SPEEDS = (1, 2, 5, 10, 20, 50)
POSITIONS = 1_000
"""How many places the bar tells apart."""


class Gesture(NamedTuple):
    """Something the person pressed while it was recorded: when (Unix ms), and what in words."""

    at_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class ReplayPlace:
    """Where a replay stands. Times are the recording's own, in Unix ms.

    `goal_ms` is where it is on its way to as fast as it can, `None` while it is not.
    """

    at_ms: int
    start_ms: int
    end_ms: int
    speed: int
    paused: bool
    goal_ms: int | None = None

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

    def go_back(self, at_ms: int) -> None:
        """Play everything anew up to a time: the window closes and opens again."""
        ...

    def gestures(self) -> Sequence[Gesture]:
        """What the person pressed while it was recorded, oldest first."""
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
    told = f"{_span(passed)} of {_span(length)}{over}"
    play, name = ("Play", "Go on with the replay") if place.paused else ("Pause", "Pause the replay")
    if place.goal_ms is not None:
        way = max(1, place.goal_ms - place.start_ms)
        told = f"Going to {clock_text(place.goal_ms)}: {100 * passed // way} %"
        play, name = "Stop", "Stand still here, on the way"
    return ReplayWords(
        play=play,
        play_name=name,
        can_play=not place.is_over,
        time=time,
        passed=told,
        position=position_of(place, place.at_ms),
        speed=place.speed,
    )


def clock_text(at_ms: int) -> str:
    """A time of the recording."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%H:%M:%S")


def bar_after(at_ms: int, bar_ms: int) -> int:
    """When the bar that is forming ends, Unix ms."""
    return (at_ms // bar_ms + 1) * bar_ms


def bar_before(at_ms: int, bar_ms: int) -> int:
    """When the bar that is forming began, or the one before it just at its beginning; Unix ms."""
    return (at_ms - 1) // bar_ms * bar_ms


def discarded(orders: int, positions: int) -> str:
    """What going back would discard, a sentence; empty for nothing."""
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}"
        for count, word in ((orders, "order"), (positions, "position"))
        if count
    ]
    return f"What you traded in this replay is discarded: {' and '.join(parts)}." if parts else ""


def position_of(place: ReplayPlace, at_ms: int) -> int:
    """The position of a time on the bar."""
    length = place.end_ms - place.start_ms
    return POSITIONS * (at_ms - place.start_ms) // length if length else POSITIONS


def time_at(place: ReplayPlace, position: int) -> int:
    """The time of a position on the bar, Unix ms."""
    return place.start_ms + (place.end_ms - place.start_ms) * position // POSITIONS


def _span(ms: int) -> str:
    minutes, seconds = divmod(max(0, ms) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
