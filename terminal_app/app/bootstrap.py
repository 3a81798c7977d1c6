"""Starts Qt and its event loop, builds the graph from top to bottom, and hands over to `Terminal`."""

import asyncio
import os
import signal
import sys

import qasync
from PySide6.QtWidgets import QApplication

from terminal_app import APP_NAME, __version__
from terminal_app.app import crash, logs
from terminal_app.app.cli import PAPER_PROFILE, Options
from terminal_app.app.collector import Collector
from terminal_app.app.console import complain, say
from terminal_app.app.curtain import Curtain
from terminal_app.app.harden import harden_process
from terminal_app.app.paths import Paths, paths_for
from terminal_app.app.single import SingleInstance
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import KeyStoreError

NO_DISPLAY = "There is no display here, so the terminal runs without a window; Ctrl-C ends it."


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
        if options.profile != PAPER_PROFILE:
            from terminal_app.app.profiles import Profiles

            Profiles(paths.root, SystemClock()).known(options.profile)
    except KeyStoreError as error:
        complain(f"{error.sentence} Start without --profile to open the paper account.")
        return 2
    single = SingleInstance(paths.root)
    if not single.take():
        complain(
            f"The terminal is already open on {paths.root}. Use that window, or choose another --data-dir."
        )
        return 3
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
    try:
        with loop:
            return loop.run_until_complete(
                _live(application, options, paths, changes, lines, headless=headless)
            )
    finally:
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
    *,
    headless: bool,
) -> int:
    curtain = Curtain()
    await curtain.rise()
    # Plots, network and keys take most of a second to import; something is on the screen meanwhile.
    from terminal_app.app.terminal import Terminal

    terminal = Terminal(application, options, paths, changes, lines, headless=headless)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(terminal.request_close))
    terminal.window.show()
    curtain.close()
    return await terminal.run()


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
