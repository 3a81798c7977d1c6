"""The first thing on the screen is there before anything heavy is."""

import re
import subprocess
import sys

import pytest
import shiboken6
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from terminal_app.app.curtain import Curtain
from terminal_app.app.loading import STEPS
from terminal_app.core.changes import Changes
from terminal_app.core.clock import ManualClock
from terminal_app.core.events import TickerSeen
from terminal_app.market.hub import MarketHub
from terminal_app.ui.theme import DARK
from tests.helpers.examples import PERP_ID, SPOT_ID, ticker
from tests.helpers.qt_loop import QtRunner
from tests.helpers.waiting import eventually

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


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("show", _HEAVY),
        ("terminal", ("click", "rich", "pygments")),  # httpx has a command line
        ("bootstrap", ("asyncio", "qasync", "PySide6.QtGui")),  # which starts the exchange
    ],
)
def test_a_step_of_the_start_does_not_bring_what_comes_later(module: str, unwanted: tuple[str, ...]) -> None:
    code = f"import sys, terminal_app.app.{module}; print([n for n in {tuple(unwanted)} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.gui
def test_it_shows_the_prices_of_one_instrument_until_it_falls(qt_run: QtRunner, qapp: QApplication) -> None:
    qapp.setQuitOnLastWindowClosed(False)  # as the program does
    hub = MarketHub(Changes(), ManualClock())

    async def story() -> tuple[QImage, QImage, str]:
        curtain = Curtain()
        await curtain.rise()
        curtain.follow(hub, PERP_ID)
        hub.apply(TickerSeen(ticker(SPOT_ID, bid="1.5")))
        before = curtain.grab().toImage()
        hub.apply(TickerSeen(ticker(bid="64210.5")))
        after = curtain.grab().toImage()
        curtain.fall()
        hub.apply(TickerSeen(ticker(bid="7")))
        await eventually(lambda: not shiboken6.isValid(curtain))
        return before, after, curtain.price

    try:
        before, after, said = qt_run(story())
    finally:
        qapp.setQuitOnLastWindowClosed(True)
    assert before != after
    assert re.fullmatch(r"BTCUSDT perp  64210\.5  at \d\d:\d\d:\d\d UTC", said)


def test_the_window_is_imported_in_steps_of_which_none_is_half_of_it() -> None:
    code = f"""
import importlib, sys
from terminal_app.app import terminal
most, rest = 0, 0
for name in {STEPS}:
    before = len(sys.modules)
    importlib.import_module(name)
    most, rest = max(most, len(sys.modules) - before), rest + len(sys.modules) - before
print(most < rest / 2)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.stderr) == ("True", "")
