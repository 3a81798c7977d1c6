"""Finds out that the window stands still, and writes down where; from a thread of its own."""

import faulthandler
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer

log = logging.getLogger(__name__)

STILL_SECONDS = 2.0
"""How long the window may do nothing before it counts as standing still."""

_BEAT_MS = 500
_LOOK_SECONDS = 0.25
_FILE_BYTES = 500_000


class FreezeWatch:
    """A thread that expects a beat twice a second from the loop of the window. Make it on Qt's thread.

    When none comes, the stacks of all threads go to a file, once per standstill; the log says so when the
    window goes on. What is written names places in the program and no values.

    Args:
        file: where stacks are written; begun anew when it has become large.
        still: seconds without a beat that count.
        monotonic: seconds that only go forward.
    """

    def __init__(
        self, file: Path, still: float = STILL_SECONDS, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._path = file
        self._still = still
        self._monotonic = monotonic
        self._last = monotonic()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="freeze watch", daemon=True)
        self._frozen = threading.Event()
        self._timer = QTimer()
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        """Begin to expect beats."""
        self._last = self._monotonic()
        self._timer.start()
        self._thread.start()

    def beat(self) -> None:
        """The window is alive. Called on its thread."""
        now = self._monotonic()
        if self._frozen.is_set():
            self._frozen.clear()
            log.warning(
                "the window stood still for %.1f s; where is in %s", now - self._last, self._path.name
            )
        self._last = now

    @property
    def frozen(self) -> bool:
        """Whether the window stands still right now."""
        return self._frozen.is_set()

    def stop(self) -> None:
        """Expect nothing more, and wait for the thread to end."""
        self._timer.stop()
        self._stopped.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stopped.wait(_LOOK_SECONDS):
            if self._monotonic() - self._last >= self._still and not self._frozen.is_set():
                self._dump()
                self._frozen.set()

    def _dump(self) -> None:
        try:
            large = self._path.exists() and self._path.stat().st_size > _FILE_BYTES
            with self._path.open("w" if large else "a", encoding="utf-8") as file:
                file.write(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} the window stands still\n")
                file.flush()
                faulthandler.dump_traceback(file, all_threads=True)
        except OSError as error:
            log.warning("where the window stands still could not be written: %s", error)
