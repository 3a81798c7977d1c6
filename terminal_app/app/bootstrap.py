"""Starts Qt and its event loop, builds the graph from top to bottom, and hands over to `Terminal`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable

import qasync
from PySide6.QtWidgets import QApplication

from terminal_app import APP_NAME, __version__
from terminal_app.app import crash, logs
from terminal_app.app.cli import Options
from terminal_app.app.collector import Collector
from terminal_app.app.console import complain, say
from terminal_app.app.curtain import Curtain
from terminal_app.app.freeze import FreezeWatch
from terminal_app.app.harden import harden_process
from terminal_app.app.paths import Paths, paths_for
from terminal_app.app.single import SingleInstance
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import PAPER_ACCOUNTS, PAPER_PROFILE, KeyStoreError

NO_DISPLAY = "There is no display here, so the terminal runs without a window; Ctrl-C ends it."


class Stop:
    """Remembers that the system or Ctrl-C asked the program to end, from its first moment on.

    Until there is something to close it only remembers: an exception in the middle of a start would leave
    Qt's loop waiting for ever.
    """

    def __init__(self) -> None:
        self.asked = False
        self._then: Callable[[], object] | None = None
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def then(self, close: Callable[[], object]) -> None:
        """Say what closes the program; done at once when it was asked for before."""
        self._then = close
        if self.asked:
            close()

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.asked = True
        if self._then is not None:
            self._then()


def run(options: Options) -> int:
    """Run the terminal until it is closed and return its exit code."""
    paths = paths_for(PAPER_PROFILE, options.data_dir)
    try:
        paths.make()
    except OSError as error:
        complain(
            f"The data folder {paths.root} cannot be used: {error.strerror}. Choose one with --data-dir."
        )
        return 1
    try:
        if options.profile not in PAPER_ACCOUNTS:
            from terminal_app.app.profiles import Profiles

            Profiles(paths.root, SystemClock()).known(options.profile)
    except KeyStoreError as error:
        complain(f"{error.sentence} Start without --profile to open the paper account.")
        return 2
    if options.replay is not None:
        from terminal_app.tape.reader import TapeReader
        from terminal_app.tape.records import TapeError

        try:
            TapeReader(options.replay)
        except TapeError as error:
            complain(error.sentence)
            return 2
    single = SingleInstance(paths.root)
    if not single.take():
        complain(
            f"The terminal is already open on {paths.root}. Use that window, or choose another --data-dir."
        )
        return 3
    stop = Stop()
    harden_process()
    headless = options.offscreen or not _has_display()
    if headless:
        if not options.offscreen:
            say(NO_DISPLAY)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QApplication([APP_NAME])
    application.setApplicationName(APP_NAME)
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("terminal-for-bitget")
    application.setQuitOnLastWindowClosed(False)
    changes = Changes()
    lines = logs.open_log(paths.logs, changes)
    loop = qasync.QEventLoop(application)
    crash.install(loop)
    collector = Collector()
    freezes = FreezeWatch(paths.logs / "freezes.log")
    freezes.start()
    try:
        with loop:
            return loop.run_until_complete(
                _live(application, options, paths, changes, lines, stop, headless=headless)
            )
    finally:
        freezes.stop()
        collector.stop()
        crash.uninstall()
        logs.close_log()
        single.release()


async def _live(
    application: QApplication,
    options: Options,
    paths: Paths,
    changes: Changes,
    lines: logs.RingHandler,
    stop: Stop,
    *,
    headless: bool,
) -> int:
    curtain = Curtain()
    await curtain.rise()
    # Plots, network and keys take most of a second to import; something is on the screen meanwhile.
    from terminal_app.app.terminal import Terminal

    terminal = Terminal(application, options, paths, changes, lines, headless=headless)
    loop = asyncio.get_running_loop()
    stop.then(lambda: loop.call_soon_threadsafe(terminal.request_close))
    terminal.window.show()
    curtain.close()
    return await terminal.run()


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
