"""Leaving a window: for good, for another account or for an earlier time of the recording it plays.

The person sees first what stops and what stays.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from terminal_app import APP_NAME
from terminal_app.ui.bridge.dialogs import confirm
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.leaving import question
from terminal_app.ui.parts import Parts
from terminal_app.ui.replay.state import clock_text, discarded


class Departure:
    """Asks once at a time, and once only for the end of the program.

    Args:
        window: over which the question opens.
        parts: what may be alive, and who is told.
        tasks: run the question.
    """

    def __init__(self, window: QWidget, parts: Parts, tasks: UiTasks) -> None:
        self.closing = False
        self._window = window
        self._parts = parts
        self._tasks = tasks
        self._asking = False

    def close(self) -> None:
        """The person wants to end the program."""
        if not self.closing and not self._asking:
            self._leave(self._close)

    def switch_to(self, account: str) -> None:
        """Open another account; what this program holds for the present one ends with its window."""
        on_profile = self._parts.on_profile
        if on_profile is None or self._asking:
            return
        if self._parts.held.running():
            self._leave(lambda: on_profile(account))
        else:
            on_profile(account)

    def back_to(self, at_ms: int) -> None:
        """Play the recording from an earlier time (Unix ms); what was traded in it meanwhile is discarded."""
        replay = self._parts.replay
        if replay is None or self.closing or self._asking:
            return
        lost = discarded(len(self._parts.blotter.all()), len(self._parts.positions.all()))
        title = f"Go back to {clock_text(at_ms)}?"
        text = lost and f"{title}\n\n{lost}"
        self._ask_first(title, text, "Go back", lambda: replay.go_back(at_ms))

    def _close(self) -> None:
        self.closing = True
        self._parts.on_close()

    def _leave(self, leave: Callable[[], None]) -> None:
        """Leave when the person has agreed; at once when nothing is alive."""
        parts = self._parts
        alive = question(
            parts.held.running(),
            parts.blotter.open(),
            parts.strategy_orders.open(),
            parts.positions.all(),
            parts.hub.instruments.get,
        )
        self._ask_first(f"Leave {APP_NAME}?", alive, "Leave", leave)

    def _ask_first(self, title: str, lost: str, yes: str, leave: Callable[[], None]) -> None:
        if not lost:
            leave()
            return
        self._asking = True
        self._tasks.start(self._ask_and_leave(title, lost, yes, leave))

    async def _ask_and_leave(self, title: str, lost: str, yes: str, leave: Callable[[], None]) -> None:
        try:
            wanted = await confirm(self._window, title, lost, yes, "Stay")
        finally:
            self._asking = False
        if wanted:
            leave()
