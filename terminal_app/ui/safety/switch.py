"""The kill switch as the window has it: thrown at once, opened again after a question if it is real money."""

from PySide6.QtWidgets import QWidget

from terminal_app.trading.gate import TradingState
from terminal_app.ui.bridge.dialogs import confirm
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.safety.guard import Guard

_BY_HAND = "you chose that in the Trade menu. Resume there."
_HALTED = "Trading is halted: only cancelling and closing pass, also after a restart."
_REDUCING = "Only orders that reduce a position pass, also after a restart."
_NOTHING_SHUT = "Trading is not halted."
_QUESTION = "Resume trading with real money?\n\nOrders can be sent again as soon as they are armed."


class KillSwitch:
    """Halts and resumes.

    Args:
        window: over what the question stands.
        guard: does it.
        tasks: runs the question.
        board: where it is told.
        live: whether it is about real money.
    """

    def __init__(
        self, window: QWidget, guard: Guard, tasks: UiTasks, board: NoticeBoard, *, live: bool
    ) -> None:
        self._window = window
        self._guard = guard
        self._tasks = tasks
        self._board = board
        self._live = live
        self._asking = False

    def on_halt(self) -> None:
        """Let nothing leave but cancels and closes, at once."""
        self._guard.halt(_BY_HAND)
        self._say(_HALTED)

    def on_reduce_only(self) -> None:
        """Let nothing leave that can grow a position, at once."""
        self._guard.reduce_only(_BY_HAND)
        self._say(_REDUCING)

    def on_resume(self) -> None:
        """Open again; with real money after one question."""
        if self._guard.trading_state() is TradingState.ENABLED:
            self._say(_NOTHING_SHUT)
        elif not self._live:
            self._resume()
        elif not self._asking:
            self._asking = True
            self._tasks.start(self._ask())

    async def _ask(self) -> None:
        try:
            if await confirm(self._window, "Resume trading", _QUESTION, "Resume", "Stay halted"):
                self._resume()
        finally:
            self._asking = False

    def _resume(self) -> None:
        self._guard.resume()
        # A lock after a day's loss is not the person's to open.
        self._say(self._guard.trading_why() or "Trading is open again.")

    def _say(self, sentence: str) -> None:
        self._board.add(Notice(Level.INFO, sentence, ("kill switch",), counted=False))
