"""The frames that wait for one connection, bounded.

Nothing in it is ever dropped on its own: a listener that cannot keep up loses the whole connection, sees it,
and starts over with fresh snapshots, instead of silently missing a fill.
"""

import asyncio
from collections import deque

MAX_CHARACTERS = 8_000_000


class Outbox:
    """A queue of text frames with one reader.

    Args:
        most: characters that may wait; beyond it `overflow` is set.
    """

    def __init__(self, most: int = MAX_CHARACTERS) -> None:
        self._most = most
        self._frames: deque[str] = deque()
        self._size = 0
        self._wake = asyncio.Event()
        self._closed = False
        self.overflow = asyncio.Event()

    def put(self, frame: str) -> None:
        """Add a frame. After `close` or an overflow it is not kept: the connection is ending."""
        if self._closed:
            return
        self._size += len(frame)
        if self._size > self._most:
            self.close()
            self.overflow.set()
            return
        self._frames.append(frame)
        self._wake.set()

    def close(self) -> None:
        """Take no more frames; the reader ends after the last one."""
        self._closed = True
        self._wake.set()

    async def get(self) -> str | None:
        """The next frame, or `None` when it was closed and is empty."""
        while not self._frames:
            if self._closed:
                return None
            self._wake.clear()
            await self._wake.wait()
        frame = self._frames.popleft()
        self._size -= len(frame)
        return frame
