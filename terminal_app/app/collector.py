"""Frees cycles of references on Qt's thread only.

Python collects them in whatever thread happens to allocate. A widget or timer that dies in the thread of the
journal or of the keyring warns at best and ends the process at worst.
"""

import gc

from PySide6.QtCore import QTimer

_EVERY_MS = 1_000


def collect_due() -> None:
    """Collect the oldest generation that is due, as Python would have done by itself."""
    for generation, (count, limit) in reversed(
        list(enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)))
    ):
        if count > limit:
            gc.collect(generation)
            return


class Collector:
    """Takes over from Python's automatic collection until it is stopped. Make it on Qt's thread."""

    def __init__(self) -> None:
        self._was_automatic = gc.isenabled()
        gc.disable()
        # What was imported lives as long as the program: there is no point in looking through it.
        gc.freeze()
        self._timer = QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.step)
        self._timer.start()

    def step(self) -> None:
        """Collect what is due."""
        collect_due()

    def stop(self) -> None:
        """Leave collecting to whoever did it before."""
        self._timer.stop()
        gc.unfreeze()
        if self._was_automatic:
            gc.enable()
