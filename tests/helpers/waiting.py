"""Waiting for what should happen, instead of for a time."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(condition: Callable[[], T], timeout: float = 20.0, every: float = 0.01) -> T:
    """Ask again and again until the answer is true, and return it.

    It works on asyncio's own loop and, inside `qt_run`, on Qt's: windows paint and slots run meanwhile.

    Args:
        condition: what to ask. An AssertionError counts as "not yet", so it may hold plain asserts.
        timeout: seconds until the test fails.
        every: seconds between two questions.

    Raises:
        AssertionError: the time is up; the cause is the condition's own last AssertionError, if it had one.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + timeout
    while True:
        try:
            answer = condition()
        except AssertionError as error:
            if loop.time() >= deadline:
                raise AssertionError(f"still not so after {timeout} s: {error}") from error
        else:
            if answer:
                return answer
            if loop.time() >= deadline:
                raise AssertionError(f"still not so after {timeout} s: the last answer was {answer!r}")
        await asyncio.sleep(every)
