"""The workspaces in the View menu: choose one, keep one's own, forget it; the first nine have a key."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from terminal_app.ui.bridge.dialogs import ask, confirm
from terminal_app.ui.bridge.tasks import UiTasks
from terminal_app.ui.notice_board import Level, Notice, NoticeBoard
from terminal_app.ui.shipped import SHIPPED
from terminal_app.ui.workspace import Workspace

_KEYS = 9
_TIPS = {one.name: one.tip for one in SHIPPED}


class WorkspaceMenu(QObject):
    """Fills one menu and keeps it right.

    Args:
        window: whose keys these are, and over which questions open.
        menu: an empty menu.
        workspace: what is chosen from.
        tasks: run the questions.
        board: says what went wrong.
    """

    def __init__(
        self, window: QWidget, menu: QMenu, workspace: Workspace, tasks: UiTasks, board: NoticeBoard
    ) -> None:
        super().__init__(window)
        self._window = window
        self._menu = menu
        self._workspace = workspace
        self._tasks = tasks
        self._board = board
        self._group = QActionGroup(self)
        self._keys = [self._key(number) for number in range(1, _KEYS + 1)]
        menu.setToolTipsVisible(True)
        workspace.switched.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """Say which workspaces there are and which one is on the screen."""
        self._menu.clear()
        for number, name in enumerate(self._workspace.names):
            action = self._menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(name == self._workspace.name)
            action.setActionGroup(self._group)
            action.setToolTip(_TIPS.get(name, "A workspace of your own"))
            if number < _KEYS:
                # Said here, heard by an action of the window: this one is made anew again and again.
                action.setText(f"{action.text()}\tCtrl+{number + 1}")
            action.triggered.connect(self._switcher(name))
        self._menu.addSeparator()
        self._menu.addAction("&Save workspace as…").triggered.connect(self.on_save_as)
        if self._workspace.is_own(self._workspace.name):
            title = f"&Delete “{self._workspace.name}”…".replace("&", "&&").replace("&&Delete", "&Delete")
            self._menu.addAction(title).triggered.connect(self.on_delete)

    def switch_to(self, number: int) -> None:
        """Show the workspace of this key, from 1; there may be none."""
        names = self._workspace.names
        if number <= len(names):
            self._workspace.switch(names[number - 1])

    def on_save_as(self) -> None:
        """Ask for a name and keep what is on the screen under it."""
        self._tasks.start(self._save_as())

    def on_delete(self) -> None:
        """Forget the workspace on the screen, once that was confirmed."""
        self._tasks.start(self._delete(self._workspace.name))

    async def _save_as(self) -> None:
        name = await ask(self._window, "Save workspace", "Name of the workspace:")
        if name is not None and (trouble := self._workspace.save_as(name)):
            self._board.add(Notice(Level.WARNING, trouble))

    async def _delete(self, name: str) -> None:
        question = f"Delete the workspace “{name}”? Its layout cannot be had back."
        if await confirm(self._window, "Delete workspace", question, "Delete"):
            self._workspace.delete(name)

    def _switcher(self, name: str) -> Callable[[], None]:
        def switch() -> None:
            self._workspace.switch(name)

        return switch

    def _key(self, number: int) -> QAction:
        action = QAction(f"Workspace {number}", self._window)
        action.setShortcut(QKeySequence(f"Ctrl+{number}"))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setAutoRepeat(False)

        def switch() -> None:
            self.switch_to(number)

        action.triggered.connect(switch)
        self._window.addAction(action)
        return action
