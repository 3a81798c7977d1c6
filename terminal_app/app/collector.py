"""Frees cycles of references on Qt's thread only.

Python collects them in whatever thread happens to allocate. A widget or timer that dies in the thread of the
journal or of the keyring warns at best and ends the process at worst.
"""

import gc

from PySide6.QtCore import QTimer

_EVERY_MS = 1_000


class Collector:
    """Takes over from Python's automatic collection until it is stopped. Make it on Qt's thread."""

    def __init__(self) -> None:
        gc.disable()
        # What was imported lives as long as the program: there is no point in looking through it.
        gc.freeze()
        self._timer = QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.step)
        self._timer.start()

    def step(self) -> None:
        """Collect the oldest generation that is due, as Python would have done."""
        for generation, (count, limit) in reversed(
            list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
        ):
            if count > limit:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()
