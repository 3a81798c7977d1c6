"""Starts Qt and its event loop, shows the curtain, and hands over to `Terminal`."""

import asyncio
from subprocess import Popen

import qasync
from PySide6.QtWidgets import QApplication

from terminal_app import APP_NAME, __version__
from terminal_app.app import crash, logs
from terminal_app.app.bootstrap import Stop
from terminal_app.app.cli import Options
from terminal_app.app.collector import Collector
from terminal_app.app.curtain import Curtain
from terminal_app.app.freeze import FreezeWatch
from terminal_app.app.paths import Paths
from terminal_app.core.changes import Changes


def show(options: Options, paths: Paths, stop: Stop, launched: Popen[bytes] | None, *, headless: bool) -> int:
    """Run the terminal until it is closed and return its exit code.

    Args:
        options: how.
        paths: of the paper account.
        stop: tells that the program is to end.
        launched: the exchange of the account, if it was started already.
        headless: whether nobody can see the window.
    """
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
                _live(application, options, paths, changes, lines, stop, launched, headless=headless)
            )
    finally:
        freezes.stop()
        collector.stop()
        crash.uninstall()
        logs.close_log()


async def _live(
    application: QApplication,
    options: Options,
    paths: Paths,
    changes: Changes,
    lines: logs.RingHandler,
    stop: Stop,
    launched: Popen[bytes] | None,
    *,
    headless: bool,
) -> int:
    curtain = Curtain()
    await curtain.rise()
    # Network, numbers and panels take most of a second to import; something is on the screen meanwhile.
    from terminal_app.app.terminal import FIRST_INSTRUMENT, Terminal

    terminal = Terminal(application, options, paths, changes, lines, headless=headless, launched=launched)
    loop = asyncio.get_running_loop()
    stop.then(lambda: loop.call_soon_threadsafe(terminal.request_close))
    curtain.follow(terminal.session.hub, FIRST_INSTRUMENT)
    return await terminal.run(curtain.fall)
