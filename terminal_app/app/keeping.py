"""Keeps settings and workspace in two small files: read at the start, written in a thread while one works."""

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path

from terminal_app.core.ports import Clock
from terminal_app.settings.model import Settings, from_saved, to_save
from terminal_app.settings.store import JsonFile
from terminal_app.tasks import TaskOwner

log = logging.getLogger(__name__)

_NOT_PAST = (
    "The last start ended while the window layout was loaded, so the layout was left out this time. "
    "View, Undo layout change brings it back."
)


class Keeper:
    """The `Keeping` of the real program.

    While a window is being put back, a marker lies beside the layout: a start that finds it leaves the layout
    out, so that a layout can end the program only once.

    Args:
        settings: the file of the settings.
        workspace: the file of the workspace.
        clock: names the files that are set aside.
    """

    def __init__(self, settings: Path, workspace: Path, clock: Clock) -> None:
        self._tasks = TaskOwner("keeper")
        self._files = {
            "settings": JsonFile(settings, "file of settings", clock),
            "workspace": JsonFile(workspace, "window layout", clock),
        }
        self._marker = workspace.with_name(f"{workspace.name}.loading")
        self._waiting: dict[str, Mapping[str, object]] = {}
        self._writing = False
        self.troubles: list[str] = []
        self.settings = from_saved(self._load("settings"))
        self.workspace = self._without_what_failed(self._load("workspace"))
        self._mark()

    def keep_settings(self, settings: Settings) -> None:
        """Write the settings soon."""
        self.settings = settings
        self._keep("settings", to_save(settings))

    def keep_workspace(self, body: Mapping[str, object]) -> None:
        """Write the workspace soon."""
        self.workspace = body
        self._keep("workspace", body)

    def workspace_stands(self) -> None:
        """Take the marker away."""
        self._marker.unlink(missing_ok=True)

    async def aclose(self) -> None:
        """Wait until everything is on the disk."""
        await self._tasks.drain()

    def _load(self, name: str) -> Mapping[str, object]:
        loaded = self._files[name].load()
        if loaded.trouble:
            log.warning("%s", loaded.trouble)
            self.troubles.append(loaded.trouble)
        return loaded.body

    def _without_what_failed(self, saved: Mapping[str, object]) -> Mapping[str, object]:
        if not self._marker.exists() or "layout" not in saved:
            return saved
        self.troubles.append(_NOT_PAST)
        earlier = saved.get("earlier")
        before = earlier if isinstance(earlier, list) else []
        return {**saved, "layout": None, "earlier": [*before, saved["layout"]]}

    def _mark(self) -> None:
        try:
            self._marker.touch(mode=0o600)
        except OSError as error:
            log.warning("The marker %s could not be made: %s", self._marker.name, error.strerror)

    def _keep(self, name: str, body: Mapping[str, object]) -> None:
        self._waiting[name] = body
        if not self._writing:
            self._writing = True
            self._tasks.spawn(self._write(), "keep settings and layout")

    async def _write(self) -> None:
        try:
            while self._waiting:
                name, body = self._waiting.popitem()
                try:
                    await asyncio.to_thread(self._files[name].save, body)
                except (OSError, ValueError) as error:
                    log.warning("%s could not be kept: %s", self._files[name].path.name, error)
        finally:
            self._writing = False
