"""Something that is read again and again: what was read, how the last reading ended, when the next begins.

Knows no widget. Readings never overlap, and an answer to a question that is no longer asked is dropped.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from terminal_app.core.errors import TerminalError
from terminal_app.core.ports import Clock
from terminal_app.ui.bridge.tasks import UiTasks

T = TypeVar("T")

log = logging.getLogger(__name__)

_REST = 10.0
"""After a long reading the next one waits so many times as long as it took."""


class Reading(Generic[T]):
    """`value` is what was read last, `None` before that; `trouble` why the last reading failed, else empty.

    Args:
        read: reads; raises `TerminalError`.
        ended: called after each reading, whether it went well or not.
        tasks: runs it.
        clock: for the pause.
        pause: seconds between a reading and the next one that nobody asked for.
    """

    def __init__(
        self,
        read: Callable[[], Awaitable[T]],
        ended: Callable[[], None],
        tasks: UiTasks,
        clock: Clock,
        pause: float,
    ) -> None:
        self._read = read
        self._ended = ended
        self._tasks = tasks
        self._clock = clock
        self._pause = pause
        self._again = False
        self._ended_at: float | None = None
        self._took = 0.0
        self.value: T | None = None
        self.trouble = ""
        self.busy = False
        self.changed = False

    @property
    def begun(self) -> bool:
        """Whether it was ever asked for."""
        return self.busy or self._ended_at is not None

    def ask(self) -> None:
        """Read now; when a reading is under way its answer is dropped and another one follows."""
        if self.busy:
            self._again = True
            return
        self.busy = True
        self._tasks.start(self._run())

    def forget(self) -> None:
        """What was read is about something else than what is asked for now."""
        self.value = None
        self.trouble = ""

    def on_change(self) -> None:
        """Something has happened that a new reading would tell."""
        self.changed = True

    def on_tick(self) -> None:
        """Some time has passed: read what has changed, but not all the time."""
        if not self.changed or self.busy or self._ended_at is None:
            return
        rest = max(self._pause, self._took * _REST)
        if self._clock.monotonic() - self._ended_at >= rest:
            self.ask()

    async def _run(self) -> None:
        began = self._clock.monotonic()
        try:
            await self._once()
            while self._again:
                await self._once()
        finally:
            self.busy = False
            self._ended_at = self._clock.monotonic()
            self._took = self._ended_at - began
        self._ended()

    async def _once(self) -> None:
        self._again = self.changed = False
        try:
            value = await self._read()
        except TerminalError as error:
            log.info("journal: %s %s", error.sentence, error.detail)
            if not self._again:
                self.trouble = error.sentence
        else:
            if not self._again:
                self.value, self.trouble = value, ""
