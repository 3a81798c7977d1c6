"""From one account to another and back, again and again: nothing hangs and nothing is left behind."""

import asyncio
import threading
import weakref
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from terminal_app.app.terminal import Terminal
from terminal_app.ui.main_window import MainWindow
from tests.helpers.leaks import freed
from tests.helpers.logs import LogWatch
from tests.helpers.qt_loop import QtRunner
from tests.helpers.terminal import running_terminal
from tests.helpers.waiting import eventually

pytestmark = [pytest.mark.gui, pytest.mark.contract, pytest.mark.slow]

_ROUNDS = 3


async def switch(terminal: Terminal) -> weakref.ref[MainWindow]:
    """Open the other account; returns the window of the old one."""
    desk, window = weakref.ref(terminal.desk), weakref.ref(terminal.window)
    terminal.window.accounts.on_paper_asked()
    terminal.window.accounts.on_classic_paper_asked()
    await eventually(lambda: terminal.desk is not desk() and terminal.desk.has_window)
    await eventually(lambda: terminal.session.entry_block() is None)
    return window


def alive() -> dict[str, int]:
    """How many windows, tasks and threads there are; the loop's own workers only get known over time."""
    freed()
    threads = [one for one in threading.enumerate() if not one.name.startswith("Dummy-")]
    return {
        "windows": len(QApplication.topLevelWidgets()),
        "tasks": len(asyncio.all_tasks()),
        "threads": len(threads),
    }


def nothing_grew(first: dict[str, int]) -> bool:
    """Whether there is as much as at first, or less."""
    now = alive()
    assert {what: count for what, count in now.items() if count > first[what]} == {}, first
    return True


def test_nothing_grows_however_often(
    qapp: QApplication, qt_run: QtRunner, data_dir: Path, expect_log: LogWatch
) -> None:
    expect_log("this is a classic account")

    async def story() -> None:
        async with running_terminal(qapp, data_dir) as terminal:
            windows: list[weakref.ref[MainWindow]] = []

            async def there_and_back() -> None:
                windows.append(await switch(terminal))
                windows.append(await switch(terminal))
                freed()
                assert [one() for one in windows] == [None] * len(windows)

            await there_and_back()
            first = alive()
            for _ in range(_ROUNDS):
                await there_and_back()
                await eventually(lambda: nothing_grew(first))

    qt_run(story(), timeout=180)
