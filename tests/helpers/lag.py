"""How long an event loop did not come round, apart from what the machine's other work cost.

A thread that only sleeps is held up by a busy machine as much as the loop is, but not by a loop that waits:
what the loop was late more than the thread is the loop's own doing.
"""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator

TURN = 0.005
LIMIT = 0.1
"""Seconds a loop may be late while somebody else waits for a store."""


class _Bystander(threading.Thread):
    """Wakes up again and again, and remembers the longest time it did not."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.longest = 0.0
        self.over = threading.Event()

    def run(self) -> None:
        last = time.monotonic()
        while not self.over.wait(TURN):
            now = time.monotonic()
            self.longest, last = max(self.longest, now - last - TURN), now


@contextlib.asynccontextmanager
async def steady_loop(limit: float = LIMIT) -> AsyncIterator[None]:
    """Fail when the loop stood still for longer than this inside the block."""
    stop = asyncio.Event()

    async def longest_turn() -> float:
        longest, last = 0.0, time.monotonic()
        while not stop.is_set():
            await asyncio.sleep(TURN)
            now = time.monotonic()
            longest, last = max(longest, now - last - TURN), now
        return longest

    bystander = _Bystander()
    bystander.start()
    try:
        async with asyncio.TaskGroup() as group:
            measured = group.create_task(longest_turn())
            try:
                yield
            finally:
                stop.set()
    finally:
        bystander.over.set()
        bystander.join()
    own = measured.result() - bystander.longest
    assert own < limit, f"the loop stood still for {measured.result():.3f} s"
