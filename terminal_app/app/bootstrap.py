"""Decides whether the window may start, and starts what loads beside it; `show` does the rest.

What is imported here delays both, so it is little.
"""

import os
import signal
import sys
from collections.abc import Callable
from subprocess import Popen

from terminal_app.app.cli import Options
from terminal_app.app.console import complain, say
from terminal_app.app.harden import harden_process
from terminal_app.app.paper_launch import paper_launch
from terminal_app.app.paths import paths_for
from terminal_app.app.single import SingleInstance
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
    launched = _exchange(options)
    try:
        from terminal_app.app.show import show

        return show(options, paths, stop, launched, headless=headless)
    finally:
        single.release()


def _exchange(options: Options) -> Popen[bytes] | None:
    """The exchange of a paper account, started before everything else: it takes as long to load as we do."""
    kind = PAPER_ACCOUNTS.get(options.profile)
    if kind is None or options.replay is not None:
        return None
    paths = paths_for(options.profile, options.data_dir)
    try:
        paths.make()
        return paper_launch(paths, options.seed, kind).start()
    except OSError:
        return None  # the session tries once more, and says so if it fails again


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    return bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    )
