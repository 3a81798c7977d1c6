"""Flat with proof, from the key to the stamp: one run at a time, watched until it ends."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from terminal_app.core.ports import Clock
from terminal_app.trading.flat_state import Alive, FlatReport
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.safety.flat_sheet import FlatSheet
from terminal_app.ui.safety.flat_view import Progress, view
from terminal_app.ui.safety.guard import Guard
from terminal_app.ui.safety.hold import HoldKey

KEYS = ("Ctrl+Shift+End",)
_HINT = "Hold F6 to cancel every order and close every position."
_HELD, _CHOSEN = "F6 was held", "chosen by hand"


class Flattening(QObject):
    """Owns the key and the sheet.

    Args:
        window: what the sheet stands over.
        guard: does it.
        plan: what would be done now, a line each.
        tasks: runs it; it outlives the sheet.
        board: where hints are told.
        clock: for the times of the lines.
        live: whether it is about real money, which is asked about even when the key was held.
    """

    def __init__(
        self,
        window: QWidget,
        guard: Guard,
        plan: Callable[[], Sequence[str]],
        tasks: UiTasks,
        board: NoticeBoard,
        clock: Clock,
        *,
        live: bool,
    ) -> None:
        super().__init__(window)
        self._guard = guard
        self._plan = plan
        self._tasks = tasks
        self._board = board
        self._clock = clock
        self._live = live
        self._running = False
        self._again: set[str] = set()
        self._progress = Progress()
        self._cause = _CHOSEN
        self.sheet = FlatSheet(live=live, parent=window)
        self.key = HoldKey(Qt.Key.Key_F6, window)
        self.key.held.connect(self.on_held)
        self.key.tapped.connect(self.on_tapped)
        self.sheet.start_asked.connect(self.on_start)
        self.sheet.again_asked.connect(self.on_again)

    def on_tapped(self) -> None:
        """The key was only pressed."""
        self._board.add(Notice(Level.INFO, _HINT, ("hold",), counted=False))

    def on_held(self) -> None:
        """The key was held: with real money it is asked about, else it begins."""
        self._open(_HELD)
        if not self._live and not self._running:
            self.sheet.on_start()

    def on_chosen(self) -> None:
        """It was chosen in the menu, or with the keys that nobody holds: the sheet asks."""
        self._open(_CHOSEN)

    def on_start(self) -> None:
        """Everything is to go, once."""
        if not self._running:
            self._running = True
            self._progress = Progress()
            self._tasks.start(self._run())

    def on_again(self, one: Alive) -> None:
        """One row is to be tried again, once at a time."""
        if not self._running and one.key not in self._again:
            self._again.add(one.key)
            self.sheet.busy(one.key)
            self._tasks.start(self._try(one))

    def on_tick(self) -> None:
        """Some time has passed: show how far it is."""
        report = self._guard.flat()
        if self._running and report is not None and report.running:
            self._progress.see(report, self._clock.now_ms())
            self.sheet.show_progress(view(report), self._progress.lines)

    def _open(self, cause: str) -> None:
        if not self._running:
            self._cause = cause
            self.sheet.show_plan(self._plan())
        self.sheet.show()
        self.sheet.raise_()
        self.sheet.activateWindow()

    async def _run(self) -> None:
        report = None
        try:
            report = await self._guard.flatten(self._cause)
        finally:
            self._running = False
            self._show_end(report)
        if report is None:
            self._board.error(view(None).sentence)

    async def _try(self, one: Alive) -> None:
        try:
            if one.command is None:
                # Nothing can take away what nobody knows of: the exchange is asked.
                await self._guard.ask_again(one.key)
            await self._guard.flatten_again(one.key)
        finally:
            self._again.discard(one.key)
            self._show_end(self._guard.flat())
            self.sheet.show_rows_again()

    def _show_end(self, report: FlatReport | None) -> None:
        self._progress.see(report, self._clock.now_ms())
        self.sheet.show_progress(view(report), self._progress.lines)
