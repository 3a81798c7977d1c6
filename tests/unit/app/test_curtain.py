"""The first thing on the screen is there before anything heavy is."""

import subprocess
import sys

import pytest
from PySide6.QtGui import QColor

from terminal_app.app.curtain import Curtain
from terminal_app.ui.theme import DARK
from tests.helpers.qt_loop import QtRunner

_HEAVY = ("pyqtgraph", "numpy", "httpx", "picows", "keyring", "cryptography", "PySide6QtAds", "sqlite3")


@pytest.mark.gui
def test_it_says_that_it_was_painted(qt_run: QtRunner) -> None:
    async def story() -> QColor:
        curtain = Curtain()
        await curtain.rise()
        corner = curtain.grab().toImage().pixelColor(3, 3)
        curtain.close()
        return corner

    assert qt_run(story()) == QColor(DARK.background)


def test_nothing_heavy_is_imported_before_it() -> None:
    code = f"import sys, terminal_app.app.bootstrap; print([n for n in {_HEAVY} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_window_needs_no_command_line() -> None:
    unwanted = ("click", "rich", "pygments")
    code = f"import sys, terminal_app.app.terminal; print([n for n in {unwanted} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
