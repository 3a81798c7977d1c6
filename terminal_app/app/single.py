"""One terminal for each data folder: two would write into the same journal and the same layout.

The lock names the process that holds it, so one that a crash left behind is recognised and taken over.
"""

from pathlib import Path

from PySide6.QtCore import QLockFile


class SingleInstance:
    """Holds a data folder for this process until it is released or the process ends."""

    def __init__(self, root: Path) -> None:
        self._lock = QLockFile(str(root / "terminal.lock"))
        # No age makes a lock stale, only the end of its process.
        self._lock.setStaleLockTime(0)

    def take(self) -> bool:
        """Take the folder; `False` when another terminal has it."""
        return self._lock.tryLock(0)

    def release(self) -> None:
        """Let another terminal have it."""
        self._lock.unlock()
