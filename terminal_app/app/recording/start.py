"""Begins a recording for the account on the screen, and has the person told when something of it is lost."""

import asyncio
import logging
from pathlib import Path

from terminal_app.app.recording.recorder import Recorder
from terminal_app.core.changes import Changes
from terminal_app.core.ports import Clock
from terminal_app.tape.records import TapeError
from terminal_app.trading.facts import TradingNotice

log = logging.getLogger(__name__)


def start_recording(folder: Path, clock: Clock, changes: Changes) -> Recorder | None:
    """A running recording, or `None` and a notice when the folder cannot be used. Needs the running loop."""
    loop = asyncio.get_running_loop()

    def tell(sentence: str) -> None:
        log.warning("%s", sentence)
        changes.post(TradingNotice(sentence))

    def tell_from_anywhere(sentence: str) -> None:
        loop.call_soon_threadsafe(tell, sentence)

    try:
        recorder = Recorder(folder, clock, tell_from_anywhere)
    except TapeError as error:
        tell(error.sentence)
        return None
    log.info("recording into %s", recorder.first_part)
    return recorder
