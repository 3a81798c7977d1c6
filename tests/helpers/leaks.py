"""What a test may not leave behind: running tasks, active timers, visible windows."""

import asyncio
import gc

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication


async def settle() -> None:
    """Give tasks that were just cancelled, or are about to end, a few turns of the loop."""
    for _ in range(3):
        await asyncio.sleep(0)


def running_tasks(besides: set[asyncio.Task[object]]) -> list[str]:
    """The names of tasks of the running loop that are neither done nor among these."""
    current = asyncio.current_task()
    left = {task for task in asyncio.all_tasks() if task is not current} - besides
    return sorted(f"running task {task.get_name()}: {task.get_coro()!r}" for task in left)


def freed() -> None:
    """Let Qt delete what it was told to, and Python what nobody can reach any more."""
    _delete_later_is_now()
    # A widget in a cycle of references is garbage, not a leak; the windows of a hundred tests are a gigabyte.
    gc.collect()
    _delete_later_is_now()


def qt_leftovers() -> list[str]:
    """Active timers and visible windows, after Qt and Python have thrown away what they would anyway."""
    freed()
    return _alive()


def close_windows() -> None:
    """Remove what one test left, so that the next does not fail for it."""
    for widget in QApplication.topLevelWidgets():
        widget.hide()  # a window may answer close() with a question
    for timer in _timers():
        timer.stop()


def _delete_later_is_now() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _alive() -> list[str]:
    timers = [f"active timer every {timer.interval()} ms of {timer.parent()!r}" for timer in _timers()]
    windows = [
        f"visible window {widget!r}" for widget in QApplication.topLevelWidgets() if widget.isVisible()
    ]
    return timers + windows


def _timers() -> list[QTimer]:
    found = [thing for thing in gc.get_objects() if isinstance(thing, QTimer)]
    return [timer for timer in found if shiboken6.isValid(timer) and timer.isActive()]
