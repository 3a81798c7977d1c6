"""Keeps the price alerts of a profile in a small file of its own."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from terminal_app.core.ports import Clock
from terminal_app.settings.store import JsonFile

log = logging.getLogger(__name__)


class AlertFile:
    """The `AlertKeeping` of the real program.

    Args:
        path: the file.
        clock: names the files that are set aside.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._turn = asyncio.Lock()
        self._file = JsonFile(path, "list of price alerts", clock)
        loaded = self._file.load()
        self.alerts = loaded.body
        self.trouble = loaded.trouble
        if loaded.trouble:
            log.warning("%s", loaded.trouble)

    async def keep_alerts(self, body: Mapping[str, object]) -> None:
        """Write it, one after the other; the window does not wait.

        Raises:
            OSError: it cannot be written.
        """
        async with self._turn:
            await asyncio.to_thread(self._file.save, body)
