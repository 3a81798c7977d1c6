"""Whole windows in a test, over stores that it fills."""

import json
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from terminal_app.ui.keeping import Forgetful
from terminal_app.ui.main_window import MainWindow
from terminal_app.ui.style import apply_theme
from terminal_app.ui.theme import DARK
from tests.helpers.ui_desk import Desk
from tests.helpers.ui_parts import PartsDesk


class WindowStage:
    """Windows one after the other over what the last one kept; `close` ends them as the program does.

    Attributes:
        parts_desk: what the newest window looks at.
        keeping: what the newest window keeps.
    """

    def __init__(self, qtbot: QtBot, qapp: QApplication) -> None:
        apply_theme(qapp, DARK)
        self._qtbot = qtbot
        self._open: list[MainWindow] = []
        self.parts_desk = PartsDesk()
        self.keeping = Forgetful()

    @property
    def desk(self) -> Desk:
        """The desk below it."""
        return self.parts_desk.desk

    def open(self, saved: Mapping[str, object] | None = None) -> MainWindow:
        """Open a window that was given this, or what the last one kept."""
        kept = self.keeping.workspace if saved is None else saved
        # As a file would give it back.
        self.keeping = Forgetful(json.loads(json.dumps(kept)))
        self.parts_desk = PartsDesk()
        return self.show(MainWindow(replace(self.parts_desk.parts(), keeping=self.keeping)))

    def show(self, window: MainWindow) -> MainWindow:
        """Put a window on the screen; frames are painted when the test says so."""
        with self._qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.frames.stop()
        self._open.append(window)
        return window

    def close(self) -> None:
        """End them all."""
        for window in self._open:
            window.begin_close()
            window.finish_close()


def settle(window: MainWindow) -> None:
    """Let the workspace look twice, as it does in a second: a change is kept once it has stayed."""
    window.workspace.on_look()
    window.workspace.on_look()
