"""What the window says of a recording and asks for. Knows no Qt."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from terminal_app.settings.recording import RecordingChoices
from terminal_app.ui import format as fmt

_KB, _MB, _GB = 1 << 10, 1 << 20, 1 << 30
_FAR = 100


@dataclass(frozen=True, slots=True)
class RecordingState:
    """How recording stands.

    Args:
        folder: where recordings go.
        since_ms: when the one under way began, Unix ms; `None` while nothing is recorded.
        file: its first file.
        size: how many bytes of it are on the disk.
        trouble: why nothing is recorded although it should be, a sentence; else empty.
    """

    folder: Path
    since_ms: int | None = None
    file: Path | None = None
    size: int = 0
    trouble: str = ""


class RecordingDesk(Protocol):
    """Records what this terminal sees, and hands recordings on."""

    @property
    def choices(self) -> RecordingChoices:
        """What is chosen now."""
        ...

    def state(self) -> RecordingState:
        """How recording stands now."""
        ...

    def choose(self, choices: RecordingChoices) -> str:
        """Record another way, or not at all, from now on; why that was not kept, if so."""
        ...

    async def export(self, source: Path, target: Path) -> str:
        """Write a copy without ids, balances and the account; a sentence that says what became of it.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        ...

    async def open_replay(self, source: Path) -> None:
        """Play a recording in a window of its own, beside this one.

        Raises:
            EnvironmentTroubleError: that window did not open.
        """
        ...


def size_text(size: int) -> str:
    """A size on the disk in about three figures."""
    for unit, name in ((_GB, "GB"), (_MB, "MB"), (_KB, "kB")):
        if size >= unit:
            share = size / unit
            return f"{share:.0f}\u00a0{name}" if share >= _FAR else f"{share:.1f}\u00a0{name}"
    return f"{size}\u00a0B"


def state_text(state: RecordingState) -> str:
    """How recording stands, in sentences."""
    if state.since_ms is None:
        return state.trouble or "Nothing is being recorded."
    name = "" if state.file is None else f" {state.file.name} and what follows it,"
    return f"Recording since {fmt.date_time(state.since_ms)}:{name} {size_text(state.size)} so far."


def mark_text(state: RecordingState) -> str:
    """The mark in the status bar; empty for none."""
    if state.since_ms is not None:
        return f"● REC {size_text(state.size)}"
    return "REC stopped" if state.trouble else ""
