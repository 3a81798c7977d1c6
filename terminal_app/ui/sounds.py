"""Plays a sound of ours through whatever the system plays sounds with. Never waits for it."""

import shutil
import sys

from PySide6.QtCore import QProcess
from PySide6.QtWidgets import QApplication

from terminal_app.ui.resources import folder

_PLAYERS = (("pw-play",), ("paplay",), ("aplay", "-q"), ("afplay",))


def play(name: str) -> None:
    """Play `resources/sounds/NAME.wav`; the system's own beep where nothing can play it."""
    file = folder() / "sounds" / f"{name}.wav"
    if sys.platform == "win32":
        import winsound

        winsound.PlaySound(str(file), winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
        return
    for program, *options in _PLAYERS:
        found = shutil.which(program)
        if found is not None and QProcess.startDetached(found, [*options, str(file)])[0]:
            return
    QApplication.beep()
