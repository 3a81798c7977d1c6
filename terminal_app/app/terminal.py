"""The running terminal: one desk at a time, until the person closes the program."""

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from subprocess import Popen
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from terminal_app.app.cli import Options
from terminal_app.app.console import complain, say
from terminal_app.app.desk import FIRST_INSTRUMENT, Desk, Program
from terminal_app.app.drawing_files import DrawingFiles
from terminal_app.app.headless import StatusLines, save_picture
from terminal_app.app.keeping import Keeper
from terminal_app.app.key_check import venue_of
from terminal_app.app.loading import load_window
from terminal_app.app.logs import RingHandler
from terminal_app.app.paths import Paths, paths_for
from terminal_app.app.profiles import Profiles
from terminal_app.app.session import Session
from terminal_app.bitget.endpoints import Venue
from terminal_app.core.changes import Changes
from terminal_app.core.clock import SystemClock
from terminal_app.core.keys import PAPER_ACCOUNTS, PAPER_PROFILE, Environment, KeyStoreError, Profile
from terminal_app.tasks import TaskOwner

if TYPE_CHECKING:
    from terminal_app.app.replay.playing import Playing
    from terminal_app.ui.main_window import MainWindow

_REPLAY = ".replay"
"""No name of a profile looks like this."""

log = logging.getLogger(__name__)

__all__ = ["FIRST_INSTRUMENT", "Terminal"]


class Terminal:
    """Runs desks one after the other: the profile it was started with, then whichever is switched to.

    Args:
        paths: of the paper account; those of other accounts lie beside it.
        headless: whether to speak on the console, because nobody can see the window.
        venues: where the keys of an environment belong.
        launched: the exchange of the paper account of the options, if it was started already.

    Raises:
        KeyStoreError: the profile of the options cannot be looked up.
        TapeError: the recording of the options cannot be played.
    """

    def __init__(
        self,
        application: QApplication,
        options: Options,
        paths: Paths,
        changes: Changes,
        log_lines: RingHandler,
        *,
        headless: bool,
        venues: Callable[[Environment], Venue] = venue_of,
        launched: Popen[bytes] | None = None,
    ) -> None:
        self._options = options
        self._paths = paths
        self._headless = headless
        self._closing = asyncio.Event()
        self._next: Profile | str = PAPER_PROFILE
        self._ending = False
        clock = SystemClock()
        playing = None
        if options.replay is not None:
            from terminal_app.app.replay.playing import Playing

            playing = Playing(options.replay, clock)
            playing.rewind = self.rewind
        self._again: Playing | None = None
        self.profiles = Profiles(paths.root, clock, venues=venues)
        self._program = Program(
            application=application,
            options=options,
            clock=clock if playing is None else playing.clock,
            changes=changes,
            log_lines=log_lines,
            keeper=Keeper(paths.settings, paths.workspace, clock),
            drawings=DrawingFiles(paths.drawings, clock),
            profiles=self.profiles,
            on_close=self.request_close,
            on_profile=self.switch_to,
            playing=playing,
        )
        self.desk = self._make(self._find(options.profile), launched)

    @property
    def session(self) -> Session:
        """The session of the account on the screen."""
        return self.desk.session

    @property
    def window(self) -> "MainWindow":
        """The window on the screen; there is none before `run` has built the first."""
        return self.desk.window

    async def run(self, on_shown: Callable[[], None] = lambda: None) -> int:
        """Connect, show the window, and live until somebody asks to close. Returns the exit code.

        Args:
            on_shown: called when the window is on the screen.
        """
        code = 0
        self.desk.connect()
        # The connection is made meanwhile: the window takes longer.
        await load_window(self.desk.first_price.give_way)
        while True:
            if not self._ending:
                self._closing.clear()
            self.desk.open()
            on_shown()
            if self._options.screenshot is not None:
                code = await self._picture()
                self._ending = True
            else:
                await self._live()
            await self.desk.aclose()
            self._program.changes.drain()
            if self._ending:
                break
            if self._again is not None:
                self._program = replace(self._program, clock=self._again.clock, playing=self._again)
                self._again = None
            self.desk = self._make(self._next)
            self.desk.connect()
        await self._program.keeper.aclose()
        await self._program.drawings.aclose()
        return code

    def request_close(self) -> None:
        """End the program; more requests change nothing."""
        self._ending = True
        self._closing.set()

    def switch_to(self, name: str) -> None:
        """Close the account on the screen and open another one."""
        try:
            self._next = self._find(name)
        except KeyStoreError as error:
            self.window.board.error(error.sentence)
            return
        self._closing.set()

    def rewind(self, again: "Playing") -> None:
        """Play the recording anew: nothing that was seen or traded meanwhile holds any more."""
        self._again = again
        self._closing.set()

    async def _live(self) -> None:
        if not self._headless:
            await self._closing.wait()
            return
        owner = TaskOwner("status")
        owner.spawn(self._status().keep_printing(), "lines")
        await self._closing.wait()
        await owner.aclose()

    async def _picture(self) -> int:
        target = self._options.screenshot
        if target is None:
            return 0
        try:
            await asyncio.wait_for(self._closing.wait(), self._options.after)
        except TimeoutError:
            if (reason := self._status().why_not_live()) is not None:
                complain(f"No screenshot: {reason}")
                return 1
            try:
                save_picture(self.window, target)
            except OSError:
                complain(f"No screenshot: {target} cannot be written.")
                return 1
            say(f"Saved {target}")
        return 0

    def _status(self) -> StatusLines:
        picture = self._paths.screenshots / "latest.png"
        return StatusLines(self.session, self.window, picture, self.window.chosen or FIRST_INSTRUMENT)

    def _find(self, name: str) -> Profile | str:
        return name if name in PAPER_ACCOUNTS else self.profiles.known(name)

    def _make(self, account: Profile | str, launched: Popen[bytes] | None = None) -> Desk:
        replayed = self._options.replay is not None
        name = account if isinstance(account, str) else account.name
        paths = paths_for(_REPLAY if replayed else name, self._paths.root)
        if replayed:
            # Each replay is an account of its own: nothing of the last one holds in this one.
            _clear(paths)
        paths.make()
        return Desk(self._program, paths, account, launched)


def _clear(paths: Paths) -> None:
    """Delete what an account keeps, but for the places of its panels."""
    if not paths.profile.is_dir():
        return
    for one in paths.profile.iterdir():
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        elif one != paths.workspace:
            one.unlink(missing_ok=True)
