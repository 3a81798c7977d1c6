"""How the docks stand in one window: the room they have, and the changes that are asked for by menu."""

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from terminal_app.ui.docks import DockBoard
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.ticket_side import ticket_moved
from terminal_app.ui.workspace import Workspace


class Arrangement:
    """Keeps the docks in the room of their window; says so when a change cannot be made.

    Args:
        window: where they stand.
        edges: the bars that take from its height.
        docks: what stands there.
        workspace: remembers how, and locks it.
        board: says why nothing was changed.
    """

    def __init__(
        self,
        window: QWidget,
        edges: Sequence[QWidget],
        docks: DockBoard,
        workspace: Workspace,
        board: NoticeBoard,
    ) -> None:
        self._window = window
        self._edges = edges
        self._docks = docks
        self._workspace = workspace
        self._board = board

    def fit(self, *, restored: bool) -> None:
        """Give the docks their sizes, those of a layout that was restored or the usual ones."""
        self.follow()
        if restored:
            self._docks.fit()
        else:
            self._docks.fit_usual(self._room())

    def follow(self) -> None:
        """Let the docks take the places that are usual in a window of this size."""
        self._docks.follow(self._room())

    def on_undo(self) -> None:
        """Put the docks back where they were before the last change."""
        if not self._workspace.undo():
            self._board.add(Notice(Level.INFO, "There is no earlier layout."))

    def on_ticket_side(self) -> None:
        """Put the ticket left of the book, or back to the right edge."""
        room = self._room()
        moved = ticket_moved(self._docks.read(), (room.width(), room.height()))
        if moved is None:
            self._board.add(Notice(Level.INFO, "There is no order book in this workspace to stand beside."))
        elif self._workspace.locked:
            self._board.add(Notice(Level.INFO, "The layout is locked. Unlock it in the View menu first."))
        else:
            self._docks.arrange(moved)

    def on_lock(self) -> None:
        """Let nothing be moved, or let it again."""
        self._workspace.lock(locked=not self._workspace.locked)

    def _room(self) -> QSize:
        taken = sum(edge.height() for edge in self._edges)
        return QSize(self._window.width(), self._window.height() - taken)
