"""The whole terminal in a test: the real window, the real client, and a paper exchange of its own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from terminal_app.app import logs
from terminal_app.app.cli import Options
from terminal_app.app.key_check import venue_of
from terminal_app.app.paths import paths_for
from terminal_app.app.terminal import Terminal
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.keys import PAPER_PROFILE, Environment
from tests.helpers.waiting import eventually

_CLOSING_S = 60.0


@contextlib.asynccontextmanager
async def running_terminal(
    application: QApplication,
    data_dir: Path,
    venues: Callable[[Environment], Venue] = venue_of,
    profile: str = PAPER_PROFILE,
    options: Options | None = None,
) -> AsyncIterator[Terminal]:
    """A terminal that is live: prices flow and orders are open. It is closed in order at the end.

    It is closed as well when the test fails: the journal's thread would keep the process from ending.
    """
    paths = paths_for(profile, data_dir)
    paths.make()
    changes = Changes()
    lines = logs.open_log(paths.logs, changes)
    options = options or Options(profile, seed=7)
    terminal = Terminal(application, options, paths, changes, lines, headless=False, venues=venues)
    run = asyncio.TaskGroup()
    try:
        async with run:
            running = run.create_task(terminal.run())
            try:
                await eventually(
                    lambda: terminal.desk.has_window and terminal.session.entry_block() is None, timeout=60
                )
                terminal.window.activateWindow()
                yield terminal
            finally:
                terminal.request_close()
                await asyncio.wait({running}, timeout=_CLOSING_S)
    finally:
        await terminal.session.aclose()  # it is still open when the terminal itself has failed
        logs.close_log()


def click(widget: QWidget, at: QPoint | None = None) -> None:
    """Press and release the left button, in the middle unless told where."""
    QTest.mouseClick(
        widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
    )


def type_into(widget: QWidget, text: str) -> None:
    """Replace what a field holds by typing, key by key."""
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(widget, text)
