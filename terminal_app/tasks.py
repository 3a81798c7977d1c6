"""The one place that starts asyncio tasks, so that no exception of a task is ever lost.

It stands beside the rooms because several of them own tasks and none of them should need another for it.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

_CANCEL_AGAIN_SECONDS = 0.5


class TaskOwner:
    """Owns tasks: reports their exceptions at once and cancels them when it closes.

    Args:
        name: shown in the log with every failure.
        on_failure: called with the exception of a task that died; without it the exception is logged.
    """

    def __init__(self, name: str, on_failure: Callable[[BaseException], None] | None = None) -> None:
        self._name = name
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[object]] = set()
        self._closed = False

    def spawn(self, work: Coroutine[object, object, T], name: str) -> asyncio.Task[T]:
        """Start a coroutine on the running loop."""
        task = asyncio.get_running_loop().create_task(work, name=f"{self._name}:{name}")
        self._tasks.add(task)
        task.add_done_callback(self._done)
        if self._closed:
            # Whatever is still alive around a closed owner may ask, but nothing starts any more.
            task.cancel()
        return task

    async def aclose(self) -> None:
        """Cancel everything still running and wait for it; what is spawned later never runs.

        A cancel can be lost when what a task waits for ends in the same moment, so it is repeated.
        """
        self._closed = True
        while tasks := self._tasks - {asyncio.current_task()}:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks, timeout=_CANCEL_AGAIN_SECONDS)

    async def drain(self) -> None:
        """Wait for everything still running without cancelling it."""
        while self._tasks - {asyncio.current_task()}:
            await asyncio.gather(*(self._tasks - {asyncio.current_task()}), return_exceptions=True)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if self._on_failure is not None:
            self._on_failure(error)
        else:
            log.error("task %s failed", task.get_name(), exc_info=error)


async def together(*works: Coroutine[object, object, T]) -> list[T]:
    """Do several things at once; results in their order. When one fails, the others still come to their end.

    Cancelling the caller cancels all of them.
    """
    ends = await asyncio.gather(*works, return_exceptions=True)
    results: list[T] = []
    for end in ends:
        if isinstance(end, BaseException):
            raise end
        results.append(end)
    return results
