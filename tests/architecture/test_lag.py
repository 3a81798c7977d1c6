"""The watch over the loop's turns sees a loop that waits, and lets one pass that does not."""

import asyncio
import threading

import pytest

from tests.helpers.lag import steady_loop


async def test_a_loop_that_waits_is_found() -> None:
    async def wait() -> None:
        async with steady_loop():
            await asyncio.sleep(0.02)
            threading.Event().wait(0.3)
            await asyncio.sleep(0.02)

    with pytest.raises(AssertionError, match="stood still"):
        await wait()


async def test_a_loop_that_turns_passes() -> None:
    async with steady_loop():
        await asyncio.sleep(0.1)
