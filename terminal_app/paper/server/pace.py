"""How fast the market of a recording goes: pause, speed and single steps, asked for from another thread.

A request is a line of JSON: `{"speed": "5"}`, `{"pause": true}`, `{"pause": false}`, `{"step": 1}`, and
`{"to_ms": ...}` to go ahead to a time: in pieces, so that the exchange answers meanwhile; a pause ends that
where it is. What is no request is passed over. How things stand is told after each change and a few times a
second.
"""

import json
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from terminal_app.core.money import ZERO, parse_decimal
from terminal_app.paper.server.venue import Venue

if TYPE_CHECKING:
    from terminal_app.paper.server.source import Source

FASTEST = 50
_TELL_EVERY = 5
_RESTATE_EVERY = 10
_MOST_STEPS = 1_000
_PIECE_SECONDS = 0.04
_PIECE_MS = 250


class PaceState(NamedTuple):
    """Where the market stands. Times in Unix ms; `speed` is the one to go on with while it is paused.

    `goal_ms` is where it is on its way to as fast as it can, `None` while it is not.
    """

    at_ms: int
    start_ms: int
    end_ms: int
    speed: Decimal
    paused: bool
    goal_ms: int | None = None

    @classmethod
    def from_line(cls, line: str) -> "PaceState":
        """Read what `as_line` wrote.

        Raises:
            ValueError: it is no JSON, or a number in it is none.
            KeyError, TypeError: something is missing.
        """
        row = json.loads(line)
        goal_ms = row.get("goal_ms")
        return cls(
            int(row["at_ms"]),
            int(row["start_ms"]),
            int(row["end_ms"]),
            parse_decimal(row["speed"]),
            bool(row["paused"]),
            None if goal_ms is None else int(goal_ms),
        )

    def as_line(self) -> str:
        """For the program that asks."""
        return json.dumps(
            {
                "at_ms": self.at_ms,
                "start_ms": self.start_ms,
                "end_ms": self.end_ms,
                "speed": str(self.speed),
                "paused": self.paused,
                "goal_ms": self.goal_ms,
            }
        )


class Pace:
    """The pace of one followed market.

    Args:
        tell: takes a line about how things stand.
        speed: to begin with.
    """

    def __init__(self, tell: Callable[[str], None], speed: Decimal = Decimal(1)) -> None:
        self._tell = tell
        self._asked: deque[str] = deque()
        self._speed = speed
        self._paused = False
        self._goal_ms: int | None = None
        self._beats = 0
        self._told = ""

    @property
    def is_hurrying(self) -> bool:
        """Whether the market is on its way to a time, as fast as it can."""
        return self._goal_ms is not None

    def ask(self, line: str) -> None:
        """Take a request; from any thread."""
        self._asked.append(line)

    def beat(self, venue: Venue, source: "Source") -> None:
        """Do what was asked, stop at the end, and tell; called with every beat of the exchange, before it."""
        while self._asked:
            with suppress(ValueError, RecursionError):
                self._do(json.loads(self._asked.popleft()), venue, source)
        if self._goal_ms is not None:
            self._go_on(self._goal_ms, venue, source)
        if source.end_ms is not None and venue.market_ms() >= source.end_ms:
            self._paused = True
            venue.set_pace(ZERO, source.end_ms)
        self._beats += 1
        if self._paused and self._beats % _RESTATE_EVERY == 0:
            venue.restate()
        if self._beats % _TELL_EVERY == 0:
            self._say(venue, source)

    def _do(self, request: object, venue: Venue, source: "Source") -> None:
        at_ms = venue.market_ms()
        match request:
            case {"speed": str(text)}:
                self._speed = min(max(parse_decimal(text), Decimal(1)), Decimal(FASTEST))
            case {"pause": bool(paused)}:
                self._paused = paused
                self._goal_ms = None if paused else self._goal_ms
            case {"step": int(count)}:
                self._paused, self._goal_ms = True, None
                for _ in range(min(count, _MOST_STEPS)):
                    at_ms = source.next_ms() or at_ms
                    venue.set_pace(ZERO, at_ms)
                    venue.tick()
            case {"to_ms": int(wanted)}:
                end_ms = wanted if source.end_ms is None else source.end_ms
                self._goal_ms = min(wanted, end_ms) if wanted > at_ms else None
            case _:
                return
        self._set(venue, at_ms)
        self._told = ""

    def _go_on(self, goal_ms: int, venue: Venue, source: "Source") -> None:
        """Go a piece of the way to the goal."""
        until = venue.clock.monotonic() + _PIECE_SECONDS
        at_ms = venue.market_ms()
        while at_ms < goal_ms:
            following_ms = max(source.next_ms() or goal_ms, at_ms)
            at_ms = min(goal_ms, following_ms + _PIECE_MS)
            venue.set_pace(ZERO, at_ms)
            venue.tick()
            if at_ms < goal_ms and venue.clock.monotonic() >= until:
                return
        self._goal_ms = None
        self._set(venue, at_ms)

    def _set(self, venue: Venue, at_ms: int) -> None:
        stands = self._paused or self._goal_ms is not None
        venue.set_pace(ZERO if stands else self._speed, at_ms)

    def _say(self, venue: Venue, source: "Source") -> None:
        end_ms = source.end_ms or venue.market_ms()
        at_ms, start_ms = venue.market_ms(), source.start_ms
        state = PaceState(at_ms, start_ms, end_ms, self._speed, self._paused, self._goal_ms)
        line = state.as_line()
        if line != self._told:
            self._told = line
            self._tell(line)
