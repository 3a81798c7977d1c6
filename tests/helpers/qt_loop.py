"""Running a coroutine on the loop that the program uses: qasync's, with Qt's events in it."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from qasync import QEventLoop

from tests.helpers.leaks import running_tasks, settle
from tests.helpers.waiting import eventually

T = TypeVar("T")


class QtRunner:
    """Runs coroutines to their end while Qt's events are handled; the `qt_run` fixture.

    Write the story of a window test as one coroutine, clicks included: what a click starts needs a running
    loop. Inside it use `await eventually(...)`, not `qtbot.wait...`, which nests a second Qt loop in a task.
    """

    def __init__(self, loop: QEventLoop) -> None:
        self.loop = loop

    def __call__(self, work: Coroutine[Any, Any, T], timeout: float = 30.0) -> T:
        """Run it and return its result; TimeoutError when it takes longer."""
        return self.loop.run_until_complete(_within(work, timeout))

    def until(self, condition: Callable[[], T], timeout: float = 20.0) -> T:
        """Let the loop turn until the condition is true; see `eventually`."""
        return self(eventually(condition, timeout), timeout + 5.0)


async def _within(work: Coroutine[Any, Any, T], timeout: float) -> T:
    async with asyncio.timeout(timeout):
        return await work


async def cancel_leftovers() -> list[str]:
    """Cancel what still runs on the running loop, and say what it was."""
    await settle()
    left = running_tasks(besides=set())
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return left
