"""What the window asks to be kept between two runs, and how. It never sees a file."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from terminal_app.settings.model import Settings


class Keeping(Protocol):
    """Holds what was kept last time and takes what is to be kept now. Nothing here waits for a disk."""

    @property
    def settings(self) -> Settings:
        """The choices for the whole program."""
        ...

    @property
    def workspace(self) -> Mapping[str, object]:
        """Places, choices and earlier layouts as `Workspace` told them; empty at first."""
        ...

    @property
    def troubles(self) -> Sequence[str]:
        """What could not be read, in sentences for the person."""
        ...

    def keep_settings(self, settings: Settings) -> None:
        """Keep these choices from now on."""
        ...

    def keep_workspace(self, body: Mapping[str, object]) -> None:
        """Keep this workspace from now on."""
        ...

    def workspace_stands(self) -> None:
        """The window is open with what was kept: it has not ended the program."""
        ...


class Forgetful:
    """Keeps nothing beyond its own life."""

    def __init__(self, workspace: Mapping[str, object] | None = None) -> None:
        self.settings = Settings()
        self.workspace = workspace or {}
        self.troubles: Sequence[str] = ()

    def keep_settings(self, settings: Settings) -> None:
        """Hold it."""
        self.settings = settings

    def keep_workspace(self, body: Mapping[str, object]) -> None:
        """Hold it."""
        self.workspace = body

    def workspace_stands(self) -> None:
        """Good."""
