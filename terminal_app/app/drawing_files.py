"""Keeps what is drawn on charts: a small file for each symbol, read when a chart shows it first.

Files are read and written in a thread. A file that cannot be read is left alone: nothing is written over it.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from terminal_app.core.errors import EnvironmentTroubleError
from terminal_app.core.instrument import InstrumentId
from terminal_app.core.ports import Clock
from terminal_app.settings.store import JsonFile, Loaded
from terminal_app.tasks import TaskOwner


class DrawingFiles:
    """The `DrawingKeeping` of the real program.

    Args:
        folder: where the files lie; it exists.
        clock: names the files that are set aside.
    """

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock
        self._tasks = TaskOwner("drawings")
        self._known: dict[InstrumentId, Mapping[str, object]] = {}
        self._unreadable: set[InstrumentId] = set()
        self._waiting: set[InstrumentId] = set()
        self._writing: dict[InstrumentId, asyncio.Task[None]] = {}

    async def load(self, instrument: InstrumentId) -> Loaded:
        """What was kept of a symbol, in this run or an earlier one."""
        if instrument in self._known:
            return Loaded(self._known[instrument])
        file = self._file(instrument)
        loaded = await asyncio.to_thread(file.load)
        if loaded.trouble:
            is_there: bool = await asyncio.to_thread(_is_there, file.path)
            if is_there:
                self._unreadable.add(instrument)
        return loaded

    def keep(self, instrument: InstrumentId, body: Mapping[str, object]) -> None:
        """Write this soon, unless there is a file that could not be read."""
        self._known[instrument] = body
        if instrument in self._unreadable:
            return
        self._waiting.add(instrument)
        running = self._writing.get(instrument)
        if running is None or running.done():
            self._writing[instrument] = self._tasks.spawn(self._write(instrument), f"write {instrument}")

    async def written(self, instrument: InstrumentId) -> None:
        """Wait until everything of a symbol is on the disk.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        if instrument in self._unreadable:
            raise EnvironmentTroubleError(
                f"The drawings of {instrument} are not kept: their file {self._file(instrument).path.name} "
                "cannot be read. Make it readable or move it away, then start the terminal again."
            )
        running = self._writing.get(instrument)
        if running is not None:
            await asyncio.wait([running])
            if instrument in self._waiting:
                raise EnvironmentTroubleError(
                    f"The drawings of {instrument} could not be kept. Look whether the disk is full: "
                    "the next drawing tries again."
                )

    async def aclose(self) -> None:
        """Wait until everything is on the disk."""
        await self._tasks.drain()

    async def _write(self, instrument: InstrumentId) -> None:
        while instrument in self._waiting:
            self._waiting.discard(instrument)
            try:
                await asyncio.to_thread(self._file(instrument).save, self._known[instrument])
            except (OSError, ValueError):
                self._waiting.add(instrument)
                return

    def _file(self, instrument: InstrumentId) -> JsonFile:
        name = f"{instrument.product.value}-{quote(instrument.symbol, safe='')}.json"
        return JsonFile(self._folder / name, f"file of drawings of {instrument}", self._clock)


def _is_there(path: Path) -> bool:
    """Whether anything has this name, a link to nowhere included."""
    return path.is_symlink() or path.exists()
