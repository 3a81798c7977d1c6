"""A recording that is played in the window: its clock, and what moves the exchange that follows it.

The exchange has the time; it tells of it a few times a second, and in between the clock goes on by itself.
"""

import json
import logging
from collections.abc import Callable
from pathlib import Path

from terminal_app.app.replay.contents import gestures_in, look
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.paper.server.pace import PaceState
from terminal_app.tape.reader import TapeReader
from terminal_app.ui.replay.state import Gesture, ReplayPlace

log = logging.getLogger(__name__)


class ReplayClock:
    """The wall clock of the recording beside our own monotonic one, so that ages stay true at any speed.

    Args:
        real: our own clock.
        start_ms: where the recording begins, Unix ms.
    """

    def __init__(self, real: Clock, start_ms: int) -> None:
        self._real = real
        self._start_ms = start_ms
        self._state: PaceState | None = None
        self._heard = 0.0
        self._latest_ms = start_ms

    @property
    def state(self) -> PaceState | None:
        """What was heard last of the exchange."""
        return self._state

    def now_ms(self) -> int:
        """The time in the recording, Unix milliseconds. While it is played it never goes back."""
        self._latest_ms = max(self._latest_ms, self._reckoned_ms())
        return self._latest_ms

    def monotonic(self) -> float:
        """Our own seconds that only go forward."""
        return self._real.monotonic()

    def hear(self, state: PaceState) -> None:
        """Take what the exchange says."""
        self._state, self._heard = state, self._real.monotonic()
        if state.paused:
            self._latest_ms = state.at_ms  # what was reckoned in between may be ahead of where it stands

    def _reckoned_ms(self) -> int:
        state = self._state
        if state is None:
            return self._start_ms
        if state.paused or state.goal_ms is not None:
            return state.at_ms
        passed = (self._real.monotonic() - self._heard) * 1000 * int(state.speed)
        return min(state.end_ms, state.at_ms + round(passed))


class Playing:
    """A `ui.replay.state.ReplayControl` of one recording.

    Args:
        path: the recording.
        real: our own clock.
        looked: where it begins and which instruments it begins with, when that is known already.

    Raises:
        TapeError: there is no such recording.
    """

    def __init__(self, path: Path, real: Clock, looked: tuple[int, list[InstrumentId]] | None = None) -> None:
        self.path = path
        self.rewind: Callable[[Playing], None] = lambda _again: None
        self._real = real
        self._ask: Callable[[str], None] = lambda _line: None
        self._wishes: list[dict[str, object]] = []
        self._gestures: tuple[Gesture, ...] = ()
        self._looked = looked or look(TapeReader(path))
        self.clock = ReplayClock(real, self._looked[0])

    @property
    def instruments(self) -> list[InstrumentId]:
        """Which instruments it begins with."""
        return self._looked[1]

    def attach(self, ask: Callable[[str], None]) -> None:
        """Say how requests reach the exchange."""
        self._ask = ask
        for wish in self._wishes:
            self._send(wish)

    def hear(self, line: str) -> None:
        """Take a line of the exchange."""
        try:
            self.clock.hear(PaceState.from_line(line))
        except (ValueError, KeyError, TypeError):
            log.warning("the exchange of the replay said something that is not understood")

    def troubles(self) -> tuple[str, ...]:
        """What of the recording is missing, in sentences. Reads all of it: not on Qt's thread.

        What was pressed is known from then on.

        Raises:
            TapeError: it cannot be read any more.
        """
        reader = TapeReader(self.path)
        self._gestures = tuple(gestures_in(reader))
        return tuple(reader.troubles)

    def gestures(self) -> tuple[Gesture, ...]:
        """What the person pressed while it was recorded, oldest first; empty until that is known."""
        return self._gestures

    def place(self) -> ReplayPlace | None:
        """Where the replay stands."""
        state = self.clock.state
        if state is None:
            return None
        at_ms, speed = self.clock.now_ms(), int(state.speed)
        return ReplayPlace(at_ms, state.start_ms, state.end_ms, speed, state.paused, state.goal_ms)

    def pause(self, *, paused: bool) -> None:
        """Let it stand still, or go on."""
        self._send({"pause": paused})

    def step(self) -> None:
        """Stand still, and go on to the next thing that happened."""
        self._send({"step": 1})

    def set_speed(self, speed: int) -> None:
        """Go so many times as fast as it was."""
        self._send({"speed": str(speed)})

    def go_to(self, at_ms: int) -> None:
        """Go ahead to a time."""
        self._send({"to_ms": at_ms})

    def go_back(self, at_ms: int) -> None:
        """Play everything anew up to a time; what was traded meanwhile never was."""
        again = Playing(self.path, self._real, self._looked)
        again.rewind = self.rewind
        again._gestures = self._gestures
        state = self.clock.state
        if state is not None:
            again._wishes = [{"speed": str(state.speed)}, {"pause": state.paused}, {"to_ms": at_ms}]
        self.rewind(again)

    def _send(self, request: dict[str, object]) -> None:
        self._ask(json.dumps(request))
