"""Recording under the person's hands: begun and ended while the terminal runs, and told truly.

Nothing here is ever in the way of an order: a disk that says no ends the recording and says so.
"""

import asyncio
import logging
from dataclasses import replace
from pathlib import Path
from subprocess import Popen
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from terminal_app.app.paths import Paths
from terminal_app.app.recording import roads
from terminal_app.app.recording.deck import Deck
from terminal_app.app.recording.recorder import Recorder
from terminal_app.core.changes import Changes
from terminal_app.core.ports import Clock
from terminal_app.settings import recording
from terminal_app.settings.recording import RecordingChoices
from terminal_app.settings.store import JsonFile
from terminal_app.tape.records import TapeError
from terminal_app.tasks import TaskOwner
from terminal_app.trading.facts import TradingNotice
from terminal_app.ui.recording.state import RecordingState

if TYPE_CHECKING:
    from terminal_app.app.recording.gestures import Gestures

log = logging.getLogger(__name__)

_MB = 1 << 20
_NOT_KEPT = "This holds now, but could not be written down. Check the disk."


class RecordingControl:
    """A `ui.recording.state.RecordingDesk`. Must be made on the running loop.

    Args:
        deck: of the session.
        paths: of the profile.
        clock: the session's.
        changes: where notices go.
        application: whose clicks are recorded.
        tasks: owns what runs.
        asked: a folder from the command line: recorded there at once, whatever is chosen.
    """

    def __init__(
        self,
        deck: Deck,
        paths: Paths,
        clock: Clock,
        changes: Changes,
        application: QApplication,
        tasks: TaskOwner,
        asked: Path | None = None,
    ) -> None:
        self._deck = deck
        self._paths = paths
        self._clock = clock
        self._changes = changes
        self._application = application
        self._tasks = tasks
        self._loop = asyncio.get_running_loop()
        self._file = JsonFile(paths.recording, "file of what is recorded", clock)
        kept = self._file.load()
        if kept.trouble:
            self._tell(f"{kept.trouble} Nothing is recorded.")
        self._choices = recording.from_saved(kept.body)
        self._gestures: Gestures | None = None
        self._windows: list[Popen[bytes]] = []
        self._trouble = ""
        if asked is not None:
            self._choices = replace(self._choices, on=True, folder=str(asked.absolute()))
        self._folder = self._chosen_folder()
        if self._choices.on:
            self._start()

    @property
    def choices(self) -> RecordingChoices:
        """What is chosen now."""
        return self._choices

    def state(self) -> RecordingState:
        """How recording stands now."""
        running = self._deck.running
        if running is None:
            return RecordingState(self._folder, trouble=self._trouble)
        return RecordingState(self._folder, running.since_ms, running.file, running.size)

    def choose(self, choices: RecordingChoices) -> str:
        """Record another way, or not at all, from now on; why that was not kept, if so."""
        same = choices == self._choices and (self._deck.running is not None) == choices.on
        self._choices = choices
        if not same:
            self._tasks.spawn(self._change(), "recording")
        try:
            self._file.save(recording.to_save(choices))
        except OSError as error:
            log.warning("what is recorded could not be written down: %s", error)
            return _NOT_KEPT
        return ""

    async def export(self, source: Path, target: Path) -> str:
        """Write a copy without ids, balances and the account; a sentence that says what became of it.

        Raises:
            EnvironmentTroubleError: it could not be written.
        """
        return await roads.export(source, target)

    async def open_replay(self, source: Path) -> None:
        """Play a recording in a window of its own, beside this one.

        Raises:
            EnvironmentTroubleError: that window did not open.
        """
        self._windows.append(await roads.open_replay(source, self._paths))

    def close(self) -> None:
        """Watch the person no longer; the session ends what is recorded."""
        if self._gestures is not None:
            self._gestures.close()
            self._gestures = None

    async def _change(self) -> None:
        self.close()
        await self._deck.stop()
        self._folder, self._trouble = self._chosen_folder(), ""
        if self._choices.on:
            self._start()

    def _start(self) -> None:
        try:
            self._deck.start(self._recorder)
        except TapeError as error:
            self._end_with(error.sentence)
            return
        # It brings widgets along, and this is imported before the first price.
        from terminal_app.app.recording.gestures import Gestures

        self._gestures = Gestures(self._application, self._deck.gesture)
        log.info("recording into %s", self._folder)

    def _recorder(self) -> Recorder:
        return Recorder(
            self._folder,
            self._clock,
            self._hear,
            total_bytes=self._choices.most_mb * _MB,
            most_parts=self._choices.most_files,
        )

    def _chosen_folder(self) -> Path:
        return Path(self._choices.folder).expanduser() if self._choices.folder else self._paths.recordings

    def _hear(self, sentence: str) -> None:
        """Take trouble of the disk, in the writer's thread."""
        self._loop.call_soon_threadsafe(self._end_with, sentence)

    def _end_with(self, sentence: str) -> None:
        self._tell(sentence)
        if self._deck.running is None:
            self._trouble = sentence
            self.close()

    def _tell(self, sentence: str) -> None:
        log.warning("%s", sentence)
        self._changes.post(TradingNotice(sentence))
