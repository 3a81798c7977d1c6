"""An event loop whose time is a `ManualClock`: sleeps take no time, and a seed gives the same run again."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import TypeVar

from terminal_app.core.clock import ManualClock
from tests.faults.goals import Result

T = TypeVar("T")


class _NoWaiting(selectors.DefaultSelector):
    """Instead of waiting, the clock is moved to the moment that is waited for."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__()
        self._clock = clock

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Look at the sockets, then let the time pass."""
        events = super().select(0)
        if not events:
            if timeout is None:
                raise RuntimeError("everything waits for something that never comes")
            self._clock.advance(max(0.0, timeout))
        return events


class VirtualLoop(asyncio.SelectorEventLoop):
    """The loop. Its resolution is fine enough for a clock that stands still between two events."""

    def __init__(self, clock: ManualClock) -> None:
        super().__init__(_NoWaiting(clock))
        self._virtual = clock

    def time(self) -> float:
        """Seconds of the virtual clock."""
        return self._virtual.monotonic()


def play_virtually(
    cases: int, seed: int, scene: Callable[[ManualClock, int], Coroutine[object, object, Result]]
) -> Result:
    """Scenes one after the other, each on a clock of its own, until they came to so many cases.

    Args:
        cases: how many.
        seed: the number of the first scene; the next one has the next.
        scene: plays one on a clock, by its number.
    """
    result = Result()
    number = seed
    while result.cases < cases:
        clock = ManualClock()
        result.add(run_virtually(scene(clock, number), clock))
        number += 1
    return result


def run_virtually(work: Coroutine[object, object, T], clock: ManualClock) -> T:
    """Run a coroutine on a loop of its own, in no time."""
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(clock)) as runner:
        return runner.run(work)
